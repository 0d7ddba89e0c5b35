from odoo import api, fields, models

from .constants import DEAL_GROUP, ROOM_GROUP


class ProjectProject(models.Model):
    """What a project shows of the handover that it comes from."""

    _inherit = "project.project"

    # The name that Odoo 19.1 gives it.
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        ondelete="set null",
        index="btree_not_null",
        copy=False,
        groups=DEAL_GROUP,
    )
    handover_ids = fields.One2many("crm.handover", "project_id", "Handovers", groups=ROOM_GROUP)
    handover_count = fields.Integer(compute="_compute_handover_count", groups=ROOM_GROUP)
    handover_promise_ids = fields.Many2many(
        "crm.handover.promise",
        string="Promises",
        compute="_compute_handover_promise_ids",
        groups=ROOM_GROUP,
    )

    @api.depends("handover_ids")
    @api.depends_context("uid")
    def _compute_handover_count(self):
        """Count those that the user may read: the others are not there for them."""
        self.handover_count = 0
        if not self.env["crm.handover"]._is_used():
            return
        counts = self.env["crm.handover"]._read_group(
            [("project_id", "in", self.ids)], ["project_id"], ["__count"]
        )
        for project, count in counts:
            project.handover_count = count

    @api.depends("handover_ids.promise_ids")
    @api.depends_context("uid")
    def _compute_handover_promise_ids(self):
        found = self.env["crm.handover.promise"]
        if self.env["crm.handover"]._is_used():
            found = found.search([("handover_id.project_id", "in", self.ids)])
        found.check_access("read")  # at once, which is else asked project by project
        # sudo: which project a promise belongs to; it was found by the user's own rights
        by_project = found.sudo().grouped("project_id")
        for project in self:
            # sudo: as above
            promises = by_project.get(project._origin.sudo(), found.browse())
            project.handover_promise_ids = promises.sudo(False)

    def action_open_handover(self):
        """Open the packet that this project comes from. Returns an action."""
        self.ensure_one()
        handovers = self.env["crm.handover"].search([("project_id", "=", self.id)])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Handovers"),
            "res_model": "crm.handover",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", handovers.ids)],
        }
        if len(handovers) == 1:
            action.update(res_id=handovers.id, views=[(False, "form")])
        return action
