from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ....tools.openable import as_reader, works_here
from ..constants import DRAFT, HANDED_OVER, OPENED

EXCEPTION_GROUP = "crm_playbook.group_coaching_exception"
DEFAULT_HOURS = 24


class CrmCoachingNote(models.Model):
    """What leads beyond the two people of a note: another coach, and openings by exception."""

    _inherit = "crm.coaching.note"

    @api.model
    def _hand_over(self, from_coach, to_coach, reason, coachees=None):
        """Let somebody coach on in place of another one. Drafts stay with their author.

        The coach may do so, and members of the exception group for a coach who is archived.

        :param from_coach: who coached so far
        :param to_coach: who does from now on
        :param str reason: why
        :param coachees: whose notes; all by default
        :return: number of notes handed over
        """
        self._check_switched_on()
        self._check_may_hand_over(from_coach)
        if not works_here(to_coach) or not as_reader(self.browse(), to_coach).has_access("write"):
            raise UserError(self.env._("“%s” cannot be a coach.", to_coach.name))
        domain = [("coach_id", "=", from_coach.id), ("state", "!=", DRAFT)]
        if coachees:
            domain.append(("coachee_id", "in", coachees.ids))
        # sudo: who hands over need not read the notes
        notes = self.sudo().search([*domain, ("coachee_id", "!=", to_coach.id)])
        if not notes:
            raise UserError(self.env._("There is nothing to hand over."))
        opening = self.env["crm.coaching.opening"]._append(
            notes,
            kind=HANDED_OVER,
            reason=reason,
            to_coach_id=to_coach.id,
            date_end=fields.Datetime.now(),
        )
        notes.filtered(lambda note: note.author_id == from_coach).write(
            {"author_id": to_coach.id, "coach_id": to_coach.id}
        )
        notes.write({"coach_id": to_coach.id})
        notes.activity_ids.filtered(lambda activity: activity.user_id == from_coach).write(
            {"user_id": to_coach.id}
        )
        opening._notify_concerned()
        return len(notes)

    @api.model
    def _check_may_hand_over(self, from_coach):
        if from_coach == self.env.user:
            return
        if not self.env.user.has_group(EXCEPTION_GROUP):
            raise AccessError(self.env._("Only the coach can hand coaching over."))
        # sudo: archived users are not for everybody to read
        if from_coach.sudo().active:
            raise UserError(
                self.env._("“%s” is still here and can hand over.", from_coach.sudo().name)
            )

    @api.model
    def _open_by_exception(self, coachee, reason, date_from=None, date_to=None):
        """Let the current user read somebody's shared notes for a limited time.

        :return: the row of the log
        :raise AccessError: for whoever is not in the exception group, or for somebody of other
            companies
        """
        if not self.env.user.has_group(EXCEPTION_GROUP):
            raise AccessError(self.env._("Only the exception group opens coaching notes."))
        self._check_switched_on()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the notes are opened."))
        if coachee == self.env.user:
            raise UserError(self.env._("Your own notes need no exception."))
        # sudo: where somebody works, archived or not
        if not coachee.sudo().company_ids & self.env.user.company_ids:
            raise AccessError(
                self.env._("“%s” works in none of your companies.", coachee.sudo().name)
            )
        domain = [("coachee_id", "=", coachee.id), ("state", "!=", DRAFT)]
        domain += [("date", ">=", date_from)] * bool(date_from)
        domain += [("date", "<=", date_to)] * bool(date_to)
        # sudo: the notes are chosen without being read; that it happened is logged and told
        notes = self.sudo().search(domain)
        if not notes:
            raise UserError(self.env._("There are no shared notes in this period."))
        hours = self._get_parameter("coaching_opening_hours") or DEFAULT_HOURS
        opening = self.env["crm.coaching.opening"]._append(
            notes,
            kind=OPENED,
            reason=reason.strip(),
            date_from=date_from,
            date_to=date_to,
            date_end=fields.Datetime.add(fields.Datetime.now(), hours=hours),
        )
        opening._notify_concerned()
        self.env.invalidate_all()
        return opening.sudo(False)
