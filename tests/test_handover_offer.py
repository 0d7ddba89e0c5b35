from odoo.tests import HttpCase, tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverOffer(DeliveryCommon):
    """Winning offers the handover, and asks nothing while there is no template."""

    def test_the_button_offers_it_next_to_the_rainbow(self):
        action = self.deal.with_user(self.salesman).action_set_won_rainbowman()
        self.assertEqual(action["tag"], "crm_playbook_handover_offer")
        self.assertEqual(action["params"]["lead_id"], self.deal.id)
        self.assertIn("Line 4", action["params"]["message"])
        self.assertEqual(self.deal.won_status, "won")

    def test_a_drag_is_answered_by_an_offer(self):
        self.deal.stage_id = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        offer = self.deal.with_user(self.salesman).get_handover_offer()
        self.assertIn("Line 4", offer["message"])

    def test_nothing_is_offered_for_what_is_handed_over_or_not_won(self):
        self.assertFalse(self.deal.get_handover_offer())
        self._submit()
        self.deal.action_set_won()
        self.assertFalse(self.deal.get_handover_offer())

    def test_without_a_template_the_button_does_what_it_did(self):
        self.template.active = False
        action = self.deal.with_user(self.salesman).action_set_won_rainbowman()
        self.assertNotEqual(
            isinstance(action, dict) and action.get("tag"), "crm_playbook_handover_offer"
        )
        self.assertFalse(self.deal.get_handover_offer())

    def test_the_offer_leads_to_the_dialog_with_a_packet_begun(self):
        action = self.deal.with_user(self.salesman).action_hand_over()
        wizard = self.env["crm.handover.wizard"].browse(action["res_id"])
        self.assertEqual(action["target"], "new")
        self.assertEqual(wizard.handover_id.sudo().lead_id, self.deal)
        self.assertEqual(wizard.to_user_id, self.receiver)
        self.assertEqual(wizard.project_template_id, self.project_template)


@tagged("post_install", "-at_install")
class TestHandoverOfferSession(HttpCase, DeliveryCommon):
    def test_the_web_client_is_told_where_to_ask(self):
        self.authenticate("hand_salesman", "hand_salesman")
        won = self.env["crm.stage"].search([("is_won", "=", True)])
        self.assertEqual(self._get_stages(), won.ids)
        self.template.active = False
        self.assertEqual(self._get_stages(), [])

    def test_the_button_warns_of_nothing_in_the_log(self):
        message = "Boom! Team record broken."
        self.patch(self.registry["crm.lead"], "_get_rainbowman_message", lambda lead: message)
        self.authenticate("hand_salesman", "hand_salesman")
        with self.assertNoLogs("odoo", "WARNING"):
            action = self.make_jsonrpc_request(
                "/web/dataset/call_button/crm.lead/action_set_won_rainbowman",
                {
                    "model": "crm.lead",
                    "method": "action_set_won_rainbowman",
                    "args": [self.deal.ids],
                    "kwargs": {},
                },
            )
        self.assertEqual(action["tag"], "crm_playbook_handover_offer")
        self.assertEqual(action["params"]["effect"]["message"], message)

    def _get_stages(self):
        answer = self.make_jsonrpc_request("/web/session/get_session_info")
        return answer["handover_offer_stages"]
