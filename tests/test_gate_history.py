from odoo import fields
from odoo.exceptions import MissingError
from odoo.fields import Command
from odoo.tests import tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateDebts(GateCommon):
    """Debts end when they are none any more, and are one where they are one."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()
        self.mine = self.deal.with_user(self.salesman)
        self._waive()

    def _waive(self, deal=None, reason="Friday"):
        deal = (deal or self.deal).with_user(self.manager)
        deal.action_waive_criteria(self.criterion.ids, reason)

    def _get_states(self, deal=None):
        waivers = (deal or self.deal).sudo().waiver_ids.sorted("id")
        return [(waiver.state, waiver.closed_reason) for waiver in waivers]

    def _search(self, operator, value):
        domain = [("id", "in", (self.deal | self.free).ids), ("gate_debt_count", operator, value)]
        return self.env["crm.lead"].with_user(self.salesman).search(domain)

    def test_debts_are_counted_by_the_database_however_many_there_are(self):
        self.free = self._new_deal(name="Free")
        more = self._new_criterion()
        self.deal.with_user(self.manager).action_waive_criteria(more.ids, "Monday")
        self.assertEqual(self.mine.gate_debt_count, 2)
        free, deal, both = self.free, self.deal, self.free | self.deal
        for operator, value, found in (
            *((">", 0, deal), (">", 2, free.browse()), (">=", 0, both), (">=", 2, deal)),
            *(("<", 1, free), ("<", 3, both), ("<=", 0, free), ("<=", 2, both), ("<", 0, [])),
            *(("=", 2, deal), ("=", 0, free), ("!=", 0, deal), ("!=", 2, free)),
            *(("in", [0, 2], both), ("not in", [0, 2], []), ("in", [1], []), ("=", False, free)),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(self._search(operator, value), free.browse([r.id for r in found]))
        for value in (0, 1):
            query = self.env["crm.lead"]._search([("gate_debt_count", ">", value)])
            code = self.env.cr.mogrify(query.select()).decode()
            self.assertIn("GROUP BY", code)
            self.assertNotIn(str(self.deal.id), code)

    def test_only_debts_that_the_reader_reads_count(self):
        other = self.deal.copy({"user_id": self.manager.id})
        other.with_user(self.manager).action_waive_criteria(self.criterion.ids, "Friday")
        for user, found in ((self.manager, self.deal | other), (self.salesman, self.deal)):
            leads = self.env["crm.lead"].with_user(user)
            self.assertEqual(leads.search([("gate_debt_count", ">", 0)]) & (found | other), found)

    def test_criterion_that_is_switched_off(self):
        self.criterion.with_user(self.manager).action_deactivate()
        self.assertEqual(self._get_states(), [("closed", "not_asked")])
        self.assertEqual(self.mine.gate_debt_count, 0)

    def test_deal_that_is_lost(self):
        self.mine.action_set_lost()
        self.assertEqual(self._get_states(), [("closed", "lost")])

    def test_deal_that_comes_to_another_team(self):
        self.criterion.team_ids = self.team
        self.mine.write({"team_id": self.other_team.id})
        self.assertEqual(self._get_states(), [("closed", "not_asked")])

    def test_deal_that_the_criterion_is_not_for_any_more(self):
        self.criterion.applies_domain = "[('expected_revenue', '>', 100)]"
        self.mine.write({"expected_revenue": 500})
        self._waive()
        self.mine.write({"priority": "1"})
        self.assertEqual(self._get_states()[-1], ("open", False))
        self.mine.write({"expected_revenue": 5})
        self.assertEqual(self._get_states()[-1], ("closed", "not_asked"))

    def test_waived_twice_is_one_debt(self):
        self._waive(reason="Monday")
        self.assertEqual(self._get_states(), [("closed", "renewed"), ("open", False)])
        self.assertEqual(self.mine.gate_debt_count, 1)
        self.mine.phone = "1"
        self.assertEqual(self._get_states()[-1], ("closed", "met"))

    def test_merged_debts_are_one(self):
        other = self._new_deal(name="Twin")
        self._waive(other)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        deal = (self.deal | other).exists()
        self.assertEqual(sorted(self._get_states(deal)), [("closed", "merged"), ("open", False)])

    def test_waiving_many_deals_takes_a_constant_number_of_queries(self):
        def count(number):
            deals = self.deal.browse().union(*(self._new_deal() for _n in range(number)))
            # What is kept per process may have been pushed out while the deals were made.
            self._waive(self._new_deal())
            return self._count_once(lambda: self._waive(deals))

        self.assertEqual(count(10), count(40))

    def test_criterion_that_does_not_exist_is_said(self):
        gone = self._new_criterion()
        gone.unlink()
        with self.assertRaisesRegex(MissingError, "no longer there"):
            self.deal.with_user(self.manager).action_waive_criteria(gone.ids, "Friday")


@tagged("post_install", "-at_install")
class TestGateLog(GateCommon):
    """The log and what people said survive the configuration, and durations are true."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion(self.second, gate="entry")
        self.mine = self.deal.with_user(self.salesman)

    def _get_moves(self, deal=None):
        self.env.invalidate_all()
        return (deal or self.deal).sudo().stage_move_ids.sorted("id")

    def _age(self, **ago):
        """Let the deal have entered its stage some time ago."""
        moment = fields.Datetime.subtract(fields.Datetime.now(), **ago)
        last = self._get_moves()[-1:]
        if last:
            last.date = moment
        self.deal.date_last_stage_update = moment
        self.env.flush_all()

    def test_deleted_criterion_leaves_waivers_evidence_and_names(self):
        confirmed = self._new_criterion(self.second, gate="entry", kind="confirmation", name="Said")
        self.mine.action_confirm_criterion(confirmed.id, note="In May")
        self.deal.with_user(self.manager).action_waive_and_move(
            self.second.id, self.criterion.ids, "They call on Friday"
        )
        (self.criterion | confirmed).with_user(self.manager).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        waiver, evidence = self.mine.waiver_ids, self.mine.evidence_ids
        self.assertEqual(waiver.reason, "They call on Friday")
        self.assertEqual(waiver.display_name, "Phone is known")
        self.assertEqual(waiver.state, "closed")
        self.assertEqual((evidence.note, evidence.criterion_name), ("In May", "Said"))
        self.assertEqual(self._get_moves().waived_names, "Phone is known")

    def test_deleted_stage_leaves_its_name_and_what_was_waived_to_enter_it(self):
        self.deal.with_user(self.manager).action_waive_and_move(
            self.second.id, self.criterion.ids, "They call on Friday"
        )
        self.mine.write({"stage_id": self.third.id})
        self.second.with_user(self.manager).unlink()
        self.env.flush_all()
        first, second = self._get_moves()
        self.assertEqual((first.to_stage_name, second.from_stage_name), ("Understood",) * 2)
        self.assertEqual(self.mine.waiver_ids.display_name, "Phone is known")
        self.assertEqual(first.waived_names, "Phone is known")

    def test_time_that_a_deal_was_lost_is_no_time_in_its_stage(self):
        self.criterion.enforcement = "advise"
        self.mine.write({"stage_id": self.second.id})
        self._age(days=40)
        self.mine.action_set_lost()
        self._age(days=30)
        self.mine.action_restore()
        self._age(days=2)
        self.mine.write({"stage_id": self.third.id})
        forward, lost, reopened, on = self._get_moves()
        self.assertEqual(reopened.direction, "reopened")
        self.assertAlmostEqual(lost.hours, 40 * 24, places=0)
        self.assertAlmostEqual(on.hours, 2 * 24, places=0)
        [(hours, conversion)] = self.env["crm.stage.move"]._read_group(
            [("id", "in", (lost | reopened | on).ids)], [], ["hours:avg", "conversion:avg"]
        )
        self.assertAlmostEqual(hours, 21 * 24, places=0)
        self.assertEqual(conversion, 0.5)
        self.assertTrue(forward)

    def test_moves_of_a_merged_deal_are_no_durations_of_the_one_that_goes_on(self):
        self.criterion.enforcement = "advise"
        other = self._new_deal(name="Twin")
        other.with_user(self.salesman).write({"stage_id": self.second.id})
        self.deal.with_user(self.salesman).write({"stage_id": self.third.id})
        self._age(days=5)
        (self.deal | other).with_user(self.manager).merge_opportunity()
        self.assertFalse(other.exists())
        merged = self._get_moves().filtered("is_merged")
        self.assertEqual(merged.to_stage_id, self.second)
        self.mine.write({"stage_id": self.won.id})
        self.assertAlmostEqual(self._get_moves()[-1].hours, 5 * 24, places=0)
        [(hours, conversion)] = self.env["crm.stage.move"]._read_group(
            [("id", "in", merged.ids)], [], ["hours:avg", "conversion:avg"]
        )
        self.assertFalse(hours or conversion)


@tagged("post_install", "-at_install")
class TestGateApproval(GateCommon):
    """A request is tied to its activity; it ends with it and can be asked again."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion(kind="approval", name="Price")
        self.mine = self.deal.with_user(self.salesman)

    def _ask(self, deals=None):
        return (deals or self.mine).action_request_approval(self.criterion.ids)

    def _get_state(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return {line["name"]: line["state"] for line in self.mine.get_gate_status()}["Price"]

    def assertAskedAgain(self, user):
        self.assertEqual(self._get_state(), "missing")
        self._ask()
        self.assertEqual(self._get_state(), "waiting")
        self.assertEqual(self.deal.activity_ids.user_id, user)

    def test_activity_that_is_deleted_or_done_without_an_answer(self):
        self._ask()
        self.deal.activity_ids.unlink()
        self.assertAskedAgain(self.manager)
        self.deal.activity_ids.with_user(self.manager).action_feedback()
        self.assertAskedAgain(self.manager)

    def test_approver_who_is_archived(self):
        self._ask()
        self.manager.active = False
        self.assertEqual(self._get_state(), "missing")
        self.team.user_id = self.all_leads
        self.assertAskedAgain(self.all_leads)

    def test_deal_that_comes_to_another_team(self):
        self.env["crm.stage"].search([]).team_ids = False
        self._ask()
        self.other_team.user_id = self.all_leads
        self.mine.write({"team_id": self.other_team.id})
        self.assertFalse(self.deal.activity_ids)
        self.assertAskedAgain(self.all_leads)

    def test_leader_who_changes(self):
        self._ask()
        self.team.user_id = self.all_leads
        self.assertAskedAgain(self.all_leads)

    def test_approver_who_is_chosen_anew(self):
        self._ask()
        self.criterion.write({"approver": "user", "approver_id": self.all_leads.id})
        self.assertAskedAgain(self.all_leads)

    def test_criterion_that_is_renamed_and_one_of_the_same_name(self):
        twin = self._new_criterion(kind="approval", name="Price")
        self.mine.action_request_approval((self.criterion | twin).ids)
        first = self.deal.evidence_ids.filtered(lambda e: e.criterion_id == self.criterion)
        activity = first.activity_id
        self.criterion.name = "Price and terms"
        self.deal.with_user(self.manager).action_decide_approval(self.criterion.id, True)
        self.assertFalse(activity.exists().filtered("active"))
        self.assertEqual(len(self.deal.activity_ids), 1)
        self.deal.with_user(self.manager).action_decide_approval(twin.id, True)
        self.assertFalse(self.deal.activity_ids)

    def test_asker_and_approver_of_other_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.criterion.with_context(lang="fr_FR").name = "Prix"
        self.salesman.lang = "fr_FR"
        self.manager.lang = "en_US"
        self._ask(self.mine.with_context(lang="fr_FR"))
        self.assertIn("Price", self.deal.activity_ids.summary)
        approver = self.deal.with_user(self.manager).with_context(lang="en_US")
        approver.action_decide_approval(self.criterion.id, True)
        self.assertFalse(self.deal.activity_ids)

    def test_whoever_is_asked_may_open_the_deal_here_and_is_internal(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        group = self.env["res.groups"].create({"name": "Approvers"})
        stranger = self._new_user("gate_stranger", "sales_team.group_sale_manager")
        stranger.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for user in (self.portal, self.employee, stranger):
            user.group_ids = [Command.link(group.id)]
        self.criterion.write({"approver": "group", "approver_group_id": group.id})
        self.deal.company_id = self.env.company
        with self.assertRaisesRegex(Exception, "Nobody is there to approve"):
            self._ask()
        self.all_leads.group_ids = [Command.link(group.id)]
        self._ask()
        self.assertEqual(self.deal.activity_ids.user_id, self.all_leads)

    def test_many_deals_are_asked_with_one_message_and_constant_queries(self):
        self.manager.notification_type = "inbox"

        def ask(number):
            deals = self.deal.browse().union(*(self._new_deal() for _n in range(number)))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env["mail.notification"].search_count(self._of_manager())
            start = self.env.cr.sql_log_count
            self._ask(deals.with_user(self.salesman))
            queries = self.env.cr.sql_log_count - start
            self.assertEqual(len(deals.activity_ids), number)
            told = self.env["mail.notification"].search_count(self._of_manager()) - before
            return queries, told

        ask(2)
        few, many = ask(10), ask(40)
        self.assertEqual((few[1], many[1]), (1, 1))
        self.assertLessEqual(many[0] - few[0], 2)

    def _of_manager(self):
        return [("res_partner_id", "=", self.manager.partner_id.id)]

    def test_merged_requests_are_one(self):
        other = self._new_deal(name="Twin")
        self._ask(self.mine | other.with_user(self.salesman))
        (self.deal | other).with_user(self.manager).merge_opportunity()
        deal = (self.deal | other).exists()
        self.assertEqual(len(deal.activity_ids), 1)
        self.assertEqual(len(deal.evidence_ids.activity_id), 1)
