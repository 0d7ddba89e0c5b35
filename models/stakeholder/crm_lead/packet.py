from odoo import models

from ....tools import rooms
from ..constants import ACTIVE, ROOM


class CrmLead(models.Model):
    """The people of the map who are still there go along when the deal is handed on."""

    _inherit = "crm.lead"

    def _get_known_people(self):
        people = self.env["crm.stakeholder"]
        if rooms.is_on(self.env, ROOM):
            people = self.stakeholder_ids.filtered(lambda person: person.state == ACTIVE)
        if not people:
            return super()._get_known_people()
        # Of a contact that the reader may not open there is the name alone, as on the map.
        readable = people.partner_id._filtered_access("read")
        return [
            {
                "partner_id": (person.partner_id & readable).id,
                "name": person.name,
                "roles": ", ".join(person.role_ids.mapped("name")) or False,
                "attitude": person.attitude,
            }
            for person in people
        ]
