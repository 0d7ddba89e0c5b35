from operator import itemgetter

from odoo import api, models
from odoo.tools import SQL

from ...tools import days, rooms
from ...tools.any_of import any_of
from ..deal.crm_deal_badge import SUCCESS, WARNING, BadgePart
from .constants import ROOM
from .crm_stage_criterion.criterion import EVIDENCE_KINDS, Proof

WAIVER_COLUMNS = {"criterion_id": "int4", "date_expiry": "date"}
STEP_COLUMNS = {
    "date": "timestamp",
    "id": "int4",
    "from_stage_id": "int4",
    "to_stage_id": "int4",
    "hours": "float8",
}

IN_ORDER = (0, 1, 2)  # deal, date and id of a step


class CrmDealBadge(models.AbstractModel):
    """How much of what the next stage asks for is there, and whether a deal is slow."""

    _inherit = "crm.deal.badge"

    @api.model
    def _get_codes(self):
        codes = super()._get_codes()
        return [*codes, "gate", "slow"] if rooms.is_on(self.env, ROOM) else codes

    # --- what the next stage asks for --------------------------------------------------

    def _select_gate(self, leads):
        """Criteria are judged as a move judges them; what that reads of evidence, waivers and
        moves is read here."""
        # sudo: gates are counted whatever else the reader may see of the deal
        asked = leads.sudo()._get_asked_next()
        if not asked:
            return []
        deals = leads.browse(asked)
        parts = [self._make_part("gate_waiver", WAIVER_COLUMNS, self._select_waivers(deals))]
        criteria = self._get_evidence_criteria(asked)
        if criteria:
            latest = self.env["crm.lead.evidence"]._select_latest(deals, criteria)
            parts.append(self._make_evidence_part(latest))
        if any(criterion._get_terms().ask_again for criterion in criteria):
            steps = self.env["crm.stage.move"]._select_steps(deals)
            parts.append(self._make_part("gate_step", STEP_COLUMNS, steps))
        return parts

    def _make_part(self, name, kinds, rows):
        columns = tuple((kind, SQL.identifier(column)) for column, kind in kinds.items())
        return BadgePart(name, columns, SQL("FROM (%s) AS own", rows))

    def _make_evidence_part(self, rows):
        """Most deals are alike in their evidence: a row has all those that are."""
        columns = (
            ("int4", SQL("criterion_id")),
            ("varchar", SQL("outcome")),
            ("timestamp", SQL("date")),
            ("int4[]", SQL("ARRAY_AGG(lead_id)")),
        )
        source = SQL("FROM (%s) AS own GROUP BY criterion_id, outcome, date", rows)
        return BadgePart("gate_evidence", columns, source, SQL("NULL::int4"))

    def _select_waivers(self, leads):
        self.env["crm.stage.waiver"].flush_model(["lead_id", "state", *WAIVER_COLUMNS])
        first, _last = days.get_doubtful_days()
        return SQL(
            """SELECT lead_id, criterion_id, date_expiry FROM crm_stage_waiver
                WHERE state = 'open' AND lead_id = %s
                  AND (date_expiry IS NULL OR date_expiry > %s)""",
            any_of(leads._ids),
            first,
        )

    def _get_evidence_criteria(self, asked):
        """Return the criteria among those asked of deals that look at evidence."""
        terms = self.env["crm.stage.criterion"]._get_gates().terms
        ids = {criterion_id for ids in set(asked.values()) for criterion_id in ids}
        return self.env["crm.stage.criterion"].browse(
            criterion_id for criterion_id in ids if terms[criterion_id].kind in EVIDENCE_KINDS
        )

    def _read_proof(self, leads, rows):
        """Return the ``Proof`` of deals, or None where it was not read, as of those that are
        edited."""
        if "gate_waiver" not in rows or not all(leads._ids):
            return None
        evidence = [row for _none, *row in rows.get("gate_evidence", ())]
        criteria = self.env["crm.stage.criterion"].browse({row[0] for row in evidence})
        steps = self.env["crm.stage.move"]._group_steps(
            (lead_id, left, reached, date, hours)
            for lead_id, date, _id, left, reached, hours in sorted(
                rows.get("gate_step", ()), key=itemgetter(*IN_ORDER)
            )
        )
        latest = self.env["crm.lead.evidence"]._group_latest(leads, criteria, evidence, steps)
        return Proof(latest, self._read_waived(rows["gate_waiver"]))

    def _read_waived(self, waivers):
        """Return the pairs of deal and criterion that a waiver lets pass, or None where whose
        day it is decides over one."""
        _first, last = days.get_doubtful_days()
        if any(day and day <= last for _lead_id, _criterion_id, day in waivers):
            return None
        return {(lead_id, criterion_id) for lead_id, criterion_id, _day in waivers}

    def _get_badge_gate(self, leads, rows):
        counts = leads._count_missing(self._read_proof(leads, rows))
        keys = {lead_id: (asked, *missing) for lead_id, (asked, missing) in counts.items()}
        return self._make_alike(keys, self._make_gate)

    def _make_gate(self, asked, *missing):
        names = self.env["crm.stage.criterion"]._get_names()
        title = self.env._("Ready for the next stage")
        if missing:
            title = self.env._(
                "Missing for the next stage:\n%s", "\n".join(names[c] for c in missing)
            )
        text = f"{asked - len(missing)}/{asked}"
        level = WARNING if missing else SUCCESS
        return self._make("gate", level, text, title, "fa-check-square-o")

    # --- slow --------------------------------------------------------------------------

    def _select_slow(self, leads):
        """The moment at which a deal entered its stage is a column of the deal."""
        return []

    def _get_badge_slow(self, leads, rows):
        ages = {lead_id: age for lead_id, age in leads._get_stage_ages().items() if age.is_slow}
        return self._make_alike(ages, self._make_slow)

    def _make_slow(self, *age):
        title = self.env["crm.lead"]._get_age_note(*age)
        return self._make("slow", WARNING, self.env._("Slow"), title, "fa-hourglass-end")
