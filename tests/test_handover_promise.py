from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverPromise(HandoverCommon):
    """What becomes of a promise is said by whoever keeps it."""

    def setUp(self):
        super().setUp()
        self.handover = self._accept()
        self.promise = self.handover.promise_ids.with_user(self.keeper)

    def _get_reports(self, user):
        activities = self._get_activities(self.handover, user)
        return activities.filtered(lambda activity: "Promise broken" in activity.summary)

    def test_the_owner_and_the_receiver_settle_a_promise(self):
        for user, step, state in (
            (self.keeper, "action_keep", "kept"),
            (self.receiver, "action_release", "released"),
            (self.keeper, "action_break", "broken"),
        ):
            promise = self.promise.with_user(user)
            getattr(promise, step)()
            self.assertEqual(promise.state, state)
            self.assertTrue(promise.date_done)
            promise.action_reopen()
            self.assertEqual((promise.state, promise.date_done), ("open", False))

    def test_nobody_else_does(self):
        for user in (self.salesman, self.manager, self.employee, self.portal):
            for step in ("action_keep", "action_break", "action_release", "action_reopen"):
                with self.assertRaises(AccessError, msg=user.login):
                    getattr(self.promise.with_user(user), step)()
        self.assertEqual(self.promise.state, "open")

    def test_a_state_is_not_written_by_hand(self):
        draft = self._new_full_handover(self._new_deal())
        for vals in ({"state": "kept"}, {"date_done": "2030-01-01 10:00:00"}):
            with self.assertRaisesRegex(UserError, "by hand"):
                draft.promise_ids.write(vals)
        with self.assertRaisesRegex(UserError, "by hand"):
            draft.promise_ids.create({"handover_id": draft.id, "name": "x", "state": "kept"})
        promise = draft.promise_ids.with_context(default_state="kept").create(
            {"handover_id": draft.id, "name": "x"}
        )
        self.assertEqual(promise.state, "open")

    def test_a_promise_is_settled_once(self):
        self.promise.action_keep()
        with self.assertRaisesRegex(UserError, "settled already"):
            self.promise.action_break()

    def test_a_promise_that_was_not_handed_over_is_not_settled(self):
        draft = self._new_full_handover(self._new_deal())
        draft.promise_ids.owner_id = self.salesman
        with self.assertRaisesRegex(UserError, "not handed over"):
            draft.promise_ids.action_keep()

    def test_broken_promises_tell_the_account_owner_once(self):
        self.deal.user_id = self.other_salesman
        self.promise.action_break()
        [activity] = self._get_reports(self.other_salesman)
        self.assertIn("Training for ten people", activity.summary)
        self.assertFalse(self._get_reports(self.salesman))

    def test_several_broken_promises_make_one_activity(self):
        promises = [Command.create(self._prepare_promise(name=name)) for name in ("A", "B")]
        self.handover = self._accept(self._new_deal(), promise_ids=promises)
        self.handover.promise_ids.with_user(self.keeper).action_break()
        [activity] = self._get_reports(self.salesman)
        self.assertIn("A, B", activity.summary)

    def test_a_promise_is_handed_on_by_whoever_keeps_it(self):
        self.promise.action_reassign(self.employee.id)
        self.assertEqual(self.promise.sudo().owner_id, self.employee)
        self.promise.with_user(self.employee).action_keep()
        with self.assertRaises(AccessError):
            self.promise.with_user(self.keeper).action_reassign(self.keeper.id)
        for user in (self.portal, self.env["res.users"].browse(0)):
            with self.assertRaisesRegex(UserError, "who works here"):
                self.promise.with_user(self.receiver).action_reassign(user.id)

    def test_late_is_open_after_its_day_or_kept_after_it(self):
        yesterday = date.today() - timedelta(days=1)
        promises = [
            Command.create(self._prepare_promise(name="Late", date_due=yesterday)),
            Command.create(self._prepare_promise(name="In time")),
            Command.create(self._prepare_promise(name="No day", date_due=False)),
        ]
        handover = self._accept(self._new_deal(), promise_ids=promises)
        promises = handover.with_user(self.receiver).promise_ids
        self.assertEqual(promises.filtered("is_late").mapped("name"), ["Late"])
        found = promises.search([("is_late", "=", True), ("handover_id", "=", handover.id)])
        self.assertEqual(found.mapped("name"), ["Late"])
        found.action_keep()
        self.assertTrue(found.is_late)
        found.action_reopen()
        found.action_release()
        self.assertFalse(found.is_late)
