from odoo import api, fields, models

from ....tools.side_table import SideTable
from ..constants import DEAL_GROUP, STATES

# Fields of a deal that are columns of its handover.
HANDOVER_COLUMNS = {
    "handover_id": "id",
    "handover_state": "state",
    "handover_completeness": "completeness",
}
HANDOVERS = SideTable(
    "crm_handover",
    lambda env, column: env["crm.handover"]._fields[column],
    compute="_compute_handover",
    compute_sudo=True,
    groups=DEAL_GROUP,
)


def _handover_field(field_class, fname, *args, **kwargs):
    return HANDOVERS.field(field_class, fname, HANDOVER_COLUMNS[fname], *args, **kwargs)


class CrmLead(models.Model):
    """The handover of a deal, on the deal: columns of a joined table for SQL, so that they
    filter, sort and group like any other; a stage can ask for them."""

    _inherit = "crm.lead"

    handover_ids = fields.One2many("crm.handover", "lead_id", "Handovers", groups=DEAL_GROUP)
    handover_id = _handover_field(fields.Many2one, "handover_id", "crm.handover", "Handover")
    handover_state = _handover_field(fields.Selection, "handover_state", STATES, "Handover State")
    handover_completeness = _handover_field(
        fields.Integer, "handover_completeness", "Handover Completeness", aggregator="avg"
    )

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), "handover_ids.state")

    @api.depends("handover_ids.state", "handover_ids.completeness")
    def _compute_handover(self):
        for fname in HANDOVER_COLUMNS:
            self[fname] = False
        if not self.env["crm.handover"]._is_used():
            return
        handovers = self._get_handovers().grouped(lambda handover: handover.lead_id.id)
        for lead in self:
            # In a form that is being edited, it is the handover of the deal that is saved.
            if handover := handovers.get(lead._origin.id):
                lead.handover_id = handover.id
                lead.handover_state = handover.state
                lead.handover_completeness = handover.completeness

    def _get_handovers(self):
        """Return the handovers of these deals, in one query."""
        # sudo: that a deal has a handover is seen by whoever reads the deal
        return (
            self.env["crm.handover"]
            .sudo()
            .search_fetch(
                [("lead_id", "in", self._origin.ids)], ["lead_id", "state", "completeness"]
            )
        )

    def action_open_handover(self):
        """Open the handover of this deal. If there is none, open a new one, not saved yet, with
        what the deal, the evidence of its gates and its map of people say: looking makes
        nothing.

        :raise AccessError: where there is none, for users who may not begin one
        :return: a window action on ``crm.handover``
        """
        self.ensure_one()
        self.check_access("read")
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Handover"),
            "res_model": "crm.handover",
            "view_mode": "form",
            "views": [(False, "form")],
        }
        if handover := self._get_handovers():
            return {**action, "res_id": handover.id}
        self.env["crm.handover"].check_access("create")
        self.check_access("write")
        return {**action, "context": {"default_lead_id": self.id, "handover_prefill": True}}

    def _get_or_begin_handover(self):
        """Return the handover of this deal, a new draft if there is none."""
        self.check_access("read")
        if handover := self._get_handovers().with_env(self.env):
            return handover
        handovers = self.env["crm.handover"]
        return handovers.create({"lead_id": self.id, **handovers._prepare_prefill(self)})
