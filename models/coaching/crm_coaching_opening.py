from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading
from ...tools.openable import works_here
from .constants import HANDED_OVER, OPENED

# Context value under which the log is written. It is an object, which no client can send, and
# sudo() is no way around it.
LOG = object()


class CrmCoachingOpening(models.Model):
    """The log of exceptions: who opened whose coaching notes when and why, and who took over
    coaching from whom. Nobody creates, changes or deletes a row, not even elevated code; the
    two wizards append to it.

    A row of the kind *opened* is the opening itself: until ``date_end`` the record rule of
    notes lets its user read the notes it lists, as long as they are in the group.
    """

    _name = "crm.coaching.opening"
    _description = "Coaching Exception"
    _order = "id desc"
    _allow_sudo_commands = False

    kind = fields.Selection(
        [(OPENED, "Opened"), (HANDED_OVER, "Handed Over")], required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, index=True, ondelete="restrict"
    )
    coachee_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    coach_ids = fields.Many2many(
        "res.users",
        "crm_coaching_opening_coach_rel",
        "opening_id",
        "user_id",
        "Coaches",
        readonly=True,
    )
    to_coach_id = fields.Many2one("res.users", "New Coach", readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    date = fields.Datetime("On", required=True, readonly=True)
    date_end = fields.Datetime("Open Until", required=True, readonly=True)
    date_from = fields.Date("Notes From", readonly=True)
    date_to = fields.Date("Notes To", readonly=True)
    note_count = fields.Integer("Notes", readonly=True)
    note_ids = fields.Many2many(
        "crm.coaching.note",
        "crm_coaching_opening_note_rel",
        "opening_id",
        "note_id",
        readonly=True,
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Coaching Exception")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("coaching_log") is not LOG:
            raise UserError(self.env._("The log of coaching exceptions is written by itself."))
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of coaching exceptions cannot be changed."))

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        if not is_loading(self.env):
            raise UserError(self.env._("The log of coaching exceptions cannot be changed."))

    @api.model
    def _append(self, notes, **values):
        """Append one row per coachee of these notes.

        :param notes: elevated notes
        :param values: ``kind``, ``reason``, ``date_end`` and more fields of the row
        """
        # sudo: the log is written by the system alone
        log = self.sudo().with_context(coaching_log=LOG)
        rows = log.create(
            [
                {
                    "user_id": self.env.uid,
                    "coachee_id": coachee.id,
                    "coach_ids": [fields.Command.set(of_coachee.coach_id.ids)],
                    "date": fields.Datetime.now(),
                    "note_count": len(of_coachee),
                    "note_ids": [fields.Command.set(of_coachee.ids)],
                    **values,
                }
                for coachee, of_coachee in notes.grouped("coachee_id").items()
            ]
        )
        return rows.with_context(coaching_log=None)

    def _notify_concerned(self):
        """Tell the people concerned that there is a new row about them, and nothing more. It is
        about them, so they are told as long as they work here, whatever else they may open."""
        for row in self:
            people = (row.coachee_id | row.coach_ids | row.to_coach_id) - row.user_id
            people = people.filtered(works_here)
            # sudo: which languages they read
            for lang, readers in people.sudo().grouped("lang").items():
                row.with_context(lang=lang)._notify_people(readers)

    def _notify_people(self, people):
        subjects = {
            OPENED: self.env._("Coaching notes were opened by exception"),
            HANDED_OVER: self.env._("Coaching was handed over"),
        }
        body = self.env._(
            "%s did so. You find when, why and which period in your coaching log.",
            self.user_id.name,
        )
        people._notify_colleagues(subjects[self.kind], body)
