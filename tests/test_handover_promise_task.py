from odoo.exceptions import AccessError
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverPromiseTask(DeliveryCommon):
    """A closed task asks the owner of the promise; only the owner's word keeps it."""

    def setUp(self):
        super().setUp()
        self.handover = self._hand_over()
        self.promise = self.handover.promise_ids
        self.task = self.promise.task_id

    def test_a_done_task_asks_the_owner_and_keeps_nothing_by_itself(self):
        self.task.state = "1_done"
        self.assertEqual(self.promise.state, "open")
        [activity] = self._get_activities(self.handover, self.keeper)
        self.assertIn("Promise kept? Training for ten people", activity.summary)

    def test_the_owner_confirms_and_the_question_is_gone(self):
        self.task.state = "1_done"
        self.promise.with_user(self.keeper).action_keep()
        self.assertEqual(self.promise.state, "kept")
        self.assertFalse(self._get_activities(self.handover, self.keeper))

    def test_closing_again_asks_once(self):
        self.task.state = "1_done"
        self.task.state = "01_in_progress"
        self.task.state = "1_done"
        self.assertEqual(len(self._get_activities(self.handover, self.keeper)), 1)

    def test_a_cancelled_task_asks_what_becomes_of_the_promise(self):
        self.task.state = "1_canceled"
        [activity] = self._get_activities(self.handover, self.keeper)
        self.assertIn("What becomes of the promise?", activity.summary)

    def test_a_broken_promise_tells_the_account_owner(self):
        self.task.state = "1_canceled"
        self.promise.with_user(self.keeper).action_break()
        [activity] = self._get_activities(self.handover, self.salesman)
        self.assertIn("Training for ten people", activity.summary)
        self.assertFalse(self._get_activities(self.handover, self.keeper))

    def test_an_owner_who_left_is_not_asked_but_the_receiver(self):
        self.keeper.active = False
        self.task.state = "1_done"
        before = self._get_activities(self.handover, self.receiver)
        self.assertIn("Promise kept?", " ".join(before.mapped("summary")))

    def test_whoever_closes_the_task_need_not_read_the_packet(self):
        worker = self._new_user("hand_worker", "project.group_project_user")
        self.task.with_user(worker).state = "1_done"
        self.assertEqual(len(self._get_activities(self.handover, self.keeper)), 1)

    def test_the_task_shows_its_promise_to_readers_of_the_packet_only(self):
        self.env.invalidate_all()
        self.assertEqual(self.task.with_user(self.keeper).handover_promise_ids, self.promise)
        self.env.invalidate_all()
        self.assertFalse(self.task.with_user(self.employee).handover_promise_ids)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.task.with_user(self.portal).read(["handover_promise_ids"])

    def test_a_task_without_promise_asks_nobody(self):
        task = self.handover.project_id.task_ids.filtered(lambda task: task.name == "Plan")
        task.state = "1_done"
        self.assertFalse(self._get_activities(self.handover, self.keeper))

    def test_a_deleted_task_leaves_the_promise(self):
        self.task.unlink()
        self.assertEqual(self.promise.state, "open")
        self.assertFalse(self.promise.task_id)
