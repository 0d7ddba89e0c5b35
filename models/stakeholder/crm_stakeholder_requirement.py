from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import ormcache, sql

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...tools import condition_paths, rooms
from .constants import ROOM

# One requirement as plain values, kept per process.
Requirement = namedtuple("Requirement", "role_id team_ids domain")


class CrmStakeholderRequirement(models.Model):
    """Which deals need somebody in a role."""

    _name = "crm.stakeholder.requirement"
    _description = "Needed Stakeholder Role"
    _inherit = ["mail.thread", "crm.condition.mixin"]
    _order = "sequence, id"
    _rec_name = "role_id"

    _condition_fields = ("applies_domain",)
    _condition_is_followed = True

    role_id = fields.Many2one(
        "crm.stakeholder.role", required=True, ondelete="cascade", index=True, tracking=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    team_ids = fields.Many2many(
        "crm.team",
        "crm_stakeholder_requirement_team_rel",
        string="Only for Teams",
        tracking=True,
    )
    applies_domain = fields.Char(
        "Only for Deals",
        default="[]",
        help="Deals that need somebody in the role.",
        tracking=True,
    )

    @api.constrains("applies_domain")
    def _check_applies_domain(self):
        self._check_conditions("applies_domain")

    @api.constrains("active")
    def _check_used_again(self):
        self.filtered("active")._check_conditions("applies_domain")

    @api.model
    def _get_condition_results(self):
        return tuple(self.env["crm.lead"]._get_stakeholder_fields())

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        self._apply()
        return requirements

    def write(self, vals):
        result = super().write(vals)
        self._apply()
        return result

    def unlink(self):
        result = super().unlink()
        self._apply()
        return result

    @api.model
    def _apply(self):
        """Make every process obey the requirements, and assess all maps anew.

        The fields that maps depend on are part of the model registry; it is only set up again
        when they changed.
        """
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        self.env.flush_all()
        self.env.registry.clear_cache()
        field = self.env["crm.lead"]._fields["stakeholder_map_ids"]
        paths = self.env["crm.lead"]._get_stakeholder_dependencies()
        if tuple(self.env.registry.field_depends[field]) != paths:
            self.env.registry._setup_models__(self.env.cr, ["crm.lead"])
        self.env["crm.stakeholder.map"]._assess_again()

    @api.model
    @ormcache()
    def _get_requirements(self):
        """Return the :class:`Requirement` in force, in order. Kept per process."""
        # sudo: what a deal needs holds for people who may not read the configuration
        found = self.sudo().with_context(active_test=True)
        found = found.search([("role_id.active", "=", True)])
        return tuple(values for requirement in found if (values := requirement._make_values()))

    def _make_values(self):
        """Return one requirement as plain values, or None when its condition is left out: what
        cannot be explained is not asked for."""
        conditions = self._read_conditions()
        if conditions is None:
            return None
        team_ids = frozenset(self.team_ids.ids)
        return Requirement(self.role_id.id, team_ids, conditions["applies_domain"])

    @api.model
    def _get_needed_roles(self, leads):
        """Return ``{lead id: (role ids, …)}`` of saved deals, each role once and in order."""
        requirements = self._get_requirements()
        # Requirements read a deal the same way whoever looks at it.
        leads = leads.with_env(self._get_judging_leads().env)
        needed = {lead_id: {} for lead_id in leads.ids}
        for requirement in requirements:
            group = leads
            if requirement.team_ids:
                group = group.filtered(lambda lead, r=requirement: lead.team_id.id in r.team_ids)
            for lead_id in self._filter_by_condition(group, requirement.domain).ids:
                needed[lead_id][requirement.role_id] = True
        return {lead_id: tuple(role_ids) for lead_id, role_ids in needed.items()}

    @api.model
    def _get_dependency_paths(self):
        """Return the field paths of ``crm.lead`` that requirements look at; none while the room
        is off.

        Called while the registry is set up, when the own table may not exist yet and other
        addons may be missing: what cannot be followed is left out.
        """
        cr = self.env.cr
        if not sql.table_exists(cr, self._table):
            return set()
        if not rooms.is_on_in_database(self.env, ROOM):
            return set()
        cr.execute("SELECT applies_domain FROM crm_stakeholder_requirement WHERE active")
        texts = [text for [text] in cr.fetchall()]
        return condition_paths.get_all_dependencies(
            texts, self.env["crm.lead"], self._get_condition_results()
        )
