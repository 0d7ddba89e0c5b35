from datetime import timedelta

from pytz import utc

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import calendars, rooms
from ...tools.jobs import switch
from ...tools.openable import get_openable_domain, works_here
from ...tools.senders import get_company_sender
from .constants import ROOM

USERS_PER_BATCH = 50
DEALS_PER_MAIL = 20
# Within these hours, where the user is, a morning is told from a night and an afternoon.
FROM_HOUR, TO_HOUR = 6, 12
KEPT_DAYS = 30
CRON = "crm_playbook.ir_cron_next_action_digest"
DIGEST_PARAMETER = "crm_playbook.next_action_digest"
LIST = "action-crm_playbook.crm_lead_action_without_next_action"
PREFERENCE = "action-crm_playbook.next_action_digest_action_preference"


class CrmNextActionDigest(models.Model):
    """One message on working mornings to whoever owns open deals without a next action, about
    those that they may open that morning. Morning and working day are those of the reader, who
    can turn it off.

    A row says that a user was told on a day, so that a job that was killed, or runs again,
    tells nobody twice.
    """

    _name = "crm.next.action.digest"
    _description = "Digest of Deals Without a Next Action"
    _order = "id desc"
    _rec_name = "user_id"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade", index=True)
    date = fields.Date(required=True)
    deal_count = fields.Integer("Deals")

    _once = models.Constraint("UNIQUE(user_id, date)", "A user is told once a day.")

    @api.model
    def _cron_digest(self):
        """Tell those whose working morning it is, in batches."""
        if not rooms.is_on(self.env, ROOM):
            return
        self.search([("date", "<", fields.Date.today() - timedelta(days=KEPT_DAYS))]).unlink()
        owners = self._get_owners()

        def find(after_id, count):
            return owners.filtered(lambda user: user.id > after_id)[:count]

        self.env["crm.playbook.job"]._go_through(
            CRON, find, lambda users: self._notify_users(self._get_users(users)), USERS_PER_BATCH
        )

    @api.model
    def _follow_switch(self, is_on):
        """Let the job run while the room is on and the settings ask for it."""
        # sudo: one switch of the settings
        is_asked = self.env["ir.config_parameter"].sudo().get_param(DIGEST_PARAMETER)
        switch(self.env, CRON, is_on and bool(is_asked))

    # --- whom --------------------------------------------------------------------------

    @api.model
    def _get_users(self, owners):
        """Return those of these users who were not told today and whose working morning it is."""
        return owners.filtered(self._is_morning) - self._get_told(owners)

    @api.model
    def _get_owners(self):
        """Return those who own deals without a next action and have not turned the digest off,
        in the order of their ids."""
        rows = self.env["crm.lead"]._read_group(self._get_domain(), ["user_id"], ["__count"])
        owners = self.env["res.users"].union(*(user for user, _count in rows))
        # sudo: whether a colleague wants it
        wanted = owners.sudo().filtered("next_action_digest").with_env(self.env)
        return wanted.filtered(works_here).sorted("id")

    @api.model
    def _get_domain(self):
        return [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("active", "=", True),
            ("user_id", "!=", False),
            ("has_next_action", "=", False),
        ]

    @api.model
    def _get_told(self, users):
        days = {user: self._get_now(user).date() for user in users}
        told = self.search([("user_id", "in", users.ids), ("date", "in", list(days.values()))])
        return told.filtered(lambda row: row.date == days[row.user_id]).user_id

    @api.model
    def _get_now(self, user):
        """Return the time where a user is."""
        return utc.localize(fields.Datetime.now()).astimezone(calendars.get_zone(user))

    @api.model
    def _is_morning(self, user):
        """Tell whether it is the morning of a day on which the user works."""
        now = self._get_now(user)
        return FROM_HOUR <= now.hour < TO_HOUR and calendars.works_on(user, now.date())

    # --- what --------------------------------------------------------------------------

    @api.model
    def _notify_users(self, users):
        """Send each of these users one message, and note it."""
        deals = self._get_deals(users)
        for user in users:
            if found := deals.get(user.id):
                self._send(user, *found)
        self.create(
            [
                {
                    "user_id": user.id,
                    "date": self._get_now(user).date(),
                    "deal_count": deals.get(user.id, (0, ()))[0],
                }
                for user in users
            ]
        )

    @api.model
    def _get_deals(self, users):
        """Return ``{user id: (number of deals, the largest of them)}`` of those deals that each
        user may open now, in one query per user however many deals there are."""
        # sudo: the deals are asked for with the rights of each user
        Lead = self.env["crm.lead"].sudo()
        deals = {}
        for user in users:
            domain = Domain(self._get_domain()) & Domain("user_id", "=", user.id)
            query = Lead._search(domain & get_openable_domain(Lead, user))
            count, ids = self.env["crm.deal.signal"]._get_largest(
                query, user.company_id, DEALS_PER_MAIL
            )
            if count:
                deals[user.id] = (count, Lead.browse(ids))
        shown = Lead.union(*(largest for _count, largest in deals.values()))
        shown.fetch(["name", "stage_id"])
        return {
            user_id: (count, largest.with_prefetch(shown.ids))
            for user_id, (count, largest) in deals.items()
        }

    @api.model
    def _send(self, user, count, deals):
        env = self.with_context(lang=user.lang, tz=user.tz).env
        base_url = self.get_base_url()
        body = env["ir.qweb"]._render(
            "crm_playbook.next_action_digest",
            {
                "deals": deals.with_env(env),
                "more": count - len(deals),
                "base_url": base_url,
                "list_url": f"{base_url}/odoo/{LIST}",
                "preference_url": f"{base_url}/odoo/{PREFERENCE}",
                "has_companies": len(user.company_ids) > 1,
            },
        )
        subject = env._("Deals without a next action: %s", count)
        user._notify_colleagues(subject, body, get_company_sender(user))
