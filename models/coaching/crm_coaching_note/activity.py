from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain

from ....tools.days import get_today
from ....tools.openable import filter_openable
from ..constants import ACTIVITY_TYPE, SHARED

DEFAULT_ANSWER_DAYS = 7
REMIND_CRON = "crm_playbook.ir_cron_coaching_remind"


class CrmCoachingNote(models.Model):
    """Activities of a note: actions, and requests to answer.

    Core reads an activity to the one it is assigned to and to whoever reads its record, and
    calls the three ``message_…`` methods below on the record: to follow it, to mail the one
    assigned, to post that it is done. A note does none of that. Texts of activities are neutral
    all the same.
    """

    _inherit = "crm.coaching.note"

    request_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", groups=NO_ACCESS, copy=False
    )
    date_reminded = fields.Date(readonly=True, copy=False)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Make nobody follow the note: it has no followers. Returns True."""
        return True

    def message_notify(self, **kwargs):
        """Send nothing about an activity: it is in the list of activities, and nowhere else.

        :return: no message
        """
        return self.env["mail.message"]

    def message_post_with_source(self, source_ref, **kwargs):
        """Post nothing about an activity that is done: the note has no messages.

        :return: no message
        """
        return self.env["mail.message"]

    def _ask_for_answer(self):
        """Ask the one who has not written the note to answer it."""
        days = self._get_parameter("coaching_reminder_days") or DEFAULT_ANSWER_DAYS
        for note in self:
            asked = note._speak_to_asked()
            # sudo: the request is kept by the system
            note.sudo().request_id = note._request(
                asked.env._("A coaching note waits for your answer"),
                get_today(note._get_asked_user()) + timedelta(days=days),
            )

    def _request(self, summary, deadline):
        """Ask the one who has not written the note, unless they may not open it.

        :return: the activity, or none
        """
        self.ensure_one()
        user = self._get_asked_user()
        if not filter_openable(self, user):
            return self.env["mail.activity"]
        return self.activity_schedule(
            ACTIVITY_TYPE, deadline, summary=summary, note="", user_id=user.id, automated=True
        )

    def _speak_to_asked(self):
        """Return this note in the language of the one who is asked."""
        # sudo: which language a colleague reads
        return self.with_context(lang=self._get_asked_user().sudo().lang)

    def _get_asked_user(self):
        """Return who is asked to answer: the one of the two who has not written the note."""
        return self.coachee_id if self.author_id == self.coach_id else self.coach_id

    def _settle_request(self):
        """Close the requests to answer these notes."""
        # sudo: the request may have been made by the system
        self.sudo().request_id.filtered("active").action_archive()

    @api.model
    def _get_parameter(self, name):
        """Return a number of the settings, 0 when it is not set."""
        # sudo: a setting
        value = self.env["ir.config_parameter"].sudo().get_param(f"crm_playbook.{name}")
        return max(int(value), 0) if (value or "").lstrip("-").isdigit() else 0

    @api.model
    def _cron_remind(self):
        """Daily: bring shared notes back to mind that wait too long for an answer, once."""
        if not self._is_used():
            return
        days = self._get_parameter("coaching_reminder_days")
        domain = Domain(
            [
                ("state", "=", SHARED),
                ("date_reminded", "=", False),
                ("date_shared", "<=", fields.Datetime.now() - timedelta(days=days)),
            ]
        )
        self._go_through_notes(
            REMIND_CRON,
            domain if days else Domain.FALSE,
            lambda notes: [note._remind(get_today(note._get_asked_user())) for note in notes],
        )

    def _remind(self, today):
        """Let the request be due today, as the only one of this note. Whoever may not open the
        note any more is not reminded of it, and not asked either."""
        asked = self._speak_to_asked()
        summary = asked.env._("Reminder: a coaching note waits for your answer")
        request = self.request_id.filtered("active")
        if request and not filter_openable(self, request.user_id):
            request.unlink()
            request = request.browse()
        elif request:
            request.write({"summary": summary, "date_deadline": today})
        else:
            request = self._request(summary, today)
        self.write({"date_reminded": today, "request_id": request.id})
