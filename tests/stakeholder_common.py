from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms


class StakeholderCommon(TransactionCase):
    """A deal of a salesperson, contacts of its customer, and short ways to put them on the
    map with the contact we had with them."""

    # Whether the tests say what contact there was, or have it gathered from messages.
    contact_is_given = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = cls._new_user("map_manager", "sales_team.group_sale_manager")
        cls.salesman = cls._new_user("map_salesman", "sales_team.group_sale_salesman")
        cls.other_salesman = cls._new_user("map_other", "sales_team.group_sale_salesman")
        cls.all_leads = cls._new_user("map_all", "sales_team.group_sale_salesman_all_leads")
        cls.employee = cls._new_user("map_employee", "base.group_user")
        cls.portal = cls._new_user("map_portal", "base.group_portal")
        if cls.contact_is_given:
            cls.classPatch(
                cls.registry["crm.stakeholder"], "_refresh_contact", lambda people, lead_ids: []
            )
        cls.env["crm.stakeholder.requirement"].search([]).unlink()
        cls.team = cls.env["crm.team"].create({"name": "Mapped", "stakeholder_min_engaged": 2})
        cls.customer = cls.env["res.partner"].create({"name": "Northwind", "is_company": True})
        cls.buyer_role, cls.user_role, cls.champion_role = cls.env["crm.stakeholder.role"].create(
            [
                {"name": "Payer", "is_decisive": True},
                {"name": "Worker"},
                {"name": "Friend"},
            ]
        )
        cls.deal = cls._new_deal()

    def setUp(self):
        # A requirement may set the registry up; once the test is rolled back it is made to
        # follow the database again.
        self.addCleanup(self._follow_database)
        super().setUp()

    @classmethod
    def _new_user(cls, login, group):
        return new_test_user(cls.env, login=login, groups=group)

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "partner_id": cls.customer.id,
                **values,
            }
        )

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

    def _follow_database(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        field = self.env["crm.lead"]._fields["stakeholder_map_ids"]
        paths = self.env["crm.lead"]._get_stakeholder_dependencies()
        if tuple(self.env.registry.field_depends[field]) != paths:
            self.env.registry._setup_models__(self.cr, ["crm.lead"])

    def _count_queries(self, function):
        """Return the number of queries of a second call, flush included."""
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start
