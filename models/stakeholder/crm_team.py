from odoo import fields, models

from .crm_stakeholder import SALES_GROUP


class CrmTeam(models.Model):
    _inherit = "crm.team"

    stakeholder_min_engaged = fields.Integer(
        "People to Be in Contact With",
        default=2,
        groups=SALES_GROUP,
        help="A deal with two-way contact to fewer people than this hangs on too few of them.",
    )
    stakeholder_silent_days = fields.Integer(
        "Days of Silence",
        default=42,
        groups=SALES_GROUP,
        help="Claimed support is in doubt when nothing was heard for more days than this.",
    )

    _stakeholder_min_engaged_positive = models.Constraint(
        "CHECK(stakeholder_min_engaged >= 0)",
        "The number of people to be in contact with cannot be negative.",
    )
    _stakeholder_silent_days_positive = models.Constraint(
        "CHECK(stakeholder_silent_days > 0)", "The days of silence must be more than 0."
    )
