from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .review_common import ReviewCommon


@tagged("post_install", "-at_install")
class TestReviewFinish(ReviewCommon, MailCase):
    """Nobody writes minutes: one message on each deal, one summary to each participant."""

    def setUp(self):
        super().setUp()
        self.foreign = self._new_deal(name="Line 9", user_id=self.colleague.id)
        self.review = self._run(name="Weekly")
        self._decide(self._line(self.review), "forecast", expected_revenue=800, step=self._step())
        self._decide(self._line(self.review, self.foreign), "keep", note="Well done")

    def _finish(self, review=None):
        """Return ``{partner: bodies}`` of what participants were told."""
        with self.mock_mail_gateway():
            (review or self.review).action_finish()
        told = self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("subject", "like", "Deal review")]
        )
        bodies = {}
        for message in told:
            bodies.setdefault(message.notified_partner_ids, []).append(message.body)
        return bodies

    def _get_messages(self, deal):
        return deal.message_ids.filtered(lambda message: "Weekly" in (message.body or ""))

    def test_each_deal_gets_one_message(self):
        self._finish()
        [message] = self._get_messages(self.deal)
        for words in ("Weekly", "Change Forecast", "800", "Call the buyer"):
            self.assertIn(words, message.body)
        self.assertEqual(message.author_id, self.leader.partner_id)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_note"))
        [other] = self._get_messages(self.foreign)
        self.assertIn("Well done", other.body)

    def test_each_participant_gets_one_summary_of_the_deals_they_may_read(self):
        told = self._finish()
        self.assertEqual({len(bodies) for bodies in told.values()}, {1})
        participants = (self.leader | self.salesman | self.colleague).partner_id
        self.assertEqual(set(told), set(participants))
        for user, seen, hidden in (
            (self.salesman, "Line 4", "Line 9"),
            (self.colleague, "Line 9", "Line 4"),
        ):
            [body] = told[user.partner_id]
            self.assertIn(seen, body)
            self.assertNotIn(hidden, body)
        [body] = told[self.leader.partner_id]
        self.assertTrue("Line 4" in body and "Line 9" in body)

    def test_the_summary_of_somebody_else_is_not_read_by_participants(self):
        self._finish()
        Message = self.env["mail.message"].with_user(self.salesman)
        found = Message.search([("subject", "like", "Deal review: Weekly")])
        self.assertEqual(found.notified_partner_ids, self.salesman.partner_id)

    def test_the_summary_is_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesman.lang = "fr_FR"
        view = self.env.ref("crm_playbook.deal_review_summary")
        terms = {"fr_FR": {"Open the review": "Ouvrir la revue"}}
        view.update_field_translations("arch_db", terms)
        told = self._finish()
        self.assertIn("Ouvrir la revue", told[self.salesman.partner_id][0])
        self.assertNotIn("Ouvrir la revue", told[self.colleague.partner_id][0])

    def test_archived_participants_are_left_out(self):
        self.colleague.active = False
        self.assertNotIn(self.colleague.partner_id, self._finish())

    def test_finishing_twice_says_nothing_twice(self):
        self._finish()
        again = self._finish()
        self.assertEqual({len(bodies) for bodies in again.values()}, {1})
        self.assertEqual(len(self._get_messages(self.deal)), 1)
        self.assertEqual(self.review.state, "done")

    def test_deals_closed_meanwhile_do_not_come_back(self):
        third, fourth = self._new_deal(), self._new_deal()
        self.review.action_add_deals((third | fourth).ids)
        third.action_set_won()
        self._finish()
        self.assertEqual(self._line(self.review, third).state, "closed")
        self.assertEqual(self._line(self.review, fourth).state, "carried")

    def test_only_who_leads_finishes(self):
        with self.assertRaises(AccessError):
            self.review.with_user(self.salesman).action_finish()
        with self.assertRaisesRegex(UserError, "is prepared"):
            self._prepare().action_finish()

    def test_a_review_that_is_called_off_says_nothing(self):
        with self.mock_mail_gateway():
            self.review.action_cancel()
        self.assertFalse(self._get_messages(self.deal))
        self.assertEqual(self.review.state, "cancelled")

    def test_the_review_itself_has_no_messages_to_read(self):
        self._finish()
        found = self.env["mail.message"].search([("model", "=", "crm.deal.review")])
        self.assertFalse(found)
