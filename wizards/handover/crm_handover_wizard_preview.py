from odoo import api, models
from odoo.tools import format_date

SHOWN = (
    "project_mode",
    "project_template_id",
    "project_id",
    "project_name",
    "date_start",
    "manager_id",
    "role_line_ids.user_ids",
    "promise_ids",
    "success_ids",
    "is_customer_follower",
    "wants_ticket",
    "to_user_id",
)


class CrmHandoverWizard(models.TransientModel):
    """What will be made, in words and numbers, before it is made."""

    _inherit = "crm.handover.wizard"

    @api.depends(lambda self: (*SHOWN, "helpdesk_team_id") if self._has_team_field() else SHOWN)
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = [line for line in wizard._get_preview_lines() if line]

    def _get_preview_lines(self):
        """Return dicts with ``icon`` and ``text``, in the order things are made."""
        return [
            self._get_preview_packet(),
            self._get_preview_project(),
            self._get_preview_tasks(),
            self._get_preview_milestones(),
            self._get_preview_ticket(),
            self._get_preview_people(),
            self._get_preview_customer(),
        ]

    def _get_preview_packet(self):
        receiver = self.to_user_id.name or self.env._("nobody yet")
        if not self.can_edit:
            return self._make_line("fa-inbox", self.env._("The packet is with %s.", receiver))
        return self._make_line("fa-inbox", self.env._("The packet goes to %s.", receiver))

    def _get_preview_project(self):
        project = self._get_shown(self.present_project_id or self.project_id)
        if self.project_mode == "none":
            return self._make_line("fa-ban", self.env._("No project is made."))
        if self.present_project_id or self.project_mode == "existing":
            return self._make_line(
                "fa-puzzle-piece", self.env._("Project “%s” is used.", project.name or "")
            )
        if self.project_mode == "empty":
            text = self.env._("An empty project “%s” is made.", self.project_name or "")
            return self._make_line("fa-puzzle-piece", text)
        template = self._get_shown(self.project_template_id)
        count = len(template.with_context(active_test=False).tasks)
        text = self.env._(
            "Project “%(name)s” is made from “%(template)s” with %(count)s tasks, managed by "
            "%(manager)s, from %(day)s on.",
            name=self.project_name or "",
            template=template.name or "",
            count=count,
            manager=self.manager_id.name or "",
            day=format_date(self.env, self.date_start) if self.date_start else "",
        )
        return self._make_line("fa-puzzle-piece", text)

    def _get_preview_tasks(self):
        if self.promise_ids and self.project_mode != "none":
            text = self.env._("Promises that become tasks: %s.", len(self.promise_ids))
            return self._make_line("fa-check-square-o", text)
        return None

    def _get_preview_milestones(self):
        if self.success_ids and self.project_mode != "none":
            text = self.env._("Success criteria that become milestones: %s.", len(self.success_ids))
            return self._make_line("fa-flag-o", text)
        return None

    def _get_preview_ticket(self):
        if not self.has_helpdesk:
            return None
        if self.handover_id._helpdesk_get_ticket():
            return self._make_line("fa-life-ring", self.env._("The ticket stays as it is."))
        if not self.wants_ticket:
            return self._make_line("fa-ban", self.env._("No ticket is opened."))
        # sudo: the name of a team
        team = self._get_helpdesk_team().sudo()
        text = self.env._("A ticket is opened for team “%s”.", team.display_name or "…")
        return self._make_line("fa-life-ring", text)

    def _get_preview_people(self):
        # sudo: names of people
        handover = self.handover_id.sudo()
        people = self.to_user_id | handover.from_user_id | self.manager_id
        text = self.env._("These follow what is made: %s.", ", ".join(people.mapped("name")))
        return self._make_line("fa-users", text)

    def _get_preview_customer(self):
        # sudo: the name of the customer
        name = self.partner_id.sudo().display_name or ""
        if self.is_customer_follower and self.project_mode != "none":
            return self._make_line("fa-eye", self.env._("%s follows the project.", name))
        return self._make_line("fa-eye-slash", self.env._("The customer is not written to."))

    def _make_line(self, icon, text):
        return {"icon": icon, "text": text}
