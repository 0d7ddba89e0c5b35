from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import SALES, PlaybookCommon


class StakeholderCommon(PlaybookCommon):
    """A deal of a salesperson, contacts of its customer, and short ways to put them on the
    map with the contact we had with them."""

    people = {**PlaybookCommon.people, "other_salesman": SALES}
    login_prefix = "map"
    logins = {**PlaybookCommon.logins, "other_salesman": "other"}
    team_name = "Mapped"
    changes_registry = True
    # Whether the tests say what contact there was, or have it gathered from messages.
    contact_is_given = True

    @classmethod
    def _make_room(cls):
        if cls.contact_is_given:
            cls.classPatch(
                cls.registry["crm.stakeholder"], "_refresh_contact", lambda people, lead_ids: []
            )
        cls.env["crm.stakeholder.requirement"].search([]).unlink()
        cls.buyer_role, cls.user_role, cls.champion_role = cls.env["crm.stakeholder.role"].create(
            [
                {"name": "Payer", "is_decisive": True},
                {"name": "Worker"},
                {"name": "Friend"},
            ]
        )

    @classmethod
    def _prepare_team(cls):
        return {**super()._prepare_team(), "stakeholder_min_engaged": 2}

    @classmethod
    def _prepare_deal(cls):
        return {**super()._prepare_deal(), "partner_id": cls.customer.id}

    def _new_contact(self, name, **values):
        return self.env["res.partner"].create(
            {"name": name, "parent_id": self.customer.id, **values}
        )

    def _add(self, name, *roles, deal=None, inbound=None, outbound=None, meeting=None, **values):
        """Put a new contact on the map; contact is given in days ago."""
        moments = {"last_inbound": inbound, "last_outbound": outbound, "last_meeting": meeting}
        person = self.env["crm.stakeholder"].create(
            {
                "lead_id": (deal or self.deal).id,
                "partner_id": self._new_contact(name).id,
                "role_ids": [Command.set([role.id for role in roles])],
                **values,
            }
        )
        # The facts of contact, as the system finds them.
        person.write({f: self._ago(days) for f, days in moments.items() if days is not None})
        return person

    def _add_engaged(self, name, *roles, **values):
        return self._add(name, *roles, **{"meeting": 1, "inbound": 1, "outbound": 1, **values})

    def _add_placeholder(self, name, *roles, deal=None, **values):
        return self.env["crm.stakeholder"].create(
            {
                "lead_id": (deal or self.deal).id,
                "placeholder_name": name,
                "role_ids": [Command.set([role.id for role in roles])],
                **values,
            }
        )

    def _ago(self, days):
        return fields.Datetime.now() - timedelta(days=days)

    def _need(self, role, **values):
        return self.env["crm.stakeholder.requirement"].create({"role_id": role.id, **values})

    def _get_map(self, deal=None, user=None):
        deal = deal or self.deal
        return deal.with_user(user or self.salesman).get_stakeholder_map()

    def _get_codes(self, deal=None):
        found = self._get_map(deal)
        return [line["code"] for line in found["findings"] + found["doubts"]]

    def _get_text(self, code, deal=None):
        """Return the sentence of the only finding with this code."""
        found = self._get_map(deal)
        [line] = [line for line in found["findings"] + found["doubts"] if line["code"] == code]
        return line["text"]

    def _get_followed(self):
        return {"stakeholder_map_ids": self.env["crm.lead"]._get_stakeholder_dependencies()}
