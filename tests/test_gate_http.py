from datetime import timedelta
from urllib.parse import urlsplit
from xmlrpc.client import Fault

from odoo import fields
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from .gate_common import GateCommon

CONTROLLERS = "odoo.addons.crm.controllers.main"


@tagged("post_install", "-at_install")
class TestGateHttp(HttpCase, GateCommon):
    """The ways to move a deal that come by the network."""

    def setUp(self):
        super().setUp()
        self._new_criterion()
        self.salesman.password = "gate_salesman"

    def assertStage(self, stage, status="pending", deal=None):
        """Assert the stage in the database, after all that the request left to be written."""
        found = self._get_stage_in_database(deal or self.deal)
        self.assertEqual(found, (stage.id, status))

    # --- XML-RPC -----------------------------------------------------------------------

    def _call_xmlrpc(self, method, *args):
        login = (get_db_name(), self.salesman.id, "gate_salesman")
        return self.xmlrpc_object.execute_kw(*login, "crm.lead", method, args)

    def _write_by_xmlrpc(self):
        return self._call_xmlrpc("write", self.deal.ids, {"stage_id": self.second.id})

    def assertFault(self, call):
        with self.assertRaises(Fault) as refusal:
            call()
        self.assertEqual(
            refusal.exception.faultString,
            "Deal cannot enter Understood: Phone is known (Phone)",
        )

    def test_xmlrpc_without_evidence_is_refused_in_a_sentence(self):
        self.assertFault(self._write_by_xmlrpc)
        self.assertStage(self.first)

    def test_xmlrpc_with_evidence_moves(self):
        self.deal.phone = "1"
        self.assertTrue(self._write_by_xmlrpc())
        self.assertStage(self.second)

    def _create_by_xmlrpc(self, **values):
        values = {"name": "Deal", "type": "opportunity", "team_id": self.team.id, **values}
        return self._call_xmlrpc("create", {**values, "stage_id": self.second.id})

    def test_xmlrpc_creates_no_deal_in_a_later_stage_without_evidence(self):
        before = self.env["crm.lead"].search_count([])
        self.assertFault(self._create_by_xmlrpc)
        self.assertEqual(self.env["crm.lead"].search_count([]), before)

    def test_xmlrpc_creates_a_deal_in_a_later_stage_with_evidence(self):
        deal = self.env["crm.lead"].browse(self._create_by_xmlrpc(phone="1"))
        self.assertStage(self.second, deal=deal)

    def test_xmlrpc_does_not_forge_a_way_around(self):
        context = {"deal_intake": True, "gate_merge": True, "gate_reasoned": True}
        login = (get_db_name(), self.salesman.id, "gate_salesman", "crm.lead", "write")
        args = [self.deal.ids, {"stage_id": self.second.id}]
        self.assertFault(lambda: self.xmlrpc_object.execute_kw(*login, args, {"context": context}))
        self.assertStage(self.first)

    # --- JSON-2 ------------------------------------------------------------------------

    def _write_by_json2(self):
        keys = self.env["res.users.apikeys"].with_user(self.salesman).sudo()
        expiration = fields.Datetime.now() + timedelta(hours=12)
        key = keys._generate(scope="rpc", name="gate", expiration_date=expiration)
        return self.url_open(
            "/json/2/crm.lead/write",
            json={"ids": self.deal.ids, "vals": {"stage_id": self.second.id}},
            headers={"Authorization": f"Bearer {key}"},
        )

    def test_json2_without_evidence_answers_422_and_a_sentence(self):
        with mute_logger("odoo.http"):
            response = self._write_by_json2()
        self.assertEqual(response.status_code, 422)
        answer = response.json()
        self.assertEqual(answer["message"], "Deal cannot enter Understood: Phone is known (Phone)")
        [deal] = answer["context"]["deals"]
        self.assertEqual(deal["lead_id"], self.deal.id)
        self.assertStage(self.first)

    def test_json2_with_evidence_moves(self):
        self.deal.phone = "1"
        self.assertEqual(self._write_by_json2().status_code, 200)
        self.assertStage(self.second)

    # --- links in mails ----------------------------------------------------------------

    def _follow_link(self, route, deal=None):
        """Follow a link as core puts it into a mail about the deal."""
        link = (deal or self.deal)._notify_get_action_link("controller", controller=route)
        self.authenticate("gate_salesman", "gate_salesman")
        return self.url_open(urlsplit(link)._replace(scheme="", netloc="").geturl())

    def test_mail_link_does_not_win_without_evidence_though_core_swallows_the_refusal(self):
        with self.assertLogs(CONTROLLERS, "ERROR") as logs:
            self.assertEqual(self._follow_link("/lead/case_mark_won").status_code, 200)
        self.assertIn("Phone is known", logs.output[0])
        self.assertStage(self.first)
        self.assertFalse(self.deal.stage_move_ids)

    def test_mail_link_wins_with_evidence(self):
        self.deal.phone = "1"
        self._follow_link("/lead/case_mark_won")
        self.assertStage(self.won, "won")
        self.assertEqual(self.deal.stage_move_ids.direction, "won")
        self.assertEqual(self.deal.stage_move_ids.user_id, self.salesman)

    def test_mail_link_does_not_restore_a_lost_deal_that_it_may_not_win(self):
        self.deal.action_set_lost()
        with mute_logger(CONTROLLERS):
            self._follow_link("/lead/case_mark_won")
        self.assertStage(self.first, "lost")

    def test_mail_link_does_not_lose_without_the_reason_of_the_team(self):
        self.team.lost_reason_required = True
        with mute_logger(CONTROLLERS):
            self._follow_link("/lead/case_mark_lost")
        self.assertStage(self.first)

    def test_mail_link_loses_where_no_reason_is_required(self):
        self._follow_link("/lead/case_mark_lost")
        self.assertStage(self.first, "lost")

    def _get_type(self, lead):
        self.env.flush_all()
        self.env.cr.execute("SELECT type FROM crm_lead WHERE id = %s", [lead.id])
        return self.env.cr.fetchone()[0]

    def test_mail_link_does_not_convert_without_evidence(self):
        lead = self._new_deal(type="lead", stage_id=self.second.id)
        with mute_logger(CONTROLLERS):
            self._follow_link("/lead/convert", lead)
        self.assertEqual(self._get_type(lead), "lead")

    def test_mail_link_converts_with_evidence(self):
        lead = self._new_deal(type="lead", stage_id=self.second.id, phone="1")
        self._follow_link("/lead/convert", lead)
        self.assertEqual(self._get_type(lead), "opportunity")
