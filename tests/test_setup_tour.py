from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .gate_common import GateCommon
from .setup_common import put_out_of_use
from .switching import switch_all_off


@tagged("post_install", "-at_install")
class TestSetupTour(HttpCase, GateCommon):
    """From a database in which nothing is set up to a first deal that shows tier, gate and map,
    by nothing but clicks."""

    def test_examples_lead_to_a_first_gate(self):
        put_out_of_use(self.env)
        switch_all_off(self.env)
        (self.first + self.second + self.third + self.won).team_ids = False
        self.manager.group_ids = [Command.link(self.env.ref("base.group_system").id)]
        deal = self._new_deal(
            name="First deal", user_id=self.manager.id, partner_id=False, expected_revenue=0
        )
        deal.flush_recordset()
        self.start_tour("/odoo", "crm_playbook_set_up", login="gate_manager")
        self.env.invalidate_all()
        run = self.env["crm.icp.rescoring"].search([("state", "=", "running")], limit=1)
        while run._process_batch():  # what publishing leaves to the scheduled action
            pass
        self.env.invalidate_all()
        self.assertEqual(deal.stage_id, self.first)
        status = deal.with_user(self.manager).get_gate_status(self.second.id)
        self.assertTrue(status)
        self.assertTrue(deal.icp_tier)
        somebody = self.env["res.partner"].create({"name": "Buyer"})
        self.env["crm.stakeholder"].with_user(self.manager).create(
            {"lead_id": deal.id, "partner_id": somebody.id}
        )
        self.assertTrue(deal.missing_role_ids)
