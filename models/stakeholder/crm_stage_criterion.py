from odoo import api, fields, models
from odoo.tools import ormcache

from ...tools import rooms
from .constants import ATTITUDES, ROOM, UNKNOWN
from .people.buying_group import is_at_least

ROLES = "roles"


class CrmStageCriterion(models.Model):
    """A kind of criterion: somebody has each of these roles."""

    _inherit = "crm.stage.criterion"

    role_ids = fields.Many2many(
        "crm.stakeholder.role",
        "crm_stage_criterion_role_rel",
        "criterion_id",
        "role_id",
        string="Roles to Cover",
    )
    role_attitude_min = fields.Selection(
        [pair for pair in ATTITUDES if pair[0] != UNKNOWN],
        string="With at Least This Attitude",
        help="Empty: whatever the attitude is.",
    )

    @api.model
    def _selection_kind(self):
        return [*super()._selection_kind(), (ROLES, self.env._("Roles are covered"))]

    @api.model
    @ormcache(cache="templates")
    def _get_watched_names(self):
        names = super()._get_watched_names()
        # sudo: gates hold for people who may not read their configuration
        asks_for_roles = self.sudo().search_count(
            [("state", "=", "active"), ("kind", "=", ROLES)], limit=1
        )
        return names | {"stakeholder_ids"} if asks_for_roles else names

    def _find_rooms(self):
        asks_for_roles = ROLES in self.mapped("kind")
        return super()._find_rooms() | ({ROOM} if asks_for_roles else set())

    def _find_missing_roles(self, asked):
        if not rooms.is_on(self.env, ROOM):  # nothing is asked in its name
            return {}
        # sudo: gates hold whatever the person who moves the deal may read
        leads = self.env["crm.lead"].sudo().union(*asked.values())
        attitudes = self._get_attitudes_by_role(leads)
        names = self.env["crm.stakeholder.role"]._get_names()
        found = {}
        for criterion, those in asked.items():
            for lead in those:
                own = attitudes.get(lead._origin.id, {})
                if missing := criterion._get_missing_roles(own, names):
                    found[criterion.id, lead.id] = {"state": "missing", "missing": missing}
        return found

    def _get_attitudes_by_role(self, leads):
        """Return ``{lead id: {role id: attitudes of those who cover it}}``."""
        leads = leads._origin.filtered("has_stakeholders")
        if not leads:
            return {}
        people, _placeholders = self.env["crm.stakeholder.map"]._get_people(leads.ids)
        found = {lead_id: {} for lead_id in people}
        for lead_id, persons in people.items():
            for person in persons:
                for role_id in person.role_ids:
                    found[lead_id].setdefault(role_id, []).append(person.attitude)
        return found

    def _get_missing_roles(self, attitudes, names):
        """Return what is missing, in words."""
        minimum = self.role_attitude_min
        missing = [
            role_id
            for role_id in self.role_ids.ids
            if not any(is_at_least(attitude, minimum) for attitude in attitudes.get(role_id, ()))
        ]
        return [self._name_missing_role(names[r], r in attitudes, minimum) for r in missing]

    def _name_missing_role(self, name, is_covered, minimum):
        """Return what is missing: the role, or the attitude of those who have it."""
        if not is_covered:
            return name
        labels = dict(self._fields["role_attitude_min"]._description_selection(self.env))
        return self.env._("%(role)s: at least %(attitude)s", role=name, attitude=labels[minimum])


class CrmStakeholderRole(models.Model):
    _inherit = "crm.stakeholder.role"

    @api.model
    def _get_users(self):
        return {**super()._get_users(), "crm.stage.criterion": "role_ids"}
