from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import StageGateError
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderCriterion(StakeholderCommon):
    """A stage that asks for roles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found, cls.proven = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": sequence, "team_ids": [Command.set(cls.team.ids)]}
                for sequence, name in enumerate(("Found", "Proven"), 1)
            ]
        )
        cls.deal.stage_id = cls.found
        cls.criterion = cls.env["crm.stage.criterion"].create(
            {
                "stage_id": cls.found.id,
                "name": "The right people",
                "gate": "exit",
                "enforcement": "block",
                "state": "active",
                "kind": "roles",
                "role_ids": [Command.set((cls.buyer_role | cls.user_role).ids)],
            }
        )

    def assertRefused(self, *words):
        with self.assertRaises(StageGateError) as refusal:
            self.deal.with_user(self.salesman).stage_id = self.proven
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.assertEqual(self.deal.stage_id, self.found)

    def assertPasses(self):
        self.deal.with_user(self.salesman).stage_id = self.proven
        self.assertEqual(self.deal.stage_id, self.proven)

    def test_deal_without_people_misses_all_roles(self):
        self.assertRefused("Line 4", "The right people", "Payer, Worker")

    def test_each_role_is_covered(self):
        person = self._add("Ann", self.buyer_role)
        self._add_placeholder("The foreman", self.user_role)
        self.assertRefused("(Worker)")
        person.role_ids |= self.user_role
        self.assertPasses()

    def test_whoever_left_covers_nothing(self):
        person = self._add("Ann", self.buyer_role, self.user_role)
        person.action_mark_left()
        self.assertRefused("Payer, Worker")

    def test_attitude_counts_where_it_is_asked_for(self):
        self.criterion.role_attitude_min = "neutral"
        ann = self._add("Ann", self.buyer_role, attitude="champion")
        bob = self._add("Bob", self.user_role)
        self.assertRefused("(Worker: at least Neutral)")
        for attitude in ("opponent", "sceptic"):
            bob.attitude = attitude
            self.assertRefused("(Worker: at least Neutral)")
        bob.attitude = "neutral"
        ann.attitude = "unknown"
        self.assertRefused("(Payer: at least Neutral)")
        ann.attitude = "supporter"
        self.assertPasses()

    def test_people_given_with_the_move_count(self):
        contact = self._new_contact("Ann")
        self.deal.with_user(self.salesman).write(
            {
                "stage_id": self.proven.id,
                "stakeholder_ids": [
                    Command.create(
                        {
                            "partner_id": contact.id,
                            "role_ids": [Command.set((self.buyer_role | self.user_role).ids)],
                        }
                    )
                ],
            }
        )
        self.assertEqual(self.deal.stage_id, self.proven)

    def test_status_says_what_is_missing(self):
        self._add("Ann", self.buyer_role)
        [line] = self.deal.with_user(self.salesman).get_gate_status()
        self.assertEqual(
            (line["kind"], line["state"], line["missing"], line["fields"]),
            ("roles", "missing", ["Worker"], []),
        )

    def test_waiver_closes_when_the_roles_are_covered(self):
        self.deal.with_user(self.manager).action_waive_criteria([self.criterion.id], "Urgent")
        [line] = self.deal.get_gate_status()
        self.assertEqual(line["state"], "waived")
        self._add("Ann", self.buyer_role, self.user_role)
        [line] = self.deal.get_gate_status()
        self.assertEqual(line["state"], "met")
        self.deal.name = "Line 5"
        self.assertEqual(self.deal.waiver_ids.state, "closed")

    def test_panel_of_a_form_follows_the_people(self):
        Criterion = self.env["crm.stage.criterion"]
        self.assertIn("stakeholder_ids", Criterion._get_watched_names())
        self.criterion.action_deactivate()
        self.assertNotIn("stakeholder_ids", Criterion._get_watched_names())

    def test_missing_roles_are_a_field_like_any_other(self):
        self.criterion.write(
            {
                "kind": "condition",
                "domain": f"[('missing_role_ids', 'not in', {self.buyer_role.ids})]",
            }
        )
        self._need(self.buyer_role)
        person = self._add("Ann")
        self.assertRefused("The right people")
        person.role_ids = self.buyer_role
        self.assertPasses()

    def test_role_that_a_criterion_asks_for_is_not_deleted(self):
        with self.assertRaisesRegex(Exception, "Archive"):
            self.user_role.unlink()

    def test_many_deals_are_judged_with_a_constant_number_of_queries(self):
        deals = self.env["crm.lead"].union(*(self._new_deal(name=f"D{n}") for n in range(20)))
        deals.write({"stage_id": self.found.id})
        for deal in deals:
            self._add("Ann", self.buyer_role, self.user_role, deal=deal)

        def judge(some):
            asked = dict.fromkeys(some, self.criterion.ids)
            verdicts = self.env["crm.stage.criterion"]._judge(asked)
            self.assertEqual({v[self.criterion.id]["state"] for v in verdicts.values()}, {"met"})

        self.assertEqual(
            self._count_queries(lambda: judge(deals[:1])), self._count_queries(lambda: judge(deals))
        )
