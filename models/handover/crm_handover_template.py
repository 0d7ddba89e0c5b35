from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache


class CrmHandoverTemplate(models.Model):
    """What the handovers of some deals ask for, to whom they go and what becomes of them."""

    _name = "crm.handover.template"
    _inherit = ["mail.thread"]
    _description = "Handover Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", tracking=True)
    team_ids = fields.Many2many(
        "crm.team", string="Teams", help="Empty: deals of any team.", tracking=True
    )
    tag_ids = fields.Many2many(
        "crm.tag",
        string="Tags",
        help="Deals with one of these. Empty: any deal.",
        tracking=True,
    )
    part_ids = fields.Many2many(
        "crm.handover.part",
        "crm_handover_template_part_rel",
        "template_id",
        "part_id",
        string="Parts to Fill",
        default=lambda self: self.env["crm.handover.part"].search([("is_default", "=", True)]),
        tracking=True,
    )
    min_completeness = fields.Integer(
        "Minimum Completeness",
        help="In percent. A packet below this is not submitted.",
        tracking=True,
    )
    is_required = fields.Boolean(
        "Required to Win",
        help="A deal is only won once its handover was submitted: every won stage asks for it, by"
        " a criterion that can be waived.",
        tracking=True,
    )
    to_user_id = fields.Many2one(
        "res.users",
        "Receiver",
        ondelete="set null",
        domain="[('share', '=', False)]",
        tracking=True,
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        ondelete="set null",
        help="By which the clocks run. Empty: those of the receiver, else of the company. Flexible"
        " working hours, and those without any hour, count as none; without any, all hours count.",
        tracking=True,
    )
    accept_hours = fields.Float(
        "Accept Within",
        help="Working hours from submission. 0: no clock runs.",
        tracking=True,
    )
    kickoff_hours = fields.Float(
        "Kick Off Within",
        help="Working hours from acceptance. 0: no clock runs.",
        tracking=True,
    )
    project_template_id = fields.Many2one(
        "project.project",
        ondelete="set null",
        domain="[('is_template', '=', True)]",
        index="btree_not_null",
        tracking=True,
    )
    role_ids = fields.One2many("crm.handover.template.role", "template_id", "Roles", copy=True)
    task_ids = fields.One2many("crm.handover.template.task", "template_id", "Dates", copy=True)

    _hours_not_negative = models.Constraint(
        "CHECK(accept_hours >= 0 AND kickoff_hours >= 0)", "Hours cannot be negative."
    )
    _percent = models.Constraint(
        "CHECK(min_completeness BETWEEN 0 AND 100)",
        "The minimum completeness is a number from 0 to 100.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        self.env.registry.clear_cache("stable")
        return templates

    def write(self, vals):
        result = super().write(vals)
        if "part_ids" in vals:
            self._ask_again()
        if vals.keys() & {"active", "is_required"}:
            self.env.registry.clear_cache("stable")
        return result

    def unlink(self):
        """Packets by these templates are judged by the usual parts from now on."""
        handovers = self.env["crm.handover"]
        # sudo: as in _ask_again
        packets = handovers.sudo()._search_editable([("template_id", "in", self.ids)])
        packets.template_id = False
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

    @api.model
    @ormcache(cache="stable")
    def _is_used(self):
        """Tell whether there is any template."""
        # sudo: whether there is any at all, whoever asks
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    @ormcache(cache="stable")
    def _is_any_required(self):
        """Tell whether any template lets deals be won only once they were handed over."""
        # sudo: as above
        return bool(self.sudo().search_count([("is_required", "=", True)], limit=1))

    def _ask_again(self):
        """Judge anew the packets that are still being filled by these templates."""
        handovers = self.env["crm.handover"]
        # sudo: what a template asks holds whoever may read the packets
        packets = handovers.sudo()._search_editable([("template_id", "in", self.ids)])
        self.env.add_to_compute(handovers._fields["completeness"], packets)

    @api.model
    def _get_for_lead(self, lead):
        """Return the first template that is meant for a deal, or none.

        :param lead: one ``crm.lead``
        """
        # sudo: which template a deal has does not depend on who asks
        return self.sudo().search(self._get_domain_for_lead(lead.sudo()), limit=1)

    @api.model
    def _get_by_lead(self, leads):
        """Return ``{lead: template}`` of elevated leads: the one of the packet where that is
        meant for the deal, else the first that is, or none."""
        # sudo: as above
        templates = self.sudo().with_context(active_test=False).search([("active", "=", True)])
        found, alike = {}, {}
        for lead in leads:
            key = (lead.team_id, lead.tag_ids, lead.company_id)
            if key not in alike:
                alike[key] = templates.filtered_domain(self._get_domain_for_lead(lead))
            found[lead] = (lead.handover_id.template_id & alike[key]) or alike[key][:1]
        return found

    @api.model
    def _get_domain_for_lead(self, lead):
        """Return the domain of the templates that are meant for a deal."""
        domain = Domain(True)
        for fname, own in (("team_ids", lead.team_id), ("tag_ids", lead.tag_ids)):
            domain &= Domain(fname, "=", False) | Domain(fname, "in", own.ids)
        if lead.company_id:
            # A branch goes by the templates of the companies above it too.
            domain &= Domain("company_id", "in", [False, *lead.company_id.parent_ids.ids])
        return domain

    @api.constrains("project_template_id")
    def _check_project_template(self):
        for template in self:
            if template.project_template_id and not template.project_template_id.is_template:
                raise ValidationError(
                    self.env._(
                        "“%(project)s” is no project template; choose one for “%(name)s”.",
                        project=template.project_template_id.display_name,
                        name=template.name,
                    )
                )
