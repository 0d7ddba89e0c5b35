from odoo import fields, models

from .constants import TIERS


class CrmIcpScore(models.Model):
    """What the published profile said about a lead.

    The newest row of a lead is its score. A change of a lead appends a row and touches no
    existing one; only the rescoring job updates rows and sweeps superseded ones. So a person
    who edits a lead and the job that rescores all of them never write the same row, and
    neither makes the other wait or fail.
    """

    _name = "crm.icp.score"
    _description = "ICP Score"
    _order = "id desc"
    _rec_name = "tier"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    # Profile and disqualifier have no index: every rescoring would have to rewrite it.
    profile_id = fields.Many2one("crm.icp.profile", ondelete="cascade")
    score = fields.Integer(aggregator="avg")
    coverage = fields.Integer(aggregator="avg")
    tier = fields.Selection(TIERS)
    disqualified = fields.Boolean()
    disqualifier_id = fields.Many2one("crm.icp.criterion", ondelete="set null")
    date = fields.Datetime("Scored On")

    def init(self):
        # Rescoring changes values in place; free space on the page keeps such an update
        # from touching the indexes.
        self.env.cr.execute("ALTER TABLE crm_icp_score SET (fillfactor = 70)")
        return super().init()
