from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewDecisions(ReviewCommon):
    """A decision changes the deal by the ordinary ways; what is refused loses nothing."""

    def setUp(self):
        super().setUp()
        self.review = self._run()
        self.line = self._line(self.review)

    # --- what a decision does ----------------------------------------------------------

    def test_keep_leaves_the_deal_as_it_is(self):
        card = self._decide(self.line, "keep", note=" Fine ")
        self.assertEqual(
            (card["state"], card["decision"], card["note"]), ("decided", "keep", "Fine")
        )
        self.assertEqual(self.line.decided_by_id, self.leader)
        self.assertEqual(self.deal.expected_revenue, 1000)
        self.assertFalse(self.deal.activity_ids)

    def test_forecast_changes_close_date_and_amount(self):
        self._decide(self.line, "forecast", date_deadline=self._day(60), expected_revenue=700)
        self.assertEqual(self.deal.date_deadline, self._day(60))
        self.assertEqual(self.deal.expected_revenue, 700)
        self._decide(self.line, "forecast", expected_revenue=0)
        self.assertEqual(self.deal.expected_revenue, 0)
        self.assertEqual(self.deal.date_deadline, self._day(60))

    def test_lost_and_disqualify_lose_the_deal_with_a_reason(self):
        for decision in ("lost", "disqualify"):
            self._decide(self.line, decision, lost_reason_id=self.reason.id)
            self.assertEqual(self.deal.won_status, "lost")
            self.assertEqual(self.deal.lost_reason_id, self.reason)
            self.assertEqual(self.line.decision, decision)

    def test_a_deal_is_taken_back_by_another_decision(self):
        self._decide(self.line, "lost")
        self._decide(self.line, "keep")
        self.assertTrue(self.deal.active)
        self.assertEqual(self.deal.won_status, "pending")

    def test_a_next_step_is_an_activity_of_its_owner_on_the_deal(self):
        self._decide(self.line, "help", step=self._step(self.colleague, user_id=self.leader.id))
        activity = self.deal.activity_ids
        self.assertEqual(activity.summary, "Call the buyer")
        self.assertEqual(activity.user_id, self.leader)
        self.assertEqual(activity.date_deadline, self._day(5))
        self.assertEqual(self.line.activity_id, activity)

    def test_a_decision_that_is_changed_keeps_one_step(self):
        self._decide(self.line, "keep", step=self._step())
        self._decide(self.line, "keep", step=self._step(summary="Write", date=self._day(9)))
        self.assertEqual(self.deal.activity_ids.mapped("summary"), ["Write"])
        self.assertEqual(self.deal.activity_ids.date_deadline, self._day(9))

    # --- what is lacking ---------------------------------------------------------------

    def test_what_a_decision_lacks_is_asked_for(self):
        for decision, values, words in (
            ("sleep", {}, "Choose what to do about “Line 4”"),
            ("forecast", {}, "Say the new close date or amount of “Line 4”"),
            ("help", {}, "Say who helps with “Line 4”"),
            ("keep", {"step": self._step(date=False)}, "needs a text, an owner and a date"),
            ("keep", {"step": self._step(summary=" ")}, "needs a text, an owner and a date"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._decide(self.line, decision, **values)
        self.assertEqual(self.line.state, "open")

    def test_decisions_are_taken_while_the_review_is_running(self):
        prepared = self._prepare()
        with self.assertRaisesRegex(UserError, "is not running"):
            self._decide(self._line(prepared))
        self.review.action_finish()
        with self.assertRaisesRegex(UserError, "is not running"):
            self._decide(self.line)

    # --- what is refused ---------------------------------------------------------------

    def test_a_gate_refuses_and_nothing_that_was_written_is_lost(self):
        self.team.lost_reason_required = True
        step = self._step()
        card = self._decide(self.line, "lost", note="They stopped", step=step)
        self.assertIn("Say why the deal is lost", card["refusal"])
        self.assertEqual((card["state"], card["decision"]), ("open", "lost"))
        self.assertEqual(
            (card["note"], card["step"]["summary"]), ("They stopped", "Call the buyer")
        )
        self.assertEqual(self.deal.won_status, "pending")
        self.assertFalse(self.deal.activity_ids)
        card = self._decide(self.line, "lost", lost_reason_id=self.reason.id, step=step)
        self.assertFalse(card["refusal"])
        self.assertEqual(self.deal.won_status, "lost")

    def test_one_refused_deal_holds_up_no_other(self):
        other = self._new_deal(name="Line 5")
        self.review.action_add_deals(other.ids)
        self.team.lost_reason_required = True
        self._decide(self.line, "lost")
        self._decide(self._line(self.review, other), "keep")
        self.review.action_finish()
        self.assertEqual(self.line.state, "carried")
        self.assertEqual(self._line(self.review, other).state, "decided")

    def test_somebody_without_the_right_to_change_the_deal_is_refused(self):
        self.env["ir.rule"].create(
            {
                "name": "nobody writes",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": "[('expected_revenue', '>', 10**6)]",
                "perm_read": False,
            }
        )
        card = self._decide(self.line, "forecast", self.salesman, expected_revenue=5)
        self.assertTrue(card["refusal"])
        self.assertEqual(self.deal.expected_revenue, 1000)

    def test_a_step_for_somebody_who_is_gone_or_may_not_read_the_deal(self):
        card = self._decide(self.line, "keep", step=self._step(self.outsider))
        self.assertIn("may not read “Line 4”; choose another owner", card["refusal"])
        self.outsider.active = False
        card = self._decide(self.line, "keep", step=self._step(self.outsider))
        self.assertIn("is no longer there; choose another owner", card["refusal"])
        self.assertFalse(self.deal.activity_ids)

    # --- two at once -------------------------------------------------------------------

    def test_a_decision_that_somebody_else_took_meanwhile_is_not_overwritten(self):
        seen = self.line.revision
        self._decide(self.line, "keep", self.salesman, revision=seen)
        with self.assertRaisesRegex(UserError, "has decided on “Line 4” meanwhile: Keep"):
            self._decide(self.line, "lost", revision=seen)
        self.assertEqual(self.line.decision, "keep")
        self.assertTrue(self.deal.active)
        self._decide(self.line, "lost", revision=self.line.revision)
        self.assertFalse(self.deal.active)

    def test_two_who_decide_at_the_same_moment(self):
        def lock(_lines, **_options):
            raise LockError("locked")

        self.patch(self.registry["crm.deal.review.line"], "lock_for_update", lock)
        with self.assertRaisesRegex(UserError, "Somebody else is deciding on “Line 4” right now"):
            self._decide(self.line)
        self.assertEqual(self.line.state, "open")

    # --- who ---------------------------------------------------------------------------

    def test_participants_decide_on_deals_that_they_may_read(self):
        self._decide(self.line, "keep", self.salesman)
        with self.assertRaises(AccessError):
            self._decide(self.line, "keep", self.colleague)
        for user in (self.outsider, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self._decide(self.line, "keep", user)
        self.review.sudo().participant_ids = [Command.unlink(self.salesman.id)]
        with self.assertRaises(AccessError):
            self._decide(self.line, "keep", self.salesman)
