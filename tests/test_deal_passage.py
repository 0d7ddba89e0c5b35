from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from ..exceptions import StageGateError
from .gate_common import GateCommon

PAST, LATER = "2017-03-01 12:00:00", "2017-05-06 08:00:00"
# Every database has its own, and each deal too.
OWN_COLUMNS = ("id", "create_uid", "write_uid")


@tagged("post_install", "-at_install")
class TestDealPassageValues(GateCommon):
    """What the caller gives is what is stored, as in stock: column by column, in every channel,
    with criteria that are met, that only advise, or that are of another team."""

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time("2026-11-27 10:00:00"))
        self.lost_reason = self.env["crm.lost.reason"].create({"name": "Price"})
        self.leads = self.env["crm.lead"].with_user(self.salesman)

    def _get_columns(self, deal):
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM crm_lead WHERE id = %s", [deal.id])
        return {k: v for k, v in self.env.cr.dictfetchone().items() if k not in OWN_COLUMNS}

    def assertAsInStock(self, act):
        """Assert that ``act``, which returns a deal, stores the same with criteria and without."""
        stock = self._get_columns(act())
        for values in (
            {"enforcement": "advise", "team_ids": [Command.set(self.other_team.ids)]},
            {"enforcement": "advise", "field_ids": [Command.set(self._get_field("website").ids)]},
            {"enforcement": "block"},
        ):
            criterion = self._new_criterion(**values)
            gated = self._get_columns(act())
            self.assertEqual({k: v for k, v in gated.items() if v != stock[k]}, {}, values)
            criterion.unlink()
        return stock

    def _get_values(self, **values):
        return {
            "name": "Line 4",
            "type": "opportunity",
            "team_id": self.team.id,
            "user_id": self.salesman.id,
            "phone": "1",
            **values,
        }

    def test_create(self):
        dates = {"date_closed": PAST, "date_last_stage_update": PAST, "date_open": PAST}
        lost = {"active": False, "probability": 0, "automated_probability": 0}
        for values in (
            {"stage_id": self.won.id, **dates},
            {"stage_id": self.won.id},
            {"stage_id": self.won.id, "probability": 100, "date_closed": PAST},
            {"stage_id": self.second.id, **dates},
            {"stage_id": self.third.id, "probability": 42},
            {"stage_id": self.second.id, "lost_reason_id": self.lost_reason.id, **dates, **lost},
            {"stage_id": self.won.id, "type": "lead"},
            {"stage_id": self.first.id, **dates},
            {},
        ):
            with self.subTest(values=values):
                stored = self.assertAsInStock(
                    lambda values=values: self.leads.create(self._get_values(**values))
                )
                for name in values.keys() & dates.keys():
                    self.assertEqual(stored[name], Datetime.to_datetime(PAST), name)

    def test_import(self):
        columns = ["name", "type", "team_id/.id", "stage_id/.id", "phone", "date_closed"]
        columns += ["date_last_stage_update", "active", "probability"]

        def load(stage, *outcome):
            row = ["Line 4", "opportunity", str(self.team.id), str(stage.id), "1", PAST, PAST]
            result = self.leads.load(columns, [[*row, *outcome]])
            self.assertFalse(result["messages"])
            return self.leads.browse(result["ids"])

        for case in ((self.won, "1", "100"), (self.second, "0", "0"), (self.third, "1", "30")):
            with self.subTest(case=case):
                stored = self.assertAsInStock(lambda case=case: load(*case))
                self.assertEqual(stored["date_closed"], Datetime.to_datetime(PAST))
                self.assertEqual(stored["date_last_stage_update"], Datetime.to_datetime(PAST))

    def test_write(self):
        dates = {"date_closed": PAST, "date_last_stage_update": PAST, "date_open": PAST}
        for values in (
            {"stage_id": self.second.id},
            {"stage_id": self.second.id, **dates},
            {"stage_id": self.won.id, **dates, "expected_revenue": 5},
            {"stage_id": self.third.id, "probability": 33, "user_id": self.all_leads.id},
            {"stage_id": self.second.id, "team_id": self.other_team.id, "user_id": False},
            {"active": False, "probability": 0, "lost_reason_id": self.lost_reason.id, **dates},
            {"type": "lead", "stage_id": self.second.id},
            {"stage_id": self.third.id, "priority": "2", "tag_ids": [Command.clear()]},
        ):
            with self.subTest(values=values):
                self.assertAsInStock(lambda values=values: self._create_and_write(values))

    def _create_and_write(self, values):
        deal = self.leads.sudo().create(self._get_values())  # sudo: owners and teams change
        deal.write(dict(values))
        return deal

    def test_write_of_many_of_which_some_are_there_already(self):
        def act(index):
            deals = self.leads.create(
                [self._get_values(), self._get_values(stage_id=self.second.id)]
            )
            deals.write({"stage_id": self.second.id, "expected_revenue": 7})
            return deals[index]

        for index in (0, 1):
            self.assertAsInStock(lambda index=index: act(index))

    def test_lost_reopened_and_won(self):
        def act():
            deal = self.leads.create(self._get_values(probability=20))
            deal.action_set_lost(lost_reason_id=self.lost_reason.id)
            deal.action_restore()
            deal.action_set_won_rainbowman()
            return deal

        self.assertEqual(self.assertAsInStock(act)["won_status"], "won")

    def test_team_that_changes_along_with_a_restore_still_changes_the_stage(self):
        def act():
            deal = self.leads.sudo().create(self._get_values(active=False, probability=10))
            deal.write({"active": True, "team_id": self.other_team.id, "user_id": False})
            return deal

        self.assertAsInStock(act)

    def test_a_deal_that_crosses_no_criterion_is_written_once(self):
        self._new_criterion(enforcement="advise")
        self._new_criterion(self.third)
        deal = self.leads.create(self._get_values())
        stock = type(self.env["base"]).write
        written = []

        def write(records, vals):
            if records._name == "crm.lead":
                written.append(set(vals))
            return stock(records, vals)

        self.patch(type(self.env["base"]), "write", write)
        deal.write({"stage_id": self.second.id, "expected_revenue": 9})
        self.assertTrue({"stage_id", "expected_revenue"} <= written[0])
        self.assertEqual(len(written), 1)


@tagged("post_install", "-at_install")
class TestDealPassageImport(GateCommon):
    """The log of deals that come from elsewhere."""

    def setUp(self):
        super().setUp()
        self._new_criterion(enforcement="advise")
        self.leads = self.env["crm.lead"].with_user(self.salesman)

    def _create(self, **values):
        return self.leads.create(
            {"name": "Old", "type": "opportunity", "team_id": self.team.id, **values}
        )

    def assertFirstMove(self, deal, direction, date, is_imported=True):
        [move] = deal.sudo().stage_move_ids
        self.assertEqual((move.direction, move.is_imported), (direction, is_imported))
        self.assertEqual(move.date, Datetime.to_datetime(date))
        self.assertFalse(move.from_stage_id)
        self.assertEqual(move.to_stage_id, deal.stage_id)
        self.assertEqual((move.hours, move.working_hours), (0, 0))

    def test_won_deal_has_the_date_on_which_it_was_won(self):
        deal = self._create(stage_id=self.won.id, date_closed=PAST, date_last_stage_update=LATER)
        self.assertFirstMove(deal, "won", PAST)

    def test_lost_deal_has_the_date_on_which_it_was_lost(self):
        deal = self._create(stage_id=self.second.id, active=False, probability=0, date_closed=PAST)
        self.assertFirstMove(deal, "lost", PAST)

    def test_open_deal_has_the_date_since_which_it_is_in_its_stage(self):
        deal = self._create(stage_id=self.third.id, date_last_stage_update=LATER)
        self.assertFirstMove(deal, "skip", LATER)
        deal.write({"stage_id": self.won.id})
        [won, _first] = deal.sudo().stage_move_ids
        hours = (won.date - Datetime.to_datetime(LATER)).total_seconds() / 3600
        self.assertAlmostEqual(won.hours, hours, places=1)

    def test_open_deal_in_the_first_stage_is_as_old_as_it_says(self):
        deal = self._create(date_last_stage_update=LATER)
        self.assertFalse(deal.sudo().stage_move_ids)
        deal.write({"stage_id": self.second.id})
        self.assertGreater(deal.sudo().stage_move_ids.hours, 24 * 365)

    def test_deal_that_somebody_begins_later_is_not_imported(self):
        deal = self._create(stage_id=self.second.id)
        [move] = deal.sudo().stage_move_ids
        self.assertFirstMove(deal, "forward", move.date, is_imported=False)

    def test_imported_moves_do_not_count_as_time_in_a_stage(self):
        self._create(stage_id=self.won.id, date_closed=PAST)
        self.env["crm.stage.benchmark"]._refresh()
        benchmarks = self.env["crm.stage.benchmark"]._get_benchmarks()
        self.assertNotIn((self.first.id, self.team.id), benchmarks)


@tagged("post_install", "-at_install")
class TestDealPassageDetours(GateCommon):
    """Ways around a gate that are none."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()
        self.mine = self.deal.with_user(self.salesman)

    def assertRefused(self, deal=None, **values):
        deal = deal or self.mine
        stage = deal.sudo().stage_id
        self.assertStays(deal, stage, lambda: deal.write(values), "Phone is known")
        self.assertEqual(self._get_stage_in_database(deal)[1], "pending")

    def test_status_is_not_written(self):
        for status in ("won", "lost"):
            with self.assertRaisesRegex(ValidationError, "follows from its stage"):
                self.mine.write({"won_status": status})
            self.assertEqual(self._get_stage_in_database(self.deal), (self.first.id, "pending"))
            with self.assertRaisesRegex(ValidationError, "follows from its stage"):
                self.mine.create({"name": "New", "type": "opportunity", "won_status": status})
            leads = self.mine.with_context(default_won_status=status)
            with self.assertRaisesRegex(ValidationError, "follows from its stage"):
                leads.create({"name": "New", "type": "opportunity"})

    def test_status_that_is_true_may_be_said(self):
        self.mine.write({"won_status": "pending", "priority": "1"})
        self.mine.write({"won_status": "lost", "active": False, "probability": 0})
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "lost")
        self.assertEqual(self.deal.stage_move_ids[:1].direction, "lost")

    def test_import_does_not_write_the_status(self):
        result = self.mine.load(["name", "type", "won_status"], [["New", "opportunity", "Won"]])
        self.assertIn("follows from its stage", result["messages"][0]["message"])

    def test_a_lead_does_not_win(self):
        self.assertRefused(type="lead", stage_id=self.won.id)
        lead = self._new_deal(type="lead")
        self.assertRefused(lead.with_user(self.salesman), stage_id=self.won.id)
        with self.assertRaisesRegex(StageGateError, "Phone is known"):
            self.mine.create({"name": "New", "type": "lead", "stage_id": self.won.id})

    def test_a_lead_with_evidence_wins(self):
        lead = self._new_deal(type="lead", phone="1").with_user(self.salesman)
        lead.write({"stage_id": self.won.id})
        self.assertEqual(self._get_stage_in_database(lead)[1], "won")

    def test_a_lead_moves_freely_before_that(self):
        lead = self._new_deal(type="lead").with_user(self.salesman)
        lead.write({"stage_id": self.third.id})
        self.assertEqual(self._get_stage_in_database(lead)[0], self.third.id)

    def test_team_is_left_in_the_same_write(self):
        self.criterion.team_ids = self.team
        self.assertRefused(team_id=False, stage_id=self.second.id)
        self.assertRefused(team_id=self.other_team.id, stage_id=self.second.id)
        self.mine.write({"team_id": False, "stage_id": self.second.id, "phone": "1"})
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def test_values_that_make_the_criterion_asked_are_changed_in_the_same_write(self):
        self.criterion.applies_domain = "[('expected_revenue', '>', 1000)]"
        self.deal.expected_revenue = 5000
        self.assertRefused(expected_revenue=1, stage_id=self.second.id)
        self.deal.expected_revenue = 10
        self.assertRefused(expected_revenue=5000, stage_id=self.second.id)
        self.mine.write({"expected_revenue": 20, "stage_id": self.second.id})
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def _approve_own_deal_elsewhere(self):
        self.criterion.write({"kind": "approval", "approver": "leader"})
        self.other_team.user_id = self.salesman
        self.mine.write({"team_id": self.other_team.id})
        self.mine.action_request_approval(self.criterion.ids)
        self.mine.action_decide_approval(self.criterion.id, True)

    def test_leader_of_another_team_does_not_approve_by_a_detour(self):
        self.env["crm.stage"].search([("team_ids", "in", self.team.ids)]).team_ids = False
        self._approve_own_deal_elsewhere()
        self.mine.write({"team_id": self.team.id})
        [line] = self.mine.get_gate_status(self.second.id)
        self.assertEqual(line["state"], "missing")
        self.assertRefused(stage_id=self.second.id)
        self.mine.action_request_approval(self.criterion.ids)
        self.deal.with_user(self.manager).action_decide_approval(self.criterion.id, True)
        self.mine.write({"stage_id": self.second.id})
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def test_leader_of_the_team_approves_in_that_team(self):
        self.env["crm.stage"].search([("team_ids", "in", self.team.ids)]).team_ids = False
        self._approve_own_deal_elsewhere()
        self.mine.write({"stage_id": self.second.id})
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def test_archived_deal_is_asked_when_it_comes_back_into_a_won_stage(self):
        asked = [Command.set(self._get_field("referred").ids)]
        self.criterion.write({"gate": "entry", "stage_id": self.second.id, "field_ids": asked})
        self.deal.write({"stage_id": self.second.id, "referred": "Fair"})
        self.deal.write({"active": False, "referred": False, "probability": 30})
        self.second.with_user(self.manager).write({"is_won": True})
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "pending")
        for come_back in (
            self.mine.action_unarchive,
            lambda: self.mine.write({"active": True}),
            lambda: self.mine.write({"probability": 100}),
            self.mine.action_restore,
            self.mine.action_set_won,
        ):
            self.assertStays(self.deal, self.second, come_back, "Phone is known")
            self.assertEqual(self._get_stage_in_database(self.deal)[1], "pending")
            self.assertFalse(self.deal.active)
        self.deal.referred = "Fair"
        self.mine.action_restore()
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "won")

    def test_nothing_stays_of_a_refused_write(self):
        self.assertRefused(expected_revenue=77, name="Renamed", stage_id=self.second.id)
        self.assertEqual((self.deal.expected_revenue, self.deal.name), (0, "Deal"))

    def test_refused_creations_leave_no_ids_behind(self):
        values = {"name": "New", "type": "opportunity", "team_id": self.team.id}
        values = [{**values, "stage_id": self.second.id} for _number in range(25)]
        with self.assertRaises(StageGateError) as refusal:
            self.mine.create(values)
        context = refusal.exception.context
        self.assertEqual(len(context["deals"]) + len(context["further"]), 25)
        ids = {deal["lead_id"] for deal in (*context["deals"], *context["further"])}
        self.assertEqual(ids, {False})


@tagged("post_install", "-at_install")
class TestLostReasonWays(GateCommon):
    """Every way to lose a deal asks for the reason that its team requires."""

    def setUp(self):
        super().setUp()
        self.team.lost_reason_required = True
        self.reason = self.env["crm.lost.reason"].create({"name": "Price"})
        self.mine = self.deal.with_user(self.salesman)

    def assertAsked(self, lose):
        with self.assertRaisesRegex(StageGateError, "Say why the deal is lost"):
            lose()
        self.assertNotEqual(self._get_stage_in_database(self.deal)[1], "lost")

    def test_archived_first(self):
        self.mine.write({"probability": 20})
        self.mine.write({"active": False})
        self.assertAsked(lambda: self.mine.write({"probability": 0}))
        self.mine.write({"probability": 0, "lost_reason_id": self.reason.id})
        self.assertEqual(self._get_stage_in_database(self.deal)[1], "lost")

    def test_team_is_left_in_the_same_write(self):
        lost = {"active": False, "probability": 0}
        self.assertAsked(lambda: self.mine.write({**lost, "team_id": self.other_team.id}))

    def test_created_as_lost(self):
        values = {
            "name": "Old",
            "type": "opportunity",
            "team_id": self.team.id,
            "active": False,
            "probability": 0,
        }
        self.assertAsked(lambda: self.mine.create(values))
        deal = self.mine.create({**values, "lost_reason_id": self.reason.id})
        self.assertEqual(deal.won_status, "lost")

    def test_an_old_reason_is_none_for_a_new_loss(self):
        self.mine.action_set_lost(lost_reason_id=self.reason.id)
        self.mine.write({"active": True, "probability": 50})
        self.assertAsked(self.mine.action_set_lost)
        self.assertAsked(lambda: self.mine.write({"active": False, "probability": 0}))
