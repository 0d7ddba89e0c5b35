from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms

SALES = "sales_team.group_sale_salesman"
ALL_LEADS = "sales_team.group_sale_salesman_all_leads"
MANAGER = "sales_team.group_sale_manager"
EMPLOYEE = "base.group_user"
FEW, MANY = 10, 80


class PlaybookCommon(TransactionCase):
    """What tests of every room stand on: all rooms on, people by role, a team, a customer, a deal
    of the salesperson, stages of the team, and queries counted for few records and for many.

    A room says whom and what else it needs; ``self.<role>`` is the user of each role.
    """

    # Groups of everybody by role, and what their logins begin with.
    people = {
        "manager": MANAGER,
        "salesman": SALES,
        "all_leads": ALL_LEADS,
        "employee": EMPLOYEE,
        "portal": "base.group_portal",
    }
    login_prefix = "playbook"
    # Names of roles in logins, where a login says less.
    logins = {"all_leads": "all"}
    # Whose deal it is.
    owner = "salesman"
    # What else users have.
    user_values = {}
    team_name = "Team"
    # What follows the configuration is part of the registry; once a test is rolled back it is
    # made to follow the database again.
    changes_registry = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        for role, groups in cls.people.items():
            login = f"{cls.login_prefix}_{cls.logins.get(role, role)}"
            setattr(cls, role, cls._new_user(login, groups))
        cls.team = cls.env["crm.team"].create(cls._prepare_team())
        cls.customer = cls.env["res.partner"].create({"name": "Northwind", "is_company": True})
        cls._make_room()
        cls.deal = cls._make_deal()

    def setUp(self):
        if self.changes_registry:
            self.addCleanup(self._follow_database)
        super().setUp()

    @classmethod
    def _make_room(cls):
        """Make what a deal of the room needs."""

    @classmethod
    def _make_deal(cls):
        return cls._new_deal()

    @classmethod
    def _prepare_team(cls):
        return {"name": cls.team_name}

    @classmethod
    def _prepare_deal(cls):
        """Return what a deal has unless a test says something else."""
        return {
            "name": "Line 4",
            "type": "opportunity",
            "team_id": cls.team.id,
            "user_id": getattr(cls, cls.owner).id,
        }

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, **cls._prepare_user(login))

    @classmethod
    def _prepare_user(cls, login):
        return cls.user_values

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create({**cls._prepare_deal(), **values})

    @classmethod
    def _new_deals(cls, number, **values):
        values = {**cls._prepare_deal(), **values}
        return cls.env["crm.lead"].create([{**values, "name": f"Deal {n}"} for n in range(number)])

    @classmethod
    def _new_stages(cls, *names, won=None):
        """Return stages of the team, in this order; the one named ``won`` is a won one."""
        return cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": sequence,
                    "is_won": name == won,
                    "team_ids": [Command.set(cls.team.ids)],
                }
                for sequence, name in enumerate(names, 1)
            ]
        )

    # --- queries -----------------------------------------------------------------------

    def _count_once(self, function):
        """Return the number of queries of a call that finds no record in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _count_queries(self, function):
        """Return the number of queries of a second call, when the process knows what it keeps."""
        self._count_once(function)
        return self._count_once(function)

    def assertConstantQueries(self, function, records, few=FEW, many=MANY):
        """Assert that ``function(records)`` takes as many queries for few records as for many."""
        self.assertGreaterEqual(len(records), many)
        few, many = (
            self._count_queries(lambda some=records[:number]: function(some))
            for number in (few, many)
        )
        self.assertEqual(few, many, "queries for few records, and for many")

    # --- the registry ------------------------------------------------------------------

    def _get_followed(self):
        """Return ``{field of crm.lead: paths that the configuration lets it depend on}``."""
        return {}

    def _follow_database(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        fields = self.env["crm.lead"]._fields
        depends = self.env.registry.field_depends
        if any(tuple(depends[fields[f]]) != p for f, p in self._get_followed().items()):
            self.env.registry._setup_models__(self.cr, ["crm.lead"])
