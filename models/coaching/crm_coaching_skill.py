from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.loading import is_loading

LEVELS = (1, 2, 3, 4, 5)
LEVEL_FIELDS = tuple(f"level_{level}" for level in LEVELS)


class CrmCoachingSkill(models.Model):
    """Something a salesperson can get better at, with what each level looks like."""

    _name = "crm.coaching.skill"
    _description = "Sales Skill"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    group_id = fields.Many2one("crm.coaching.skill.group", index=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    level_1 = fields.Char(translate=True)
    level_2 = fields.Char(translate=True)
    level_3 = fields.Char(translate=True)
    level_4 = fields.Char(translate=True)
    level_5 = fields.Char(translate=True)
    level_texts = fields.Json(compute="_compute_level_texts")

    @api.depends(*LEVEL_FIELDS)
    @api.depends_context("lang")
    def _compute_level_texts(self):
        for skill in self:
            skill.level_texts = [skill[name] or "" for name in LEVEL_FIELDS]

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unused(self):
        # sudo: it is in use whoever may see where
        users = self.env["crm.coaching.rating"].sudo()
        used = users.search([("skill_id", "in", self.ids)], limit=1).skill_id & self
        if used and not is_loading(self.env):
            raise UserError(
                self.env._(
                    "“%s” is in use. Archive it instead of deleting it.",
                    used[0].name,
                )
            )
