from datetime import datetime

from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL

from ..constants import ACTIVE, LEFT, UNKNOWN
from .judging import DEFAULT_INFLUENCE

JUDGEMENT_FIELDS = {
    "attitude": "varchar",
    "influence": "int4",
    "attitude_date": "timestamp",
    "attitude_user_id": "int4",
    "is_attitude_old": "bool",
}
# Context value while people become one. Core merges contacts of several companies without a look
# at the companies of what leads to them; maps follow. An object: no client can send it.
MERGING = object()
# Relations with their columns, both of which lead to a person.
EDGES = {
    "crm_stakeholder_influence_rel": ("stakeholder_id", "influenced_id"),
    "crm_stakeholder_conflict_rel": ("stakeholder_id", "opponent_id"),
}


class CrmStakeholder(models.Model):
    """Making one person of several: the newer judgement wins, all judgements are kept, and
    lines to the others lead to the one that stays."""

    _inherit = "crm.stakeholder"

    def _check_company(self, fnames=None):
        if self.env.context.get("stakeholder_merging") is MERGING:
            return None
        return super()._check_company(fnames)

    def _merging(self):
        """Return these people, to become what they are after a merge, whatever the company."""
        return self.with_context(stakeholder_merging=MERGING)

    def _unite(self):
        """Unite those of these people who are the same; of each the first one stays.

        :return: ``(those who stay, those into whom others went)``
        """
        staying, united = self.browse(), self.browse()
        for same in self.grouped(lambda person: person._get_identity()).values():
            staying |= same[0]
            if len(same) > 1:
                same[0]._absorb(same[1:])
                united |= same[0]
        return staying, united

    def _get_identity(self):
        """Return what makes two people of a deal the same."""
        name = (self.placeholder_name or "").strip().casefold()
        return self.partner_id.id or name

    def _absorb(self, others):
        """Take over what is known of ``others``, who are this person too, and remove them."""
        self.ensure_one()
        everybody = self | others
        newest = max(everybody, key=lambda person: person.attitude_date or datetime.min)
        judgement = newest._get_judgement()
        self._take_over_lines(others)
        self._take_over_history(others)
        vals = self._prepare_union(everybody)
        others.unlink()
        self._merging().write(vals)
        self._set_judgement(judgement)

    def _prepare_union(self, everybody):
        """Return the values of what several entries say together."""
        notes = dict.fromkeys(filter(None, everybody.mapped("note")))
        vals = {
            "role_ids": [Command.set(everybody.role_ids.ids)],
            "note": "\n\n".join(notes) or False,
            "user_id": everybody.user_id[:1].id,
        }
        if self.state == LEFT and ACTIVE in everybody.mapped("state"):
            vals["state"] = ACTIVE
        return vals

    # --- judgements --------------------------------------------------------------------

    def _get_judgement(self):
        return {name: self[name] for name in JUDGEMENT_FIELDS} | {
            "attitude_user_id": self.attitude_user_id.id
        }

    @api.model
    def _get_no_judgement(self):
        return {
            "attitude": UNKNOWN,
            "influence": DEFAULT_INFLUENCE,
            "attitude_date": False,
            "attitude_user_id": False,
            "is_attitude_old": False,
        }

    def _set_judgement(self, values):
        """Make a judgement that was given before that of these people. By SQL: it is not a
        new one, which the ORM would date and sign."""
        self.flush_recordset()
        assignments = SQL(", ").join(
            SQL("%s = %s::%s", SQL.identifier(name), self._get_column(name, values), SQL(kind))
            for name, kind in JUDGEMENT_FIELDS.items()
        )
        self.env.cr.execute(
            SQL("UPDATE crm_stakeholder SET %s WHERE id = ANY(%s)", assignments, list(self.ids))
        )
        self.invalidate_recordset(list(JUDGEMENT_FIELDS), flush=False)
        self.modified(list(JUDGEMENT_FIELDS))

    @api.model
    def _get_column(self, name, values):
        is_empty = values[name] is False and self._fields[name].type != "boolean"
        return None if is_empty else values[name]

    def _take_over_history(self, others):
        """Move the judgements of ``others`` here. By SQL: history is not for writing."""
        self.env["crm.stakeholder.judgement"].flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_stakeholder_judgement SET stakeholder_id = %s"
                " WHERE stakeholder_id = ANY(%s)",
                self.id,
                list(others.ids),
            )
        )
        self.env["crm.stakeholder.judgement"].invalidate_model(["stakeholder_id"], flush=False)
        (self | others).invalidate_recordset(["judgement_ids"], flush=False)

    # --- lines to others ---------------------------------------------------------------

    def _take_over_lines(self, others):
        """Let all lines of ``others`` begin and end here."""
        self.env.flush_all()
        everybody = list((self | others).ids)
        for table, columns in EDGES.items():
            for here, there in (columns, columns[::-1]):
                self.env.cr.execute(
                    SQL(
                        """INSERT INTO %(table)s (%(here)s, %(there)s)
                           SELECT %(id)s, %(there)s FROM %(table)s
                            WHERE %(here)s = ANY(%(everybody)s)
                              AND NOT %(there)s = ANY(%(everybody)s)
                               ON CONFLICT DO NOTHING""",
                        table=SQL.identifier(table),
                        here=SQL.identifier(here),
                        there=SQL.identifier(there),
                        id=self.id,
                        everybody=everybody,
                    )
                )
        self._take_over_reports(others)
        self.env.invalidate_all(flush=False)

    def _take_over_reports(self, others):
        """Let those who report to ``others`` report here, and this person to somebody of
        theirs where that closes no circle."""
        everybody = self | others
        reports = everybody.report_ids - everybody
        bosses = (everybody.reports_to_id - everybody).filtered(
            lambda boss: not boss._is_below(reports | everybody)
        )
        boss = self.reports_to_id & bosses or bosses[:1]
        self._set_boss(boss)
        reports._set_boss(self)

    def _is_below(self, people):
        """Tell whether this person is one of ``people`` or reports to one, through others
        too."""
        seen, person = self.browse(), self
        while person and person not in seen:
            if person in people:
                return True
            seen |= person
            person = person.reports_to_id
        return False

    def _set_boss(self, boss):
        """By SQL: on the way two people are of two deals, which may not be related."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_stakeholder SET reports_to_id = %s WHERE id = ANY(%s)",
                boss.id or None,
                list(self.ids),
            )
        )
