from odoo import models
from odoo.exceptions import AccessError, UserError

from .crm_lead_gate import REASONED
from .crm_stage_waiver import WAIVE_GROUP


class CrmLead(models.Model):
    """What people do about the gates of a deal."""

    _inherit = "crm.lead"

    def action_waive_criteria(self, criterion_ids, reason, date_expiry=False):
        """Let criteria pass on these deals until they are met.

        :param list criterion_ids: ids of ``crm.stage.criterion``
        :param str reason: required
        :param date_expiry: day from which on they are asked for again, or False
        :raise AccessError: for users outside the group that may waive
        :return: True
        """
        if not self.env.user.has_group(WAIVE_GROUP):
            raise AccessError(self.env._("You may not waive what a stage asks for."))
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the criteria are waived."))
        # sudo: membership of the group and the right to write the deal were checked
        self.env["crm.stage.waiver"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "criterion_id": criterion_id,
                    "reason": reason,
                    "date_expiry": date_expiry,
                    "user_id": self.env.uid,
                }
                for lead in self
                for criterion_id in criterion_ids
            ]
        )
        return True

    def action_waive_and_move(self, stage_id, criterion_ids, reason, date_expiry=False):
        """Waive criteria and move these deals to a stage, both or neither. Returns True."""
        self.action_waive_criteria(criterion_ids, reason, date_expiry)
        return self.write({"stage_id": stage_id})

    def action_move_with_reason(self, stage_id, reason):
        """Move these deals back, with the reason that the stage asks for. Returns True."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the deal goes back."))
        leads = self.with_context(gate_reasoned=REASONED, gate_reason=reason)
        return leads.write({"stage_id": stage_id})

    def action_confirm_criterion(self, criterion_id, note=False, attachment_ids=()):
        """Confirm a criterion on these deals with the evidence it asks for. Returns True."""
        criterion = self._get_criterion(criterion_id, "confirmation")
        if criterion.evidence == "note" and not (note or "").strip():
            raise UserError(self.env._("Add a note to confirm “%s”.", criterion.name))
        if criterion.evidence == "attachment" and not attachment_ids:
            raise UserError(self.env._("Attach a document to confirm “%s”.", criterion.name))
        return self._add_evidence(criterion, "confirmed", note, attachment_ids)

    def action_withdraw_confirmation(self, criterion_id, note=False):
        """Take a confirmation back. Returns True."""
        criterion = self._get_criterion(criterion_id, "confirmation")
        return self._add_evidence(criterion, "withdrawn", note)

    def action_request_approval(self, criterion_ids, note=False):
        """Ask the approvers of these criteria by activity, once each. Returns True."""
        for criterion_id in criterion_ids:
            criterion = self._get_criterion(criterion_id, "approval")
            found = criterion._find_missing("approval", {criterion: self.sudo()})
            leads = self.browse(
                lead_id for (_c, lead_id), verdict in found.items() if verdict["state"] != "waiting"
            )
            # Nothing waits for an approver who is not there.
            leads._schedule_approval(criterion)
            leads._add_evidence(criterion, "requested", note)
        return True

    def action_decide_approval(self, criterion_id, approve, note=False):
        """Approve or refuse a criterion on these deals; a refusal needs a note.

        :raise AccessError: for users who are no approver of the criterion
        :return: True
        """
        criterion = self._get_criterion(criterion_id, "approval")
        for lead in self:
            if self.env.user not in lead._get_approvers(criterion):
                raise AccessError(self.env._("You are not an approver of “%s”.", criterion.name))
        if not approve and not (note or "").strip():
            raise UserError(self.env._("Say why “%s” is refused.", criterion.name))
        self._add_evidence(criterion, "approved" if approve else "refused", note)
        self._finish_approval(criterion, note)
        return True

    def _get_criterion(self, criterion_id, kind):
        self.check_access("read" if kind == "approval" else "write")
        # sudo: criteria are read by whoever works on the deals they are asked of
        criterion = self.env["crm.stage.criterion"].sudo().browse(criterion_id).exists()
        if criterion.kind != kind:
            raise UserError(self.env._("This criterion is no longer there, reload the page."))
        return criterion

    def _add_evidence(self, criterion, outcome, note=False, attachment_ids=()):
        # sudo: what may be said about the deal was checked by the caller
        self.env["crm.lead.evidence"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "criterion_id": criterion.id,
                    "outcome": outcome,
                    "team_id": lead.team_id.id,
                    "user_id": self.env.uid,
                    "note": note,
                    "attachment_ids": [(6, 0, list(attachment_ids))],
                }
                for lead in self
            ]
        )
        self.env["crm.stage.waiver"]._close_met(self)
        return True

    def _get_approvers(self, criterion):
        """Return the users who may approve a criterion on this deal."""
        self.ensure_one()
        if criterion.approver == "user":
            return criterion.approver_id
        if criterion.approver == "group":
            return criterion.approver_group_id.all_user_ids
        return self.sudo().team_id.user_id

    def _get_approval_summary(self, criterion):
        return self.env._("Approve: %s", criterion.name)

    def _schedule_approval(self, criterion):
        for lead in self:
            approvers = lead._get_approvers(criterion).filtered("active")
            if not approvers:
                raise UserError(
                    self.env._("Nobody is there to approve “%s”. Ask a manager.", criterion.name)
                )
            for approver in approvers[:1]:
                # sudo: an activity for somebody else on a deal that they may not see yet
                lead.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=lead._get_approval_summary(criterion),
                    user_id=approver.id,
                )

    def _finish_approval(self, criterion, note):
        for lead in self:
            summary = lead._get_approval_summary(criterion)
            # sudo: the request may have gone to another approver
            lead.sudo().activity_ids.filtered(
                lambda activity, summary=summary: activity.summary == summary
            ).action_feedback(feedback=note or False)
