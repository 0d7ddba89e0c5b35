from odoo import api, models
from odoo.tools import SQL

from ...tools import days, rooms
from ..deal.crm_deal_badge import SUCCESS, WARNING, BadgePart
from .constants import ROOM
from .crm_stage_criterion.criterion import EVIDENCE_KINDS, Proof

EVIDENCE_COLUMNS = ("criterion_id", "outcome", "date")
WAIVER_COLUMNS = ("criterion_id", "date_expiry")
STEP_COLUMNS = ("from_stage_id", "to_stage_id", "date", "hours")
IN_ANY_ORDER = SQL()


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
            return None
        deals = leads.browse(asked)
        parts = [self._gather("gate_waiver", self._select_waivers(deals), WAIVER_COLUMNS)]
        criteria = self._get_evidence_criteria(asked)
        if criteria:
            latest = self.env["crm.lead.evidence"]._select_latest(deals, criteria)
            parts.append(self._gather("gate_evidence", latest, EVIDENCE_COLUMNS))
        if any(criterion._get_terms().ask_again for criterion in criteria):
            steps = self.env["crm.stage.move"]._select_steps(deals)
            in_order = SQL("ORDER BY date, id")
            parts.append(self._gather("gate_step", steps, STEP_COLUMNS, in_order))
        return BadgePart(
            {name: column for part in parts for name, column in part.columns.items()},
            SQL(" ").join(part.join for part in parts),
        )

    def _select_waivers(self, leads):
        waivers = self.env["crm.stage.waiver"]
        waivers.flush_model(["lead_id", "state", *WAIVER_COLUMNS])
        first, _last = days.get_doubtful_days()
        return SQL(
            """SELECT lead_id, criterion_id, date_expiry FROM crm_stage_waiver
                WHERE state = 'open' AND lead_id = ANY(%s)
                  AND (date_expiry IS NULL OR date_expiry > %s)""",
            list(leads._ids),
            first,
        )

    def _gather(self, alias, rows, names, order=IN_ANY_ORDER):
        """Return the part that reads these columns of the rows of a deal as lists."""
        columns = [
            SQL("ARRAY_AGG(%(name)s %(order)s) AS %(name)s", name=SQL.identifier(name), order=order)
            for name in names
        ]
        return BadgePart(
            {f"{alias}_{name}": SQL.identifier(alias, name) for name in names},
            SQL(
                """LEFT JOIN (SELECT lead_id, %(columns)s FROM (%(rows)s) AS own GROUP BY lead_id)
                          AS %(alias)s ON %(on)s = deal.id""",
                columns=SQL(", ").join(columns),
                rows=rows,
                alias=SQL.identifier(alias),
                on=SQL.identifier(alias, "lead_id"),
            ),
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
        if any("gate_waiver_criterion_id" not in rows.get(lead_id, ()) for lead_id in leads._ids):
            return None
        evidence = {}
        for lead_id, *key in self._unfold(rows, "gate_evidence", EVIDENCE_COLUMNS):
            evidence.setdefault(tuple(key), []).append(lead_id)
        found = [(*key, lead_ids) for key, lead_ids in evidence.items()]
        criteria = self.env["crm.stage.criterion"].browse({key[0] for key in evidence})
        steps = self.env["crm.stage.move"]._group_steps(
            self._unfold(rows, "gate_step", STEP_COLUMNS)
        )
        latest = self.env["crm.lead.evidence"]._group_latest(leads, criteria, found, steps)
        return Proof(latest, self._read_waived(rows))

    def _read_waived(self, rows):
        """Return the pairs of deal and criterion that a waiver lets pass, or None where whose
        day it is decides over one."""
        waivers = self._unfold(rows, "gate_waiver", WAIVER_COLUMNS)
        _first, last = days.get_doubtful_days()
        if any(day and day <= last for _lead_id, _criterion_id, day in waivers):
            return None
        return {(lead_id, criterion_id) for lead_id, criterion_id, _day in waivers}

    def _unfold(self, rows, alias, names):
        """Return ``[(lead id, *columns)]`` of what ``_gather`` gathered."""
        names = [f"{alias}_{name}" for name in names]
        return [
            (lead_id, *values)
            for lead_id, row in rows.items()
            if row.get(names[0])
            for values in zip(*(row[name] for name in names), strict=True)
        ]

    def _get_badge_gate(self, leads, rows):
        counts = leads._count_missing(self._read_proof(leads, rows))
        names = counts and self.env["crm.stage.criterion"]._get_names()
        ready = self.env._("Ready for the next stage")
        badges, alike = {}, {}
        for lead_id, (asked, missing) in counts.items():
            key = asked, *missing
            if key not in alike:
                alike[key] = self._make_gate(asked, [names[c] for c in missing], ready)
            badges[lead_id] = alike[key]
        return badges

    def _make_gate(self, asked, missing, ready):
        title = ready
        if missing:
            title = self.env._("Missing for the next stage:\n%s", "\n".join(missing))
        text = f"{asked - len(missing)}/{asked}"
        return self._make(WARNING if missing else SUCCESS, text, title, "fa-check-square-o")

    # --- slow --------------------------------------------------------------------------

    def _select_slow(self, leads):
        """The moment at which a deal entered its stage is a column of the deal."""
        return None

    def _get_badge_slow(self, leads, rows):
        text = self.env._("Slow")
        return {
            lead_id: self._make(WARNING, text, leads._get_age_note(age), "fa-hourglass-end")
            for lead_id, age in leads._get_stage_ages().items()
            if age.is_slow
        }
