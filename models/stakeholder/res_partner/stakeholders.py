from odoo import fields, models

from ..constants import ROOM_GROUP


class ResPartner(models.Model):
    _inherit = "res.partner"

    stakeholder_ids = fields.One2many(
        "crm.stakeholder", "partner_id", "Deals Where They Matter", groups=ROOM_GROUP
    )
