from odoo import api, fields, models


class CrmHandoverChild(models.AbstractModel):
    """A line of the packet of a handover: it changes only while the packet may."""

    _name = "crm.handover.child"
    _description = "Part of a Handover"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="handover_id.company_id")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.handover_id._check_unlocked()
        return lines

    def write(self, vals):
        if self._get_packet_fields() & vals.keys():
            self.handover_id._check_unlocked()
        result = super().write(vals)
        if "handover_id" in vals:
            self.handover_id._check_unlocked()
        return result

    def unlink(self):
        self.handover_id._check_unlocked()
        return super().unlink()

    @api.model
    def _get_packet_fields(self):
        """Return the names of the fields that are locked with the packet."""
        return {
            name for name, field in self._fields.items() if field.store and not field.readonly
        } - set(models.MAGIC_COLUMNS)
