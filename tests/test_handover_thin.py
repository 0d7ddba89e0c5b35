from odoo.exceptions import UserError
from odoo.tests import tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverThin(DeliveryCommon):
    """A packet that could not be submitted is refused at the first step of the dialog, with what
    is missing."""

    def setUp(self):
        super().setUp()
        parts = self.env["crm.handover.part"].search([("code", "in", ("problem", "receiver"))])
        self.template.write({"min_completeness": 100, "part_ids": parts.ids})

    def _open(self, **values):
        handover = self._new_handover(template_id=self.template.id, **values)
        return self._open_wizard(handover)

    def test_a_thin_packet_does_not_pass_the_first_step(self):
        wizard = self._open()
        missing = self.template.part_ids.filtered(lambda part: part.code == "problem").name
        with self.assertRaisesRegex(UserError, f"50 % complete.*100 %.*{missing}"):
            wizard.action_next()
        self.assertEqual(wizard.step, "packet")
        wizard.handover_id.problem = "Orders get lost"
        wizard.action_next()
        self.assertEqual(wizard.step, "project")

    def test_a_receiver_chosen_in_the_dialog_counts(self):
        wizard = self._open(to_user_id=False, problem="Orders get lost")
        wizard.to_user_id = False
        with self.assertRaisesRegex(UserError, "Choose who receives"):
            wizard.action_next()
        wizard.to_user_id = self.receiver
        wizard.action_next()
        self.assertFalse(wizard.handover_id.to_user_id)
        wizard.action_next()
        wizard.action_hand_over()
        self.assertEqual(wizard.handover_id.state, "submitted")

    def test_a_receiver_who_left_is_refused_at_once(self):
        wizard = self._open(problem="Orders get lost")
        self.receiver.active = False
        with self.assertRaisesRegex(UserError, "does not work here"):
            wizard.action_next()

    def test_a_packet_that_was_submitted_passes(self):
        wizard = self._open(problem="Orders get lost")
        wizard.handover_id.action_submit()
        self.template.part_ids = self.env["crm.handover.part"].search([])
        wizard.action_next()
        self.assertEqual(wizard.step, "project")
