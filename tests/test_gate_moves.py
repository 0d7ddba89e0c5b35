from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateMoves(GateCommon):
    """What the log of moves knows of the time before it was kept, and its measures."""

    def _track(self, deal, *changes):
        """Let Odoo track these changes; each is ``(days ago, values)``."""
        self.env.cr.precommit.run()  # what creation tracks ends with its transaction
        deal = deal.with_context(tracking_disable=False)
        for days, values in changes:
            deal.write(values)
            self.env.flush_all()
            self.env.cr.precommit.run()
            message = self.env["mail.message"].search(
                [("model", "=", "crm.lead"), ("res_id", "=", deal.id)], limit=1, order="id desc"
            )
            message.date = fields.Datetime.now() - timedelta(days=days)
            self.env.flush_all()

    def _age(self, deal, days):
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - %s * INTERVAL '1 day' WHERE id = %s",
            [days, deal.id],
        )

    def test_tracked_changes_come_into_the_log(self):
        self._age(self.deal, 10)
        self._track(
            self.deal,
            (8, {"stage_id": self.second.id}),
            (6, {"stage_id": self.first.id}),
            (5, {"stage_id": self.third.id}),
            (1, {"stage_id": self.won.id}),
        )
        self.env["crm.stage.move"]._backfill()
        moves = self.deal.stage_move_ids.sorted("date")
        self.assertEqual(moves.mapped("direction"), ["forward", "back", "skip", "won"])
        self.assertEqual(moves[0].from_stage_id, self.first)
        self.assertEqual([round(hours / 24) for hours in moves.mapped("hours")], [2, 2, 1, 4])
        self.assertTrue(all(0 <= m.working_hours <= m.hours for m in moves))
        self.assertTrue(any(m.working_hours for m in moves))

    def test_lost_and_reopened_come_into_the_log(self):
        self._track(self.deal, (3, {"active": False, "probability": 0}))
        self._track(self.deal, (2, {"active": True, "probability": 20}))
        self.env["crm.stage.move"]._backfill()
        directions = self.deal.stage_move_ids.sorted("date").mapped("direction")
        self.assertEqual(directions, ["lost", "reopened"])

    def test_nothing_comes_in_twice(self):
        self._track(self.deal, (3, {"stage_id": self.second.id}))
        self.env["crm.stage.move"]._backfill()
        self.assertEqual(self.env["crm.stage.move"]._backfill(), 0)
        self.assertEqual(len(self.deal.stage_move_ids), 1)

    def test_first_active_criterion_fills_the_log_and_goes_on_from_there(self):
        self._track(self.deal, (3, {"stage_id": self.second.id}))
        criterion = self._new_criterion(enforcement="advise")
        self.assertEqual(len(self.deal.stage_move_ids), 1)
        self._track(self.deal, (0, {"stage_id": self.third.id}))
        self.assertEqual(len(self.deal.stage_move_ids), 2)
        criterion.action_deactivate()
        self.assertEqual(self.env["crm.stage.move"]._backfill(), 0)
        self._track(self.deal, (0, {"stage_id": self.first.id}))
        self.env["crm.stage.move"].with_user(self.salesman).action_open_report()
        self.assertEqual(len(self.deal.stage_move_ids), 3)

    def _log(self, deal, hours, direction="forward"):
        return self.env["crm.stage.move"].create(
            {
                "lead_id": deal.id,
                "from_stage_id": self.first.id,
                "to_stage_id": self.second.id,
                "date": fields.Datetime.now(),
                "direction": direction,
                "hours": hours,
                "team_id": self.team.id,
            }
        )

    def test_measures_are_median_percentile_and_conversion(self):
        for hours in range(1, 12):
            self._log(self.deal, hours, "lost" if hours == 11 else "forward")
        [row] = self.env["crm.stage.move"]._read_group(
            [("team_id", "=", self.team.id)],
            ["from_stage_id"],
            ["median_hours:avg", "p90_hours:avg", "conversion:avg", "drop_off:avg", "__count"],
        )
        self.assertEqual(row[0], self.first)
        self.assertEqual((row[1], row[2], row[5]), (6, 10, 11))
        self.assertAlmostEqual(float(row[3]), 10 / 11)
        self.assertAlmostEqual(float(row[4]), 1 / 11)

    def test_deal_much_older_than_won_ones_is_marked_with_the_benchmark(self):
        for _number in range(6):
            won = self._new_deal(stage_id=self.won.id)
            self._log(won, 24)
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=5)
        self.assertFalse(self.deal.is_stage_slow)
        settings = self.env["res.config.settings"].create({"stage_age_factor": 3})
        settings.execute()
        self.deal.invalidate_recordset()
        self.assertTrue(self.deal.is_stage_slow)
        self.assertIn("median of 6", self.deal.stage_age_note)
        fresh = self._new_deal()
        self.assertFalse(fresh.is_stage_slow)

    def test_benchmarks_are_worked_out_once_a_day_and_not_after_every_cleared_cache(self):
        for _number in range(6):
            self._log(self._new_deal(stage_id=self.won.id), 24)
        self.env["res.config.settings"].create({"stage_age_factor": 3}).execute()
        benchmarks, key = self.env["crm.stage.benchmark"], (self.first.id, self.team.id)
        self.assertEqual(benchmarks._get_benchmarks()[key], (24, 6))
        self.assertTrue(self.env.ref("crm_playbook.ir_cron_stage_benchmark").active)
        for _number in range(6):
            self._log(self._new_deal(stage_id=self.won.id), 72)
        self.env.registry.clear_cache()
        benchmarks._refresh_if_old()
        self.assertEqual(benchmarks._get_benchmarks()[key], (24, 6))
        with self.enter_registry_test_mode():
            self.env.ref("crm_playbook.ir_cron_stage_benchmark").method_direct_trigger()
        self.assertEqual(benchmarks._get_benchmarks()[key], (48, 12))

    def test_too_few_won_deals_mark_nothing(self):
        self._log(self._new_deal(stage_id=self.won.id), 24)
        self.env["res.config.settings"].create({"stage_age_factor": 3}).execute()
        self.deal.date_last_stage_update = fields.Datetime.now() - timedelta(days=50)
        self.assertFalse(self.deal.is_stage_slow)

    def test_report_opens_on_the_last_twelve_months_which_can_be_taken_away(self):
        old, new = self._new_deal(), self._new_deal()
        self._new_criterion()
        for deal in (old, new):
            deal.phone = "1"
            deal.stage_id = self.second
        moves = self.env["crm.stage.move"]
        moves.search([("lead_id", "=", old.id)]).date -= timedelta(days=400)
        moves = moves.with_user(self.all_leads)
        action = moves.action_open_report()
        defaults = safe_eval(action["context"])
        self.assertEqual(defaults, {"search_default_last_12_months": 1})
        self.assertFalse(action["domain"], "It is no condition of the page.")
        search = moves.get_views([(False, "search")])["views"]["search"]["arch"]
        [node] = etree.fromstring(search).xpath("//filter[@name='last_12_months']")
        found = moves.search(literal_eval(node.get("domain"))).lead_id
        self.assertIn(new, found)
        self.assertNotIn(old, found)
