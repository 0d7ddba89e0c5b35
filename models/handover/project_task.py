from odoo import fields, models

from odoo.addons.project.models.project_task import CLOSED_STATES

from .constants import ROOM_GROUP
from .crm_handover.project import Deadlines


class ProjectTask(models.Model):
    _inherit = "project.task"

    handover_promise_ids = fields.One2many(
        "crm.handover.promise", "task_id", "Promises", groups=ROOM_GROUP
    )

    def copy_data(self, default=None):
        """Give copies of a template's tasks the deadlines of a handover as they are created:
        core leaves deadlines out, and to write them afterwards costs a write per day.

        The context says which: ``handover_task_deadlines``, :class:`Deadlines`.
        """
        vals_list = super().copy_data(default)
        deadlines = self.env.context.get("handover_task_deadlines")
        if not isinstance(deadlines, Deadlines):
            return vals_list
        return [
            {**vals, "date_deadline": deadlines[task.id]} if task.id in deadlines else vals
            for task, vals in zip(self, vals_list, strict=True)
        ]

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in CLOSED_STATES:
            self._ask_for_promises(vals["state"])
        return result

    def _ask_for_promises(self, state):
        """A promise is not kept because a task was closed; its owner says so."""
        Promise = self.env["crm.handover.promise"]
        if self.env["crm.handover"]._is_used():
            # sudo: whoever closes a task need not read the packet
            promises = Promise.sudo().search([("task_id", "in", self.ids), ("state", "=", "open")])
            promises._ask_owner(state)
