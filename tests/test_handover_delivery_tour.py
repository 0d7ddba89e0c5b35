from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestHandoverDeliveryTour(HttpCase, DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.member_ids = cls.salesman
        cls.env["crm.stage"].search([("team_ids", "=", False)]).team_ids = cls.env[
            "crm.team"
        ].create({"name": "Somewhere else"})
        cls.first, _won = cls.env["crm.stage"].create(
            [
                {"name": "Asked", "sequence": 1, "team_ids": [Command.set(cls.team.ids)]},
                {
                    "name": "Signed",
                    "sequence": 2,
                    "is_won": True,
                    "team_ids": [Command.set(cls.team.ids)],
                },
            ]
        )
        cls.deal.stage_id = cls.first
        contact = {"partner_id": cls.contact.id, "roles": "Champion"}
        cls.handover = cls.env["crm.handover"].create(
            {
                "lead_id": cls.deal.id,
                "contact_ids": [Command.create(contact)],
                "promise_ids": [Command.create({"name": "Training", "owner_id": cls.keeper.id})],
            }
        )

    def test_a_won_deal_is_handed_over_returned_submitted_again_and_accepted(self):
        self.start_tour("/odoo", "crm_playbook_delivery_seller", login="hand_salesman")
        self.assertEqual(self.deal.won_status, "won")
        self.assertEqual(self.handover.state, "submitted")
        project = self.handover.project_id
        self.assertEqual(project.user_id, self.receiver)

        self.start_tour("/odoo", "crm_playbook_delivery_return", login="hand_receiver")
        self.assertEqual(self.handover.state, "returned")
        self.assertEqual(self.handover.return_ids.defect_ids.code, "scope_unclear")

        self.start_tour("/odoo", "crm_playbook_delivery_resubmit", login="hand_salesman")
        self.assertEqual(self.handover.state, "submitted")
        self.assertEqual(self.handover.project_id, project)
        self.assertEqual(self.deal.project_count, 1)

        self.start_tour("/odoo", "crm_playbook_delivery_accept", login="hand_receiver")
        self.assertEqual(self.handover.state, "kicked_off")
        self.assertIn(self.contact, self.handover.kickoff_event_id.partner_ids)
