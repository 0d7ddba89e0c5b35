from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import kept_fields

RELATIONS = ("many2many", "many2one")


class CrmHandoverChild(models.AbstractModel):
    """A line of the packet of a handover: it changes only while the packet may."""

    _name = "crm.handover.child"
    _description = "Part of a Handover"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="handover_id.company_id")

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_kept_fields(*vals_list)
        lines = kept_fields.without_defaults(self, self._get_kept_fields())
        lines = super(CrmHandoverChild, lines).create(vals_list).with_env(self.env)
        lines.handover_id._check_unlocked()
        return lines

    def write(self, vals):
        self._refuse_kept_fields(vals)
        if self._get_packet_fields() & vals.keys():
            self.handover_id._check_unlocked()
        result = super().write(vals)
        if "handover_id" in vals:
            # Whoever may read another packet may not therefore put lines into it.
            self.handover_id.check_access("write")
            self.handover_id._check_unlocked()
        return result

    def unlink(self):
        kept = self._get_kept_by_lookup()
        if told := kept and kept.filtered("partner_id"):
            is_person = kept._name == "crm.handover.contact"
            found = {"contacts" if is_person else "promises": told, "people": told.partner_id}
            told.handover_id._forget(told.handover_id._make_traces(**found))
        lines = self - kept
        lines.handover_id._check_unlocked()
        return super(CrmHandoverChild, lines).unlink()

    def _get_kept_by_lookup(self):
        """Return the lines that tell of a person and forget it instead of being deleted."""
        if "partner_id" not in self._fields or not self.handover_id._is_privacy_lookup():
            return self.browse()
        kept = self.handover_id._get_kept_by_lookup()
        return self.filtered(lambda line: line.handover_id in kept)

    def _get_packet_line(self):
        """Return one line of the packet as a dict of JSON values."""
        names = self._get_packet_fields() - {"handover_id"}
        values = {n: to_json(f, self[n]) for n, f in self._fields.items() if n in names}
        return {"id": self.id, **values}

    @api.model
    def _get_packet_fields(self):
        """Return the names of the fields that are locked with the packet."""
        return {
            name for name, field in self._fields.items() if field.store and not field.readonly
        } - set(models.MAGIC_COLUMNS)

    @api.model
    def _get_kept_fields(self):
        """Return the names of what the system writes down by itself."""
        return kept_fields.get_names(self)

    @api.model
    def _refuse_kept_fields(self, *vals_list):
        if label := kept_fields.get_refused(self, self._get_kept_fields(), vals_list):
            raise UserError(self.env._("“%s” of a handover cannot be set by hand.", label))


def to_json(field, value):
    """Return a value of a record as JSON keeps it; records are told by their names."""
    if field.type in RELATIONS:
        return ", ".join(value.mapped("display_name")) or False
    if field.type == "date":
        return fields.Date.to_string(value) or False
    if field.type == "datetime":
        return fields.Datetime.to_string(value) or False
    return value
