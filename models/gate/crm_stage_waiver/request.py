from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models

from ....tools.openable import filter_openable, group_by_reader, works_here
from ..constants import WAIVE_GROUP


class CrmStageWaiver(models.Model):
    """A waiver that is asked for. The request waits with whoever was asked by activity, one per
    deal; where the activity is gone, or the person or their right, it can be asked for again."""

    _inherit = "crm.stage.waiver"

    asked_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    date_asked = fields.Datetime("Asked On", readonly=True)

    @api.model
    def _get_members(self):
        """Return the users who may waive and work here."""
        # sudo: who may waive is told to whoever asks for it
        return self.env.ref(WAIVE_GROUP).sudo().all_user_ids.filtered(works_here)

    @api.model
    def _get_waiting(self, leads, criteria):
        """Return the set of ``(lead id, criterion id)`` of what somebody is asked for now."""
        # sudo: whether it waits does not depend on who asks
        requests = self.sudo().search(
            [
                ("lead_id", "in", leads.ids),
                ("criterion_id", "in", criteria.ids),
                ("state", "=", "requested"),
            ]
        )
        return {(r.lead_id.id, r.criterion_id.id) for r in requests._filter_waiting()}

    def _filter_waiting(self):
        """Return those of these requests, elevated, whose activity somebody has who may open
        the deal and waive."""
        waiting = self.browse()
        alive = self.filtered("activity_id.active")
        members = self._get_members() if alive else ()
        for user, requests in alive.grouped(lambda r: r.activity_id.user_id).items():
            if user in members:
                opened = filter_openable(requests.lead_id, user)
                waiting |= requests.filtered(lambda r, opened=opened: r.lead_id in opened)
        return waiting

    @api.model
    def _request(self, asked, user, reason):
        """Ask a user, elevated, for waivers.

        :param dict asked: ``{deal: criteria}``
        """
        try:
            with self.env.cr.savepoint():
                self._plan_requests(asked, user, reason)
        except UniqueViolation:  # somebody else asks at this moment
            pairs = [
                (deal, criterion) for deal, criteria in asked.items() for criterion in criteria
            ]
            for deal, criterion in pairs if len(pairs) > 1 else ():
                self._request({deal: criterion}, user, reason)

    def _plan_requests(self, asked, user, reason):
        """Plan one activity per deal and note who asks; what waited with nobody is over."""
        deals = self.env["crm.lead"].union(*asked)
        lapsed = self.search([("lead_id", "in", deals.ids), ("state", "=", "requested")])
        lapsed.filtered(lambda request: request.criterion_id in asked[request.lead_id])._close(
            "renewed"
        )
        self.flush_model(["state"])
        spoken = self.with_context(lang=user.lang)
        vals_list = [
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": deal.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": spoken._get_request_summary(criteria),
                "note": Markup("<p>%s: %s</p>") % (self.env.user.name, reason),
            }
            for deal, criteria in asked.items()
        ]
        subject = spoken.env._("You are asked for waivers")
        activities = self.env["mail.activity"]._plan_once(user, vals_list, subject)
        now = fields.Datetime.now()
        self.create(
            [
                {
                    "state": "requested",
                    "lead_id": deal.id,
                    "criterion_id": criterion.id,
                    "reason": reason,
                    "user_id": False,
                    "date": now,
                    "date_expiry": False,
                    "asked_by_id": self.env.uid,
                    "date_asked": now,
                    "activity_id": activity.id,
                }
                for activity, (deal, criteria) in zip(activities, asked.items(), strict=True)
                for criterion in criteria
            ]
        )

    def _get_request_summary(self, criteria):
        names = criteria.with_context(lang=self.env.lang).mapped("name")
        return self.env._("Asked to waive: %s", ", ".join(names))

    def _close(self, reason):
        requests = self.filtered(lambda waiver: waiver.state == "requested")
        result = super()._close(reason)
        requests._end_asking().unlink()
        return result

    def _end_asking(self):
        """Let these requests, elevated and over by now, wait with nobody.

        :return: the activities in which nothing else is asked; the others say what is left
        """
        activities = self.activity_id
        self.activity_id = False
        rest = self.search([("activity_id", "in", activities.ids)]).grouped("activity_id")
        for activity, requests in rest.items():
            spoken = requests.with_context(lang=activity.user_id.lang)
            activity.summary = spoken._get_request_summary(requests.criterion_id)
        return (activities - activities.browse().union(*rest)).filtered("active")

    def _tell(self, get_person, subject, say):
        """Tell people about these waivers, elevated, by one message each, in their language.
        Whoever acts knows, and nobody hears of deals that they may not open.

        :param get_person: takes a waiver, returns whom to tell
        :param subject: takes an environment, returns the subject
        :param say: takes a waiver, returns what became of it
        """
        others = self.filtered(lambda waiver: get_person(waiver) != self.env.user)
        for user, waivers in group_by_reader(others, get_person).items():
            spoken = waivers.with_context(lang=user.lang)
            lines = [
                Markup("<li>%s: %s</li>") % (waiver.lead_id._get_html_link(), say(waiver))
                for waiver in spoken
            ]
            body = Markup("<ul>%s</ul>") % Markup().join(lines)
            user._notify_colleagues(subject(spoken.env), body)
