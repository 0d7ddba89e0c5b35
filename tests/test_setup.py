from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.deal.setup import INDUSTRIES
from ..tools import rooms
from .setup_common import put_out_of_use
from .stock_common import StockCommon
from .switching import ROOMS, switch_all_off, switch_rooms

EXAMPLES = {"profile", "criteria", "roles", "review", "handover"}


@tagged("post_install", "-at_install")
class TestSetup(StockCommon):
    """Setting up an empty database, as a sales manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        put_out_of_use(cls.env)
        switch_rooms(cls.env, *ROOMS)
        cls.manager = cls._new_user("setup_manager", "sales_team.group_sale_manager")
        cls.admin = cls._new_user("setup_admin", "base.group_system,sales_team.group_sale_manager")
        cls.setup = cls.env["crm.playbook.setup"].with_user(cls.manager)

    def _get_steps(self):
        return {step["code"]: step for step in self.setup.get_setup()["steps"]}

    def _find(self, action):
        model = self.env[action["res_model"]].with_user(self.manager)
        if "res_id" in action:
            return model.browse(action["res_id"])
        return model.with_context(**action.get("context", {})).search(action["domain"])

    # --- steps -------------------------------------------------------------------------

    def test_there_are_eight_steps_of_about_twenty_minutes(self):
        steps = self._get_steps()
        self.assertEqual(len(steps), 8)
        self.assertEqual(sum(step["minutes"] for step in steps.values()), 20)
        for step in steps.values():
            self.assertTrue(step["title"] and step["brings"] and step["action"])
        with_example = {code for code, step in steps.items() if step["has_example"]}
        self.assertEqual(with_example, EXAMPLES)

    def test_a_step_is_done_by_a_fact(self):
        facts = {
            "profile": lambda record: record.action_publish(),
            "criteria": lambda record: record.action_activate(),
            "roles": lambda record: record.action_unarchive(),
            "review": lambda record: record.write({"is_on": True}),
            "handover": lambda record: record.action_unarchive(),
        }
        for code, put_to_use in facts.items():
            with self.subTest(code):
                self.assertFalse(self._get_steps()[code]["is_done"])
                records = self._find(self.setup.start_example(code, "machines"))
                self.assertFalse(self._get_steps()[code]["is_done"])
                put_to_use(records[0])
                self.assertTrue(self._get_steps()[code]["is_done"])

    def test_a_step_of_a_room_that_is_off_says_so(self):
        switch_all_off(self.env)
        steps = self._get_steps()
        self.assertFalse(steps["profile"]["is_on"])
        self.assertEqual(steps["profile"]["room_name"], "Ideal Customer Profiles")
        self.assertTrue(steps["teams"]["is_on"])
        with self.assertRaisesRegex(UserError, "switched off"):
            self.setup.start_example("profile", "machines")

    def test_teams_are_done_once_each_has_a_leader(self):
        teams = self.env["crm.team"].search([])
        teams.user_id = self.manager
        self.assertTrue(self._get_steps()["teams"]["is_done"])
        teams[0].user_id = False
        step = self._get_steps()["teams"]
        self.assertFalse(step["is_done"])
        self.assertEqual(step["fact"], f"{len(teams) - 1} of {len(teams)} teams have a leader")

    def test_only_sales_managers_set_up(self):
        setup = self.env["crm.playbook.setup"].with_user(self.salesman)
        for ask in (
            setup.get_setup,
            lambda: setup.start_example("profile", "machines"),
            lambda: setup.open_drafts("profile"),
            setup.remove_examples,
        ):
            with self.assertRaisesRegex(AccessError, "Sales managers"):
                ask()

    # --- switches ----------------------------------------------------------------------

    def test_administrators_switch_on_and_others_do_not(self):
        switch_all_off(self.env)
        with self.assertRaisesRegex(AccessError, "Administrators"):
            self.setup.switch_on("icp")
        self.assertFalse(rooms.is_on(self.env, "icp"))
        setup = self.setup.with_user(self.admin)
        setup.switch_on("icp")
        self.assertTrue(rooms.is_on(self.env, "icp"))
        with self.assertRaisesRegex(UserError, "no part “attic”"):
            setup.switch_on("attic")

    # --- examples ----------------------------------------------------------------------

    def test_every_example_can_be_made_and_put_to_use(self):
        for industry in INDUSTRIES:
            for code in EXAMPLES:
                with self.subTest(f"{code} for {industry}"):
                    records = self._find(self.setup.start_example(code, industry))
                    self.assertTrue(records)
                    if code == "profile":
                        self.assertGreaterEqual(len(records.criterion_ids), 6)
                        records.action_publish()
                    elif code == "criteria":
                        self.assertEqual(len(records), 5)
                        records.action_activate()
                        records.action_deactivate()
            self.setup.remove_examples()

    def test_an_example_does_nothing(self):
        before = self.deal.read()
        for code in EXAMPLES:
            self.setup.start_example(code, "software")
        self.env.invalidate_all()
        self.assertEqual(self.deal.read(), before)
        last = self.env["crm.stage"].search([], order="sequence desc", limit=1)
        self.deal.with_user(self.salesman).stage_id = last
        self.assertEqual(self.deal.stage_id, last)
        self.assertFalse(self.deal.icp_tier)
        self.assertFalse(self.deal.missing_role_ids)

    def test_an_example_is_made_once(self):
        first = self._find(self.setup.start_example("criteria", "machines"))
        again = self._find(self.setup.start_example("criteria", "agency"))
        self.assertEqual(again, first)
        self.assertEqual(self._find(self.setup.open_drafts("criteria")), first)

    def test_one_click_takes_away_what_is_not_in_use(self):
        profile = self._find(self.setup.start_example("profile", "agency"))
        criteria = self._find(self.setup.start_example("criteria", "agency"))
        roles = self._find(self.setup.start_example("roles", "agency"))
        roles[0].unlink()
        used, others = criteria[0], criteria[1:]
        used.action_activate()
        self.assertEqual(self._get_steps()["criteria"]["drafts"], len(others))
        count = self.setup.remove_examples()
        self.assertEqual(count, 2 + len(others) + len(roles) - 1, "a lost reason goes with it")
        self.assertFalse(self.env["crm.lost.reason"].search([("name", "=", "Not a fit")]))
        self.assertFalse((profile.exists() | profile.browse()) or others.exists())
        self.assertTrue(used.exists())
        used.action_deactivate()
        self.assertEqual(self.setup.remove_examples(), 0)
        self.assertTrue(used.exists(), "what was in use is nobody's example any more")
        with self.assertRaisesRegex(UserError, "not there any more"):
            self.setup.open_drafts("criteria")

    def test_there_are_no_other_examples(self):
        for step, industry in (("teams", "machines"), ("profile", "bakery"), ("attic", "agency")):
            with self.assertRaisesRegex(UserError, "no such example"):
                self.setup.start_example(step, industry)

    def test_examples_are_of_the_company_where_there_are_several(self):
        branch = self.env["res.company"].create({"name": "Second"})
        self.manager.company_ids = [Command.link(branch.id)]
        setup = self.setup.with_context(allowed_company_ids=branch.ids)
        self.assertEqual(self._find(setup.start_example("profile", "agency")).company_id, branch)

    def test_examples_of_another_company_are_left_to_it(self):
        other = self.env["res.company"].create({"name": "Second"})
        colleague = self._new_user("setup_colleague", "sales_team.group_sale_manager")
        colleague.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        theirs = self.setup.with_user(colleague).with_context(allowed_company_ids=other.ids)
        profile = self._find(theirs.start_example("profile", "agency"))
        self.assertEqual(self._get_steps()["profile"]["drafts"], 0)
        own = self._find(self.setup.start_example("profile", "machines"))
        self.assertNotEqual(own, profile)
        self.setup.remove_examples()
        self.assertFalse(own.exists())
        self.assertTrue(profile.exists())
        self.assertEqual(theirs.get_setup()["steps"][1]["drafts"], 1)

    # --- the Overview ------------------------------------------------------------------

    def test_the_overview_is_the_set_up_while_nothing_is_in_use(self):
        overview = self.env["crm.playbook.overview"]
        choices = overview.with_user(self.manager).get_choices()
        self.assertTrue(choices["is_empty"] and choices["may_set_up"])
        choices = overview.with_user(self.salesman).get_choices()
        self.assertFalse(choices["is_empty"] or choices["may_set_up"])
        profile = self._find(self.setup.start_example("profile", "machines"))
        profile.action_publish()
        choices = overview.with_user(self.manager).get_choices()
        self.assertFalse(choices["is_empty"])
        self.assertTrue(choices["may_set_up"])
