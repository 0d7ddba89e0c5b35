from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.loose_relation import LooseMany2one
from .constants import TIERS


class CrmIcpScore(models.Model):
    """What the published profile said about a lead.

    The newest row of a lead is its score, see ``scoring/newest.py``. A change of a lead appends a
    row and touches no existing one; only the rescoring job writes settled rows and sweeps those
    that were appended before. So a person who edits a lead and the job that rescores all of them
    never write the same row, and neither makes the other wait or fail.
    """

    _name = "crm.icp.score"
    _description = "ICP Score"
    _order = "id desc"
    _rec_name = "tier"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    # Profile and disqualifier have neither index nor foreign key: every rescoring would have to
    # rewrite the one and to look up the other.
    profile_id = LooseMany2one("crm.icp.profile")
    score = fields.Integer(aggregator="avg")
    coverage = fields.Integer(aggregator="avg")
    tier = fields.Selection(TIERS)
    disqualified = fields.Boolean()
    disqualifier_id = LooseMany2one("crm.icp.criterion")
    date = fields.Datetime("Scored On")
    is_settled = fields.Boolean("By a Pass", help="Written by a pass over all leads.")

    # Of two passes at once one is tried again, rather than that a lead has two scores.
    _one_settled = models.UniqueIndex("(lead_id) WHERE is_settled", "A lead is settled once.")
    _fresh = models.Index("(lead_id) WHERE is_settled IS NOT TRUE")

    def init(self):
        # Rescoring changes values in place; free space on the page keeps such an update
        # from touching the indexes.
        self.env.cr.execute("ALTER TABLE crm_icp_score SET (fillfactor = 70)")
        return super().init()

    @api.model
    def _forget_profiles(self, profile_ids):
        """Delete what these profiles said, which are deleted."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_icp_score WHERE profile_id = ANY(%s)", list(profile_ids))
        )
        self.invalidate_model(flush=False)

    @api.model
    def _forget_disqualifiers(self, criterion_ids):
        """Name these criteria no more, which are deleted."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_icp_score SET disqualifier_id = NULL WHERE disqualifier_id = ANY(%s)",
                list(criterion_ids),
            )
        )
        self.invalidate_model(flush=False)
