from odoo import api, fields, models

from ....tools.badge import Badge
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
    gate_badge = Badge("Gate", compute="_compute_gate_badge", groups=ROOM_GROUP)

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

    @api.depends("stage_id", "type", "team_id", "won_status")
    def _compute_gate_badge(self):
        """What a card shows of the gates, in one field: a field more on each of 80 cards
        takes longer than the queries. Keys without a value are left out."""
        counts, ages = self._count_missing(), self._get_stage_ages()
        names = self.env["crm.stage.criterion"]._get_names()
        alike = {}
        for lead in self:
            asked, missing = counts.get(lead.id, (0, ()))
            is_slow, note = ages.get(lead.id, (False, False))
            badge = asked, tuple(names[c] for c in missing) if missing else (), is_slow and note
            alike.setdefault(badge, []).append(lead.id)
        for badge, ids in alike.items():
            values = zip(("asked", "missing", "slow"), badge, strict=True)
            self.browse(ids).gate_badge = {key: value for key, value in values if value}

    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Read what the badge looks at along with the rest of a card, in the same query."""
        if field_names and "gate_badge" in field_names:
            watched = self.env["crm.stage.criterion"]._get_watched_columns()
            field_names = [
                *field_names,
                *(name for name in watched if self._has_field_access(self._fields[name], "read")),
            ]
        return super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)

    def _count_missing(self):
        """Return ``{lead id: (number of criteria asked, ids of those missing)}`` for the next
        stage of the deals of which something is asked."""
        gates = self.env["crm.stage.criterion"]._get_gates()
        if not gates.criteria:
            return {}
        # sudo: gates are counted whatever else the reader may see of the deal
        leads = self.sudo()
        asked = leads._get_asked_next()
        if not asked:
            return {}
        leads = leads.browse(asked).with_prefetch(leads._prefetch_ids)
        verdicts = self.env["crm.stage.criterion"]._judge_leads(leads, asked)
        counts = {}
        for lead_id, own in verdicts.items():
            missing = [c for c, v in own.items() if v is not MET and v["state"] not in PASSING]
            counts[lead_id] = len(own), missing
        return counts

    def _get_asked_next(self):
        """Return ``{lead id: criterion ids}`` of the next stage, without the deals of which
        nothing is asked."""
        columns = [get_column(self, self._fields[name]) for name in PLACE]
        if None in columns:
            return {lead.id: ids for lead in self if (ids := lead._get_next_gates()[0])}
        places = list(zip(*columns, strict=True))
        gates = {place: self._get_gates_after(*place)[0] for place in set(places)}
        pairs = zip(self._ids, places, strict=True)
        return {lead_id: gates[place] for lead_id, place in pairs if gates[place]}
