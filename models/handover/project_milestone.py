from odoo import models

from .crm_handover.project import Deadlines


class ProjectMilestone(models.Model):
    _inherit = "project.milestone"

    def copy_data(self, default=None):
        """Give copies the deadlines of a handover, see ``project.task.copy_data``."""
        vals_list = super().copy_data(default)
        deadlines = self.env.context.get("handover_milestone_deadlines")
        if not isinstance(deadlines, Deadlines):
            return vals_list
        return [
            {**vals, "deadline": deadlines[milestone.id]} if milestone.id in deadlines else vals
            for milestone, vals in zip(self, vals_list, strict=True)
        ]
