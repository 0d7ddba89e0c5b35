from odoo import api, fields, models
from odoo.fields import Domain

from ....tools import rooms
from ....tools.flag_search import match_flag
from ....tools.jobs import switch, wake
from ..constants import ROOM, SUBMITTED

# A clock is about to run out when this share of its hours is gone.
WARN_AT = 0.75
CRON = "crm_playbook.ir_cron_handover_clock"
HANDOVERS_PER_BATCH = 100


class CrmHandover(models.Model):
    """Clocks: so many working hours to accept, so many to kick off. Somebody is told once,
    before the time is over; the rest is shown."""

    _inherit = "crm.handover"

    @api.depends("clock_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for handover in self:
            handover.is_late = bool(handover.clock_deadline and handover.clock_deadline < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return match_flag(value, Domain("clock_deadline", "<", fields.Datetime.now()))

    def _prepare_clock(self, clock, start):
        """Return the values that start a clock: ``accept`` or ``kickoff``."""
        hours = self._get_clock_hours(clock)
        deadline = self._add_hours(start, hours)
        warning = deadline and self._add_hours(start, hours * WARN_AT)
        if warning:
            self._start_clocks()
        return {
            f"{clock}_deadline": deadline,
            "clock_deadline": deadline,
            "clock_warning": warning,
        }

    @api.model
    def _prepare_no_clock(self):
        return {"clock_deadline": False, "clock_warning": False}

    def _get_clock_hours(self, clock):
        # sudo: what a template says holds for whoever takes the step
        return self.template_id.sudo()[f"{clock}_hours"]

    def _add_hours(self, start, hours):
        """Return the moment so many working hours after ``start``, or False without hours.
        Where no working time is known, nights and weekends count."""
        if not hours:
            return False
        # sudo: what a template says holds for whoever takes the step
        known = self._get_hours(self.template_id.sudo().resource_calendar_id)
        if not known:
            return fields.Datetime.add(start, hours=hours)
        return self._add_work(known, start, hours)

    @api.model
    def _start_clocks(self):
        """Let clocks be looked at, with the first of them."""
        if rooms.is_on(self.env, ROOM):
            wake(self.env, CRON)

    @api.model
    def _follow_switch(self, is_on):
        """Look at clocks again, those that ran out meanwhile too, and let packets that are being
        filled say what their deals say by now; or stop."""
        if not is_on:
            switch(self.env, CRON, False)
            return
        # sudo: whosever handovers they are, whoever turned the switch
        handovers = self.sudo()
        handovers._search_editable().lead_id._update_handovers()
        if handovers.search_count([("clock_warning", "!=", False)], limit=1):
            wake(self.env, CRON)

    @api.model
    def _cron_warn(self):
        """Tell receivers whose clock is about to run out, each of them once."""
        if not rooms.is_on(self.env, ROOM):
            return
        due = Domain("clock_warning", "<=", fields.Datetime.now())

        def find(after_id, count):
            return self.search(due & Domain("id", ">", after_id), order="id", limit=count)

        self.env["crm.playbook.job"]._go_through(
            CRON, find, lambda handovers: handovers._warn(), HANDOVERS_PER_BATCH
        )

    def _warn(self):
        """Plan one activity for each of these handovers, without a mail, and never again for
        the same clock."""
        self._stop_talk()
        handovers = self.with_context(mail_activity_quick_update=True)
        for (is_submitted, receiver), own in handovers.grouped(
            lambda handover: (handover.state == SUBMITTED, handover.to_user_id)
        ).items():
            own._talk_to(receiver, "accept_clock" if is_submitted else "kickoff_clock")
        self._unlock().write({"clock_warning": False})
