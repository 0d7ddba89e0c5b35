from odoo import api, models
from odoo.tools import SQL

from .scoring.newest import is_newest


class CrmDealSignal(models.AbstractModel):
    """A score that has fallen since the last review, for reviews."""

    _inherit = "crm.deal.signal"

    @api.model
    def _get_codes(self):
        return [*super()._get_codes(), "score_fallen"]

    def _describe_score_fallen(self):
        name, unit = self.env._("ICP score fallen"), self.env._("points")
        return {"name": name, "unit": unit, "threshold": 10, "weight": 2}

    def _find_score_fallen(self, threshold):
        """Compare with the score that the last review noted."""
        last_look = self._select_last_look()
        if last_look is None or not self.env["crm.icp.profile"]._get_published_specs():
            return None
        return SQL(
            """
            SELECT before.lead_id, JSONB_BUILD_OBJECT('before', before.score,
                                                      'now', newest.score) AS evidence
              FROM (
                   SELECT lead_id, (facts ->> 'icp_score')::int AS score
                     FROM (%(last_look)s) AS look
                   ) AS before
              JOIN crm_icp_score AS newest
                ON newest.lead_id = before.lead_id AND %(is_newest)s
             WHERE before.score - newest.score >= %(points)s
            """,
            last_look=last_look,
            is_newest=is_newest("newest"),
            points=max(threshold, 1),
        )

    def _say_score_fallen(self, evidence):
        return self.env._(
            "The ICP score fell from %(before)s to %(now)s since the last review.",
            before=evidence["before"],
            now=evidence["now"],
        )
