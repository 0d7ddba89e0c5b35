from functools import partial

from odoo import api, models


class CrmHandoverVersion(models.Model):
    """Rows are never changed, but for people who are to be forgotten."""

    _inherit = "crm.handover.version"

    def _forget(self, traces):
        """Take these contacts out of the versions; of a line that is gone they are known by the
        text alone.

        :return: the handovers of the versions that told of them
        """
        there = self._get_lines_that_are_there()
        # sudo: as what is forgotten
        changed = self.env["crm.handover"].sudo()
        for version in self:
            handover = version.handover_id
            is_told = partial(self._is_told, traces, there, handover)
            packet = forget(version.packet, is_told, traces.contacts._prepare_nobody())
            if packet != version.packet:
                version.packet = packet
                changed |= handover
        return changed

    def _get_lines_that_are_there(self):
        """Return the ids of the lines of these versions that were not removed, by field."""
        # sudo: whether a line is there, whoever may read it
        models_by_field = {
            "contact_ids": self.env["crm.handover.contact"].sudo(),
            "promise_ids": self.env["crm.handover.promise"].sudo(),
        }
        there = {}
        for fname, lines in models_by_field.items():
            ids = {line["id"] for version in self for line in version.packet.get(fname) or ()}
            there[fname] = set(lines.browse(ids).exists().ids)
        return there

    @api.model
    def _is_told(self, traces, there, handover, fname, line):
        """Tell whether one line of a packet, or its customer, is one of these contacts."""
        if fname == "partner_id":
            name = handover.partner_id.display_name
            return handover in traces.handovers or line[fname] in traces.names - {name}
        found = traces.contacts if fname == "contact_ids" else traces.promises
        is_gone = line["id"] not in there[fname]
        return line["id"] in found.ids or (is_gone and line.get("partner_id") in traces.names)


def forget(packet, is_told, nobody):
    """Return a packet without contacts.

    :param is_told: takes the name of a field of the packet and a line of it, or the packet
        itself for the customer, and tells whether it is about one of them
    :param dict nobody: what a line of a person says of somebody who was forgotten
    """
    packet = dict(packet)
    if is_told("partner_id", packet):
        packet["partner_id"] = False
    for fname, values in (("contact_ids", nobody), ("promise_ids", {"partner_id": False})):
        if lines := packet.get(fname):
            packet[fname] = [{**line, **values} if is_told(fname, line) else line for line in lines]
    return packet
