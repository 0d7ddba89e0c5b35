from odoo import api, fields, models

from .constants import OCCASIONS


class CrmCoachingScorecard(models.Model):
    """Which skills are rated on which occasion."""

    _name = "crm.coaching.scorecard"
    _description = "Coaching Scorecard"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    occasion = fields.Selection(OCCASIONS, help="Empty for every occasion without its own.")
    skill_ids = fields.Many2many(
        "crm.coaching.skill",
        "crm_coaching_scorecard_skill_rel",
        "scorecard_id",
        "skill_id",
        "Skills",
        required=True,
    )

    @api.model
    def _find(self, occasion):
        """Return the scorecard of an occasion, else the first one for every occasion."""
        found = self.search([("occasion", "in", [occasion, False])])
        return found.filtered("occasion")[:1] or found[:1]
