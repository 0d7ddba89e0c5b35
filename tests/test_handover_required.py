from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..exceptions import StageGateError
from ..models.deal.crm_lead.steps import Passage
from .delivery_common import DeliveryCommon

REFUSAL = "cannot enter Won: Handover “Standard” (Not handed over yet)"


@tagged("post_install", "-at_install")
class TestHandoverRequired(DeliveryCommon):
    """Where a template requires it, a deal is only won once it is handed over, by whatever
    channel; elsewhere nothing is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template.is_required = True
        cls.template.team_ids = cls.team
        cls.open_stage = cls.env["crm.stage"].search([("is_won", "=", False)], limit=1)
        cls.won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)

    def assertStaysOpen(self, win, deal=None):
        """Assert that winning is refused by a sentence, and that a caller who swallows it has
        not won the deal."""
        deal, message = deal or self.deal, None
        try:  # no assertRaises: its savepoint would undo what the caller leaves behind
            win()
        except StageGateError as refusal:
            message = str(refusal)
        self.assertIsNotNone(message, "Winning was not refused")
        self.assertIn("Handover “Standard”", message)
        self.env.flush_all()
        self.env.cr.execute("SELECT won_status FROM crm_lead WHERE id = %s", [deal.id])
        self.assertNotEqual(self.env.cr.fetchone(), ("won",))

    def test_the_button_is_refused(self):
        deal = self.deal.with_user(self.salesman)
        self.assertStaysOpen(deal.action_set_won)
        self.assertStaysOpen(deal.action_set_won_rainbowman)

    def test_drag_and_status_bar_are_refused(self):
        deal = self.deal.with_user(self.salesman)
        values = {"stage_id": self.won_stage.id}
        self.assertStaysOpen(lambda: deal.web_save(values, {}))

    def test_elevated_code_is_refused(self):
        self.assertStaysOpen(lambda: self.deal.sudo().write({"stage_id": self.won_stage.id}))

    def test_an_import_is_refused(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        result = leads.load(
            ["name", "type", "team_id/.id", "stage_id/.id"],
            [["Imported", "opportunity", str(self.team.id), str(self.won_stage.id)]],
        )
        self.assertFalse(result["ids"])
        self.assertIn(f"Imported {REFUSAL}", result["messages"][0]["message"])

    def test_a_deal_created_as_won_is_refused(self):
        values = {
            "name": "New",
            "type": "opportunity",
            "team_id": self.team.id,
            "stage_id": self.won_stage.id,
        }
        with self.assertRaisesRegex(StageGateError, "New cannot enter Won: Handover “Standard”"):
            self.env["crm.lead"].create(values)

    def test_a_lead_in_a_won_stage_is_not_converted(self):
        self.template.is_required = False
        lead = self._new_deal(type="lead", stage_id=self.won_stage.id)
        self.template.is_required = True
        with self.assertRaisesRegex(StageGateError, "Handover “Standard”"):
            lead.write({"type": "opportunity"})

    def test_a_stage_that_becomes_a_won_stage_is_refused(self):
        stage = self.env["crm.stage"].create({"name": "Signed", "team_ids": self.team.ids})
        self.deal.stage_id = stage
        self.assertStaysOpen(lambda: stage.write({"is_won": True}))

    def test_a_lost_deal_stays_lost(self):
        self.deal.action_set_lost()
        self.assertStaysOpen(self.deal.with_user(self.salesman).action_set_won)
        self.assertFalse(self.deal.active)

    def test_each_of_many_is_named(self):
        other = self._new_deal(name="Line 5")
        with self.assertRaises(StageGateError) as refusal:
            (self.deal | other).write({"stage_id": self.won_stage.id})
        lines = [f"{deal.name} {REFUSAL}" for deal in (self.deal, other)]
        self.assertEqual(str(refusal.exception).splitlines(), lines)

    def test_a_draft_is_not_enough_and_a_submitted_packet_is(self):
        handover = self._new_full_handover()
        deal = self.deal.with_user(self.salesman)
        self.assertStaysOpen(deal.action_set_won)
        handover.action_submit()
        deal.action_set_won()
        self.assertEqual(self.deal.won_status, "won")

    def test_a_returned_packet_keeps_a_won_deal_won(self):
        handover = self._submit()
        self.deal.action_set_won()
        handover.with_user(self.receiver).action_return(["wrong_person"])
        self.deal.write({"stage_id": self.won_stage.id, "priority": "1"})
        self.assertEqual(self.deal.won_status, "won")

    def test_other_teams_win_freely(self):
        deal = self._new_deal(team_id=self.env["crm.team"].create({"name": "Free"}).id)
        deal.action_set_won()
        self.assertEqual(deal.won_status, "won")

    def test_losing_is_never_refused(self):
        self.deal.action_set_lost()
        self.assertEqual(self.deal.won_status, "lost")

    def test_a_template_that_only_offers_refuses_nothing(self):
        self.template.is_required = False
        self.deal.action_set_won()
        self.assertEqual(self.deal.won_status, "won")

    def test_neither_the_values_of_before_nor_those_of_after_are_a_way_around(self):
        free = self.env["crm.team"].create({"name": "Free"})
        tag = self.env["crm.tag"].create({"name": "Large"})
        elsewhere = self._new_deal(team_id=free.id)
        deal, elsewhere = ((self.deal | elsewhere).with_user(self.salesman)).with_prefetch()
        win = {"stage_id": self.won_stage.id}
        self.assertStaysOpen(lambda: deal.write({**win, "team_id": free.id}))
        self.assertStaysOpen(lambda: deal.write({**win, "team_id": False, "user_id": False}))
        self.assertStaysOpen(lambda: elsewhere.write({**win, "team_id": self.team.id}), elsewhere)
        self.template.write({"team_ids": [Command.clear()], "tag_ids": [Command.set(tag.ids)]})
        tagged = {**win, "tag_ids": [Command.link(tag.id)]}
        self.assertStaysOpen(lambda: deal.write(tagged))
        deal.tag_ids = tag
        self.assertStaysOpen(lambda: deal.write({**win, "tag_ids": [Command.clear()]}))

    def test_status_and_type_are_no_way_around(self):
        deal = self.deal.with_user(self.salesman)
        win = {"stage_id": self.won_stage.id}
        self.assertStaysOpen(lambda: deal.write({**win, "type": "lead"}))
        with self.assertRaisesRegex(ValidationError, "follows from its stage"):
            deal.write({"won_status": "won"})
        self._submit()
        deal.write({**win, "won_status": "won"})
        self.assertEqual(deal.won_status, "won")

    def test_an_archived_deal_is_asked_when_it_comes_back_into_a_won_stage(self):
        stage = self.env["crm.stage"].create({"name": "Signed", "team_ids": self.team.ids})
        self.deal.write({"stage_id": stage.id, "active": False})
        stage.is_won = True
        self.assertNotEqual(self.deal.won_status, "won")
        deal = self.deal.with_user(self.salesman)
        self.assertStaysOpen(deal.action_unarchive)
        self.assertStaysOpen(lambda: deal.write({"active": True}))
        self.assertFalse(self.deal.active)

    def test_without_a_required_template_writing_a_deal_asks_nothing(self):
        self.template.is_required = False
        deals = self.deal | self._new_deal(name="Line 5")
        self.assertFalse(deals._is_judged())
        self.assertFalse(self.env["crm.handover.template"]._is_any_required())
        self.env.flush_all()
        with self.assertQueryCount(0):
            self.assertFalse(deals._is_judged())
            self.assertFalse(deals._get_rooms_concerned(frozenset(("stage_id", "tag_ids"))))
            self.assertFalse(self.env["crm.handover.template"]._is_any_required())

    def test_many_deals_cost_a_constant_number_of_queries(self):
        few, many = (self._new_deals(count) for count in (10, 80))
        self._count_refusal_queries(few)
        counts = [self._count_refusal_queries(deals) for deals in (few, many)]
        self.assertEqual(*counts)

    def _new_deals(self, count):
        """Return deals of which every other one has a packet that is still being filled."""
        tag = self.env["crm.tag"].create({"name": f"Tag {count}"})
        deals = self.env["crm.lead"].create(
            [
                {
                    "name": f"Deal {n}",
                    "team_id": self.team.id,
                    "type": "opportunity",
                    "tag_ids": tag.ids,
                }
                for n in range(count)
            ]
        )
        self.template.min_completeness = 50
        self.env["crm.handover"].create([{"lead_id": deal.id} for deal in deals[::2]])
        return deals

    def _count_refusal_queries(self, deals):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        passage = Passage(deals, {"stage_id": self.won_stage.id, "team_id": self.team.id})
        [judge] = deals._ask_rooms(passage, {"gate"})
        with self.assertRaises(StageGateError) as refusal:
            judge()
        self.assertEqual(refusal.exception.context["deal_count"], len(deals))
        return self.env.cr.sql_log_count - start
