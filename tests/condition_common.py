from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tools import SQL

from .common import PlaybookCommon

# Where conditions are written: model and field.
PLACES = (
    ("crm.stage.criterion", "domain"),
    ("crm.stage.criterion", "applies_domain"),
    ("crm.stakeholder.requirement", "applies_domain"),
    ("crm.icp.criterion", "domain"),
)
CRITERION, REQUIREMENT, ICP = "crm.stage.criterion", "crm.stakeholder.requirement", PLACES[3][0]


class ConditionCommon(PlaybookCommon):
    """A sales manager who writes conditions in every room, and a deal of a salesperson."""

    login_prefix = "cond"
    logins = {"salesman": "sales"}
    changes_registry = True

    @classmethod
    def _make_room(cls):
        cls.env[REQUIREMENT].search([]).unlink()
        cls.first, cls.second = cls._new_stages("Found", "Understood")
        cls.role = cls.env["crm.stakeholder.role"].create({"name": "Payer"})
        cls.profile = cls.env["crm.icp.profile"].create({"name": "Makers"})
        cls.customer.city = "Graz"

    @classmethod
    def _prepare_deal(cls):
        values = {"stage_id": cls.first.id, "partner_id": cls.customer.id}
        return {**super()._prepare_deal(), **values}

    def _follow_database(self):
        """Whatever a test has forced into the database, the registry forgets it."""
        self.env.invalidate_all()
        self.env.registry._setup_models__(self.cr, ["crm.lead"])
        return super()._follow_database()

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
        names = ["playbook_badges", "icp_score", "stakeholder_health"]
        self.assertEqual(len(deal.read(names)), 1)
        for answer in (deal.get_gate_panel(), deal.get_icp_card()):
            self.assertIsInstance(answer, dict | bool)
        self.env["res.partner"].create({"name": "Acorn"}).unlink()
        deal.with_user(self.env.user).unlink()
        self.env.flush_all()
