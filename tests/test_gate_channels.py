from lxml import etree

from odoo.exceptions import MissingError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import StageGateError
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateChannels(GateCommon):
    """Every way to move a deal that exists, once without the evidence, once with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deals = cls.deal | cls._new_deal(name="Other deal")

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()

    def assertRefused(self, channel, *words):
        self.assertStays(self.deal, self.first, channel, *words)
        self.assertFalse(self.deal.stage_move_ids)

    def assertAllowed(self, channel, stage=None):
        self.deals.phone = "1"
        self.assertMoves(self.deal, stage or self.second, channel)
        self.assertEqual(len(self.deal.stage_move_ids), 1)

    # --- the web client ----------------------------------------------------------------

    def _save_form(self):
        with Form(self.deal.with_user(self.salesman)) as form:
            form.stage_id = self.second

    def test_form_without_evidence_is_refused(self):
        self.assertRefused(self._save_form, "Phone is known")

    def test_form_with_evidence_moves(self):
        self.assertAllowed(self._save_form)

    def test_form_that_brings_the_evidence_along_moves(self):
        with Form(self.deal.with_user(self.salesman)) as form:
            form.phone = "1"
            form.stage_id = self.second
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def _get_form(self, user):
        leads = self.env["crm.lead"].with_user(user).sudo()
        return etree.fromstring(leads.get_view(view_type="form")["arch"])

    def test_form_shows_the_panel_to_sales_alone(self):
        panel = "//widget[@name='gate_panel']"
        self.assertTrue(self._get_form(self.salesman).xpath(panel))
        self.assertFalse(self._get_form(self.employee).xpath(panel))

    def test_no_edit_waits_for_the_panel(self):
        self.criterion.write({"kind": "condition", "domain": "[('date_deadline', '!=', False)]"})
        field = "//field[@name='date_deadline'][@on_change='1']"
        self.assertFalse(self._get_form(self.salesman).xpath(field))

    def _save_by_web_client(self):
        deal = self.deal.with_user(self.salesman)
        deal.web_save({"stage_id": self.second.id}, {"stage_id": {"fields": {}}})

    def test_web_save_without_evidence_is_refused(self):
        self.assertRefused(self._save_by_web_client, "Phone is known")

    def test_web_save_with_evidence_moves(self):
        self.assertAllowed(self._save_by_web_client)

    def _edit_list(self):
        values = [{"stage_id": self.second.id}] * len(self.deals)
        self.deals.with_user(self.salesman).web_save_multi(values, {"stage_id": {}})

    def test_list_edit_without_evidence_is_refused(self):
        self.assertRefused(self._edit_list, "Phone is known")

    def test_list_edit_with_evidence_moves(self):
        self.assertAllowed(self._edit_list)
        self.assertEqual(self.deals.stage_id, self.second)

    def test_list_edit_moves_none_when_one_lacks_evidence(self):
        self.deals[1].phone = "1"
        with self.assertRaises(StageGateError) as refusal:
            self.deals.write({"stage_id": self.second.id})
        self.assertEqual([deal["lead_id"] for deal in refusal.exception.deals], self.deal.ids)
        for deal in self.deals:
            self.assertEqual(self._get_stage_in_database(deal)[0], self.first.id)

    def _assign_attribute(self):
        self.deal.stage_id = self.second

    def test_attribute_without_evidence_is_refused(self):
        self.assertRefused(self._assign_attribute)

    def test_attribute_with_evidence_moves(self):
        self.assertAllowed(self._assign_attribute)

    def _mark_won(self):
        self.deal.with_user(self.salesman).action_set_won_rainbowman()

    def test_button_won_without_evidence_is_refused(self):
        self.assertRefused(self._mark_won)
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "pending")

    def test_button_won_with_evidence_wins(self):
        self.assertAllowed(self._mark_won, self.won)
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "won")

    def test_probability_of_100_wins_no_deal_before_its_gates(self):
        self.deal.with_user(self.salesman).write({"probability": 100})
        self.assertEqual(self._get_stage_in_database(self.deal), (self.first.id, "pending"))
        self.assertRefused(lambda: self.deal.write({"probability": 100, "stage_id": self.won.id}))
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "pending")

    def test_lost_deal_that_is_refused_as_won_stays_lost(self):
        self.deal.action_set_lost()
        self.assertStays(self.deal, self.first, self.deal.action_set_won)
        self.assertEqual(self._get_stage_in_database(self.deal), (self.first.id, "lost"))
        self.assertFalse(self.deal.active)

    def test_lost_deal_with_evidence_is_won(self):
        self.deal.action_set_lost()
        self.deal.phone = "1"
        self.deal.action_set_won()
        self.assertEqual(self._get_stage_in_database(self.deal), (self.won.id, "won"))

    # --- import ------------------------------------------------------------------------

    def _import(self):
        """Return the messages of an import that updates the deal."""
        self.env["ir.model.data"].create(
            {"module": "__test__", "name": "deal", "model": "crm.lead", "res_id": self.deal.id}
        )
        rows = [["__test__.deal", str(self.second.id)]]
        leads = self.env["crm.lead"].with_user(self.all_leads)
        return leads.load(["id", "stage_id/.id"], rows)["messages"]

    def test_import_without_evidence_is_refused_in_a_sentence(self):
        [message] = self._import()
        self.assertIn("Phone is known", message["message"])
        self.assertEqual(message["type"], "error")
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.first.id)

    def test_import_with_evidence_moves(self):
        self.assertAllowed(self._import)

    # --- automatic ---------------------------------------------------------------------

    def _new_action(self, **values):
        return self.env["ir.actions.server"].create(
            {"name": "Move", "model_id": self.env["ir.model"]._get_id("crm.lead"), **values}
        )

    def _run_server_action(self):
        action = self._new_action(
            state="object_write", update_path="stage_id", resource_ref=f"crm.stage,{self.second.id}"
        )
        action.with_context(active_model="crm.lead", active_id=self.deal.id).run()

    def test_server_action_without_evidence_is_refused(self):
        self.assertRefused(self._run_server_action)

    def test_server_action_with_evidence_moves(self):
        self.assertAllowed(self._run_server_action)

    def _run_cron(self):
        code = f"model.browse({self.deal.id}).write({{'stage_id': {self.second.id}}})"
        cron = self.env["ir.cron"].create(
            {
                "name": "Move",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": code,
                "user_id": self.env.ref("base.user_root").id,
            }
        )
        cron.ir_actions_server_id.with_user(cron.user_id).run()

    def test_automation_at_a_time_without_evidence_is_refused(self):
        self.assertRefused(self._run_cron)

    def test_automation_at_a_time_with_evidence_moves(self):
        self.assertAllowed(self._run_cron)

    def _move_as_superuser(self):
        self.deal.sudo().write({"stage_id": self.second.id})

    def test_sudo_without_evidence_is_refused(self):
        self.assertRefused(self._move_as_superuser)

    def test_sudo_with_evidence_moves(self):
        self.assertAllowed(self._move_as_superuser)

    def _move_by_portal(self):
        self.deal.with_user(self.portal).sudo().write({"stage_id": self.second.id})

    def test_portal_without_evidence_is_refused(self):
        self.assertRefused(self._move_by_portal)

    def test_portal_with_evidence_moves(self):
        self.assertAllowed(self._move_by_portal)

    def _move_by_record_of_other_model(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        self.deal.partner_id = partner
        self.deals.phone = self.deal.phone
        move = Command.update(self.deal.id, {"stage_id": self.second.id})
        partner.write({"opportunity_ids": [move]})

    def test_form_of_the_customer_without_evidence_is_refused(self):
        self.assertRefused(self._move_by_record_of_other_model)

    # --- the stage itself --------------------------------------------------------------

    def _switch_is_won(self):
        self.first.is_won = True

    def test_is_won_switch_without_evidence_is_refused(self):
        self.criterion.gate = "entry"
        self.assertRefused(self._switch_is_won, "Phone is known")
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "pending")
        self.assertFalse(self.first.is_won)

    def test_is_won_switch_with_evidence_wins(self):
        self.criterion.gate = "entry"
        self.assertAllowed(self._switch_is_won, self.first)
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "won")
        self.first.is_won = False
        self.deal.action_set_automated_probability()
        moves = self.deal.stage_move_ids.sorted("id")
        self.assertEqual(moves.mapped("direction"), ["won", "reopened"])

    def test_stage_with_deals_is_not_deleted_and_an_empty_one_takes_its_criteria_along(self):
        criterion = self._new_criterion(self.second, gate="entry", kind="approval")
        self.deal.phone = "1"
        self.deal.action_request_approval([criterion.id])
        self.second.unlink()
        self.assertFalse(criterion.exists())
        self.assertEqual(self.deal.get_gate_panel()["next_stage"], "Offered")
        self.assertMoves(
            self.deal, self.third, lambda: self.deal.write({"stage_id": self.third.id})
        )

    def test_deal_waits_in_a_stage_that_is_taken_from_its_team(self):
        self.first.team_ids = self.other_team
        self.assertEqual(self.deal.get_gate_panel()["next_stage"], "Understood")
        self.assertStays(self.deal, self.first, self._assign_attribute)
        self.deal.phone = "1"
        self.assertMoves(self.deal, self.second, self._assign_attribute)

    def test_deal_does_not_go_back_without_a_reason_by_losing_its_stage(self):
        deal = self._new_deal(stage_id=self.third.id, phone="1")
        self.third.back_needs_reason = True
        self.assertStays(deal, self.third, lambda: deal.write({"stage_id": False}), "reason")
        self.third.back_needs_reason = False
        deal.stage_id = False
        self.assertEqual(self._get_stage_in_database(deal)[0], None)

    def test_deal_without_stage_needs_the_evidence_of_all_gates_on_its_way(self):
        self.deal.stage_id = False
        values = {"stage_id": self.third.id}
        with self.assertRaisesRegex(StageGateError, "Phone is known"):
            self.deal.write(values)
        self.deal.write({**values, "phone": "1"})
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.third.id)

    def test_stage_that_does_not_exist_is_said_to_be_missing(self):
        gone = self.env["crm.stage"].create({"name": "Gone"})
        gone.unlink()
        with self.assertRaises(MissingError):
            self.deal.write({"stage_id": gone.id})
        self.assertEqual(self.deal.get_gate_status(gone.id), [])

    # --- at the same moment ------------------------------------------------------------

    def test_second_of_two_people_who_move_a_deal_changes_nothing(self):
        self.deals.phone = "1"
        for user in (self.salesman, self.manager):
            self.deal.with_user(user).write({"stage_id": self.second.id})
        self.assertEqual(len(self.deal.stage_move_ids), 1)
        self.assertEqual(self.deal.stage_move_ids.user_id, self.salesman)

    def test_second_of_two_people_is_judged_by_the_stage_the_first_one_reached(self):
        self._new_criterion(
            self.second, name="Email", field_ids=[Command.set(self._get_field("email_from").ids)]
        )
        self.deal.phone = "1"
        self.deal.with_user(self.salesman).write({"stage_id": self.second.id})
        self.assertStays(
            self.deal,
            self.second,
            lambda: self.deal.with_user(self.manager).write({"stage_id": self.third.id}),
            "Email",
        )

    def test_approval_asked_by_two_people_is_asked_once(self):
        criterion = self._new_criterion(kind="approval")
        for user in (self.salesman, self.all_leads):
            self.deal.with_user(user).action_request_approval([criterion.id])
        self.assertEqual(len(self.deal.activity_ids), 1)
        self.assertEqual(len(self.deal.evidence_ids), 1)

    def test_waived_criteria_of_many_deals_are_noted_on_each_move(self):
        self.deals.action_waive_and_move(self.second.id, self.criterion.ids, "Known soon")
        for deal in self.deals:
            self.assertEqual(deal.stage_move_ids.waived_ids, self.criterion)
