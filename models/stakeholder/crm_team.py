from odoo import fields, models

from ...tools.field_access import add_to_copies
from .constants import ROOM_GROUP
from .people.buying_group import DEFAULT_LIMITS, Limits

LIMIT_FIELDS = frozenset(("stakeholder_min_engaged", "stakeholder_silent_days"))


class CrmTeam(models.Model):
    _inherit = "crm.team"

    stakeholder_min_engaged = fields.Integer(
        "People to Be in Contact With",
        default=DEFAULT_LIMITS.min_engaged,
        copy=False,  # see copy_data
        groups=ROOM_GROUP,
        help="A deal with two-way contact to fewer people than this hangs on too few of them.",
    )
    stakeholder_silent_days = fields.Integer(
        "Days of Silence",
        default=DEFAULT_LIMITS.silent_days,
        copy=False,
        groups=ROOM_GROUP,
        help="Claimed support is in doubt when nothing was heard for more days than this.",
    )

    _stakeholder_min_engaged_positive = models.Constraint(
        "CHECK(stakeholder_min_engaged >= 0)",
        "The number of people to be in contact with cannot be negative.",
    )
    _stakeholder_silent_days_positive = models.Constraint(
        "CHECK(stakeholder_silent_days > 0)", "The days of silence must be more than 0."
    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return add_to_copies(self, vals_list, sorted(LIMIT_FIELDS), default)

    def write(self, vals):
        result = super().write(vals)
        if LIMIT_FIELDS & vals.keys():
            self.env["crm.stakeholder.map"]._assess_again([("lead_id.team_id", "in", self.ids)])
        return result

    def _get_stakeholder_limits(self):
        """Return the :class:`Limits` of this team, or those of deals without a team."""
        if not self:
            return DEFAULT_LIMITS
        # sudo: what a team asks of its deals holds for people who may not read it
        team = self.sudo()
        return Limits(team.stakeholder_min_engaged, team.stakeholder_silent_days)
