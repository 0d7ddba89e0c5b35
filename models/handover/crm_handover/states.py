from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ....tools import days, rooms
from ....tools.arguments import an_id, checked, codes, text
from ....tools.openable import filter_openable, group_by_reader
from ..constants import (
    ACCEPTED,
    CLOSED,
    DRAFT,
    EDITABLE,
    KICKED_OFF,
    LOST_DEAL,
    OPEN,
    RETURNED,
    ROOM,
    STATES,
    SUBMITTED,
)

ACTIVITY_TYPE = "crm_playbook.mail_activity_type_handover"


class CrmHandover(models.Model):
    """The way of a handover. Each step checks who takes it and from where, whatever the
    channel; the state itself is written nowhere else."""

    _inherit = "crm.handover"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._after_state_change()
        return result

    # --- the seller ----------------------------------------------------------------------

    def action_submit(self):
        """Hand these packets to their receivers.

        :raise AccessError: for users who may not change the handover
        :raise UserError: from another state, without a receiver who works here, below the
            completeness that the template asks for, with the list of what is missing, or by a
            template that is meant for other deals
        :return: True
        """
        self._check_hand_over()
        self._check_step(DRAFT, RETURNED)
        for handover in self:
            handover._follow_deal()
            handover._check_works_here(handover.to_user_id)
            handover._check_template()
            handover._adopt_documents()
            handover._check_complete()
            handover._submit()
        return True

    def _submit(self):
        now = fields.Datetime.now()
        self._end_notices()
        self._unlock().write(
            {
                "state": SUBMITTED,
                "date_submitted": now,
                "date_first_submitted": self.date_first_submitted or now,
                **self._prepare_clock("accept", now),
            }
        )
        self._take_version()
        # sudo: the step asked whether the user may hand over; both people follow what is theirs
        handover = self.sudo()
        handover.message_subscribe((handover.to_user_id | handover.from_user_id).partner_id.ids)
        self._notify_step(handover.to_user_id, "submitted")

    def _follow_deal(self):
        """Take over what the deal says now. Without a deal, what it said last stays."""
        # sudo: the user may change the handover, which repeats what the deal says
        handover = self.sudo()
        if handover.lead_id:
            self._unlock().write(self._prepare_from_deal_again(handover.lead_id))

    def _check_works_here(self, user):
        """Refuse a receiver who is nobody, an outsider, gone, or of another company."""
        # sudo: whether a colleague still works here
        user = user.sudo().exists()
        if not user:
            raise UserError(self.env._("Choose who receives the handover “%s”.", self.name))
        if not user.active or user.share:
            raise UserError(
                self.env._(
                    "%(user)s does not work here any more: choose who receives “%(name)s”.",
                    user=user.name,
                    name=self.name,
                )
            )
        self._check_in_company(user, self.env._("Choose who receives the handover “%s”", self.name))

    def _refuse_incomplete(self, minimum, missing):
        raise UserError(
            self.env._(
                "“%(name)s” is %(percent)s %% complete and %(minimum)s %% are asked for."
                " Still missing: %(missing)s.",
                name=self.name,
                percent=self._get_share(missing),
                minimum=minimum,
                missing=", ".join(missing.mapped("name")),
            )
        )

    # --- the receiver --------------------------------------------------------------------

    def action_accept(self):
        """Accept these handovers: from now on the receiver answers for them.

        :raise AccessError: for anybody but the receiver
        :raise UserError: from another state than submitted
        :return: True
        """
        self._check_receiver()
        self._check_step(SUBMITTED)
        now = fields.Datetime.now()
        for handover in self:
            handover._end_notices()
            clock = handover._prepare_clock("kickoff", now)
            handover._unlock().write({"state": ACCEPTED, "date_accepted": now, **clock})
        return True

    @checked(defect_codes=codes, comment=text)
    def action_return(self, defect_codes, comment=False):
        """Send these handovers back with what is wrong; their sellers get an activity.

        :param list defect_codes: codes of ``crm.handover.defect``, at least one
        :param str comment: what the seller should know
        :raise AccessError: for anybody but the receiver
        :raise UserError: from another state than submitted, without a code, or for a code that
            does not exist
        :return: True
        """
        self._check_receiver()
        self._check_step(SUBMITTED)
        defects = self._find_defects(defect_codes)
        for handover in self:
            handover._end_notices()
            handover._unlock().write(
                {
                    "state": RETURNED,
                    **self._prepare_no_clock(),
                    "return_ids": [Command.create(handover._prepare_return(defects, comment))],
                }
            )
            # sudo: names of people
            seller = handover.sudo()
            people = seller.from_user_id | seller.salesperson_id | seller.lead_id.team_id.user_id
            handover._notify_step(people, "returned")
        return True

    def _find_defects(self, codes):
        codes = [codes] if isinstance(codes, str) else list(codes or ())
        # sudo: the list of defects is the same for everybody
        defects = self.env["crm.handover.defect"].sudo().search([("code", "in", codes)])
        if unknown := set(codes) - set(defects.mapped("code")):
            raise UserError(self.env._("There is no defect “%s”.", ", ".join(sorted(unknown))))
        if not defects:
            raise UserError(self.env._("Say what is wrong with the handover."))
        return defects

    def _prepare_return(self, defects, comment):
        return {
            "user_id": self.env.uid,
            "defect_ids": [Command.set(defects.ids)],
            "comment": (comment or "").strip() or False,
            "version": self._count_versions(),
        }

    def action_kick_off(self):
        """Note that the work with the customer has begun; the clock stops.

        :raise AccessError: for anybody but the receiver
        :raise UserError: from another state than accepted
        :return: True
        """
        self._check_receiver()
        self._check_step(ACCEPTED)
        self._end_notices()
        return self._unlock().write(
            {
                "state": KICKED_OFF,
                "date_kicked_off": fields.Datetime.now(),
                **self._prepare_no_clock(),
            }
        )

    def action_close(self):
        """Close these handovers. Promises that are still open stay with their owners.

        :raise AccessError: for anybody but the receiver
        :raise UserError: from another state than kicked off
        :return: True
        """
        self._check_receiver()
        self._check_step(KICKED_OFF)
        self._close()
        return True

    def _close(self, **values):
        """Close these handovers, for whatever reason; the clock stops."""
        self._end_notices()
        now = fields.Datetime.now()
        vals = {"state": CLOSED, "date_closed": now, **self._prepare_no_clock(), **values}
        self._unlock().write(vals)

    @checked(user_id=an_id)
    def action_reassign(self, user_id):
        """Give these handovers to another receiver, who is told.

        :param int user_id: somebody who works here
        :raise AccessError: for users who neither receive nor may change the handover
        :raise UserError: once it is closed
        :return: True
        """
        if not self.env.su and any(h.to_user_id != self.env.user for h in self):
            self.check_access("write")
        self._check_step(*(state for state, _label in STATES if state != CLOSED))
        user = self.env["res.users"].browse(user_id)
        for handover in self:
            handover._check_works_here(user)
        # The right to give them away was checked, and is gone with it.
        for handover in self._unlock():
            handover.to_user_id = user
            if handover.state not in EDITABLE:
                handover._end_notices()
                # sudo: the colleague who was chosen, whether the user may read them or not
                handover.message_subscribe(user.sudo().partner_id.ids)
                handover._notify_step(user.sudo(), "reassigned")
        return True

    def action_open_deal(self):
        """Open the deal, for those who may read it. Returns a window action."""
        self.ensure_one()
        self.lead_id.check_access("read")
        return self.lead_id.get_formview_action()

    # --- checks --------------------------------------------------------------------------

    def _check_receiver(self):
        """Refuse whoever does not receive these handovers, their sellers and managers too."""
        self.check_access("read")
        if self.env.su:
            return
        for handover in self:
            if handover.to_user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "“%(name)s” is received by %(user)s, and nobody else decides on it.",
                        name=handover.name,
                        # sudo: the name of a colleague
                        user=handover.to_user_id.sudo().name or self.env._("nobody yet"),
                    )
                )

    def _check_step(self, *states):
        rooms.refuse_unless_on(self.env, ROOM)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for handover in self:
            if handover.state not in states:
                raise UserError(
                    self.env._(
                        "“%(name)s” is %(state)s; this step is taken from: %(states)s.",
                        name=handover.name,
                        state=labels[handover.state],
                        states=", ".join(labels[state] for state in states),
                    )
                )

    # --- telling people ------------------------------------------------------------------

    def _notify_step(self, users, occasion):
        """Plan one activity per handover for the first of these users who may open it; the
        occasion is a key of :meth:`_get_occasions`. Nobody who is gone is told."""
        # sudo: whoever takes a step plans what others have to do next
        for user, handovers in group_by_reader(self.sudo(), lambda _h: users).items():
            for handover in handovers.with_context(lang=user.lang):
                deadline = handover.clock_deadline or fields.Datetime.now()
                handover.activity_schedule(
                    ACTIVITY_TYPE,
                    date_deadline=days.get_day(deadline, user),
                    summary=handover._get_occasions()[occasion],
                    user_id=user.id,
                )

    def _get_occasions(self):
        """Return what is said on which occasion."""
        return {
            "submitted": self.env._("Accept the handover, or send it back"),
            "returned": self.env._("Handover sent back: complete it"),
            "reassigned": self.env._("You receive this handover now"),
            "accept_clock": self.env._("The time to accept is about to run out"),
            "kickoff_clock": self.env._("The time to kick off is about to run out"),
        }

    def _end_notices(self):
        """Take back what was planned for an earlier step."""
        # sudo: activities of whoever had to do that step
        self.sudo().activity_unlink([ACTIVITY_TYPE])

    # --- what becomes of it when the deal is merged, lost or deleted ---------------------
    # What becomes of handovers when something around them goes: they stay, and whoever has
    # to act is told once.

    def _move_open_promises(self, other):
        """Let the promises that are still to be kept go on with another handover."""
        promises = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        promises._unlock().write({"handover_id": other.id})

    def _find_losers(self, company, *fnames):
        """Return the users in these fields who cannot read handovers of a company."""
        users = self.env["res.users"].union(*(self.mapped(fname) for fname in fnames))
        return users.filtered(
            lambda user: user.active and company and company not in user.company_ids
        )

    def _report_losers(self):
        """Tell those who are left that receivers or owners of open promises cannot read this
        handover any more, as it belongs to another company now. Runs elevated."""
        company = self.company_id
        if self._find_losers(company, "to_user_id"):
            self._report_left("receiver")
        open_ones = self.promise_ids.filtered(lambda promise: promise.state == OPEN)
        if open_ones.owner_id & self._find_losers(company, "promise_ids.owner_id"):
            self._report_left("keeper")

    def _report_lost_deal(self):
        """Tell the receivers of these handovers that the deal is no longer won."""
        going_on = self.filtered(lambda h: h.state in (SUBMITTED, ACCEPTED, KICKED_OFF))
        for receiver, handovers in group_by_reader(going_on, lambda h: h.to_user_id).items():
            spoken = handovers.with_context(lang=receiver.lang)
            summary = spoken.env._("The deal is no longer won: ask before you go on")
            spoken._plan_for(receiver, dict.fromkeys(spoken, summary), LOST_DEAL)

    def _plan_for(self, user, summaries, topic):
        """Plan one activity for a user on each of these handovers, of which many are told by
        one message, and which replace earlier ones of the topic.

        :param dict summaries: ``{handover: summary}`` in the language of the user
        """
        Activity = self.env["mail.activity"]
        Activity._take_back(topic, self)
        vals = self._prepare_todo(user, topic)
        vals_list = [
            {**vals, "res_id": handover.id, "summary": summaries[handover]} for handover in self
        ]
        Activity._plan_once(user, vals_list, self.env._("Handovers need you"))

    def _prepare_todo(self, user, topic):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "date_deadline": days.get_today(user),
            "automated": True,
            "playbook_topic": topic,
        }

    def _plan_todo(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=days.get_today(user),
            summary=summary,
            user_id=user.id,
        )

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Leave out followers who may not open the handover any more. Whoever was chosen to
        get the message gets it."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        # sudo: whom the author of the message chose
        chosen = (msg_vals or {}).get("partner_ids") or message.sudo().partner_ids.ids
        # sudo: the handover is looked at as each of them
        handover, users = self.sudo(), self.env["res.users"].sudo()
        return [
            recipient
            for recipient in recipients
            if not recipient["uid"]
            or recipient["id"] in chosen
            or filter_openable(handover, users.browse(recipient["uid"]))
        ]
