import tempfile
from datetime import datetime
from unittest.mock import Mock, patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .sample_common import sample_module, write_folder

ACCOUNTS, PIPELINE, TEAMS = "accounts.csv", "sales_pipeline.csv", "sales_teams.csv"
UNDATED = {"engage_date": "", "close_date": "", "close_value": ""}
ROWS = {
    ACCOUNTS: [
        {"sector": "technolgy"},
        {"account": "Birch Mill", "office_location": "Atlantis", "subsidiary_of": "Acorn Works"},
        {"account": "Cedar Inn", "office_location": "Brazil", "subsidiary_of": "Acorn Works"},
    ],
    TEAMS: [{}, {"sales_agent": "Sasha Moor", "manager": ""}],
    PIPELINE: [
        {},
        {"opportunity_id": "L1", "deal_stage": "Lost", "close_value": "0", "product": "BoxPro"},
        {
            "opportunity_id": "E1",
            "deal_stage": "Engaging",
            "sales_agent": "Sasha Moor",
            "account": "",
            "close_date": "",
            "close_value": "",
        },
        {"opportunity_id": "P1", "deal_stage": "Prospecting", **UNDATED},
        {
            "opportunity_id": "U1",
            "sales_agent": "Nobody",
            "product": "Crate",
            "account": "Nowhere",
            "close_value": "many",
        },
    ],
}
WATCHED = {
    "crm.lead": ["name", "stage_id", "user_id", "create_date", "date_closed", "probability"],
    "res.partner": ["name", "parent_id", "industry_id", "country_id", "annual_revenue"],
    "res.users": ["login", "group_ids", "sale_team_id"],
    "crm.team": ["name", "user_id"],
    "crm.team.member": ["user_id", "crm_team_id"],
    "crm.use.case": ["name"],
    "crm.lost.reason": ["name"],
    "res.partner.industry": ["name"],
    "mail.message": ["model"],
    "mail.mail": ["state"],
    "ir.model.data": ["name", "res_id"],
}


@tagged("post_install", "-at_install")
class TestSampleLoading(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.stage"].search([]).team_ids = False
        cls.mails = cls.env["mail.mail"].search_count([])
        _counts, cls.findings = cls.load(ROWS)

    @classmethod
    def load(cls, rows_by_file, **hooks):
        """Load a folder of these rows; return what was counted and what was found."""
        findings = sample_module("findings").Findings()
        with tempfile.TemporaryDirectory() as folder:
            write_folder(folder, rows_by_file)
            sample = sample_module("cleaning").read_sample(folder, findings)
        loader = sample_module("loader").SampleLoader(cls.env, findings, **hooks)
        return loader.load(sample), findings

    def get(self, model, name):
        prefix = "opportunity" if model == "crm.lead" else model.replace(".", "_")
        return self.env.ref(f"__crm_playbook_sample__.{prefix}_{name}")

    def snapshot(self):
        """Everything the loader could change, as people see it."""
        return {
            model: self.env[model]
            .with_context(active_test=False)
            .search_read([], names, order="id")
            for model, names in WATCHED.items()
        }

    def test_a_won_deal_is_won_on_its_date_for_its_value(self):
        lead = self.get("crm.lead", "A1")
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.probability, 100)
        self.assertEqual(lead.expected_revenue, 90)
        self.assertEqual(lead.create_date, datetime(2017, 1, 10, 12))
        self.assertEqual(lead.date_open, datetime(2017, 1, 10, 12))
        self.assertEqual(lead.date_closed, datetime(2017, 3, 1, 12))
        self.assertEqual(lead.date_last_stage_update, datetime(2017, 3, 1, 12))
        self.assertEqual((lead.day_open, lead.day_close), (0, 50))

    def test_the_log_begins_on_the_dates_of_the_sample(self):
        for name, direction, stage_is_won in (("A1", "won", True), ("L1", "lost", False)):
            lead = self.get("crm.lead", name)
            for move in lead.stage_move_ids:  # there are some while gates are in use
                self.assertEqual((move.direction, move.is_imported), (direction, True))
                self.assertEqual(move.date, lead.date_closed)
                self.assertEqual(move.to_stage_id.is_won, stage_is_won)
                self.assertEqual((move.hours, move.from_stage_id.id), (0, False))

    def test_a_lost_deal_is_archived_with_a_reason(self):
        lead = self.get("crm.lead", "L1")
        self.assertEqual(lead.won_status, "lost")
        self.assertFalse(lead.active)
        self.assertTrue(lead.lost_reason_id)
        self.assertEqual(lead.date_closed, datetime(2017, 3, 1, 12))
        self.assertEqual(lead.expected_revenue, 100)

    def test_open_deals_stand_in_the_first_two_stages(self):
        engaging, prospecting = self.get("crm.lead", "E1"), self.get("crm.lead", "P1")
        stages = self.env["crm.stage"].search([("is_won", "=", False)], limit=2)
        self.assertEqual(prospecting.stage_id + engaging.stage_id, stages)
        self.assertEqual(engaging.won_status, "pending")
        self.assertEqual(engaging.create_date, datetime(2017, 1, 10, 12))
        self.assertFalse(engaging.partner_id or engaging.date_closed or engaging.team_id)
        self.assertEqual(engaging.user_id, self.get("res.users", "sasha_moor"))

    def test_a_deal_of_unknown_names_is_kept_and_reported(self):
        lead = self.get("crm.lead", "U1")
        self.assertEqual(lead.name, "Crate – Nowhere")
        self.assertEqual(lead.partner_name, "Nowhere")
        self.assertFalse(lead.user_id or lead.team_id or lead.partner_id or lead.use_case_id)
        for problem in ("unknown sales_agent", "unknown product", "unknown account"):
            self.assertEqual(self.findings.count(problem), 1, problem)

    def test_companies_carry_their_firmographics_to_the_lead(self):
        partner = self.get("res.partner", "acorn_works")
        self.assertEqual(partner.industry_id.name, "Technology")
        self.assertEqual(partner.country_id, self.env.ref("base.be"))
        lead = self.get("crm.lead", "A1")
        self.assertEqual(lead.partner_id, partner)
        self.assertEqual(lead.industry_id, partner.industry_id)
        self.assertEqual(lead.employee_count, 40)
        self.assertEqual(lead.annual_revenue, 12_500_000)
        self.assertEqual(lead.use_case_id.name, "Box")

    def test_a_subsidiary_keeps_its_own_country(self):
        parent = self.get("res.partner", "acorn_works")
        subsidiary = self.get("res.partner", "cedar_inn")
        self.assertEqual(subsidiary.parent_id, parent)
        self.assertEqual(subsidiary.country_id, self.env.ref("base.br"))
        self.assertEqual(parent.country_id, self.env.ref("base.be"))

    def test_a_place_that_is_no_country_is_reported(self):
        self.assertFalse(self.get("res.partner", "birch_mill").country_id)
        self.assertEqual(self.findings.count('office_location "Atlantis" is not'), 1)
        self.assertEqual(self.findings.count("country in office_location"), 2)

    def test_agents_sell_in_the_team_that_their_manager_leads(self):
        agent, manager = self.get("res.users", "robin_reed"), self.get("res.users", "kim_lake")
        self.assertEqual(agent.sale_team_id.name, "North – Kim Lake")
        self.assertEqual(agent.sale_team_id.user_id, manager)
        self.assertTrue(agent.has_group("sales_team.group_sale_salesman"))
        self.assertFalse(agent.has_group("sales_team.group_sale_salesman_all_leads"))
        self.assertTrue(manager.has_group("sales_team.group_sale_salesman_all_leads"))

    def test_nobody_gets_a_mail(self):
        leads = self.env["crm.lead"].search([("user_id.login", "like", "@sample.example")])
        self.assertTrue(leads)
        self.assertFalse(leads.message_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]), self.mails)

    def test_a_second_run_changes_nothing(self):
        before = self.snapshot()
        counts, _findings = self.load(ROWS)
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(counts["opportunities"], (0, 5))
        self.assertEqual({created for created, _known in counts.values()}, {0})

    def test_a_second_run_leaves_what_people_changed(self):
        lead, agent = self.get("crm.lead", "A1"), self.get("res.users", "robin_reed")
        lead.name = "Renamed"
        agent.crm_team_member_ids.unlink()
        self.load(ROWS)
        self.assertEqual(lead.name, "Renamed")
        self.assertFalse(agent.crm_team_member_ids)

    def test_a_second_run_completes_what_is_missing(self):
        self.get("crm.lead", "L1").unlink()
        counts, _findings = self.load(ROWS)
        self.assertEqual(counts["opportunities"], (1, 4))
        self.assertEqual(self.get("crm.lead", "L1").won_status, "lost")

    def test_each_batch_is_committed_and_shown_when_it_is_complete(self):
        rows = [{"opportunity_id": f"N{number}"} for number in range(5)]
        commit, progress = Mock(), Mock()
        with patch.object(sample_module("opportunities"), "BATCH_SIZE", 2):
            self.load({PIPELINE: rows}, commit=commit, progress=progress)
        self.assertEqual(commit.call_count, 4, "companies and users, then three batches")
        self.assertEqual(progress.call_args.args, ("5 of 5 opportunities are there.",))

    def test_what_a_rule_of_the_database_refuses_is_reported(self):
        create, refusal = type(self.env["crm.lead"]).create, UserError("No crates here.")

        def refuse(records, vals_list):
            vals_list = vals_list if isinstance(vals_list, list) else [vals_list]
            if any(vals["name"].startswith("Crate") for vals in vals_list):
                raise refusal
            return create(records, vals_list)

        rows = [{"opportunity_id": "R1"}, {"opportunity_id": "R2", "product": "Crate"}]
        with patch.object(type(self.env["crm.lead"]), "create", refuse):
            counts, findings = self.load({PIPELINE: rows})
        self.assertEqual(counts["opportunities"], (1, 0))
        self.assertTrue(self.get("crm.lead", "R1"))
        self.assertEqual(findings.count("Won refused by a rule"), 1)

    def test_a_login_that_is_taken_gets_a_number(self):
        self.get("res.users", "robin_reed").login = "jo.ash@sample.example"
        self.load({TEAMS: [{"sales_agent": "Jo Ash"}], PIPELINE: [{"sales_agent": "Jo Ash"}]})
        self.assertEqual(self.get("res.users", "jo_ash").login, "jo.ash.2@sample.example")

    def test_a_database_without_a_won_stage_is_refused(self):
        self.env["crm.stage"].search([("is_won", "=", True)]).is_won = False
        error = sample_module("errors").SampleError
        with self.assertRaisesRegex(error, "one won stage"):
            self.load(ROWS)

    def test_a_database_that_does_not_exist_is_refused(self):
        error = sample_module("errors").SampleError
        with self.assertRaisesRegex(error, "cannot be opened: .* does not exist"):
            sample_module("database")._check_addon("playbook_no_such_database")

    def test_a_database_without_the_addon_is_refused(self):
        database, name = sample_module("database"), self.env.cr.dbname
        self.assertIn(database._get_addon_state(self.env.cr), ("installed", "to upgrade"))
        for state, sentence in (
            (None, "is not an Odoo database"),
            ("uninstalled", "lacks the addon crm_playbook"),
        ):
            with (
                patch.object(database, "_get_addon_state", return_value=state),
                self.assertRaisesRegex(sample_module("errors").SampleError, sentence),
            ):
                database._check_addon(name)


@tagged("post_install", "-at_install")
class TestSampleLoadingWithGates(TestSampleLoading):
    """The same, with a criterion that only advises, of a team that none of the deals is of."""

    @classmethod
    def setUpClass(cls):
        super(TestSampleLoading, cls).setUpClass()
        cls.env["crm.stage"].search([]).team_ids = False
        team = cls.env["crm.team"].create({"name": "Gated"})
        cls.env["crm.stage.criterion"].create(
            {
                "stage_id": cls.env["crm.stage"].search([], limit=1).id,
                "name": "Advice",
                "gate": "exit",
                "kind": "confirmation",
                "enforcement": "advise",
                "state": "active",
                "team_ids": team.ids,
            }
        )
        cls.mails = cls.env["mail.mail"].search_count([])
        _counts, cls.findings = cls.load(ROWS)

    def test_every_closed_deal_has_its_row(self):
        for name in ("A1", "L1"):
            self.assertEqual(len(self.get("crm.lead", name).stage_move_ids), 1)
