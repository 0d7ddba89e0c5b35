from odoo.fields import Command
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverDeliveryOnce(DeliveryCommon):
    """However often it is pressed, nothing is made twice."""

    def test_pressing_twice_makes_nothing_more(self):
        wizard = self._open_wizard(self._new_full_handover())
        wizard.action_hand_over()
        before = self._count_everything()
        wizard.action_hand_over()
        self.assertEqual(self._count_everything(), before)

    def test_a_second_dialog_makes_nothing_more(self):
        handover = self._new_full_handover()
        first, second = self._open_wizard(handover), self._open_wizard(handover)
        first.action_hand_over()
        before = self._count_everything()
        second.action_hand_over()
        self.assertEqual(self._count_everything(), before)

    def test_after_a_return_only_what_is_new_is_made(self):
        handover = self._hand_over()
        project, task = handover.project_id, handover.promise_ids.task_id
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        added = self._prepare_promise(name="A second training")
        handover.with_user(self.salesman).promise_ids = [Command.create(added)]
        before = self._count_everything()
        self._hand_over(handover.with_user(self.salesman))
        after = self._count_everything()
        self.assertEqual(handover.project_id, project)
        self.assertEqual(after["project.project"], before["project.project"])
        self.assertEqual(after["project.task"], before["project.task"] + 1)
        self.assertIn(task, handover.promise_ids.task_id)
        self.assertEqual(handover.state, "submitted")

    def test_another_project_is_refused_once_there_is_one(self):
        handover = self._hand_over()
        other = self.env["project.project"].create({"name": "Other"})
        wizard = self._open_wizard(handover, project_mode="existing", project_id=other.id)
        with self.assertRaisesRegex(Exception, "was handed over to project"):
            wizard.action_hand_over()

    def test_a_deleted_project_is_made_anew(self):
        handover = self._hand_over()
        # Core deletes no project that has an update.
        handover.project_id.update_ids.unlink()
        handover.project_id.unlink()
        self.assertFalse(handover.project_id)
        self._hand_over(handover)
        self.assertTrue(handover.project_id)
        self.assertTrue(handover.promise_ids.task_id)

    def test_a_merged_deal_keeps_its_project(self):
        other = self._new_deal(name="Line 4 again", expected_revenue=1)
        handover = self._hand_over(self._new_full_handover(other))
        project = handover.project_id
        head = (self.deal | other).merge_opportunity()
        self.assertEqual(project.lead_id, head)
        self.assertEqual(handover.lead_id, head)

    def test_a_reopened_deal_keeps_project_and_packet(self):
        handover = self._hand_over()
        self.deal.action_set_won()
        self.deal.stage_id = self.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        self.assertEqual(handover.state, "submitted")
        self.assertEqual(self.deal.project_ids, handover.project_id)
        before = self._count_everything()
        self._hand_over(handover)
        self.assertEqual(self._count_everything(), before)

    def test_a_deleted_deal_leaves_the_project(self):
        project = self._hand_over().project_id
        self.deal.sudo().unlink()
        self.assertTrue(project.exists())
        self.assertFalse(project.lead_id)
