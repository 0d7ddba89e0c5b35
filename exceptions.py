from odoo.exceptions import ValidationError

MAX_LINES = 20


class RefusedChange(ValidationError):
    """A change of the status of a deal that a room refused, with a sentence for the reader."""

    # The web client shows what it does not know by the name of a known class.
    context = {"exception_class": "odoo.exceptions.ValidationError"}

    def note_write(self, leads, vals):
        """Remember what was to be written."""

    def forget_leads(self):
        """Forget the ids of leads that were only about to be created."""


class StageGateError(RefusedChange):
    """A move that a stage gate refused.

    Outside the web client it is a plain sentence; the web client finds the same facts in
    ``context`` and shows them with what can be done about each.

    :param str message: the sentence, already translated
    :param list deals: one dict per refused deal: ``lead_id``, ``name``, ``stage_id`` (the
        stage that was to be reached), ``stage`` (its name), ``lines`` as of
        ``crm.lead.get_gate_status``, ``back`` (it lacks a reason to go back). A deal that
        was only about to be created has no ``lead_id``.
    :param bool can_waive: whether the current user may waive criteria

    The first deals are shown; of the others ``further`` tells what is needed to waive and to fill
    in. What the same write would have moved without a refusal is in ``passing``, to be moved along.
    """

    def __init__(self, message, deals=(), can_waive=False):
        super().__init__(message)
        self.deals = list(deals)
        self.context = {
            **super().context,
            "deals": self.deals[:MAX_LINES],
            "further": [_shorten(deal) for deal in self.deals[MAX_LINES:]],
            "passing": False,
            "deal_count": len(self.deals),
            "can_waive": can_waive,
        }

    def note_write(self, leads, vals):
        """Remember which of the leads of the write nothing speaks against."""
        stage_id = vals.get("stage_id")
        if not (stage_id and self.deals) or "type" in vals:
            return
        refused = {deal["lead_id"] for deal in self.deals}
        lead_ids = [
            lead.id for lead in leads if lead.id not in refused and lead.stage_id.id != stage_id
        ]
        if lead_ids:
            self.context["passing"] = {"stage_id": stage_id, "lead_ids": lead_ids}

    def forget_leads(self):
        for deal in (*self.deals, *self.context["further"]):
            deal["lead_id"] = False


def _shorten(deal):
    """Return a deal without what is only shown."""
    names = ("criterion_id", "kind", "state", "fields")
    lines = [{name: line[name] for name in names} for line in deal["lines"]]
    return {**{name: deal[name] for name in deal if name not in ("name", "stage")}, "lines": lines}
