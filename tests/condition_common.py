from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from .switching import switch_rooms

# Where conditions are written: model and field.
PLACES = (
    ("crm.stage.criterion", "domain"),
    ("crm.stage.criterion", "applies_domain"),
    ("crm.stakeholder.requirement", "applies_domain"),
    ("crm.icp.criterion", "domain"),
)
CRITERION, REQUIREMENT, ICP = "crm.stage.criterion", "crm.stakeholder.requirement", PLACES[3][0]


class ConditionCommon(TransactionCase):
    """A sales manager who writes conditions in every room, and a deal of a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = new_test_user(cls.env, "cond_manager", groups="sales_team.group_sale_manager")
        cls.salesman = new_test_user(cls.env, "cond_sales", groups="sales_team.group_sale_salesman")
        cls.env[REQUIREMENT].search([]).unlink()
        cls.team = cls.env["crm.team"].create({"name": "Team"})
        cls.first, cls.second = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": number, "team_ids": [Command.set(cls.team.ids)]}
                for number, name in enumerate(("Found", "Understood"))
            ]
        )
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer"})
        cls.profile = cls.env["crm.icp.profile"].create({"name": "Makers"})
        cls.customer = cls.env["res.partner"].create({"name": "Northwind", "city": "Graz"})
        cls.deal = cls._new_deal()

    def setUp(self):
        # What is followed is part of the registry; once the test is rolled back it is made to
        # follow the database again.
        self.addCleanup(self._follow_database)
        super().setUp()

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "stage_id": cls.first.id,
                "partner_id": cls.customer.id,
                **values,
            }
        )

    def _follow_database(self):
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.env.registry._setup_models__(self.cr, ["crm.lead"])

    def _prepare(self, model, fname, condition, **values):
        """Return the values of a record whose only condition is this one."""
        common = {
            CRITERION: {
                "name": "Budget",
                "stage_id": self.first.id,
                "kind": "condition",
                "state": "active",
                "enforcement": "block",
            },
            REQUIREMENT: {"role_id": self.role.id},
            ICP: {"name": "Budget", "profile_id": self.profile.id},
        }
        return {**common[model], fname: str(condition), **values}

    def _save(self, model, fname, condition, user=None, **values):
        """Create such a record as a client does, by default as the sales manager."""
        records = self.env[model].with_user(user or self.manager)
        vals = self._prepare(model, fname, condition, **values)
        record_id = call_kw(records, "create", [vals], {})
        return self.env[model].browse(record_id)

    def _save_everywhere(self, condition, user=None):
        return [self._save(model, fname, condition, user) for model, fname in PLACES]

    def _force(self, condition, *places):
        """Put a condition into the database as no user can, and let this server read it as
        one does that is started.

        :param places: pairs of record and field name
        """
        self.env.flush_all()
        for record, fname in places:
            names = {"table": SQL.identifier(record._table), "column": SQL.identifier(fname)}
            statement = "UPDATE %(table)s SET %(column)s = %(text)s WHERE id = %(id)s"
            self.env.cr.execute(SQL(statement, **names, text=str(condition), id=record.id))
        self.env.invalidate_all()
        self.env.registry._setup_models__(self.cr)
        self.env.registry.clear_cache()

    def assertRefused(self, condition, *words, user=None, places=PLACES):
        """Assert that no room saves the condition, and that each says in one sentence which
        record, field and place are at fault."""
        for model, fname in places:
            with self.subTest(model=model, fname=fname, condition=condition):
                with self.assertRaises(ValidationError) as refusal:
                    self._save(model, fname, condition, user)
                label = self.env[model]._fields[fname].string
                name = "Payer" if model == REQUIREMENT else "Budget"
                for word in (label, f"“{name}”", *words):
                    self.assertIn(word, str(refusal.exception))

    def assertServerGoesOn(self):
        """Assert that a salesperson creates, changes and reads a deal, scores and maps
        included."""
        deals = self.env["crm.lead"].with_user(self.salesman)
        deal = deals.create({"name": "Line 5", "type": "opportunity", "team_id": self.team.id})
        deal.write({"expected_revenue": 5, "tag_ids": [Command.create({"name": f"T{deal.id}"})]})
        self.env.flush_all()
        names = ["gate_badge", "icp_score", "icp_badge", "stakeholder_health"]
        self.assertEqual(len(deal.read(names)), 1)
        for answer in (deal.get_gate_panel(), deal.get_icp_card()):
            self.assertIsInstance(answer, dict | bool)
        self.env["res.partner"].create({"name": "Acorn"}).unlink()
        deal.with_user(self.env.user).unlink()
        self.env.flush_all()
