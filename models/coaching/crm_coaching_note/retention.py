from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ....tools import rooms
from ....tools.jobs import switch
from ..constants import ROOM
from .activity import REMIND_CRON
from .note import PURGE

NOTES_PER_BATCH = 100
NOTICE_DAYS = 30
PERIOD_SINCE = "crm_playbook.coaching_retention_since"
PURGE_CRON = "crm_playbook.ir_cron_coaching_purge"
# Scheduled actions with the setting that switches them on.
CRONS = {REMIND_CRON: "coaching_reminder_days", PURGE_CRON: "coaching_retention_months"}


class CrmCoachingNote(models.Model):
    """How long notes are kept: for ever, or a number of months after the conversation."""

    _inherit = "crm.coaching.note"

    date_expiry = fields.Date("Deleted On", compute="_compute_date_expiry")
    is_expiring = fields.Boolean(
        "Deleted Soon", compute="_compute_date_expiry", search="_search_is_expiring"
    )

    @api.depends("date")
    def _compute_date_expiry(self):
        months = self._get_parameter("coaching_retention_months")
        first = self._get_first_purge()
        soon = fields.Date.add(fields.Date.context_today(self), days=NOTICE_DAYS)
        for note in self:
            expiry = months and note.date and max(note.date + relativedelta(months=months), first)
            note.date_expiry = expiry
            note.is_expiring = bool(expiry) and expiry <= soon

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        soon = fields.Date.add(fields.Date.context_today(self), days=NOTICE_DAYS)
        expiring = self._get_expired_domain(soon)
        if len(set(value)) > 1:
            return Domain.TRUE
        return expiring if True in value else ~expiring

    @api.model
    def _get_expired_domain(self, day):
        """Return the domain of notes that are to go on a day."""
        months = self._get_parameter("coaching_retention_months")
        if not months or day < self._get_first_purge():
            return Domain.FALSE
        return Domain("date", "<=", self._get_last_expired(day, months))

    @api.model
    def _get_last_expired(self, day, months):
        """Return the last day whose notes are past the period on a day. At the end of a shorter
        month that is the last of its month: a month after 31 January is 28 February."""
        is_month_end = (day + relativedelta(days=1)).day == 1
        return day - relativedelta(months=months) + relativedelta(day=31 if is_month_end else None)

    @api.model
    def _get_first_purge(self):
        """Return the first day on which the present period deletes anything: whoever it
        concerns has seen the warning for a while by then."""
        # sudo: a setting
        since = self.env["ir.config_parameter"].sudo().get_param(PERIOD_SINCE)
        return fields.Date.add(fields.Date.to_date(since or "1970-01-01"), days=NOTICE_DAYS)

    @api.model
    def _note_period(self, months):
        """Note since when notes are kept for this number of months."""
        if max(months, 0) != self._get_parameter("coaching_retention_months"):
            # sudo: whoever may change the settings sets it
            parameters = self.env["ir.config_parameter"].sudo()
            parameters.set_param(PERIOD_SINCE, fields.Date.to_string(fields.Date.today()))

    @api.model
    def _count_expired(self, months):
        """Tell how many notes of which month are past a period, and nothing else of them.

        :param int months: the retention period
        :return: a sentence
        """
        if months <= 0:
            return self.env._("Notes are kept for ever.")
        limit = self._get_last_expired(fields.Date.context_today(self), months)
        # sudo: only counts per month come out, for whoever sets the period
        counts = self.sudo()._read_group([("date", "<=", limit)], ["date:month"], ["__count"])
        if not counts:
            return self.env._("No note is that old.")
        parts = [
            f"{format_date(self.env, month, date_format='MMM yyyy')}: {count}"
            for month, count in counts
        ]
        return self.env._(
            "Notes that are to be deleted, by month: %(counts)s. The first ones go %(days)s days "
            "after the period was set.",
            counts=", ".join(parts),
            days=NOTICE_DAYS,
        )

    @api.model
    def _switch_crons(self):
        """Let the scheduled actions run that the settings ask for, and no other: while the room is
        off nobody is reminded, and the retention period goes on."""
        for xmlid, name in CRONS.items():
            is_held = xmlid == REMIND_CRON and not rooms.is_on(self.env, ROOM)
            switch(self.env, xmlid, bool(self._get_parameter(name)) and not is_held)

    @api.model
    def _cron_purge(self):
        """Nightly: delete what is past the retention period, in batches that commit."""
        self._go_through_notes(
            PURGE_CRON,
            self._get_expired_domain(fields.Date.context_today(self)),
            lambda notes: notes._purge(),
        )

    @api.model
    def _go_through_notes(self, cron, domain, work):
        """Work on the notes of a domain as the job that an XML id names. What goes wrong is
        said without a word of a note."""

        def find(after_id, count):
            return self.search(domain & Domain("id", ">", after_id), order="id", limit=count)

        job = self.env["crm.playbook.job"]
        job._go_through(cron, find, work, NOTES_PER_BATCH, is_secret=True)

    def _purge(self):
        # sudo: nobody deletes a shared note; the retention period does
        self.sudo().with_context(coaching_purge=PURGE).unlink()
