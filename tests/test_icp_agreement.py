import random

from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..models.icp.scoring.score_query import COLUMNS
from .icp_common import IcpCommon

ROUNDS = 25
CRITERIA_PER_PROFILE = 6
LEADS = 24
NULLABLE = ("employee_count", "annual_revenue", "email_from", "date_deadline", "country_id")


@tagged("post_install", "-at_install")
class TestAgreement(IcpCommon):
    """The SQL that scores saved leads and the Python that scores an edited form say the
    same, on conditions and leads drawn at random with a fixed seed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = random.Random(19)
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.tags = cls.env["crm.tag"].create([{"name": f"Tag {n}"} for n in range(4)])
        cls.tags[0].with_context(lang="fr_FR").name = "Étiquette"
        cls.triggers = cls.env["crm.buying.trigger"].create(
            [{"name": "Funding"}, {"name": "Old law", "active": False}]
        )
        cls.companies = cls.env.company | cls.env["res.company"].create({"name": "Abroad"})
        cls.countries = cls.env["res.country"].search([], limit=4)
        cls.industries = cls.industry | cls.other_industry
        cls.partners = cls.env["res.partner"].create(
            [cls._draw_partner(number) for number in range(8)]
        )
        cls.leads = cls.env["crm.lead"].create([cls._draw_lead(n) for n in range(LEADS)])

    @classmethod
    def _maybe(cls, value):
        return value if cls.random.random() < 0.6 else False

    @classmethod
    def _draw_partner(cls, number):
        return {
            "name": f"Customer {number}",
            "is_company": cls.random.random() < 0.5,
            "active": cls.random.random() < 0.8,
            "industry_id": cls._maybe(cls.random.choice(cls.industries).id),
            "employee_count": cls._maybe(cls.random.randint(0, 300)),
            "country_id": cls._maybe(cls.random.choice(cls.countries).id),
            "ref": cls._maybe(cls.random.choice(["KEY", "key account", " "])),
        }

    @classmethod
    def _draw_lead(cls, number):
        company = cls._maybe(cls.random.choice(cls.companies).id)
        values = {
            "name": cls.random.choice(["Automation", "automation étape", "100%_done", "Other"]),
            "user_id": False,
            "team_id": False if company else cls._maybe(cls.team.id),
            "company_id": company,
            "active": cls.random.random() < 0.7,
            "partner_id": cls._maybe(cls.random.choice(cls.partners).id),
            "email_from": cls._maybe(cls.random.choice(["a@gmail.com", "B@ACME.example"])),
            "employee_count": cls._maybe(cls.random.choice([1, 49, 50, 51, 1000])),
            "annual_revenue": cls._maybe(cls.random.choice([0.5, 1e6, 2e6])),
            "country_id": cls._maybe(cls.random.choice(cls.countries).id),
            "date_deadline": cls._maybe(cls.random.choice(["2020-01-01", "2099-12-31"])),
            "priority": cls.random.choice("0123"),
            "tag_ids": [Command.set(cls.random.sample(cls.tags.ids, cls.random.randint(0, 2)))],
            "buying_trigger_ids": [
                Command.set(cls.random.sample(cls.triggers.ids, cls.random.randint(0, 2)))
            ],
        }
        # Half of the leads have no value at all where the others have an empty one.
        left_out = NULLABLE if number % 2 else ()
        return {k: v for k, v in values.items() if v is not False or k not in left_out}

    def _draw_condition(self):
        numbers, texts = ["<", ">", "<=", ">=", "=", "!="], ["ilike", "not ilike", "=", "!="]
        several = ["in", "not in"]
        choose = self.random.choice
        return choose(
            [
                ("employee_count", choose(numbers), choose([0, 1, 50, 1000])),
                ("annual_revenue", choose(numbers), choose([0, 1e6])),
                ("partner_id.employee_count", choose(numbers), choose([0, 100])),
                ("name", choose(texts), choose(["automation", "ÉTAPE", "100%_", ""])),
                ("email_from", choose(texts), choose(["gmail", "acme", False])),
                ("partner_id.ref", choose(texts), choose(["key", False])),
                ("country_id", choose(several), self.random.sample(self.countries.ids, 2)),
                ("partner_id.country_id.code", choose(texts), choose(["A", "BE"])),
                ("partner_id.industry_id", choose(["=", "!="]), choose([False, self.industry.id])),
                ("partner_id.is_company", "=", choose([True, False])),
                ("partner_id.active", "=", choose([True, False])),
                ("active", "=", choose([True, False])),
                ("tag_ids", choose(several), self.random.sample(self.tags.ids, 2)),
                ("tag_ids.name", choose(["ilike", "not ilike"]), choose(["tag 1", "étiquette"])),
                ("buying_trigger_ids", choose(["=", "!=", *several]), False)
                if choose([True, False])
                else ("buying_trigger_ids", "in", self.triggers[1].ids),
                ("date_deadline", choose([">=", "<"]), choose(["today", "2050-01-01"])),
                ("priority", choose(several), ["1", "2"]),
                ("company_id", choose(["=", "!="]), choose([False, *self.companies.ids])),
                ("partner_id", choose(["any", "not any"]), [("is_company", "=", True)]),
                ("partner_id", "child_of", self.partners[0].ids),
            ]
        )

    def _draw_domain(self, depth=2):
        if not depth or self.random.random() < 0.4:
            return [self._repair(self._draw_condition())]
        operator = self.random.choice(["&", "|", "!"])
        if operator == "!":
            return ["!", *self._draw_domain(depth - 1)]
        return [operator, *self._draw_domain(depth - 1), *self._draw_domain(depth - 1)]

    def _repair(self, condition):
        path, operator, value = condition
        if operator in ("in", "not in") and value is False:
            value = [False]
        if operator in ("ilike", "not ilike") and value is False:
            operator = "=" if operator == "ilike" else "!="
        return (path, operator, value)

    def _draw_profile(self, number):
        criteria = [(self._draw_domain(), self.random.choice([10, 7, 3, 1, -5, None]))]
        while len(criteria) < CRITERIA_PER_PROFILE:
            criteria.append((self._draw_domain(), self.random.choice([10, 7, 3, 1, -5, None])))
        criteria.append((self._draw_domain(), 40))
        scope = {"company_id": self.companies[1].id} if number % 3 == 0 else {}
        return self._new_profile(*criteria, **scope)

    def test_sql_and_python_agree(self):
        scorer = self.env["crm.icp.scorer"]
        compared = 0
        for number in range(ROUNDS):
            spec = self._draw_profile(number)._make_spec()
            domain = Domain("id", "in", self.leads.ids)
            rows = {
                row["lead_id"]: {name: row[name] or False for name in COLUMNS}
                for row in self.env.execute_query_dict(scorer._select_scores((spec,), domain))
            }
            for lead in self.leads:
                edited = self.env["crm.lead"].new(origin=lead)
                states = scorer._get_edited_states(edited, spec)
                saved_states = scorer._get_saved_states(lead, spec)
                with self.subTest(lead=lead.id, spec=spec):
                    self.assertEqual(states, saved_states)
                    if states is None:
                        self.assertNotIn(lead.id, rows)
                        continue
                    values = scorer._get_values(spec, states)
                    values = {name: value or False for name, value in values.items()}
                    self.assertEqual(values, rows[lead.id])
                    compared += 1
        self.assertGreater(compared, ROUNDS * LEADS / 2)

    def test_explanations_add_up_for_every_lead(self):
        for number in range(1, 4):
            profile = self._draw_profile(number)
            profile.action_publish()
            self._rescore()
            for lead in self.leads:
                self.assertScore(lead, lead.icp_score)
            profile.action_archive_profile()

    def test_drawn_leads_are_varied(self):
        self.assertTrue(self.leads.filtered("active"))
        self.assertTrue(self.leads.filtered(lambda lead: not lead.active))
        self.assertTrue(self.leads.filtered(lambda lead: not lead.partner_id.active))
        self.assertTrue(self.leads.filtered(lambda lead: not lead.employee_count))
