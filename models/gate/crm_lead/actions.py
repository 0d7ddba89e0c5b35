from odoo import models
from odoo.exceptions import AccessError, UserError

from ....tools.arguments import checked, day, one_of, some_of, text
from ..constants import WAIVE_GROUP
from .crossing import REASONED


class CrmLead(models.Model):
    """What people do about the gates of a deal."""

    _inherit = "crm.lead"

    @checked(criterion_ids=some_of("crm.stage.criterion"), reason=text, date_expiry=day)
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
        # sudo: criteria are read by whoever works on the deals they are asked of
        criteria = self.env["crm.stage.criterion"].sudo().browse(criterion_ids)
        values = {"reason": reason, "date_expiry": date_expiry, "user_id": self.env.uid}
        # sudo: membership of the group and the right to write the deal were checked
        self.env["crm.stage.waiver"].sudo()._waive(self, criteria, values)
        return True

    @checked(stage_id=one_of("crm.stage"))
    def action_waive_and_move(self, stage_id, criterion_ids, reason, date_expiry=False):
        """Waive criteria and move these deals to a stage, both or neither. Returns True."""
        self.action_waive_criteria(criterion_ids, reason, date_expiry)
        return self.write({"stage_id": stage_id})

    @checked(stage_id=one_of("crm.stage"), reason=text)
    def action_move_with_reason(self, stage_id, reason):
        """Move these deals back, with the reason that the stage asks for. Returns True."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the deal goes back."))
        leads = self.with_context(gate_reasoned=REASONED, gate_reason=reason)
        return leads.write({"stage_id": stage_id})

    @checked(
        criterion_id=one_of("crm.stage.criterion"),
        note=text,
        attachment_ids=some_of("ir.attachment"),
    )
    def action_confirm_criterion(self, criterion_id, note=False, attachment_ids=()):
        """Confirm a criterion on these deals with the evidence it asks for. Returns True."""
        criterion = self._get_criterion(criterion_id, "confirmation")
        if criterion.evidence == "note" and not (note or "").strip():
            raise UserError(self.env._("Add a note to confirm “%s”.", criterion.name))
        self.env["ir.attachment"].browse(attachment_ids).check_access("read")
        if criterion.evidence == "attachment" and not attachment_ids:
            raise UserError(self.env._("Attach a document to confirm “%s”.", criterion.name))
        return self._add_evidence(criterion, "confirmed", note, attachment_ids)

    @checked(criterion_id=one_of("crm.stage.criterion"), note=text)
    def action_withdraw_confirmation(self, criterion_id, note=False):
        """Take a confirmation back. Returns True."""
        criterion = self._get_criterion(criterion_id, "confirmation")
        return self._add_evidence(criterion, "withdrawn", note)

    def _get_criterion(self, criterion_id, kind):
        self.check_access("read" if kind == "approval" else "write")
        # sudo: criteria are read by whoever works on the deals they are asked of
        criterion = self.env["crm.stage.criterion"].sudo().browse(criterion_id).exists()
        if criterion.kind != kind:
            raise UserError(self.env._("This criterion is no longer there, reload the page."))
        return criterion

    def _add_evidence(self, criterion, outcome, note=False, attachment_ids=(), activities=()):
        """Append evidence to these deals; a request comes with the activity of each."""
        by_lead = {activity.res_id: activity.id for activity in activities}
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
                    "activity_id": by_lead.get(lead.id, False),
                    "attachment_ids": [(6, 0, list(attachment_ids))],
                }
                for lead in self
            ]
        )
        self.env["crm.stage.waiver"]._close_met(self)
        return True
