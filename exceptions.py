from odoo.exceptions import ValidationError

MAX_LINES = 20


class StageGateError(ValidationError):
    """A move that a stage gate refused.

    Outside the web client it is a plain sentence; the web client finds the same facts in
    ``context`` and shows them with what can be done about each.

    :param str message: the sentence, already translated
    :param list deals: one dict per refused deal: ``lead_id``, ``name``, ``stage_id`` (the
        stage that was to be reached), ``stage`` (its name), ``lines`` as of
        ``crm.lead.get_gate_status``, ``back`` (it lacks a reason to go back). A deal that
        was only about to be created has no ``lead_id``.
    :param bool can_waive: whether the current user may waive criteria
    """

    def __init__(self, message, deals=(), can_waive=False):
        super().__init__(message)
        self.deals = list(deals)
        self.context = {
            "exception_class": "odoo.exceptions.ValidationError",
            "deals": self.deals[:MAX_LINES],
            "deal_count": len(self.deals),
            "can_waive": can_waive,
        }
