from odoo import models
from odoo.fields import Command

from ..crm_handover_child import to_json
from .prefill import AMOUNTS


class CrmHandover(models.Model):
    """The packet as plain values, kept with every submission."""

    _inherit = "crm.handover"

    def _take_version(self):
        """Write down the packet as it is."""
        self.ensure_one()
        # sudo: versions are written by the system alone
        handover = self._unlock()
        version = {
            "number": self._count_versions() + 1,
            "user_id": self.env.uid,
            "packet": handover._get_packet(),
        }
        handover.version_ids = [Command.create(version)]

    def _count_versions(self):
        # sudo: how often it was submitted, for whoever takes a step
        return len(self.sudo().version_ids)

    def _get_packet(self):
        """Return the packet of one handover as a dict of JSON values."""
        names = {"partner_id", *AMOUNTS, *self._get_packet_fields()}
        return {name: self._to_json(name) for name in self._fields if name in names}

    def _to_json(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "one2many":
            return [line._get_packet_line() for line in value]
        return to_json(field, value)

    # --- print -------------------------------------------------------------------------

    def _get_brief_name(self, is_for_customer=False):
        """Return the name of the printed file. The customer's does not tell how we call the
        deal."""
        name = self.partner_id.name if is_for_customer else self.name
        return self.env._("Handover - %s", name or self.env._("customer"))

    def _render_brief(self, is_for_customer=False):
        """Return the brief of one handover as HTML, without the head and foot of a print.

        :param bool is_for_customer: leave out what is internal
        """
        self.ensure_one()
        name = "report_handover_customer_page" if is_for_customer else "report_handover_document"
        values = {"handover": self, "user": self.env.user}
        return self.env["ir.qweb"]._render(f"crm_playbook.{name}", values)
