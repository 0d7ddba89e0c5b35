from odoo.tests import HttpCase, tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverTour(HttpCase, HandoverCommon):
    def test_a_receiver_without_rights_on_deals_returns_and_accepts(self):
        handover = self._submit()
        self.start_tour("/odoo", "crm_playbook_handover_return", login="hand_receiver")
        self.assertEqual(handover.state, "returned")
        self.assertEqual(handover.return_ids.comment, "Which lines?")
        self.assertEqual(handover.return_ids.defect_ids.code, "scope_unclear")
        handover.scope_in = "Orders of line 4"
        handover.action_submit()
        self.start_tour("/odoo", "crm_playbook_handover_accept", login="hand_receiver")
        self.assertEqual(handover.state, "kicked_off")
        self.assertEqual(handover.promise_ids.state, "kept")
