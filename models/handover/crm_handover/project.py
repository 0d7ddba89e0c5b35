from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ....tools import days

NEW_PROJECT = ("template", "empty")


class Deadlines(dict):
    """``{template record id: deadline}`` of copies, in the context: no client can send one."""


class CrmHandover(models.Model):
    """The project of a handover. Everything here runs elevated, called by ``_deliver``."""

    _inherit = "crm.handover"

    # --- checks --------------------------------------------------------------------------

    def _check_project(self, plan):
        """Refuse a project, or a template of one, that is gone by now."""
        if self.project_id:
            self._check_present_project(plan)
        elif plan.project_mode == "template":
            self._check_project_template(plan.project_template_id)
        elif plan.project_mode == "existing":
            self._check_existing_project(plan.project_id, plan)
        if plan.is_customer_follower:
            self._check_customer_may_follow(plan)

    def _check_present_project(self, plan):
        """The project that is there stays the project; a second one is never made."""
        if not self.project_id.active:
            raise UserError(
                self.env._(
                    "Project “%(project)s” of “%(deal)s” is archived: restore it first.",
                    project=self.project_id.name,
                    deal=self.name,
                )
            )
        if plan.project_mode == "existing" and plan.project_id not in (
            self.project_id,
            self.project_id.browse(),
        ):
            raise UserError(
                self.env._(
                    "“%(deal)s” was handed over to project “%(project)s” already.",
                    deal=self.name,
                    project=self.project_id.name,
                )
            )
        self._check_project_customer(self.project_id, plan)

    def _check_project_customer(self, project, plan):
        """Refuse the project of another customer, who would read what is promised to this one.
        Where another customer may be right, the project is taken as long as this one does not
        follow it."""
        own, other = (record.partner_id.commercial_partner_id for record in (self, project))
        if not other or own == other:
            return
        if self._may_have_other_customer(project) and not plan.is_customer_follower:
            return
        raise UserError(
            self.env._(
                "Project “%(project)s” is one of %(other)s, “%(deal)s” a deal with %(customer)s: "
                "choose another project, or correct the customer of one of the two.",
                project=project.name,
                other=other.display_name,
                deal=self.name,
                customer=own.display_name or self.env._("nobody yet"),
            )
        )

    def _check_project_template(self, template):
        # sudo: whether the template is there, which is all that is said of it
        template = template.sudo().exists()
        if not template or not template.is_template or not template.active:
            raise UserError(
                self.env._(
                    "The project template of “%s” is gone: choose another one, or a new empty "
                    "project.",
                    self.name,
                )
            )
        if template != self.template_id.project_template_id:
            # Another one than the company proposes is chosen by somebody who may read it.
            template.sudo(False).check_access("read")

    def _check_customer_may_follow(self, plan):
        """A follower without access would get mails about what they cannot open."""
        project = self.project_id
        if not project and plan.project_mode in ("template", "existing"):
            is_copy = plan.project_mode == "template"
            # sudo: that the user may choose this one was checked by the steps before
            project = (plan.project_template_id if is_copy else plan.project_id).sudo()
        if project and project.privacy_visibility in ("followers", "employees"):
            raise UserError(
                self.env._(
                    "Customers cannot see project “%s”: change its visibility, or do not let the "
                    "customer follow.",
                    project.name,
                )
            )

    def _check_existing_project(self, project, plan):
        """An existing project is chosen by somebody who may read it."""
        # sudo: whether the project is there; of one that the user may not read no more is said
        company, own = self._get_delivery_company(), project.sudo().exists()
        if not own or not own.active or own.is_template:
            raise UserError(
                self.env._("The project chosen for “%s” is gone: choose another one.", self.name)
            )
        project.sudo(False).check_access("read")
        if company and own.company_id and company != own.company_id:
            raise UserError(
                self.env._(
                    "Project “%(project)s” belongs to %(other)s, this deal to %(company)s: "
                    "choose a project of that company.",
                    project=own.name,
                    other=own.company_id.name,
                    company=company.name,
                )
            )
        self._check_project_customer(own, plan)

    # --- the project ---------------------------------------------------------------------

    def _deliver_project(self, plan, deal):
        """Return the project: the one that is there, else the one the plan asks for."""
        if self.project_id or plan.project_mode == "none":
            return self.project_id
        if plan.project_mode == "existing":
            project = plan.project_id.with_env(self.env)
        else:
            project = self._make_project(plan)
        self.project_id = project
        if not project.lead_id:
            project.lead_id = deal.id
        self._post_brief(project)
        return project

    def _make_project(self, plan):
        vals = self._prepare_project_vals(plan)
        if plan.project_mode == "empty":
            project = self.env["project.project"].create(vals)
        else:
            project = self._copy_project_template(plan, vals)
            self._unfollow_tasks(project.task_ids)
        self._make_own_lines(project, plan)
        return project

    def _prepare_project_vals(self, plan):
        """Company and customer are always said: left out, core takes those of the person who
        happens to create, and a template loses its customer."""
        start = plan.date_start or days.get_today(self.to_user_id)
        is_copy = plan.project_mode == "template"
        # sudo: the template was checked by _check_project_template
        template = plan.project_template_id.sudo() if is_copy else plan.project_template_id.browse()
        company = self._get_delivery_company() or template.company_id
        return {
            "name": plan.project_name or self.name,
            "user_id": plan.manager_id.id,
            "partner_id": self.partner_id.id,
            "company_id": company.id,
            "date_start": start,
            "date": max(filter(None, (start, self.date_golive, *self._get_due_days(plan)))),
            "allow_milestones": bool(plan.success_ids) or template.allow_milestones,
        }

    def _copy_project_template(self, plan, vals):
        """Copy the template by Odoo's own method, with the dates that it leaves out."""
        tasks, milestones = self._get_deadlines(plan)
        template = plan.project_template_id.with_env(self.env)
        template = template.with_context(
            handover_task_deadlines=Deadlines(tasks),
            handover_milestone_deadlines=Deadlines(milestones),
        )
        project = template.action_create_from_template(vals, self._prepare_role_mapping(plan))
        return project.with_env(self.env)

    def _prepare_role_mapping(self, plan):
        return self.env["project.template.role.to.users.map"].create(
            [
                {"role_id": line.role_id.id, "user_ids": [Command.set(people.ids)]}
                for line in plan.role_line_ids
                if (people := line.user_ids.filtered(self._works_here))
            ]
        )

    def _get_deadlines(self, plan):
        """Return the moments by task, and the days by milestone, of the project template."""
        first = self._get_first_day(plan)
        tasks, milestones = {}, {}
        for line in self.template_id.task_ids:
            day = first + timedelta(days=line.day_offset)
            if line.task_id:
                tasks[line.task_id.id] = days.get_moment(day, self.to_user_id)
            elif line.milestone_id:
                milestones[line.milestone_id.id] = day
        return tasks, milestones

    def _get_first_day(self, plan):
        """Return the day that offsets count from."""
        return self.date_kickoff or plan.date_start or days.get_today(self.to_user_id)

    def _get_due_days(self, plan):
        """Return the days of all that has one, whose last is the end of the project."""
        first, lines = self._get_first_day(plan), self.template_id.task_ids
        if plan.project_mode != "template":
            lines = lines.filtered(lambda line: not line.task_id and not line.milestone_id)
        return [first + timedelta(days=line.day_offset) for line in lines]

    def _post_brief(self, project):
        """Put the brief where whoever reads the project reads it."""
        self.env["project.update"].create(
            {
                "name": self.env._("Handover brief"),
                "project_id": project.id,
                "status": self._get_project_status(project),
                "user_id": self.env.uid,
                "description": self._render_brief(is_for_customer=True),
            }
        )

    def _find_deal_project(self):
        """Return the project of this deal that is there without a handover: only one that the
        current user may read."""
        # sudo: all projects of the deal, filtered at the end
        found = self.sudo()._get_deal_projects()[:1]
        return found.sudo(False)._filtered_access("read")

    def _get_deal_projects(self):
        """Return the projects of this deal, the most likely first. ``self`` is elevated. A bridge
        adds those that its neighbour has made."""
        return self.lead_id.project_ids.filtered(lambda project: not project.is_template)

    def _may_have_other_customer(self, project):
        """Tell whether a project of this deal may have another customer, such as a reseller. A
        bridge answers for what its neighbour has made."""
        return False

    def _get_project_status(self, project):
        status = project.last_update_status
        return status if status and status != "to_define" else "on_track"

    # --- tasks and milestones ------------------------------------------------------------
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
