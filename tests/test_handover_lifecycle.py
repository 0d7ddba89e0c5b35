from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon
from .losing import make_portal, take_company


@tagged("post_install", "-at_install")
class TestHandoverLifecycle(HandoverCommon):
    """What becomes of handovers when deals are merged, lost, reopened or deleted, and when
    people leave: nothing is lost, and whoever has to act is told."""

    def _merge(self, *deals):
        """Merge deals, of which the first one stays."""
        for number, deal in enumerate(deals):
            deal.probability = 90 - 10 * number
        merged = self.env["crm.lead"].union(*deals).with_user(self.manager).merge_opportunity()
        self.assertEqual(merged, deals[0])
        self.env.flush_all()
        self.env.invalidate_all()

    # --- merge -------------------------------------------------------------------------

    def test_of_merged_deals_the_handover_that_got_furthest_goes_on(self):
        other = self._new_deal(name="Line 5")
        draft = self._new_full_handover().with_user(self.env.user)
        further = self._submit(other).with_user(self.env.user)
        promises = (draft | further).promise_ids
        self._merge(self.deal, other)
        self.assertEqual(further.lead_id, self.deal)
        self.assertEqual(further.state, "submitted")
        self.assertEqual(self.deal.handover_id, further)
        # The other one is kept, closed, and leads to it; what was promised goes on.
        self.assertEqual((draft.state, draft.merged_into_id), ("closed", further))
        self.assertFalse(draft.lead_id)
        self.assertEqual(draft.scope_in, "Orders")
        self.assertEqual(further.promise_ids, promises)

    def test_settled_promises_stay_where_they_were_settled(self):
        other = self._new_deal(name="Line 5")
        kicked_off = self._accept().with_user(self.env.user)
        kicked_off.with_user(self.receiver).action_kick_off()
        accepted = self._accept(other).with_user(self.env.user)
        settled = accepted.promise_ids
        settled.with_user(self.keeper).action_keep()
        self._merge(self.deal, other)
        self.assertEqual(settled.handover_id, accepted)
        self.assertEqual(accepted.merged_into_id, kicked_off)

    def test_the_only_handover_of_merged_deals_moves_along(self):
        other = self._new_deal(name="Line 5")
        handover = self._submit(other).with_user(self.env.user)
        self._merge(self.deal, other)
        self.assertEqual(handover.lead_id, self.deal)
        self.assertEqual(handover.version_ids.number, 1)

    def test_deals_without_a_handover_are_merged_as_before(self):
        self._merge(self.deal, self._new_deal())
        self.assertFalse(self.deal.handover_id)

    def test_a_closed_handover_makes_no_activity_any_more(self):
        other = self._new_deal(name="Line 5")
        further = self._accept().with_user(self.env.user)
        submitted = self._submit(other).with_user(self.env.user)
        self._merge(self.deal, other)
        self.assertFalse(self._get_activities(submitted, self.receiver))
        self.assertEqual(submitted.merged_into_id, further)

    # --- the deal ----------------------------------------------------------------------

    def _get_lost_notices(self, handover):
        activities = self._get_activities(handover, self.receiver)
        return activities.filtered(lambda activity: "no longer won" in activity.summary)

    def test_a_deal_that_is_no_longer_won_tells_the_receiver_once(self):
        stage = self.deal.stage_id
        self.deal.action_set_won()
        handover = self._accept().with_user(self.env.user)
        self.deal.write({"stage_id": stage.id, "probability": 40})
        self.deal.action_set_lost()
        self.assertEqual(handover.state, "accepted")
        self.assertEqual(len(self._get_lost_notices(handover)), 1)

    def test_a_deal_that_is_won_again_is_not_said_to_be_no_longer_won(self):
        stage = self.deal.stage_id
        self.deal.action_set_won()
        handover = self._accept().with_user(self.env.user)
        self.deal.with_user(self.salesman).write({"stage_id": stage.id, "probability": 40})
        self.assertTrue(self._get_lost_notices(handover))
        self.deal.with_user(self.salesman).action_set_won()
        self.assertFalse(self._get_lost_notices(handover))

    def test_a_deal_that_is_lost_keeps_its_draft(self):
        draft = self._new_full_handover().with_user(self.env.user)
        self.deal.action_set_lost()
        self.assertEqual(draft.state, "draft")
        self.assertFalse(self._get_lost_notices(draft))
        self.deal.action_unarchive()
        self.assertEqual(self.deal.handover_id, draft)

    def test_a_handover_outlives_its_deal(self):
        handover = self._submit()
        self.deal.unlink()
        self.env.invalidate_all()
        self.assertFalse(handover.sudo().lead_id)
        self.assertEqual(handover.name, "Line 4")
        self.assertEqual(handover.expected_revenue, 5000)
        handover.with_user(self.receiver).action_return(["missing_information"], "x")
        handover.write({"scope_in": "More"})
        handover.action_submit()
        handover.with_user(self.receiver).action_accept()
        self.assertEqual(handover.state, "accepted")
        with self.assertRaises(UserError):
            handover.with_user(self.other_salesman).read(["name"])

    def test_an_archived_deal_leaves_its_handover_alone(self):
        self.deal.action_set_won()
        handover = self._accept()
        self.deal.action_archive()
        self.assertEqual(handover.state, "accepted")
        handover.with_user(self.receiver).action_kick_off()

    # --- people ------------------------------------------------------------------------

    def test_sellers_are_told_once_when_a_receiver_leaves(self):
        first = self._submit()
        second = self._accept(self._new_deal(name="Line 5"))
        third = self._submit(self._new_deal(name="Line 6", user_id=self.other_salesman.id))
        for name in ("A", "B"):
            self._submit(self._new_deal(name=name), to_user_id=self.employee.id)
        self.receiver.active = False
        for user, names in (
            (self.salesman, {"Line 4", "Line 5"}),
            (self.other_salesman, {"Line 6"}),
        ):
            activities = self.env["mail.activity"].search(
                [("user_id", "=", user.id), ("summary", "like", "No receiver")]
            )
            self.assertEqual(len(activities), 1)
            for name in names:
                self.assertIn(name, activities.summary)
        self.assertEqual((first | second).mapped("state"), ["submitted", "accepted"])
        self.assertEqual(third.sudo().to_user_id, self.receiver)

    def test_receivers_are_told_once_when_a_keeper_of_promises_leaves(self):
        self._accept()
        self._accept(self._new_deal(name="Line 5"))
        self._new_full_handover(self._new_deal(name="Draft"))
        settled = self._accept(self._new_deal(name="Settled"))
        settled.promise_ids.with_user(self.keeper).action_keep()
        self.keeper.active = False
        [activity] = self.env["mail.activity"].search(
            [("user_id", "=", self.receiver.id), ("summary", "like", "Nobody keeps")]
        )
        for name, is_named in (("Line 4", 1), ("Line 5", 1), ("Draft", 0), ("Settled", 0)):
            self.assertEqual(name in activity.summary, is_named, name)

    def _get_notices(self, user, words):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("summary", "like", words)]
        )

    def test_a_receiver_who_becomes_a_guest_or_loses_the_company_is_told_too(self):
        company = self.env["res.company"].create({"name": "Second"})
        for leave in (make_portal, lambda user: take_company(user, company)):
            receiver = self._new_user(f"leaving_{id(leave)}", "base.group_user")
            receiver.company_ids += company
            self.salesman.company_ids += company
            deal = self._new_deal(name="Line 7", company_id=company.id, team_id=False)
            self._submit(deal, to_user_id=receiver.id)
            leave(receiver)
            told = self._get_notices(self.salesman, "No receiver any more: Line 7")
            self.assertEqual(len(told), 1)
            told.unlink()

    def test_another_receiver_takes_back_that_there_is_none(self):
        first, second = self._submit(), self._submit(self._new_deal(name="Line 5"))
        self.receiver.active = False
        first.action_reassign(self.employee.id)
        told = self._get_notices(self.salesman, "No receiver")
        self.assertEqual(told.summary, "No receiver any more: Line 5")
        second.action_reassign(self.employee.id)
        self.assertFalse(self._get_notices(self.salesman, "No receiver"))

    def test_a_receiver_who_is_back_takes_back_that_there_is_none(self):
        self._submit()
        self.receiver.active = False
        self.assertTrue(self._get_notices(self.salesman, "No receiver"))
        self.receiver.active = True
        self.assertFalse(self._get_notices(self.salesman, "No receiver"))

    def test_another_keeper_takes_back_that_there_is_none(self):
        handover = self._accept()
        self.keeper.active = False
        self.assertTrue(self._get_notices(self.receiver, "Nobody keeps"))
        promise = handover.sudo().promise_ids.with_user(self.receiver)
        promise.action_reassign(self.employee.id)
        self.assertFalse(self._get_notices(self.receiver, "Nobody keeps"))

    def test_the_leader_is_told_when_whoever_should_complete_it_leaves(self):
        self.team.user_id = self.manager
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"], "Who pays?")
        self.salesman.active = False
        self.assertTrue(self._get_notices(self.manager, "nobody completes it"))
        self.deal.with_user(self.manager).user_id = self.other_salesman
        self.assertFalse(self._get_notices(self.manager, "nobody completes it"))

    def test_what_is_submitted_again_is_not_said_to_be_sent_back(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"], "Who pays?")
        self.assertTrue(self._get_notices(self.salesman, "sent back"))
        handover.action_submit()
        self.assertFalse(self._get_notices(self.salesman, "sent back"))

    def test_another_receiver_does_not_end_what_the_seller_has_to_do(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["scope_unclear"], "Who pays?")
        handover.action_reassign(self.employee.id)
        self.assertTrue(self._get_notices(self.salesman, "sent back"))

    def test_the_seller_finds_another_receiver(self):
        handover = self._submit()
        self.receiver.active = False
        handover.action_reassign(self.employee.id)
        self.assertEqual(len(self._get_activities(handover, self.employee)), 1)
        self.assertFalse(self._get_activities(handover, self.receiver))
        handover.with_user(self.employee).action_accept()
        with self.assertRaisesRegex(UserError, "does not work here"):
            handover.action_reassign(self.receiver.id)
        self.assertEqual(handover.to_user_id, self.employee)

    def test_a_receiver_gives_a_handover_to_a_colleague(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_reassign(self.employee.id)
        self.assertEqual(handover.to_user_id, self.employee)
        for user in (self.other_salesman, self.portal):
            with self.assertRaises(UserError):
                handover.with_user(user).action_reassign(user.id)
        with self.assertRaises(UserError):
            handover.action_reassign(self.portal.id)

    def test_nobody_receives_what_belongs_to_a_company_that_is_not_theirs(self):
        own = self.env["res.company"].create({"name": "Ours"})
        self.salesman.company_ids += own
        handover = self._submit()
        self.receiver.company_ids += own
        self.deal.company_id = own
        handover = handover.with_context(allowed_company_ids=(self.env.company | own).ids)
        with self.assertRaisesRegex(UserError, "does not work in Ours"):
            handover.action_reassign(self.employee.id)
        self.assertEqual(handover.to_user_id, self.receiver)

    def test_a_contact_that_is_deleted_stays_without_a_name(self):
        handover = self._submit()
        self.contact.with_user(self.env.user).unlink()
        self.env.invalidate_all()
        self.assertEqual(handover.contact_ids.name, "Former contact")

    def test_a_mail_server_that_is_down_stops_no_step(self):
        def refuse(*args, **kwargs):
            raise OSError("no mail server")

        self.patch(self.env.registry["ir.mail_server"], "_connect__", refuse)
        self.patch(self.env.registry["ir.mail_server"], "send_email", refuse)
        handover = self._submit().with_context(tracking_disable=False)
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        handover.action_submit()
        handover.with_user(self.receiver).action_accept()
        self.assertEqual(handover.state, "accepted")

    def test_promises_of_an_imported_line_stay_in_their_packet(self):
        handover = self._new_handover(
            promise_ids=[Command.create({"name": "A"}), Command.create({"name": "B"})]
        )
        self.assertEqual(handover.promise_ids.handover_id, handover)
