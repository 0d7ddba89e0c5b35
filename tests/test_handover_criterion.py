from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..exceptions import StageGateError
from .handover_criterion_common import HandoverCriterionCommon


@tagged("post_install", "-at_install")
class TestHandoverCriterionJudges(HandoverCriterionCommon):
    """What the criterion asks, of which deals, and what is done about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.write({"is_required": True, "team_ids": cls.team.ids})
        cls.criterion = cls.env["crm.stage.criterion"].search(
            [("handover_template_id", "=", cls.template.id)]
        )
        cls.as_salesman = cls.deal.with_user(cls.salesman)

    def _win(self, deal=None, **values):
        (deal or self.as_salesman).write({"stage_id": self.won.id, **values})

    def _get_line(self):
        [line] = self.as_salesman.get_gate_status(self.won.id)
        return line

    # --- what is missing ---------------------------------------------------------------

    def test_what_is_missing_is_named(self):
        self.assertRefused(self._win, "Line 4", "Handover “Standard”", "(Not handed over yet)")
        self.template.min_completeness = 100
        handover = self._new_full_handover(problem=False, outcome=False)
        self.assertRefused(self._win, "(The packet is incomplete: Problem", "Expected Outcome")
        handover.write({"problem": "Orders get lost", "outcome": "None is lost"})
        self.assertRefused(self._win, "(The packet is complete, and not handed over yet)")
        handover.action_submit()
        handover.with_user(self.receiver).action_return(["wrong_person"])
        self.assertRefused(self._win, "(Sent back, and not handed over again yet)")
        handover.outcome = False
        self.assertRefused(self._win, "(Sent back, and incomplete: Expected Outcome)")
        handover.outcome = "None is lost"
        handover.action_submit()
        self._win()
        self.assertEqual(self.deal.won_status, "won")

    def test_who_may_read_no_packet_is_told_all_the_same(self):
        """A salesperson who may change a deal need not be able to read its template."""
        company = self.env["res.company"].create({"name": "Other company"})
        self.template.company_id = company
        self.deal.write({"company_id": False})
        self._new_handover()
        self.env.invalidate_all()
        self.assertRefused(self._win, "Handover “Standard”")

    def test_the_refusal_tells_the_dialog_which_deal_to_hand_over(self):
        with self.assertRaises(StageGateError) as refusal:
            self._win()
        [deal] = refusal.exception.context["deals"]
        [line] = deal["lines"]
        self.assertEqual((deal["lead_id"], line["kind"]), (self.deal.id, "handover"))
        action = self.as_salesman.action_open_handover()
        self.assertEqual(action["res_model"], "crm.handover")

    def test_the_panel_follows(self):
        panel = self.as_salesman.get_gate_panel()
        self.assertEqual([line["state"] for line in panel["lines"]], ["missing"])
        self._submit()
        self.env.invalidate_all()
        self.assertEqual(
            [line["state"] for line in self.as_salesman.get_gate_panel()["lines"]], ["met"]
        )
        self.assertLessEqual({"company_id", "tag_ids"}, self.Criterion._get_watched_names())
        self.template.is_required = False
        self.assertNotIn("company_id", self.Criterion._get_watched_names())

    def test_try_it_counts_the_deals_that_would_be_stopped(self):
        trial = self.criterion.with_user(self.manager).action_try()
        stopped = self.env["crm.stage.trial"].browse(trial["res_id"]).stopped_ids.lead_id
        self.assertIn(self.deal, stopped)

    # --- waiving -----------------------------------------------------------------------

    def test_a_waiver_lets_win_and_is_a_debt_until_the_packet_is_submitted(self):
        with self.assertRaises(AccessError):
            self.as_salesman.action_waive_criteria(self.criterion.ids, "Please")
        deal = self.deal.with_user(self.manager)
        deal.action_waive_and_move(self.won.id, self.criterion.ids, "They start on Monday")
        self.assertEqual((self.deal.won_status, self.deal.gate_debt_count), ("won", 1))
        [debt] = self.as_salesman.get_gate_panel()["debts"]
        self.assertEqual(debt["name"], "Handover “Standard”")
        handover = self._new_full_handover()
        self.assertEqual(self.deal.gate_debt_count, 1)
        handover.action_submit()
        self.assertEqual(self.deal.gate_debt_count, 0)
        self.assertEqual(self.deal.waiver_ids.closed_reason, "met")
        self.assertEqual(self.deal.won_status, "won")

    def test_submitting_is_never_stopped(self):
        handover = self._new_full_handover()
        handover.action_submit()
        handover.with_user(self.receiver).action_accept()
        self.assertEqual(handover.state, "accepted")

    # --- which deals -------------------------------------------------------------------

    def test_only_winning_is_asked_for(self):
        """A deal that goes past the won stage, or that was won before, moves freely."""
        self.deal.with_user(self.salesman).stage_id = self.running
        self.assertEqual(self.deal.stage_id, self.running)
        self.assertFalse(self.as_salesman.get_gate_panel()["regressed"])
        self.template.is_required = False
        won = self._new_deal(name="Won before", stage_id=self.won.id)
        self.template.is_required = True
        also_won = self.env["crm.stage"].create(
            {"name": "Paid", "is_won": True, "sequence": 9, "team_ids": self.team.ids}
        )
        won.with_user(self.salesman).stage_id = also_won
        self.assertEqual(won.stage_id, also_won)

    def test_a_later_stage_is_no_way_around(self):
        self.deal.stage_id = self.running
        self.assertRefused(self._win, "Handover “Standard”")

    def test_the_stage_of_another_team_is_no_way_around(self):
        elsewhere = self.env["crm.stage"].create(
            {"name": "Done", "is_won": True, "sequence": 9, "team_ids": self.free.ids}
        )
        values = {"stage_id": elsewhere.id, "team_id": self.free.id}
        self.assertRefused(lambda: self.as_salesman.write(values), "Handover “Standard”")
        other = self._new_deal(team_id=self.free.id, stage_id=self.found.id, name="Other")
        values = {"stage_id": elsewhere.id, "team_id": self.team.id}
        self.assertRefused(lambda: other.with_user(self.salesman).write(values), "Other")
        free = self._new_deal(team_id=self.free.id, stage_id=elsewhere.id)
        self.assertEqual(free.won_status, "won")

    def test_leads_are_asked_like_deals(self):
        lead = self._new_deal(type="lead", stage_id=self.found.id)
        self.assertRefused(lambda: self._win(lead.with_user(self.salesman)))
        lead.with_user(self.salesman).convert_opportunity(self.customer, team_id=self.team.id)
        self.assertRefused(lambda: self._win(lead.with_user(self.salesman)))

    def test_merged_deals_are_won_with_the_packet_of_one_of_them(self):
        other = self._new_deal(name="Twin", stage_id=self.found.id)
        self._submit(other)
        merged = (self.deal | other).with_user(self.manager).merge_opportunity()
        self._win(merged.with_user(self.salesman))
        self.assertEqual(merged.won_status, "won")

    def test_of_several_templates_the_first_that_fits_decides(self):
        lenient = self._new_template(name="Lenient", sequence=1, tag_ids=self.tag.ids)
        self.assertRefused(self._win)
        self.assertRefused(lambda: self._win(tag_ids=self.tag.ids))  # as it was before
        self.deal.tag_ids = self.tag
        self.assertEqual(self.as_salesman.get_gate_status(self.won.id), [])
        lenient.sequence = 99
        self.assertRefused(self._win, "Handover “Standard”")
        lenient.write({"sequence": 1, "is_required": True})
        self.assertRefused(self._win, "Handover “Lenient”")

    def test_the_template_of_the_packet_decides_where_it_fits(self):
        lenient = self._new_template(name="Lenient", sequence=99)
        handover = self._new_handover(template_id=lenient.id)
        self._win()
        self.assertEqual(self.deal.won_status, "won")
        second = self._new_deal(name="Second", stage_id=self.found.id)
        lenient.team_ids = self.free
        self._new_handover(second, template_id=lenient.id)
        self.assertRefused(lambda: self._win(second.with_user(self.salesman)), "Second")
        self.assertEqual(handover.state, "draft")

    def test_deals_of_other_companies_are_not_asked(self):
        home, away = self.env["res.company"].create([{"name": "Home"}, {"name": "Away"}])
        self.template.company_id = home
        self.team.company_id = False
        self.salesman.company_ids |= home | away
        theirs = self._new_deal(company_id=away.id, partner_id=False, stage_id=self.found.id)
        ours = self._new_deal(company_id=home.id, partner_id=False, stage_id=self.found.id)
        self._win(theirs.with_user(self.salesman))
        self.assertEqual(theirs.won_status, "won")
        self.assertRefused(lambda: self._win(ours.with_user(self.salesman)))

    def test_an_archived_team_keeps_its_template_to_itself(self):
        self._new_template(name="For the others", sequence=99, is_required=True)
        self.team.active = False
        free = self._new_deal(team_id=self.free.id, stage_id=self.found.id)
        self.assertRefused(lambda: self._win(free.with_user(self.salesman)), "For the others")
        self.assertRefused(self._win, "Handover “Standard”")

    # --- by hand -----------------------------------------------------------------------

    def test_a_criterion_of_this_kind_is_asked_at_any_gate(self):
        self.template.is_required = False
        criterion = self.Criterion.with_user(self.manager).create(
            {
                "name": "Handed over",
                "kind": "handover",
                "gate": "exit",
                "stage_id": self.found.id,
                "enforcement": "block",
            }
        )
        criterion.action_activate()
        move = {"stage_id": self.running.id}
        self.assertRefused(lambda: self.as_salesman.write(move), "(Not handed over yet)")
        self._submit()
        self.as_salesman.write(move)
        self.assertEqual(self.deal.stage_id, self.running)

    # --- what it costs -----------------------------------------------------------------

    def test_cards_cost_a_constant_number_of_queries(self):
        deals = self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "type": "opportunity",
                    "team_id": self.team.id,
                    "user_id": self.salesman.id,
                    "stage_id": self.found.id,
                }
                for n in range(80)
            ]
        )
        self.env["crm.handover"].create([{"lead_id": deal.id} for deal in deals[::2]])
        ids = deals.ids
        counts = [self._count_card_queries(some) for some in (ids[:10], ids[:10], ids)]
        self.assertEqual(*counts[1:])

    def _count_card_queries(self, ids):
        def read():
            deals = self.env["crm.lead"].with_user(self.salesman).browse(ids)
            title = "Missing for the next stage:\nHandover “Standard”"
            cards = deals.mapped("playbook_badges")
            titles = [b["title"] for card in cards for b in card if b["code"] == "gate"]
            self.assertEqual(titles, [title] * len(ids))

        return self._count_once(read)
