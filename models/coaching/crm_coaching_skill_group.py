from odoo import fields, models


class CrmCoachingSkillGroup(models.Model):
    _name = "crm.coaching.skill.group"
    _description = "Group of Skills"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    skill_ids = fields.One2many("crm.coaching.skill", "group_id", "Skills")
