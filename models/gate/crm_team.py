from odoo import api, fields, models

from ...tools.field_access import add_to_copies
from .constants import ASSIGNMENT, ROOM_GROUP


class CrmTeam(models.Model):
    _inherit = "crm.team"

    lost_reason_required = fields.Boolean(
        copy=False,  # see copy_data
        groups=ROOM_GROUP,
        help="A deal of this team is only marked as lost with a reason.",
    )

    def _assign_and_convert_leads(self, force_quota=False):
        teams = self.with_context(gate_assignment=ASSIGNMENT)
        return super(CrmTeam, teams)._assign_and_convert_leads(force_quota=force_quota)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return add_to_copies(self, vals_list, ["lost_reason_required"], default)

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any("lost_reason_required" in vals for vals in vals_list):
            self.env["crm.stage.criterion"]._forget_gates()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals:
            self._take_back_requests()
        if "lost_reason_required" in vals:
            self.env["crm.stage.criterion"]._forget_gates()
        return result

    def _take_back_requests(self):
        """Take back what was asked of leaders who are leaders no more."""
        # sudo: requests belong to deals, whoever may read those
        requests = self.env["crm.lead.evidence"].sudo()
        requests = requests.search([("team_id", "in", self.ids), ("activity_id", "!=", False)])
        requests.filtered(
            lambda request: (
                request.criterion_id.approver == "leader"
                and request.activity_id.user_id != request.team_id.user_id
            )
        )._end().unlink()

    def unlink(self):
        result = super().unlink()
        self.env["crm.stage.criterion"]._forget_gates()
        return result
