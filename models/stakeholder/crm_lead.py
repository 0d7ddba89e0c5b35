from odoo import fields, models

from .crm_stakeholder import SALES_GROUP
from .crm_stakeholder_map import HEALTHS


class CrmLead(models.Model):
    _inherit = "crm.lead"

    has_stakeholders = fields.Boolean(readonly=True, copy=False, groups=SALES_GROUP)
    stakeholder_ids = fields.One2many("crm.stakeholder", "lead_id", groups=SALES_GROUP)
    stakeholder_map_ids = fields.One2many("crm.stakeholder.map", "lead_id", groups=SALES_GROUP)
    missing_role_ids = fields.Many2many(
        "crm.stakeholder.role",
        "crm_lead_missing_role_rel",
        "lead_id",
        "role_id",
        string="Missing Roles",
        readonly=True,
        copy=False,
        groups=SALES_GROUP,
    )
    stakeholder_count = fields.Integer(compute="_compute_stakeholder", groups=SALES_GROUP)
    stakeholder_engaged_count = fields.Integer(compute="_compute_stakeholder", groups=SALES_GROUP)
    is_single_threaded = fields.Boolean(compute="_compute_stakeholder", groups=SALES_GROUP)
    stakeholder_health = fields.Selection(
        HEALTHS, compute="_compute_stakeholder", groups=SALES_GROUP
    )
    stakeholder_doubt_count = fields.Integer(compute="_compute_stakeholder", groups=SALES_GROUP)
    stakeholder_badge = fields.Json(compute="_compute_stakeholder_badge", groups=SALES_GROUP)

    def _compute_stakeholder(self):
        for name in (
            "stakeholder_count",
            "stakeholder_engaged_count",
            "is_single_threaded",
            "stakeholder_health",
            "stakeholder_doubt_count",
        ):
            self[name] = False

    def _compute_stakeholder_badge(self):
        self.stakeholder_badge = False
