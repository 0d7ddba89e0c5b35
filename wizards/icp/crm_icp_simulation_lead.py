from odoo import fields, models

from ...models.icp.constants import TIERS

NO_TIER, DISQUALIFIED = "none", "disqualified"
BUCKETS = [*TIERS, (DISQUALIFIED, "Disqualified"), (NO_TIER, "Not Scored")]


class CrmIcpSimulationLead(models.TransientModel):
    _name = "crm.icp.simulation.lead"
    _description = "Lead Moved by an ICP Simulation"
    _order = "score_then desc, id"
    _rec_name = "lead_id"
    # They go with their simulation.
    _transient_max_hours = 0
    _transient_max_count = 0

    simulation_id = fields.Many2one(
        "crm.icp.simulation", required=True, ondelete="cascade", index=True
    )
    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    bucket_now = fields.Selection(BUCKETS, string="Tier Now")
    bucket_then = fields.Selection(BUCKETS, string="Tier Then")
    score_now = fields.Integer(aggregator="avg")
    score_then = fields.Integer(aggregator="avg")
    user_id = fields.Many2one(related="lead_id.user_id")
    team_id = fields.Many2one(related="lead_id.team_id")
