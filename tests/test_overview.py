from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_playbook.models.deal.overview import SALES, TODAY

from .full_reads_common import FullReadsCommon
from .gate_common import GateCommon
from .overview_common import OverviewMixin
from .switching import switch_all_off, switch_rooms

MOST_QUERIES = 30


@tagged("post_install", "-at_install")
class TestOverviewOfAllRooms(OverviewMixin, FullReadsCommon):
    """The Overview where every room is in use."""

    def test_it_takes_few_queries_with_every_room_in_use(self):
        for user in (self.manager, self.salesman, self.receiver):
            with self.subTest(user.login):
                self.assertTrue(self._get_tiles(user))
                queries = self._count_queries(lambda user=user: self._get_tiles(user))
                self.assertLessEqual(queries, MOST_QUERIES)

    def test_it_takes_as_many_queries_for_few_deals_as_for_many(self):
        many = self._count_queries(lambda: self._get_tiles(self.manager))
        self.deals[10:].write({"active": False})
        few = self._count_queries(lambda: self._get_tiles(self.manager))
        self.assertAlmostEqual(few, many, delta=2)  # lines of other records

    def test_every_tile_says_what_it_is_made_of_and_opens_it(self):
        for user in (self.manager, self.salesman):
            tiles = self._get_tiles(user)
            for code, tile in tiles.items():
                with self.subTest(f"{code} of {user.login}"):
                    self.assertIn(tile["section"], (TODAY, SALES))
                    self.assertTrue(tile["title"] and tile["value"] and tile["about"])
                    found = self._find(tile["action"], user)
                    if tile["section"] == TODAY:
                        self.assertEqual(str(len(found)), tile["value"])
                    for line in tile["lines"]:
                        self._check_opens(line["action"], user)

    def _check_opens(self, action, user):
        if "res_id" in action:
            record = self.env[action["res_model"]].browse(action["res_id"])
            self.assertTrue(record.with_user(user).has_access("read"))
        else:
            self._find(action, user)

    def test_it_is_readable_by_rpc(self):
        """What a client gets is plain values."""
        tiles = self._get_tiles(self.manager)
        self.assertLessEqual({"funnel", "tier_mix", "handovers"}, tiles.keys())
        self._check_plain(tiles)

    def _check_plain(self, value):
        if isinstance(value, dict):
            for key, part in value.items():
                self.assertIsInstance(key, str)
                self._check_plain(part)
        elif isinstance(value, (list, tuple)):
            for part in value:
                self._check_plain(part)
        else:
            self.assertIsInstance(value, (str, int, float, bool, type(None)), value)

    def test_room_that_is_off_has_no_tile(self):
        switch_rooms(self.env, "handover")
        Overview = self.env["crm.playbook.overview"]
        kinds = Overview._get_kinds()
        tiles = self._get_tiles(self.manager)
        self.assertTrue(tiles)
        self.assertEqual({kinds[code].room for code in tiles}, {"handover"})
        switch_all_off(self.env)
        self.assertFalse(self._get_tiles(self.manager))
        self.assertFalse(Overview.with_user(self.manager).get_choices()["is_on"])

    def test_without_sales_rights_there_is_what_one_receives(self):
        kinds = self.env["crm.playbook.overview"]._get_kinds()
        tiles = self._get_tiles(self.receiver)
        self.assertEqual({kinds[code].room for code in tiles} - {"coaching"}, {"handover"})
        self.assertFalse(
            self.env["crm.playbook.overview"].with_user(self.receiver).get_choices()["teams"]
        )
        # Deals are out of their reach, so a team says nothing of their handovers.
        tiles = self._get_tiles(self.receiver, team_id=self.team.id)
        self.assertNotIn("handovers", tiles)


@tagged("post_install", "-at_install")
class TestOverviewScope(OverviewMixin, GateCommon):
    """Whose deals and which days the Overview is about."""

    def setUp(self):
        super().setUp()
        self._new_criterion(enforcement="advise")  # moves are noted once something is asked

    def _get_entries(self, user, **scope):
        funnel = self._get_tiles(user, **scope).get("funnel")
        return int(funnel["value"].split()[0]) if funnel else 0

    def test_portal_users_see_nothing(self):
        self.assertEqual(self._get_tiles(self.portal), {})

    def test_salespeople_see_themselves_and_leaders_all(self):
        mine = self.deal
        others = self._new_deal(user_id=self.all_leads.id)
        for deal in mine | others:
            deal.stage_id = self.second
        self.assertEqual(self._get_entries(self.salesman), 1)
        self.assertEqual(self._get_entries(self.all_leads), 2)

    def test_a_team_is_that_team(self):
        self.deal.stage_id = self.second
        self._new_deal(team_id=self.other_team.id).stage_id = self.env["crm.stage"].search(
            [("team_ids", "in", self.other_team.ids)], limit=1
        )
        everything = self._get_entries(self.manager)
        own = self._get_entries(self.manager, team_id=self.team.id)
        other = self._get_entries(self.manager, team_id=self.other_team.id)
        self.assertEqual(own + other, everything)
        self.assertTrue(own and other)

    def test_other_companies_are_left_out(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        deal = self._new_deal(company_id=company.id, user_id=False, team_id=False)
        before = self._get_entries(self.manager)
        deal.company_id = False
        self.assertGreater(self._get_entries(self.manager), before)

    def test_periods_are_those_of_the_calendar_of_whoever_looks(self):
        overview = self.env["crm.playbook.overview"]
        for now, zone, period, start, end in (
            ("2026-11-27 12:00:00", "UTC", None, "2026-10-01 00:00:00", "2027-01-01 00:00:00"),
            (
                "2026-01-31 12:00:00",
                "UTC",
                "last_month",
                "2025-12-01 00:00:00",
                "2026-01-01 00:00:00",
            ),
            # In Tokyo it is the next year already.
            (
                "2026-12-31 20:00:00",
                "Asia/Tokyo",
                "this_month",
                "2026-12-31 15:00:00",
                "2027-01-31 15:00:00",
            ),
            (
                "2026-12-31 20:00:00",
                "UTC",
                "last_year",
                "2025-01-01 00:00:00",
                "2026-01-01 00:00:00",
            ),
        ):
            with self.subTest(f"{now} {zone} {period}"), freeze_time(now):
                scope = overview.with_context(tz=zone)._get_scope(None, period)
                self.assertEqual((str(scope.start), str(scope.end)), (start, end))

    def test_time_zone_that_does_not_exist_is_that_of_nobody(self):
        """A client can send any; the page is there all the same, in UTC."""
        overview = self.env["crm.playbook.overview"].with_user(self.manager)
        scope = overview.with_context(tz="Nowhere/Land")._get_scope(None, "this_year")
        self.assertEqual((scope.start.month, scope.start.day, scope.start.hour), (1, 1, 0))

    def test_what_does_not_exist_is_refused_in_a_sentence(self):
        for scope in ({"period": "tomorrow"}, {"team_id": 10**8}, {"team_id": "x"}, {"period": 3}):
            with self.subTest(scope), self.assertRaises(UserError):
                self._get_tiles(self.salesman, **scope)

    def test_titles_are_in_the_language_of_whoever_looks(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        periods = (
            self.env["crm.playbook.overview"]
            .with_user(self.manager)
            .with_context(lang="de_DE")
            .get_choices()["periods"]
        )
        self.assertRegex(periods[0]["days"], r"^\d\d\.\d\d\.\d{4}")


@tagged("post_install", "-at_install")
class TestOverviewOfGates(OverviewMixin, GateCommon):
    def test_approval_that_was_asked_of_me(self):
        criterion = self._new_criterion(kind="approval", approver="leader", field_ids=False)
        self.deal.with_user(self.salesman).action_request_approval(criterion.ids)
        tile = self._get_tiles(self.manager)["approvals"]
        self.assertEqual((tile["value"], self._get_names(tile)), ("1", [self.deal.name]))
        self.assertEqual(tile["lines"][0]["action"]["res_id"], self.deal.id)
        self.assertNotIn("approvals", self._get_tiles(self.salesman))
        self._act(tile["lines"][0], self.manager)
        self.assertNotIn("approvals", self._get_tiles(self.manager))
        evidence = self.env["crm.lead.evidence"].search([("criterion_id", "=", criterion.id)])
        self.assertIn("approved", evidence.mapped("outcome"))

    def test_waiver_that_was_asked_of_me(self):
        criterion = self._new_criterion()
        self.env.ref("crm_playbook.group_gate_waive").user_ids = self.manager
        self.deal.with_user(self.salesman).action_request_waiver(criterion.ids, "They only mail")
        tile = self._get_tiles(self.manager)["waivers_asked"]
        self.assertEqual(self._find(tile["action"], self.manager).criterion_id, criterion)
        self.assertIn("They only mail", tile["lines"][0]["note"])
        self.assertNotIn("waivers_asked", self._get_tiles(self.salesman))
        with self.assertRaises(AccessError):
            self._act(tile["lines"][0], self.salesman)
        self._act(tile["lines"][0], self.manager)
        self.assertNotIn("waivers_asked", self._get_tiles(self.manager))
        self.assertEqual(self.deal.gate_debt_count, 1)

    def test_debts_of_mine_that_end(self):
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Urgent")
        self.assertNotIn("debts_ending", self._get_tiles(self.salesman))
        self.env["crm.stage.waiver"].search([]).date_expiry = "2026-12-05"
        with freeze_time("2026-11-27"):
            tile = self._get_tiles(self.salesman)["debts_ending"]
            self.assertEqual(tile["lines"][0]["level"], False)
            self.assertNotIn("debts_ending", self._get_tiles(self.manager))
        self.env.invalidate_all()
        with freeze_time("2026-12-24"):
            tile = self._get_tiles(self.salesman)["debts_ending"]
            self.assertEqual(tile["lines"][0]["level"], "danger")

    def test_debts_and_their_amount(self):
        self.deal.expected_revenue = 7000
        criterion = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Urgent")
        tile = self._get_tiles(self.manager)["waived"]
        self.assertIn("7,000", tile["value"])
        self.assertEqual(self._get_names(tile), [criterion.name])
        self.assertEqual(self._find(tile["action"], self.manager), self.deal)

    def test_funnel_counts_what_entered_and_what_became_of_it(self):
        self._new_criterion(enforcement="advise")
        lost = self._new_deal()
        for deal in self.deal | lost:
            deal.stage_id = self.second
        lost.action_set_lost()
        lines = {line["name"]: line for line in self._get_tiles(self.manager)["funnel"]["lines"]}
        self.assertEqual(lines["Understood"]["value"], "2")
        self.assertIn("0 moved on, 1 lost, 1 open", lines["Understood"]["note"])
        self.assertIn("2 moved on, 0 lost, 0 open", lines["Found"]["note"])
