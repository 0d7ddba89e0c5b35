from odoo import fields, models

from ...tools import days


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
        for promise in self.filtered(lambda p: not p.confirmation_id):
            owner = promise._get_answering_user()
            if owner:
                # sudo: whoever closed the task need not read the handover
                promise.sudo().confirmation_id = promise._plan_confirmation(owner, state)

    def _get_answering_user(self):
        """Return who says what became of this promise: its owner, else the receiver."""
        handover = self.handover_id
        people = (self.owner_id, handover.to_user_id, handover.salesperson_id)
        return next((user for user in people if user.active), self.env["res.users"])

    def _plan_confirmation(self, owner, state):
        # sudo: said above
        promise = self.sudo().with_context(lang=owner.lang)
        if state == "1_done":
            summary = self.env._("Task done. Promise kept? %s", promise.name)
        else:
            summary = self.env._("Task cancelled. What becomes of the promise? %s", promise.name)
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
