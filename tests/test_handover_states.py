from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverStates(HandoverCommon):
    """From draft to closed, each step by whom it belongs to, whatever the channel."""

    def test_the_way_of_a_handover_that_is_accepted_at_once(self):
        handover = self._new_full_handover()
        self.assertEqual((handover.state, handover.completeness), ("draft", 100))
        handover.action_submit()
        self.assertEqual(handover.state, "submitted")
        received = handover.with_user(self.receiver)
        received.action_accept()
        self.assertEqual(handover.state, "accepted")
        received.action_kick_off()
        self.assertEqual(handover.state, "kicked_off")
        received.action_close()
        self.assertEqual(handover.state, "closed")
        dates = ("submitted", "first_submitted", "accepted", "kicked_off", "closed")
        self.assertTrue(all(handover[f"date_{date}"] for date in dates))
        self.assertFalse(handover.return_ids)

    def test_what_was_sent_back_is_submitted_again_and_nothing_is_lost(self):
        handover = self._submit()
        first = handover.date_first_submitted
        received = handover.with_user(self.receiver)
        received.action_return(["scope_unclear", "missing_information"], "Which lines?")
        self.assertEqual(handover.state, "returned")
        [returned] = handover.return_ids
        self.assertEqual(returned.user_id, self.receiver)
        self.assertEqual(returned.comment, "Which lines?")
        self.assertEqual(returned.version, 1)
        self.assertEqual(
            set(returned.defect_ids.mapped("code")), {"scope_unclear", "missing_information"}
        )
        handover.scope_in = "Orders of lines 1 to 4"
        handover.action_submit()
        received.action_accept()
        self.assertEqual(handover.date_first_submitted, first)
        self.assertEqual(handover.version_ids.mapped("number"), [2, 1])
        self.assertEqual(handover.return_ids, returned)

    def test_each_side_is_told_by_one_activity(self):
        handover = self._submit()
        self.assertEqual(len(self._get_activities(handover, self.receiver)), 1)
        self.assertFalse(self._get_activities(handover, self.salesman))
        handover.with_user(self.receiver).action_return(["wrong_person"])
        self.assertFalse(self._get_activities(handover, self.receiver))
        self.assertEqual(len(self._get_activities(handover, self.salesman)), 1)
        handover.action_submit()
        self.assertFalse(self._get_activities(handover, self.salesman))
        handover.with_user(self.receiver).action_accept()
        self.assertFalse(self._get_activities(handover, self.receiver))

    # --- who ---------------------------------------------------------------------------

    def test_nobody_but_the_receiver_decides(self):
        handover = self._submit()
        for user in (self.salesman, self.manager, self.all_leads, self.keeper):
            for step in (
                lambda h: h.action_accept(),
                lambda h: h.action_return(["wrong_person"]),
                lambda h: h.action_kick_off(),
                lambda h: h.action_close(),
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    step(handover.with_user(user))
        self.assertEqual(handover.state, "submitted")

    def test_nobody_but_the_seller_submits(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["wrong_person"])
        for user in (self.receiver, self.keeper, self.other_salesman, self.portal):
            with self.assertRaises(AccessError, msg=user.login):
                handover.with_user(user).action_submit()
        handover.with_user(self.manager).action_submit()
        self.assertEqual(handover.state, "submitted")

    # --- when --------------------------------------------------------------------------

    def test_steps_are_taken_in_their_order(self):
        handover = self._new_full_handover()
        handover.with_user(self.salesman).action_submit()
        received = handover.with_user(self.receiver)
        for step in (received.action_kick_off, received.action_close, handover.action_submit):
            with self.assertRaisesRegex(UserError, "Line 4"):
                step()
        received.action_accept()
        for step in (received.action_accept, lambda: received.action_return(["wrong_person"])):
            with self.assertRaisesRegex(UserError, "Accepted"):
                step()

    def test_states_are_not_written_by_hand(self):
        handover = self._new_full_handover()
        for user in (self.salesman, self.manager):
            own = handover.with_user(user)
            for vals in (
                {"state": "accepted"},
                {"date_accepted": "2030-01-01 10:00:00"},
                {"completeness": 100, "from_user_id": user.id},
                {"return_ids": [Command.create({})]},
                {"version_ids": [Command.clear()]},
                {"name": "Other"},
            ):
                with self.assertRaisesRegex(UserError, "by hand"):
                    own.write(vals)
        with self.assertRaisesRegex(UserError, "by hand"):
            self._new_handover(self._new_deal(), state="accepted")
        created = (
            self.env["crm.handover"]
            .with_user(self.salesman)
            .with_context(default_state="accepted", default_date_accepted="2030-01-01 10:00:00")
            .create({"lead_id": self._new_deal().id})
        )
        self.assertEqual((created.state, created.date_accepted), ("draft", False))

    # --- locks -------------------------------------------------------------------------

    def test_a_packet_is_locked_once_it_is_submitted(self):
        handover = self._submit()
        promise, contact = handover.promise_ids, handover.contact_ids
        for change in (
            lambda h: h.write({"scope_in": "More"}),
            lambda h: h.write({"to_user_id": self.keeper.id}),
            lambda h: h.write({"promise_ids": [Command.update(promise.id, {"name": "Less"})]}),
            lambda h: promise.with_env(h.env).write({"name": "Less"}),
            lambda h: promise.with_env(h.env).unlink(),
            lambda h: contact.with_env(h.env).unlink(),
            lambda h: h.env["crm.handover.risk"].create({"handover_id": h.id, "name": "Late"}),
        ):
            # Code that runs elevated is no exception.
            for locked in (handover, handover.with_user(self.manager), handover.sudo()):
                with self.assertRaisesRegex(UserError, "was submitted"):
                    change(locked)
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        handover.write({"scope_in": "More"})
        promise.name = "Training for twelve people"

    def test_no_line_gets_into_a_locked_packet_from_another_one(self):
        locked = self._submit()
        other = self._new_full_handover(self._new_deal())
        with self.assertRaisesRegex(UserError, "was submitted"):
            other.promise_ids.handover_id = locked
        with self.assertRaisesRegex(UserError, "was submitted"):
            locked.promise_ids.handover_id = other

    def test_what_was_submitted_is_not_deleted(self):
        handover = self._submit()
        with self.assertRaisesRegex(UserError, "kept for the record"):
            handover.unlink()
        draft = self._new_handover(self._new_deal())
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_a_handover_is_not_duplicated(self):
        with self.assertRaisesRegex(UserError, "not duplicated"):
            self._new_handover().copy()

    # --- bad input ---------------------------------------------------------------------

    def test_a_return_names_what_is_wrong(self):
        received = self._submit().with_user(self.receiver)
        for codes, words in (([], "what is wrong"), (["nope"], "nope"), (False, "what is wrong")):
            with self.assertRaisesRegex(UserError, words):
                received.action_return(codes, "x")
        self.assertEqual(received.state, "submitted")

    def test_a_handover_needs_a_receiver_who_works_here(self):
        handover = self._new_full_handover(to_user_id=False)
        with self.assertRaisesRegex(UserError, "who receives"):
            handover.action_submit()
        handover.to_user_id = self.receiver
        self.receiver.active = False
        with self.assertRaisesRegex(UserError, "does not work here"):
            handover.action_submit()

    def test_a_deal_has_one_handover(self):
        self._new_handover()
        with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
            self._new_handover()
