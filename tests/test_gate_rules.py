from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import MAX_LINES, StageGateError
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateRules(GateCommon):
    # --- which gates a move crosses ----------------------------------------------------

    def test_exit_criterion_holds_a_deal_back(self):
        self._new_criterion()
        self.assertStays(
            self.deal,
            self.first,
            lambda: self.deal.write({"stage_id": self.second.id}),
            "Deal",
            "Understood",
            "Phone is known",
            "Phone",
        )
        self.deal.phone = "1"
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_entry_criterion_holds_a_deal_back(self):
        self._new_criterion(self.second, gate="entry")
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_skip_crosses_all_gates_between(self):
        self._new_criterion(self.second, gate="exit", name="Between")
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )
        other = self._new_deal()
        self.assertStays(
            other, self.first, lambda: other.write({"stage_id": self.third.id}), "Between"
        )

    def test_gates_of_stages_of_other_teams_are_not_crossed(self):
        foreign = self.env["crm.stage"].create(
            {"name": "Foreign", "sequence": 2, "team_ids": [Command.set(self.other_team.ids)]}
        )
        self._new_criterion(foreign, gate="entry")
        self.assertMoves(
            self.deal, self.third, lambda: self.deal.write({"stage_id": self.third.id})
        )

    def test_backward_is_free(self):
        deal = self._new_deal(stage_id=self.third.id)
        self._new_criterion(self.third)
        self._new_criterion(self.second, gate="entry")
        self.assertMoves(deal, self.first, lambda: deal.write({"stage_id": self.first.id}))

    def test_no_way_back_without_a_reason(self):
        deal = self._new_deal(stage_id=self.third.id)
        self.third.back_needs_reason = True
        for context in ({}, {"gate_reasoned": True, "gate_reason": "x"}):
            self.assertStays(
                deal,
                self.third,
                lambda context=context: deal.with_context(**context).write(
                    {"stage_id": self.first.id}
                ),
                "Offered",
            )
        with self.assertRaises(UserError):
            deal.action_move_with_reason(self.first.id, " ")
        deal.action_move_with_reason(self.first.id, "Budget was cut")
        self.assertEqual(deal.stage_id, self.first)
        self.assertEqual(deal.stage_move_ids[:1].note, "Budget was cut")

    def test_lost_is_never_gated(self):
        self._new_criterion()
        self.deal.action_set_lost()
        self.assertEqual(self.deal.won_status, "lost")

    def test_lost_reason_can_be_required_per_team(self):
        self.team.lost_reason_required = True
        reason = self.env["crm.lost.reason"].create({"name": "Price"})
        for lose in (
            self.deal.action_set_lost,
            lambda: self.deal.write({"active": False, "probability": 0}),
        ):
            with self.assertRaisesRegex(StageGateError, "why"):
                lose()
        self.assertEqual(self.deal.won_status, "pending")
        other = self._new_deal(team_id=self.other_team.id, user_id=False)
        other.action_set_lost()
        self.assertEqual(other.won_status, "lost")
        self.deal.action_set_lost(lost_reason_id=reason.id)
        self.assertEqual(self.deal.won_status, "lost")

    def test_advice_does_not_block(self):
        self._new_criterion(enforcement="advise")
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_draft_asks_for_nothing(self):
        criterion = self._new_criterion(state="draft")
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.deal.stage_id = self.first
        criterion.action_activate()
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_criterion_of_other_teams_or_deals_is_not_asked(self):
        self._new_criterion(team_ids=[Command.set(self.other_team.ids)])
        self._new_criterion(applies_domain="[('expected_revenue', '>', 1000)]")
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )
        large = self._new_deal(expected_revenue=5000)
        self.assertStays(large, self.first, lambda: large.write({"stage_id": self.second.id}))

    def test_criterion_of_an_archived_team_is_asked_of_its_deals_alone(self):
        theirs = self._new_deal(team_id=self.other_team.id, user_id=False)
        criterion = self._new_criterion(team_ids=[Command.set(self.other_team.ids)])
        self.other_team.active = False
        criterion._forget_gates()
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.assertStays(theirs, self.first, lambda: theirs.write({"stage_id": self.second.id}))

    def test_values_of_the_same_write_count(self):
        self._new_criterion()
        self.assertMoves(
            self.deal,
            self.second,
            lambda: self.deal.write({"stage_id": self.second.id, "phone": "1"}),
        )

    def test_regressed_criterion_blocks_no_other_edit(self):
        self.deal.phone = "1"
        self._new_criterion()
        self.deal.stage_id = self.second
        self.deal.write({"phone": False, "name": "Renamed"})
        self.assertEqual(self.deal.name, "Renamed")
        [line] = self.deal.get_gate_panel()["regressed"]
        self.assertEqual(line["name"], "Phone is known")

    def test_each_of_many_deals_is_judged_on_its_own(self):
        self._new_criterion()
        deals = self.env["crm.lead"].union(*(self._new_deal(name=f"Deal {n}") for n in range(30)))
        deals[:5].phone = "1"
        with self.assertRaises(StageGateError) as refusal:
            deals.write({"stage_id": self.second.id})
        lines = str(refusal.exception).splitlines()
        self.assertEqual(len(lines), MAX_LINES + 1)
        self.assertIn("5 more", lines[-1])
        self.assertNotIn("Deal 0 ", lines[0])
        context = refusal.exception.context
        self.assertEqual(len(context["deals"]) + len(context["further"]), 25)
        self.assertEqual(
            context["passing"], {"stage_id": self.second.id, "lead_ids": deals[:5].ids}
        )
        deals[:5].write({"stage_id": self.second.id})
        self.assertEqual(deals[:5].stage_id, self.second)

    # --- waivers -----------------------------------------------------------------------

    def test_waiver_lets_pass_and_is_a_debt_until_it_is_met(self):
        criterion = self._new_criterion()
        deal = self.deal.with_user(self.manager)
        with self.assertRaises(UserError):
            deal.action_waive_criteria([criterion.id], " ")
        deal.action_waive_and_move(self.second.id, [criterion.id], "They call back on Monday")
        self.assertEqual(self.deal.stage_id, self.second)
        self.assertEqual(self.deal.gate_debt_count, 1)
        self.assertIn(self.deal, self.env["crm.lead"].search([("gate_debt_count", ">", 0)]))
        self.assertEqual(self.deal.stage_move_ids[:1].waived_ids, criterion)
        [debt] = self.deal.get_gate_panel()["debts"]
        self.assertEqual((debt["name"], debt["user"]), (criterion.name, self.manager.name))
        waiver = self.deal.waiver_ids
        self.assertEqual((waiver.user_id, waiver.state), (self.manager, "open"))
        self.deal.phone = "1"
        self.assertEqual(waiver.state, "closed")
        self.assertEqual(self.deal.gate_debt_count, 0)

    def test_expired_waiver_no_longer_lets_pass_and_stays_a_debt(self):
        criterion = self._new_criterion()
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        self.deal.action_waive_criteria([criterion.id], "Soon", date_expiry=yesterday)
        self.assertStays(
            self.deal, self.first, lambda: self.deal.write({"stage_id": self.second.id})
        )
        self.assertEqual(self.deal.gate_debt_count, 1)
        expired = self.env["crm.stage.waiver"].search([("is_expired", "=", True)])
        self.assertEqual(expired, self.deal.waiver_ids)

    def test_only_members_of_the_group_waive(self):
        criterion = self._new_criterion()
        with self.assertRaises(AccessError):
            self.deal.with_user(self.salesman).action_waive_criteria([criterion.id], "Please")
        self.assertFalse(self.deal.waiver_ids)

    # --- the log -----------------------------------------------------------------------

    def test_moves_are_logged_with_direction_and_amount(self):
        self._new_criterion(state="active", enforcement="advise")
        self.deal.expected_revenue = 700
        for values in (
            {"stage_id": self.second.id},
            {"stage_id": self.first.id},
            {"stage_id": self.third.id},
            {"stage_id": self.won.id},
        ):
            self.deal.write(values)
        directions = self.deal.stage_move_ids.sorted("id").mapped("direction")
        self.assertEqual(directions, ["forward", "back", "skip", "won"])
        move = self.deal.stage_move_ids.sorted("id")[0]
        self.assertEqual((move.from_stage_id, move.to_stage_id), (self.first, self.second))
        self.assertEqual((move.amount, move.team_id), (700, self.team))
        self.deal.stage_id = self.third
        self.deal.action_set_lost()
        self.deal.action_restore()
        directions = self.deal.stage_move_ids.sorted("id").mapped("direction")
        self.assertEqual(directions[4:], ["reopened", "lost", "reopened"])

    def test_what_core_moves_by_itself_is_logged_and_never_refused(self):
        deal = self._new_deal(stage_id=self.third.id)
        self._new_criterion(self.env["crm.stage"].search([], limit=1), gate="entry")
        deal.team_id = self.other_team
        self.env.flush_all()
        self.assertNotEqual(deal.stage_id, self.third)
        self.assertEqual(deal.stage_move_ids[:1].direction, "automatic")

    def test_nobody_changes_the_log(self):
        self._new_criterion(enforcement="advise")
        self.deal.stage_id = self.second
        move = self.deal.stage_move_ids[:1]
        for user in (self.salesman, self.manager):
            for change in (
                lambda m: m.write({"note": "x"}),
                lambda m: m.unlink(),
                lambda m: m.create(
                    {"lead_id": self.deal.id, "date": "2020-01-01", "direction": "won"}
                ),
            ):
                with self.assertRaises(AccessError):
                    change(move.with_user(user))

    def test_access_follows_the_deal(self):
        criterion = self._new_criterion(enforcement="advise")
        self.deal.action_waive_criteria([criterion.id], "x")
        self.deal.stage_id = self.second
        self.deal.user_id = self.manager
        for model in ("crm.stage.waiver", "crm.stage.move"):
            records = self.env[model].search([("lead_id", "=", self.deal.id)])
            self.assertTrue(records)
            self.assertFalse(
                self.env[model].with_user(self.salesman).search([("id", "in", records.ids)])
            )
            self.assertTrue(
                self.env[model].with_user(self.all_leads).search([("id", "in", records.ids)])
            )
            for user in (self.employee, self.portal):
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["lead_id"])

    # --- faults ------------------------------------------------------------------------

    def test_deleted_field_is_no_longer_asked_for(self):
        field = self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "name": "x_gate",
                "field_description": "Gate",
                "ttype": "char",
            }
        )
        criterion = self._new_criterion(field_ids=[Command.set(field.ids)])
        field.unlink()
        self.assertFalse(criterion.field_ids)
        self.assertMoves(
            self.deal, self.second, lambda: self.deal.write({"stage_id": self.second.id})
        )

    def test_merge_keeps_evidence_waivers_and_moves(self):
        criterion = self._new_criterion(kind="confirmation", enforcement="advise")
        other = self._new_deal(name="Twin")
        other.action_confirm_criterion(criterion.id)
        other.action_waive_criteria([criterion.id], "x")
        other.stage_id = self.second
        merged = (self.deal | other).merge_opportunity()
        self.assertEqual(len(merged.evidence_ids), 1)
        self.assertEqual(len(merged.waiver_ids), 1)
        self.assertTrue(merged.stage_move_ids)

    def test_unused_gates_cost_nothing(self):
        self.assertFalse(self.env["crm.stage.criterion"]._get_gates().in_use)
        self.deal.stage_id = self.second
        self.env.flush_all()
        self.assertFalse(self.env["crm.stage.move"].search([("lead_id", "=", self.deal.id)]))
