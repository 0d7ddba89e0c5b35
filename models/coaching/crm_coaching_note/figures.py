import re
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ....tools.arguments import an_id, checked, text
from ..constants import BY_COACH

MIN_PEOPLE = 5
QUARTERS_SHOWN = 4
MANAGER_GROUP = "sales_team.group_sale_manager"


class CrmCoachingNote(models.Model):
    """Figures of a team, for people who read none of its notes.

    What keeps them from telling about one person:

    - A figure is given when at least five people are in it: distinct coachees of exactly the
      ratings or notes that it counts. Otherwise it is left out, not shown as zero.
    - It is left out too when the reader knows all but one to four of these people from notes
      that they may read themselves: they could subtract what they know.
    - Periods are whole quarters that are over, and a note counts in the quarter in which it was
      answered. Nothing that a figure counts can be added or changed afterwards, so two readings
      of one figure do not differ by one person. A note also keeps the team in which its coachee
      was when it was shared: moving people between teams moves no figure.
    - Notes that go at the end of the retention period leave their figures. Periods that old are
      rarely asked for: only the last four quarters can be.
    - There is no total over teams from which the other teams could be subtracted, and averages
      have one decimal.
    """

    _inherit = "crm.coaching.note"

    @api.model
    @api.readonly
    @checked(team_id=an_id, quarter=text)
    def get_team_figures(self, team_id, quarter=None):
        """Say how a team was rated by its coaches in a quarter, and what it missed most.

        :param int team_id: id of a sales team
        :param str quarter: such as ``2026-Q3``, over already; by default the last one
        :return: dict with ``quarter``, ``quarters`` (those to choose from), ``min_people``,
            ``skills`` (``name``, ``group``, ``average``) and ``missed`` (``name``, ``kind``,
            ``share`` of notes in percent); empty lists where there are too few people
        :raise AccessError: for whoever neither leads the team nor administers sales
        :raise UserError: for a quarter that is not over or does not exist
        """
        team = self.env["crm.team"].browse(team_id).exists()
        if not team or not self._may_read_figures(team):
            raise AccessError(self.env._("Figures of a team are for those who lead it."))
        quarters = self._get_past_quarters()
        start = self._get_quarter_start(quarter) if quarter else quarters[0]
        if start not in quarters:
            raise UserError(self.env._("Figures are given for the last quarters that are over."))
        domain = Domain("team_id", "=", team.id)
        domain &= Domain("date_answered", ">=", start)
        domain &= Domain("date_answered", "<", start + relativedelta(months=3))
        return {
            "quarter": _name_quarter(start),
            "quarters": [_name_quarter(past) for past in quarters],
            "min_people": MIN_PEOPLE,
            "skills": self._get_team_skills(domain),
            "missed": self._get_team_missed(domain),
        }

    @api.model
    @api.readonly
    def get_figure_teams(self):
        """Return the teams whose figures the current user may ask for, as dicts with ``id`` and
        ``name``."""
        leads_all = self.env.user.has_group(MANAGER_GROUP)
        domain = Domain.TRUE if leads_all else Domain("user_id", "=", self.env.uid)
        teams = self.env["crm.team"].search(domain)
        teams = teams.sorted(lambda team: team.user_id != self.env.user)  # own ones first
        return teams.read(["name"], load="")

    @api.model
    def _may_read_figures(self, team):
        """Tell whether the user leads a team, or administers the sales of its company."""
        # sudo: who leads a team is no secret
        if self.env.user == team.sudo().user_id:
            return True
        return self.env.user.has_group(MANAGER_GROUP) and team.has_access("read")

    @api.model
    def _get_past_quarters(self):
        today = fields.Date.context_today(self)
        this_quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        backs = range(1, QUARTERS_SHOWN + 1)
        return [this_quarter - relativedelta(months=3 * back) for back in backs]

    @api.model
    def _get_quarter_start(self, quarter):
        match = re.fullmatch(r"(\d{4})-Q([1-4])", str(quarter))
        return match and date(int(match[1]), int(match[2]) * 3 - 2, 1)

    @api.model
    def _get_known_people(self, domain):
        """Return the ids of the coachees whose notes of a figure the reader may read."""
        return {user.id for [user] in self._read_group(domain, ["coachee_id"])}

    @api.model
    def _is_told(self, people, known):
        """Tell whether a figure about these people may be given to somebody who knows some."""
        unknown = len(set(people) - known)
        return len(set(people)) >= MIN_PEOPLE and (not unknown or unknown >= MIN_PEOPLE)

    @api.model
    def _get_team_skills(self, domain):
        # sudo: only averages over enough people come out
        ratings = self.env["crm.coaching.rating"].sudo()
        groups = ratings._read_group(
            Domain("note_id", "any", domain)
            & Domain("rated_by", "=", BY_COACH)
            & Domain("level", ">", 0),
            ["skill_id"],
            ["level:avg", "coachee_id:array_agg_distinct"],
        )
        known = self._get_known_people(domain)
        return [
            {
                "name": skill.name,
                "group": skill.group_id.name or "",
                "average": round(average, 1),
            }
            for skill, average, people in groups
            if self._is_told(people, known)
        ]

    @api.model
    def _get_team_missed(self, domain):
        # sudo: only shares over enough people come out
        notes = self.sudo()
        total = notes.search_count(domain)
        known = self._get_known_people(domain)
        groups = notes._read_group(
            domain, ["gap_ids"], ["__count", "coachee_id:array_agg_distinct"]
        )
        found = [
            {"name": gap.name, "kind": gap.kind, "share": round(100 * count / total)}
            for gap, count, people in groups
            if gap and self._is_told(people, known)
        ]
        return sorted(found, key=lambda line: -line["share"])


def _name_quarter(start):
    return f"{start.year}-Q{(start.month + 2) // 3}"
