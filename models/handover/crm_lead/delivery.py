from odoo import api, fields, models

from ....tools import rooms
from ..constants import DEAL_GROUP, EDITABLE, ROOM


class CrmLead(models.Model):
    """What a deal shows of what was made of it, and the offer to hand it over."""

    _inherit = "crm.lead"

    # The names that Odoo 19.1 gives them.
    project_ids = fields.One2many("project.project", "lead_id", "Projects", groups=DEAL_GROUP)
    project_count = fields.Integer(compute="_compute_project_count", groups=DEAL_GROUP)

    @api.depends("project_ids")
    def _compute_project_count(self):
        self.project_count = 0
        if not self.env["crm.handover"]._is_used():
            return
        counts = self.env["project.project"]._read_group(
            [("lead_id", "in", self._origin.ids)], ["lead_id"], ["__count"]
        )
        by_lead = {lead.id: count for lead, count in counts}
        for lead in self:
            lead.project_count = by_lead.get(lead._origin.id, 0)

    def action_view_project_ids(self):
        """Open the projects of this deal. Returns an action."""
        self.ensure_one()
        projects = self.project_ids
        if len(projects) == 1:
            return projects.action_view_tasks()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Projects"),
            "res_model": "project.project",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", projects.ids)],
        }

    def action_hand_over(self):
        """Open the dialog that hands this deal over; its packet is begun when there is none.
        Returns an action."""
        self.ensure_one()
        self.check_access("write")
        handover = self._get_or_begin_handover()
        return self.env["crm.handover"].browse(handover.id).action_open_wizard()

    # --- the offer ---------------------------------------------------------------------

    def get_handover_offer(self):
        """Say what to offer to somebody who has just won this deal.

        :return: False when it is handed over already, or no template is meant for it; else a
            dict with ``message``
        """
        self.ensure_one()
        if not self._is_handover_offered():
            return False
        return {"message": self.env._("“%s” is won. Hand it over?", self.name)}

    def _is_handover_offered(self):
        Template = self.env["crm.handover.template"]
        if self.won_status != "won" or not rooms.is_on(self.env, ROOM) or not Template._is_used():
            return False
        if not self.env["crm.handover"].has_access("create"):  # outside Sales, as core answers
            return False
        # sudo: whether there is one, whoever may read it
        handover = self.sudo().handover_id
        if handover and handover.state not in EDITABLE:
            return False
        return bool(handover or Template._get_for_lead(self))

    def action_set_won_rainbowman(self):
        result = super().action_set_won_rainbowman()
        if not self._is_handover_offered():
            return result
        # As a parameter: a client action has no effect of its own, and Odoo warns in its log.
        effect = result.get("effect") if isinstance(result, dict) else None
        return {
            "type": "ir.actions.client",
            "tag": "crm_playbook_handover_offer",
            "params": {"lead_id": self.id, "effect": effect, **self.get_handover_offer()},
        }
