from odoo import api, fields, models

from ....tools.columns import get_column
from ..constants import MET, ROOM_GROUP
from .crossing import PASSING

# What decides which gates come next.
PLACE = ("type", "stage_id", "won_status", "team_id")


class CrmLead(models.Model):
    """What a card shows of the gates."""

    _inherit = "crm.lead"

    gate_missing_count = fields.Integer(
        "Missing for the Next Stage", compute="_compute_gate_missing_count", groups=ROOM_GROUP
    )

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), *PLACE, "date_last_stage_update")

    @api.model
    def _get_badge_columns(self):
        watched = self.env["crm.stage.criterion"]._get_watched_columns()
        return (*super()._get_badge_columns(), *watched)

    @api.depends("stage_id", "type", "team_id", "won_status")
    def _compute_gate_missing_count(self):
        self.gate_missing_count = 0
        for lead_id, (_asked, missing) in self._count_missing().items():
            self.browse([lead_id]).gate_missing_count = len(missing)

    def _count_missing(self, proof=None):
        """Return ``{lead id: (number of criteria asked, ids of those missing)}`` for the next
        stage of the deals of which something is asked.

        :param proof: the ``Proof`` of these deals, where it has been read
        """
        # sudo: gates are counted whatever else the reader may see of the deal
        leads = self.sudo()
        asked = leads._get_asked_next()
        if not asked:
            return {}
        leads = leads.browse(asked).with_prefetch(leads._prefetch_ids)
        verdicts = self.env["crm.stage.criterion"]._judge_leads(leads, asked, proof=proof)
        counts = {}
        for lead_id, own in verdicts.items():
            missing = [c for c, v in own.items() if v is not MET and v["state"] not in PASSING]
            counts[lead_id] = len(own), missing
        return counts

    def _get_asked_next(self):
        """Return ``{lead id: criterion ids}`` of the next stage, without the deals of which
        nothing is asked."""
        if not self.env["crm.stage.criterion"]._get_gates().criteria:
            return {}
        columns = [get_column(self, self._fields[name]) for name in PLACE]
        if None in columns:
            return {lead.id: ids for lead in self if (ids := lead._get_next_gates()[0])}
        places = list(zip(*columns, strict=True))
        gates = {place: self._get_gates_after(*place)[0] for place in set(places)}
        pairs = zip(self._ids, places, strict=True)
        return {lead_id: gates[place] for lead_id, place in pairs if gates[place]}
