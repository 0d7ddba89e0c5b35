from odoo import fields, models

PLAIN_FIELDS = (
    "name",
    "is_placeholder",
    "influence",
    "attitude",
    "is_attitude_old",
    "state",
    "inbound_30",
    "inbound_90",
    "outbound_30",
    "outbound_90",
    "meeting_30",
    "meeting_90",
    "recency",
    "is_engaged",
    "note",
)
MOMENT_FIELDS = ("attitude_date", "last_inbound", "last_outbound", "last_meeting")


class CrmStakeholder(models.Model):
    """A person as the client draws them on the map of a deal."""

    _inherit = "crm.stakeholder"

    def _get_conflicts(self):
        """Return ``{id: ids of those in conflict with them}`` of these people, at both ends."""
        found = {person.id: set(person.conflict_ids.ids) for person in self}
        for person in self:
            for other in person.conflict_ids:
                found.setdefault(other.id, set()).add(person.id)
        return {person_id: sorted(ids) for person_id, ids in found.items()}

    def _prepare_map_person(self, readable):
        """Return one person as the client draws them.

        :param readable: the contacts that the user may read; of others only the name is told
        """
        partner = self.partner_id & readable
        # sudo: the names of colleagues
        judge, owner = self.attitude_user_id.sudo(), self.user_id.sudo()
        return {
            "id": self.id,
            **{name: self[name] for name in PLAIN_FIELDS},
            **{name: fields.Datetime.to_string(self[name]) or False for name in MOMENT_FIELDS},
            "partner_id": self.partner_id.id,
            "function": partner.function,
            "company": partner.commercial_company_name,
            "email": partner.email,
            "role_ids": self.role_ids.ids,
            "attitude_user": judge.name,
            "user_id": owner.id,
            "user": owner.name,
            "reports_to_id": self.reports_to_id.id,
            "influence_ids": self.influence_ids.ids,
        }
