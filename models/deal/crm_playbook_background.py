import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import formatLang

from ...tools.jobs import CONFLICTS, wake, work_apart
from .constants import SYSTEM_GROUP

_logger = logging.getLogger(__name__)

CRON = "crm_playbook.ir_cron_background"
MAX_TRIES = 5
# An answer that somebody waits for outlives a week-end; Odoo's dialogs live an hour.
HOURS_KEPT = 7 * 24
WAITING, RUNNING, DONE, STOPPED, FAILED = "waiting", "running", "done", "stopped", "failed"
UNDER_WAY = (WAITING, RUNNING)


class CrmPlaybookBackground(models.AbstractModel):
    """A dialog whose answer may take longer than anybody waits for a page.

    Little is worked on at once, in the request. More is left to a scheduled action, which works
    as whoever asked, in their companies and their language, part after part. Each part commits
    together with what was found so far, so that what was killed goes on from there; the figures
    are there when all of it is done, and not before.

    How to use: a transient model inherits this, sets ``_transient_max_hours`` to ``HOURS_KEPT`` and
    ``_transient_max_count`` to 0, and fills in the methods below. Its lines set both to 0, to go
    with their dialog. ``_ask`` opens a dialog, ``_start`` works anew.
    """

    _name = "crm.playbook.background"
    _description = "Dialog That Works in the Background"
    # Up to so many records are surely done within three seconds.
    _most_at_once = 10_000

    run_state = fields.Selection(
        [
            (WAITING, "Waiting"),
            (RUNNING, "Running"),
            (DONE, "Done"),
            (STOPPED, "Stopped"),
            (FAILED, "Failed"),
        ],
        "Progress State",
        readonly=True,
    )
    run_total = fields.Integer("To Do", readonly=True)
    run_done = fields.Integer("Done", readonly=True)
    run_progress = fields.Float("Progress", compute="_compute_run_progress")
    run_note = fields.Char("How It Stands", compute="_compute_run_note")
    run_message = fields.Text("Why It Failed", readonly=True)
    run_date = fields.Datetime("Asked On", readonly=True)
    run_date_end = fields.Datetime("As Of", readonly=True)
    run_is_awaited = fields.Boolean(help="Whoever asked has not seen the answer yet.")
    # What the work goes by is nothing that its asker may set.
    run_context = fields.Json(groups=SYSTEM_GROUP)
    run_key = fields.Char(groups=SYSTEM_GROUP)
    run_found = fields.Json(groups=SYSTEM_GROUP)

    @api.depends("run_total", "run_done")
    def _compute_run_progress(self):
        for dialog in self:
            dialog.run_progress = 100.0 * min(dialog.run_done / max(dialog.run_total, 1), 1)

    @api.depends("run_state", "run_total", "run_done", "run_message")
    def _compute_run_note(self):
        for dialog in self:
            dialog.run_note = dialog._get_note()

    def _get_note(self):
        numbers = {
            "done": formatLang(self.env, self.run_done, digits=0),
            "total": formatLang(self.env, self.run_total, digits=0),
        }
        if self.run_state == WAITING:
            return self.env._("%(total)s records wait to be looked at.", **numbers)
        if self.run_state == RUNNING:
            return self.env._("%(done)s of %(total)s records were looked at.", **numbers)
        if self.run_state == STOPPED:
            return self.env._(
                "Stopped after %(done)s of %(total)s records. What was found until then says too "
                "little and is not shown.",
                **numbers,
            )
        return self.run_message if self.run_state == FAILED else False

    # --- what a dialog says of itself ----------------------------------------------------

    def _check_question(self):
        """Refuse a question that cannot be answered.

        :raise UserError: which says why
        """

    def _get_run_key(self):
        """Return a text that changes with whatever the question is made of: then what was found
        so far answers another one, and the work begins anew."""
        raise NotImplementedError

    def _count_work(self):
        """Return how many records are to be looked at."""
        raise NotImplementedError

    def _work_part(self, found):
        """Look at the next records.

        :param found: dict (JSON values only) of what was found so far and the place reached;
            empty in the beginning
        :return: ``(found, number of records, whether that was all)``
        """
        raise NotImplementedError

    def _show(self, found):
        """All is done: fill in the figures."""
        raise NotImplementedError

    def _forget(self):
        """Delete the lines of an earlier answer."""
        raise NotImplementedError

    # --- asking --------------------------------------------------------------------------

    @api.model
    def _ask(self, values):
        """Return the dialog that answers a question: of one's own the one that works on it or
        whose answer one has not seen yet, otherwise a new one.

        :param dict values: what the question is made of
        :raise UserError: for a question that cannot be answered
        """
        if dialog := self._find_own(values):
            dialog._look()
            return dialog
        dialog = self.create(values)
        dialog._start()
        return dialog

    @api.model
    def _find_own(self, values):
        domain = [(name, "=", value) for name, value in values.items()]
        domain += [
            ("create_uid", "=", self.env.uid),
            ("run_is_awaited", "=", True),
            ("run_state", "in", (*UNDER_WAY, DONE)),
        ]
        for dialog in self.search(domain, order="id desc"):
            # sudo: in which companies one asked oneself, and when the question changed
            run = dialog.sudo()
            companies = (run.run_context or {}).get("allowed_company_ids")
            is_current = run.run_state in UNDER_WAY or run.run_key == dialog._get_run_key()
            if companies == self.env.companies.ids and is_current:
                return dialog
        return self.browse()

    def _look(self):
        """Whoever asked looks at the dialog."""
        if self.run_state not in UNDER_WAY and self.run_is_awaited:
            self.run_is_awaited = False

    def _start(self):
        """Answer, at once where there is little to do, else in the background.

        :raise UserError: for a question that cannot be answered
        """
        self.ensure_one()
        self._begin()
        is_long = self.run_total > self._most_at_once
        # sudo: how the work stands is noted by the system
        self.sudo().write(
            {
                "run_state": WAITING if is_long else RUNNING,
                "run_is_awaited": is_long,
                "run_message": False,
                "run_date": fields.Datetime.now(),
                "run_context": {
                    "lang": self.env.context.get("lang"),
                    "tz": self.env.context.get("tz"),
                    "allowed_company_ids": self.env.companies.ids,
                },
            }
        )
        if is_long:
            wake(self.env, CRON, now=True)
            return
        while self.run_state == RUNNING:
            self._step()

    def action_stop(self):
        """Stop what works in the background. Returns True."""
        self.ensure_one()
        self.check_access("write")
        if self.run_state in UNDER_WAY:
            self._forget()
            # sudo: how the work stands is noted by the system
            self.sudo().write({"run_state": STOPPED, "run_is_awaited": False, "run_found": False})
        return True

    def action_refresh(self):
        """Look how far the work is. Returns True."""
        self.ensure_one()
        self.check_access("write")
        self._look()
        return True

    # --- working -------------------------------------------------------------------------

    def _begin(self):
        self._check_question()
        self._forget()
        # sudo: how the work stands is noted by the system
        self.sudo().write(
            {
                "run_key": self._get_run_key(),
                "run_found": {},
                "run_done": 0,
                "run_total": self._count_work(),
                "run_date_end": False,
            }
        )

    def _step(self):
        """Look at the next records and note what was found, without committing."""
        # sudo: how the work stands is noted by the system
        run = self.sudo()
        if run.run_key != self._get_run_key():
            self._begin()
        found, count, is_end = self._work_part(run.run_found or {})
        values = {"run_state": RUNNING, "run_found": found, "run_done": run.run_done + count}
        if is_end:
            self._show(found)
            now = fields.Datetime.now()
            values.update(run_state=DONE, run_found=False, run_date_end=now)
        run.write(values)
        # Whatever the number of records, only those of one part are in memory.
        self.env.invalidate_all()

    def _step_as_asker(self):
        """Go on as whoever asked, by what they may do now."""
        # sudo: the context that was noted when the work began
        context = self.sudo().run_context or {}
        dialog = self.with_env(self.env(user=self.create_uid.id, su=False, context=context))
        if not dialog.env.user.active:
            raise AccessError(self.env._("Whoever asked is no longer there."))
        dialog.check_access("write")
        dialog._step()

    @api.model
    def _cron_work(self):
        """Work on all dialogs, on the oldest first, until time is up."""
        while dialog := self._get_next():
            done = dialog._work_safely()
            remaining = self._count_remaining()
            if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                break

    @api.model
    def _get_waiting(self):
        """Return all dialogs with something to do, of each model those asked first."""
        names = self.env.registry.descendants([self._name], "_inherit") - {self._name}
        return [
            self.env[name].search([("run_state", "in", UNDER_WAY)], order="run_date, id")
            for name in names
        ]

    @api.model
    def _get_next(self):
        first = [dialogs[0] for dialogs in self._get_waiting() if dialogs]
        return min(first, key=lambda dialog: dialog.run_date or dialog.create_date, default=None)

    @api.model
    def _count_remaining(self):
        return sum(
            max(dialog.run_total - dialog.run_done, 1)
            for dialogs in self._get_waiting()
            for dialog in dialogs
        )

    def _work_safely(self):
        """Work on the next part; what meets somebody who stops, deletes or restarts it at the
        same time is rolled back, and looked at again.

        :return: number of records looked at
        """
        for attempt in range(MAX_TRIES):
            try:
                return self._work_or_fail()
            except CONFLICTS:
                if attempt == MAX_TRIES - 1:
                    raise
                self.env.cr.rollback()  # pylint: disable=invalid-commit
        return 0

    def _work_or_fail(self):
        if not self.exists() or self.run_state not in UNDER_WAY:
            return 0
        before = self.run_done
        failed = work_apart(self, lambda dialog: dialog._step_as_asker(), is_last_try=False)
        for _dialog, error in failed:
            self._fail(error)
        if self.run_state not in UNDER_WAY:
            self._notify_asker()
        return max(self.run_done - before, 0)

    def _fail(self, error):
        """Say why there is no answer. Others go on."""
        asker = self._in_language_of_asker()
        message = asker.env._("Something unexpected went wrong; the log of the server says what.")
        if isinstance(error, UserError):
            message = str(error)
        else:
            _logger.error("%s failed", self, exc_info=error)
        self._forget()
        self.write({"run_state": FAILED, "run_message": message, "run_found": False})

    def _notify_asker(self):
        """Tell whoever asked, if they are there, that they need not wait any longer."""
        asker = self._in_language_of_asker()
        message = asker.run_message or asker.env._("The answer is there: open it again.")
        kind = "danger" if self.run_state == FAILED else "success"
        notice = {"type": kind, "title": asker.display_name, "message": message, "sticky": True}
        self.create_uid._bus_send("simple_notification", notice)

    def _in_language_of_asker(self):
        # sudo: the context that was noted when the work began
        return self.with_context(lang=(self.sudo().run_context or {}).get("lang"))
