from odoo import fields, models

from .constants import ATTITUDES


class CrmStakeholderJudgement(models.Model):
    """How somebody judged a person at a time. Append-only: users may read rows and nothing
    else."""

    _name = "crm.stakeholder.judgement"
    _description = "Judgement of a Stakeholder"
    _order = "date desc, id desc"
    _rec_name = "stakeholder_id"

    stakeholder_id = fields.Many2one(
        "crm.stakeholder", required=True, ondelete="cascade", index=True
    )
    attitude = fields.Selection(ATTITUDES, required=True)
    influence = fields.Integer(required=True)
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    note = fields.Text()
