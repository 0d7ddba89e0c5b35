from odoo import api, fields, models

from ....tools import days
from ....tools.openable import group_by_reader


class CrmHandoverPromise(models.Model):
    """A promise and its task: the owner says whether a closed task has kept it."""

    _inherit = "crm.handover.promise"

    project_id = fields.Many2one(related="handover_id.project_id")
    confirmation_id = fields.Many2one(
        "mail.activity",
        "Asked Its Owner",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _ask_owner(self, state):
        """Ask each owner, once per promise, whether the closed task has kept it.

        :param str state: the state of the task, done or cancelled
        """
        # sudo: whoever closed the task need not read the handover
        asked = self.sudo().filtered(lambda promise: not promise.confirmation_id)
        for user, promises in group_by_reader(asked, self._get_answering_users).items():
            for promise in promises:
                promise.confirmation_id = promise._plan_confirmation(user, state)

    @api.model
    def _get_answering_users(self, promise):
        """Return who says what became of a promise: its owner, else the receiver, else the
        seller."""
        handover = promise.handover_id
        return promise.owner_id | handover.to_user_id | handover.salesperson_id

    def _plan_confirmation(self, owner, state):
        # sudo: said above
        promise = self.sudo().with_context(lang=owner.lang)
        if state == "1_done":
            summary = promise.env._("Task done. Promise kept? %s", promise.name)
        else:
            summary = promise.env._("Task cancelled. What becomes of the promise? %s", promise.name)
        return promise.handover_id.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=days.get_today(owner),
            summary=summary,
            user_id=owner.id,
        )

    def _mark(self, state, date):
        """The question is answered, whatever the answer is."""
        # sudo: the activity may be another person's
        activities = self.sudo().confirmation_id
        result = super()._mark(state, date)
        activities.unlink()
        return result

    def action_open_task(self):
        """Open the task that keeps this promise. Returns an action."""
        self.ensure_one()
        return self.task_id.get_formview_action()
