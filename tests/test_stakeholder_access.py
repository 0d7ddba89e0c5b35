from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .stakeholder_common import StakeholderCommon

MODELS = ("crm.stakeholder", "crm.stakeholder.judgement", "crm.stakeholder.map")


@tagged("post_install", "-at_install")
class TestStakeholderAccess(StakeholderCommon):
    """Whoever may read a deal reads its map, whoever may change it changes the map."""

    def setUp(self):
        super().setUp()
        self.person = self._add_engaged("Ann", self.buyer_role, attitude="champion")
        self.foreign_deal = self._new_deal(user_id=self.other_salesman.id)
        self.foreign = self._add_engaged("Max", deal=self.foreign_deal, attitude="opponent")
        self.env.flush_all()

    def _count(self, model, user):
        """Return how many rows of these two deals a user finds."""
        field = "stakeholder_id.lead_id" if model.endswith("judgement") else "lead_id"
        domain = [(field, "in", (self.deal | self.foreign_deal).ids)]
        return self.env[model].with_user(user).search_count(domain)

    # --- reading -----------------------------------------------------------------------

    def test_own_deals_and_all_deals(self):
        for model in MODELS:
            self.assertEqual(self._count(model, self.salesman), 1, model)
            self.assertEqual(self._count(model, self.other_salesman), 1, model)
            self.assertEqual(self._count(model, self.all_leads), 2, model)
            self.assertEqual(self._count(model, self.manager), 2, model)

    def test_deals_of_nobody_are_for_everybody(self):
        self.foreign_deal.user_id = False
        for model in MODELS:
            self.assertEqual(self._count(model, self.salesman), 2, model)

    def test_outside_sales_nothing_is_read(self):
        for user in (self.employee, self.portal):
            for model in (*MODELS, "crm.stakeholder.role", "crm.stakeholder.requirement"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search_count([])

    def test_portal_reads_no_field_of_a_deal_shared_with_it(self):
        # What a module for resellers does: portal users read the deals assigned to them.
        self.env["ir.model.access"].create(
            {
                "name": "reseller",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
                "perm_write": True,
            }
        )
        deal = self.deal.with_user(self.portal)
        self.assertEqual(deal.name, "Line 4")
        for fname in deal._get_stakeholder_fields():
            with self.assertRaises(AccessError):
                deal.read([fname])
            with self.assertRaises(AccessError, msg=fname):
                deal.search([(fname, "!=", False)])
        for fname in deal._get_stakeholder_columns():
            with self.assertRaises(AccessError, msg=fname):
                deal.search([], order=fname)
            with self.assertRaises(AccessError, msg=fname):
                deal._read_group([], [fname])
        self.assertFalse(deal._get_stakeholder_fields() & deal.fields_get().keys())
        with self.assertRaises(AccessError):
            deal.get_stakeholder_map()
        for fname in ("stakeholder_min_engaged", "stakeholder_silent_days"):
            with self.assertRaises(AccessError):
                self.team.with_user(self.portal).read([fname])

    def test_map_of_a_deal_that_may_not_be_read(self):
        for user in (self.salesman, self.portal, self.employee):
            with self.assertRaises(AccessError):
                self._get_map(self.foreign_deal, user)

    # --- writing -----------------------------------------------------------------------

    def test_people_of_deals_that_may_not_be_read(self):
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        values = {"placeholder_name": "The CFO"}
        with self.assertRaises(AccessError):
            people.create({**values, "lead_id": self.foreign_deal.id})
        with self.assertRaises(AccessError):
            people.with_context(default_lead_id=self.foreign_deal.id).create(values)
        for change in (
            lambda person: person.write({"attitude": "neutral"}),
            lambda person: person.action_judge("neutral"),
            lambda person: person.action_mark_left(),
            lambda person: person.unlink(),
            lambda person: person.read(["name"]),
        ):
            with self.assertRaises(AccessError):
                change(people.browse(self.foreign.id))
        with self.assertRaises(AccessError):
            self.deal.with_user(self.salesman).write(
                {"stakeholder_ids": [Command.update(self.foreign.id, {"influence": 5})]}
            )
        with self.assertRaises(UserError):
            self.deal.with_user(self.salesman).write(
                {"stakeholder_ids": [Command.link(self.foreign.id)]}
            )
        self.assertEqual(self.foreign.lead_id, self.foreign_deal)

    def test_relations_to_people_of_other_deals(self):
        with self.assertRaises(UserError) as refusal:
            self.person.with_user(self.salesman).reports_to_id = self.foreign.id
        self.assertNotIn("Max", str(refusal.exception))

    def test_history_and_map_are_written_by_the_system_alone(self):
        for model in MODELS[1:]:
            row = self.env[model].with_user(self.manager).search([], limit=1)
            self.assertTrue(row)
            for change in (
                lambda row=row: row.write({"lead_id": self.deal.id}),
                row.unlink,
                lambda model=model: self.env[model].with_user(self.manager).create({}),
            ):
                with self.assertRaises(AccessError):
                    change()
        with self.assertRaisesRegex(UserError, "by hand"):
            self.person.with_user(self.manager).write(
                {"judgement_ids": [Command.create({"attitude": "champion", "influence": 1})]}
            )

    def test_roles_are_configured_by_managers(self):
        for model in ("crm.stakeholder.role", "crm.stakeholder.requirement"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.all_leads).create({})
        role = self.env["crm.stakeholder.role"].with_user(self.manager).create({"name": "Owner"})
        requirement = self.env["crm.stakeholder.requirement"].with_user(self.manager)
        requirement.create({"role_id": role.id})
        self.assertEqual(self.deal.missing_role_ids, role)

    def test_ids_that_do_not_exist_give_a_sentence(self):
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        gone = self.env["crm.stakeholder.role"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"):
            # The server makes it the sentence that it says of any relation.
            people.browse(self.person.id).write({"role_ids": [Command.link(gone_id)]})
        lead = self._new_deal()
        lead_id = lead.id
        lead.unlink()
        with self.assertRaises(MissingError):
            people.create({"lead_id": lead_id, "placeholder_name": "X"})

    def test_fields_that_the_map_keeps_of_a_deal_are_not_written_by_users(self):
        form = Form(self.deal.with_user(self.salesman))
        form.name = "Line 5"
        form.save()
        self.assertTrue(self.deal.has_stakeholders)

    # --- companies ---------------------------------------------------------------------

    def test_company_of_the_deal(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager.company_ids |= other
        self.foreign_deal.with_context(allowed_company_ids=other.ids).write(
            {"user_id": False, "team_id": False, "company_id": other.id}
        )
        people = self.env["crm.stakeholder"].with_user(self.manager)
        ours = self.env.company.ids
        self.assertFalse(
            people.with_context(allowed_company_ids=ours).search([("id", "=", self.foreign.id)])
        )
        both = people.with_context(allowed_company_ids=ours + other.ids)
        self.assertTrue(both.search([("id", "=", self.foreign.id)]))
        for model in MODELS:
            self.assertEqual(self._count(model, self.all_leads), 1, model)

    def test_contact_that_may_not_be_read_is_told_by_name_only(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.person.partner_id.write({"function": "CEO", "email": "ann@example.com"})
        self.person.partner_id.with_context(active_test=False).parent_id = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [other.id, self.person.partner_id.id],
        )
        self.env.invalidate_all()
        [person] = self._get_map()["people"]
        self.assertEqual(
            (person["name"], person["function"], person["email"]), ("Ann", False, False)
        )
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        with self.assertRaises(AccessError):
            people.create({"lead_id": self._new_deal().id, "partner_id": self.person.partner_id.id})
        placeholder = people.create({"lead_id": self.deal.id, "placeholder_name": "X"})
        with self.assertRaises(AccessError):
            placeholder.partner_id = self.person.partner_id

    def test_contact_of_another_company_is_refused_as_for_the_deal_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        contact = self.env["res.partner"].create({"name": "Foreign", "company_id": other.id})
        self.deal.company_id = self.env.company
        with self.assertRaisesRegex(UserError, "Foreign"):
            self.env["crm.stakeholder"].create({"lead_id": self.deal.id, "partner_id": contact.id})

    # --- channels ----------------------------------------------------------------------

    def test_methods_are_called_by_name(self):
        deals = self.env["crm.lead"].with_user(self.salesman)
        found = call_kw(deals, "get_stakeholder_map", [self.deal.ids], {})
        self.assertEqual(found["lead_id"], self.deal.id)
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        values = {"attitude": "neutral", "influence": 2, "note": "x"}
        self.assertTrue(call_kw(people, "action_judge", [self.person.ids], values))
        self.assertEqual((self.person.attitude, self.person.influence), ("neutral", 2))
        self.assertTrue(call_kw(people, "action_mark_left", [self.person.ids], {}))
        self.assertTrue(call_kw(people, "action_mark_back", [self.person.ids], {}))
        self.assertEqual(self.person.state, "active")
        for method in ("_assess", "_note_stakeholders", "_log_judgement"):
            with self.assertRaises(AccessError):
                call_kw(people, method, [self.person.ids], {})

    def test_import(self):
        columns = ["lead_id/.id", "partner_id", "role_ids", "influence", "attitude"]
        self._new_contact("Importa")
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        result = people.load(
            columns, [[self.deal.id, "Northwind, Importa", "Payer,Worker", "4", "Supporter"]]
        )
        self.assertEqual(result["messages"], [])
        person = people.browse(result["ids"])
        self.assertEqual(person.role_ids, self.buyer_role | self.user_role)
        self.assertEqual((person.influence, person.attitude), (4, "supporter"))
        self.assertEqual(person.judgement_ids.user_id, self.salesman)

    def test_import_says_what_is_wrong(self):
        people = self.env["crm.stakeholder"].with_user(self.salesman)
        for columns, row, words in (
            (["lead_id/.id", "placeholder_name", "role_ids"], [self.deal.id, "X", "Nope"], "Nope"),
            (["lead_id/.id", "placeholder_name", "influence"], [self.deal.id, "X", "9"], "1 to 5"),
            (["lead_id/.id", "influence"], [self.deal.id, "2"], "who is missing"),
            (
                ["lead_id/.id", "placeholder_name", "last_meeting"],
                [self.deal.id, "X", "2026-01-01 10:00:00"],
                "by hand",
            ),
        ):
            with mute_logger("odoo.sql_db"):
                result = people.load(columns, [row])
            self.assertFalse(result["ids"])
            self.assertIn(words, result["messages"][0]["message"])
