from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import NO_ACCESS
from odoo.tools import format_date

from ....tools import kept_fields, rooms
from ....tools.openable import group_by_reader
from ..constants import ROOM

# So many days before a waiver runs out the owner of the deal is told. One that ran out while no
# job came by is told of as long afterwards.
WARN_DAYS = 5
DEALS_PER_BATCH = 500
# What no client sets by the way.
KEPT_FIELDS = (
    "is_told",
    "activity_id",
    "asked_by_id",
    "date_asked",
    "answer",
    "closed_by_id",
    "closed_reason",
    "date_closed",
)


class CrmStageWaiver(models.Model):
    """A waiver that runs out is told to the owner of the deal, or the leader of its team, by one
    activity per deal; it is taken back when the debt is closed or may wait longer."""

    _inherit = "crm.stage.waiver"

    is_told = fields.Boolean(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Whether somebody was told that it runs out on this day.",
    )
    activity_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        index="btree_not_null",
        ondelete="set null",
        help="Of whoever was told that it runs out, or is asked for it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        waivers = kept_fields.without_defaults(self, KEPT_FIELDS)
        return super(CrmStageWaiver, waivers).create(vals_list).with_env(self.env)

    def write(self, vals):
        settled = self._filter_settled(vals)
        result = super().write(vals)
        if settled:
            settled._take_back_warning()
        return result

    def _filter_settled(self, vals):
        """Return those of which something else is true than what was told, by these values."""
        if not {"state", "date_expiry"} & vals.keys():
            return self.browse()
        day = fields.Date.to_date(vals.get("date_expiry") or False)
        # sudo: what was told is no longer so, whoever settles it
        return self.sudo().filtered(
            lambda waiver: (
                waiver.is_told
                and (
                    vals.get("state", "open") != "open"
                    or ("date_expiry" in vals and day != waiver.date_expiry)
                )
            )
        )

    @api.model
    def _cron_close_met(self):
        result = super()._cron_close_met()
        if rooms.is_on(self.env, ROOM):
            self._notify_expiry()
        return result

    @api.model
    def _notify_expiry(self):
        """Tell of the waivers that run out soon, each once, in batches that commit."""
        while deals := self._find_running_out(limit=DEALS_PER_BATCH).lead_id:
            self._find_running_out([("lead_id", "in", deals.ids)])._notify_owners()
            if not self.env["ir.cron"]._commit_progress(len(deals)):
                break

    @api.model
    def _find_running_out(self, domain=(), limit=None):
        """Return open waivers that run out soon and of which nobody was told."""
        today = fields.Date.context_today(self)
        domain = [
            ("state", "=", "open"),
            ("is_told", "=", False),
            ("date_expiry", "<=", today + timedelta(days=WARN_DAYS)),
            ("date_expiry", ">", today - timedelta(days=WARN_DAYS)),
            ("lead_id.active", "=", True),
            ("lead_id.won_status", "=", "pending"),
            *domain,
        ]
        # sudo: whoever is concerned is told
        return self.sudo().search(domain, limit=limit, order="date_expiry, id")

    def _notify_owners(self):
        """Plan one activity per deal of these waivers. Where nobody may open the deal, nobody
        is told, and not asked again."""
        by_deal = self.grouped("lead_id")
        readers = group_by_reader(self.lead_id, lambda lead: lead.user_id | lead.team_id.user_id)
        for reader, deals in readers.items():
            spoken = self.with_context(lang=reader.lang)
            vals_list = [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": deal.id,
                    "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                    "date_deadline": min(by_deal[deal].mapped("date_expiry")),
                    "automated": True,
                    **by_deal[deal].with_env(spoken.env)._describe_expiry(),
                }
                for deal in deals
            ]
            subject = spoken.env._("Waivers run out")
            activities = self.env["mail.activity"]._plan_once(reader, vals_list, subject)
            for activity, deal in zip(activities, deals, strict=True):
                by_deal[deal].activity_id = activity
        self.is_told = True

    def _describe_expiry(self):
        """Return what an activity says of these waivers of one deal."""
        names = [waiver.criterion_id.name or waiver.criterion_name for waiver in self]
        sentences = [
            self.env._(
                "“%(criterion)s” is asked for again from %(day)s on.",
                criterion=name,
                day=format_date(self.env, waiver.date_expiry),
            )
            for waiver, name in zip(self, names, strict=True)
        ]
        return {
            "summary": self.env._("Waiver runs out: %s", ", ".join(names)),
            "note": Markup().join(Markup("<p>%s</p>") % sentence for sentence in sentences),
        }

    def _take_back_warning(self):
        """Take these waivers out of what was told, and the activity where nothing is left."""
        activities = self.activity_id.filtered("active")
        self.write({"activity_id": False, "is_told": False})
        rest = self.search([("activity_id", "in", activities.ids)]).grouped("activity_id")
        (activities - activities.browse().union(*rest)).unlink()
        for activity, waivers in rest.items():
            spoken = waivers.with_context(lang=activity.user_id.lang)
            activity.write(spoken._describe_expiry())
