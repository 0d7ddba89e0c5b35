from odoo.tests import HttpCase, tagged

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateTour(HttpCase, GateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team.member_ids += cls.manager
        cls.env["crm.stage.criterion"].create(
            {
                "stage_id": cls.first.id,
                "name": "Phone is known",
                "enforcement": "block",
                "state": "active",
                "field_ids": cls.env["ir.model.fields"]._get("crm.lead", "phone").ids,
            }
        )

    def test_a_salesperson_is_refused_fills_the_gap_and_moves(self):
        self.start_tour("/odoo", "crm_playbook_gate_salesperson", login="gate_salesman")
        self.assertEqual(self.deal.stage_id, self.second)
        self.assertTrue(self.deal.phone)

    def test_a_salesperson_is_stopped_fills_in_and_moves_in_one_dialog(self):
        self.env["crm.stage.criterion"].create(
            {
                "stage_id": self.first.id,
                "name": "They said why",
                "kind": "confirmation",
                "evidence": "note",
                "enforcement": "block",
                "state": "active",
            }
        )
        self.start_tour("/odoo", "crm_playbook_gate_filled_in", login="gate_salesman")
        self.assertEqual(self.deal.stage_id, self.second)
        self.assertEqual(self.deal.phone, "+32 2 290 34 90")
        self.assertEqual(self.deal.evidence_ids.note, "They told me on the phone")

    def test_a_manager_waives_and_moves_in_one_click(self):
        deal = self._new_deal(name="Other deal")
        self.start_tour("/odoo", "crm_playbook_gate_manager", login="gate_manager")
        self.assertEqual(deal.stage_id, self.second)
        self.assertEqual(deal.waiver_ids.reason, "They only write mails")
        self.assertEqual(deal.waiver_ids.user_id, self.manager)
        self.assertEqual(deal.gate_debt_count, 1)
