from markupsafe import Markup

from odoo import api, models

from ....tools.days import get_today
from ....tools.openable import group_by_reader, works_here
from ..constants import ACTIVE

# Topic of the activity that says that nobody holds a relation any more.
OWNER_LEFT = "stakeholder_owner_left"


class CrmStakeholder(models.Model):
    """Whoever holds a relation for us leaves: the owner of the deal, else the leader of its team,
    is told by one activity for all deals, until somebody else holds it."""

    _inherit = "crm.stakeholder"

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            # sudo: activities of others, whoever says who holds the relation
            self.sudo().lead_id._take_back_owner_left()
        return result

    @api.model
    def _find_held(self, users):
        """Return the people of open deals whose relation these users hold, elevated."""
        # sudo: whoever is concerned is told
        people = self.sudo().search(
            [
                ("user_id", "in", users.ids),
                ("state", "=", ACTIVE),
                ("lead_id.active", "=", True),
                ("lead_id.won_status", "=", "pending"),
            ]
        )
        return people.filtered(lambda person: person._is_held())

    def _is_held(self):
        """Tell whether somebody who works here, in the company of the deal, holds the relation."""
        user, company = self.user_id, self.lead_id.company_id
        return works_here(user) and (not company or company in user.company_ids)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _report_owner_left(self):
        """Tell that nobody holds the relation to some people of these deals, elevated."""
        self._drop_owner_left()
        readers = group_by_reader(self, lambda lead: lead.user_id | lead.team_id.user_id)
        for reader, leads in readers.items():
            vals = {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": leads[0].id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": get_today(reader),
                "automated": True,
                "playbook_topic": OWNER_LEFT,
                **leads.with_context(lang=reader.lang)._say_owner_left(),
            }
            self.env["mail.activity"]._plan_once(reader, [vals], vals["summary"])

    def _take_back_owner_left(self):
        """Say of these deals no longer what is not so any more."""
        self.filtered(lambda lead: not lead._get_people_left_alone())._drop_owner_left()

    def _drop_owner_left(self):
        rest = self.env["mail.activity"]._take_back(OWNER_LEFT, self)
        for activity, leads in rest.items():
            activity.write(leads.with_context(lang=activity.user_id.lang)._say_owner_left())

    def _get_people_left_alone(self):
        """Return the people of these deals whose relation somebody held who is gone."""
        return self.stakeholder_ids.filtered(
            lambda person: person.state == ACTIVE and person.user_id and not person._is_held()
        )

    def _say_owner_left(self):
        lines = [
            Markup("<li>%s: %s</li>")
            % (lead._get_html_link(), ", ".join(lead._get_people_left_alone().mapped("name")))
            for lead in self
        ]
        return {
            "summary": self.env._(
                "Nobody holds the relation any more: %s",
                ", ".join(dict.fromkeys(self._get_people_left_alone().mapped("name"))),
            ),
            "note": Markup("<ul>%s</ul>") % Markup().join(lines),
            "playbook_about": self.ids,
        }
