from datetime import timedelta

from odoo import models
from odoo.fields import Command

from ....tools import days


class CrmHandover(models.Model):
    """Tasks and milestones of a handover. Everything here runs elevated, called by
    ``_deliver``."""

    _inherit = "crm.handover"

    def _make_own_lines(self, project, plan):
        """Make what the handover's template asks for by name, in any new project."""
        first = self._get_first_day(plan)
        lines = self.template_id.task_ids.filtered(
            lambda line: line.name and not line.task_id and not line.milestone_id
        )
        dates = {line: first + timedelta(days=line.day_offset) for line in lines}
        milestones = lines.filtered("is_milestone")
        self.env["project.milestone"].with_context(tracking_disable=True).create(
            [
                {"name": line.name, "project_id": project.id, "deadline": dates[line]}
                for line in milestones
            ]
        )
        self._create_tasks(
            [
                {
                    "name": line.name,
                    "project_id": project.id,
                    "user_ids": [Command.set(plan.manager_id.ids)],
                    "date_deadline": days.get_moment(dates[line], plan.manager_id, self.to_user_id),
                }
                for line in lines - milestones
            ]
        )

    def _deliver_promises(self, project, plan):
        """Make a task of each chosen promise that has none."""
        promises = (plan.promise_ids.with_env(self.env) & self.promise_ids).filtered(
            lambda promise: promise.state == "open" and not promise.task_id
        )
        if not project or not promises:
            return
        tasks = self._create_tasks([self._prepare_promise_task(project, p) for p in promises])
        for promise, task in zip(promises, tasks, strict=True):
            promise.task_id = task
        internal = promises.filtered(lambda promise: not promise.is_customer_visible)
        self._hide_from_customers(internal.task_id)

    def _prepare_promise_task(self, project, promise):
        """The task says what was promised; to whom and where is in the packet."""
        owner = promise.owner_id or self.to_user_id
        day = promise.date_due
        return {
            "name": promise.name,
            "project_id": project.id,
            "user_ids": [Command.set(owner.filtered(self._works_here).ids)],
            "date_deadline": day and days.get_moment(day, *promise._get_keepers()),
        }

    def _create_tasks(self, vals_list):
        """Create tasks without a mail or a line of history for each."""
        tasks = self.env["project.task"].with_context(
            mail_create_nolog=True, mail_notrack=True, mail_auto_subscribe_no_notify=True
        )
        tasks = tasks.create(vals_list).with_env(self.env)
        self._unfollow_tasks(tasks)
        return tasks

    def _hide_from_customers(self, tasks):
        """Followers of a project may be subscribed to its new tasks; a customer is not to
        read what was promised inside only."""
        # sudo: followers of tasks that were made a moment ago
        self.env["mail.followers"].sudo().search(
            [
                ("res_model", "=", "project.task"),
                ("res_id", "in", tasks.ids),
                ("partner_id.partner_share", "=", True),
            ]
        ).unlink()

    def _deliver_milestones(self, project, plan):
        """Make a milestone of each chosen success criterion that has none."""
        criteria = (plan.success_ids.with_env(self.env) & self.success_ids).filtered(
            lambda criterion: not criterion.milestone_id
        )
        if not project or not criteria:
            return
        milestones = self.env["project.milestone"].with_context(tracking_disable=True)
        milestones = milestones.create(
            [self._prepare_milestone(project, criterion) for criterion in criteria]
        )
        for criterion, milestone in zip(criteria, milestones, strict=True):
            criterion.milestone_id = milestone

    def _prepare_milestone(self, project, criterion):
        name = criterion.name
        if criterion.target:
            name = self.env._("%(measure)s: %(target)s", measure=name, target=criterion.target)
        return {"name": name, "project_id": project.id, "deadline": criterion.date}

    def _follow_as_customer(self, project, plan):
        """Let the customer follow project and visible promises, where the user chose so."""
        if project and plan.is_customer_follower and self.partner_id:
            project.message_subscribe(self.partner_id.ids)
            visible = self.promise_ids.filtered("is_customer_visible").task_id
            visible.message_subscribe(self.partner_id.ids)

    def _unfollow_tasks(self, tasks):
        """Core lets whoever creates follow every task. The seller follows the project, and
        the tasks that are theirs."""
        # sudo: said above; followers of tasks that were made a moment ago
        followers = self.env["mail.followers"].sudo()
        tasks = tasks.filtered(lambda task: self.env.user not in task.user_ids)
        followers.search(
            [
                ("res_model", "=", "project.task"),
                ("res_id", "in", tasks.ids),
                ("partner_id", "=", self.env.user.partner_id.id),
            ]
        ).unlink()
