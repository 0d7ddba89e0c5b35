from odoo import fields, models
from odoo.exceptions import LockError, UserError

from ....tools.arguments import MAX_ID, checked, count, day, number, one_of, record_of, text
from ....tools.openable import filter_openable
from ..constants import DECISIONS, DISQUALIFY, FORECAST, HELP, LOST, RUNNING

ENDINGS = (DISQUALIFY, LOST)


class CrmDealReviewLine(models.Model):
    """Decisions on the deals of a running review.

    A decision changes the deal at once, as the user who takes it and by the ordinary ways:
    gates and rights hold. What is refused is a sentence on the line; the decision, the note
    and the next step stay there for another try. A decision may be changed until the review
    is over; the next step then stays one activity.
    """

    _inherit = "crm.deal.review.line"

    @checked(
        decision=text,
        note=text,
        date_deadline=day,
        expected_revenue=number(-1e15, 1e15),
        lost_reason_id=one_of("crm.lost.reason", optional=True),
        step=record_of(summary=text, user_id=one_of("res.users", optional=True), date=day),
        revision=count(0, MAX_ID),
    )
    def action_decide(
        self,
        decision,
        note=False,
        date_deadline=False,
        expected_revenue=None,
        lost_reason_id=False,
        step=None,
        revision=None,
    ):
        """Decide on the deal of this line.

        :param str decision: keep, forecast, help, disqualify or lost
        :param str note: what was said
        :param date_deadline: the new close date, for ``forecast``
        :param float expected_revenue: the new amount, for ``forecast``
        :param int lost_reason_id: of ``crm.lost.reason``, for ``disqualify`` and ``lost``
        :param dict step: the next step, with ``summary``, ``user_id``, ``date``
        :param int revision: the revision of the line that the user saw; where it is another
            one by now, somebody else has decided meanwhile
        :raise UserError: where the review is not running, somebody else decides at the same
            moment, or the decision lacks something
        :return: dict, the line as ``crm.deal.review.get_meeting`` gives it; where the deal
            refused the change, ``refusal`` says why and ``state`` is still open
        """
        self.ensure_one()
        self.check_access("read")
        self._take_turn(revision)
        values = {
            "decision": decision,
            "note": (note or "").strip(),
            "new_date_deadline": date_deadline,
            "new_amount": expected_revenue if expected_revenue is not None else 0,
            "lost_reason_id": lost_reason_id,
            **self._prepare_step(step or {}),
        }
        self._check_decision(values, has_amount=expected_revenue is not None)
        refusal = self._try_decision(values, has_amount=expected_revenue is not None)
        self._note_decision(values, refusal)
        return self._get_card()

    def _prepare_step(self, step):
        return {
            "step_summary": (step.get("summary") or "").strip(),
            "step_user_id": step.get("user_id"),
            "step_date": step.get("date"),
        }

    def _note_decision(self, values, refusal):
        # sudo: lines are written by the methods of a review alone; the deal was changed, or
        # not, with the rights of the user
        self.sudo().write(
            {
                **values,
                "refusal": refusal,
                "state": "open" if refusal else "decided",
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
                "revision": self.revision + 1,
            }
        )

    def _take_turn(self, revision):
        """Keep others from deciding on this line until the transaction ends."""
        line = self.sudo()  # sudo: the right to read the line was checked
        if line.review_id.state != RUNNING:
            raise UserError(
                self.env._("“%s” is not running: start it to decide.", line.review_id.name)
            )
        try:
            line.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is deciding on “%s” right now.", line.lead_name)
            ) from error
        line.invalidate_recordset()
        if revision is not None and revision != line.revision:
            labels = dict(line._fields["decision"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(user)s has decided on “%(deal)s” meanwhile: %(decision)s. Look at it first.",
                    user=line.decided_by_id.name or "",
                    deal=line.lead_name,
                    decision=labels.get(line.decision, ""),
                )
            )
        if not line.lead_id:
            raise UserError(
                self.env._("“%s” was deleted; there is nothing to decide.", line.lead_name)
            )

    def _check_decision(self, values, has_amount):
        """Raise a sentence where a decision lacks something."""
        decision, name = values["decision"], self.lead_name
        if decision not in dict(DECISIONS):
            raise UserError(self.env._("Choose what to do about “%s”.", name))
        if decision == FORECAST and not (values["new_date_deadline"] or has_amount):
            raise UserError(self.env._("Say the new close date or amount of “%s”.", name))
        step = [values["step_summary"], values["step_user_id"], values["step_date"]]
        if any((step[0], step[2])) and not all(step):
            raise UserError(
                self.env._("The next step of “%s” needs a text, an owner and a date.", name)
            )
        if decision == HELP and not all(step):
            raise UserError(self.env._("Say who helps with “%s”, with what and until when.", name))

    def _try_decision(self, values, has_amount):
        """Change the deal; return why it was refused, or False."""
        try:
            with self.env.cr.savepoint():
                self._apply_decision(values, has_amount)
                activity = self._apply_step(values)
                self.env.flush_all()
        except UserError as refusal:
            return str(refusal)
        values["activity_id"] = activity.id
        return False

    def _apply_decision(self, values, has_amount):
        lead, decision = self.lead_id, values["decision"]
        if decision in ENDINGS:
            if lead.won_status != "lost":
                reason = values["lost_reason_id"]
                lead.action_set_lost(**({"lost_reason_id": reason} if reason else {}))
            return
        if self.decision in ENDINGS and lead.won_status == "lost":  # they thought again
            lead.action_unarchive()
        if decision == FORECAST:
            changes = {}
            if values["new_date_deadline"]:
                changes["date_deadline"] = values["new_date_deadline"]
            if has_amount:
                changes["expected_revenue"] = values["new_amount"]
            lead.write(changes)

    def _apply_step(self, values):
        """Plan the next step, or change the one that was planned; return the activity."""
        # sudo: the activity is of this line, and the deal is checked by what follows
        activity = self.sudo().activity_id.exists()
        if not values["step_summary"]:
            return activity
        owner = self._get_step_owner(values["step_user_id"])
        step = {
            "summary": values["step_summary"],
            "user_id": owner.id,
            "date_deadline": values["step_date"],
        }
        self.lead_id.check_access("read")
        if activity and activity.active:
            self.env["mail.activity"].browse(activity.id).write(step)
            return activity
        return self.lead_id.activity_schedule("mail.mail_activity_data_todo", **step)

    def _get_step_owner(self, user_id):
        # sudo: whether somebody is still there and may read the deal
        owner = self.env["res.users"].sudo().browse(user_id).exists()
        if not owner.active:
            raise UserError(
                self.env._("%s is no longer there; choose another owner.", owner.name or "")
            )
        if not filter_openable(self.lead_id, owner):
            raise UserError(
                self.env._(
                    "%(user)s may not read “%(deal)s”; choose another owner of the next step.",
                    user=owner.name,
                    deal=self.lead_name,
                )
            )
        return owner
