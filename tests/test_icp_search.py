from pathlib import Path
from runpy import run_path

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .icp_common import IcpCommon

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0" / "post-unknown_tier.py"


@tagged("post_install", "-at_install")
class TestSearch(IcpCommon):
    """The score on the lead filters, sorts, groups and aggregates like a column."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small, cls.middle, cls.large = (
            cls._new_lead(name=f"{count} people", employee_count=count) for count in (5, 60, 500)
        )
        cls.leads = cls.small | cls.middle | cls.large

    def setUp(self):
        super().setUp()
        self.profile = self._publish(
            ([("employee_count", ">=", 50)], 50),
            ([("employee_count", ">=", 300)], 50),
            ([("employee_count", "<", 10)], None),
            team_ids=self.team.ids,
        )
        self.unscored = self._new_lead(team_id=self.other_team.id)

    def _search(self, *conditions, **options):
        domain = [("id", "in", (self.leads | self.unscored).ids), *conditions]
        return self.env["crm.lead"].search(domain, **options)

    def test_filters(self):
        self.assertEqual(self._search(("icp_tier", "=", "a")), self.large)
        self.assertEqual(self._search(("icp_tier", "in", ["a", "d"])), self.large | self.small)
        self.assertEqual(self._search(("icp_tier", "=", False)), self.unscored)
        self.assertEqual(
            self._search(("icp_tier", "!=", "a")), self.small | self.middle | self.unscored
        )
        self.assertEqual(self._search(("icp_score", ">=", 50)), self.middle | self.large)
        self.assertEqual(
            self._search(("icp_coverage", "<", 100), ("icp_tier", "!=", False)),
            self.env["crm.lead"],
        )
        self.assertEqual(self._search(("icp_disqualified", "=", True)), self.small)
        self.assertEqual(
            self._search(("icp_disqualified", "=", False)),
            self.middle | self.large | self.unscored,
        )
        self.assertEqual(self._search(("icp_profile_id", "=", self.profile.id)), self.leads)
        self.assertEqual(self._search(("icp_profile_id.name", "ilike", "maker")), self.leads)
        self.assertEqual(self._search(("icp_profile_id", "=", False)), self.unscored)

    def test_filter_sees_a_change_that_is_not_saved_yet(self):
        self.small.employee_count = 500
        self.assertEqual(self._search(("icp_tier", "=", "a")), self.large | self.small)

    def test_sorts(self):
        ordered = self._search(("icp_tier", "!=", False), order="icp_score desc, id")
        self.assertEqual(ordered.ids, [self.large.id, self.middle.id, self.small.id])

    def test_groups_and_aggregates(self):
        groups = self.env["crm.lead"]._read_group(
            [("id", "in", self.leads.ids)], ["icp_tier"], ["icp_score:avg", "__count"]
        )
        self.assertEqual(sorted(groups), [("a", 100.0, 1), ("c", 50.0, 1), ("d", 0.0, 1)])
        by_profile = self.env["crm.lead"]._read_group(
            [("id", "in", self.leads.ids)], ["icp_profile_id"], ["__count"]
        )
        self.assertEqual(by_profile, [(self.profile, 3)])

    def test_leads_of_which_too_little_is_known_are_a_group_of_their_own(self):
        unknown = self._new_lead(name="Nobody knows")
        leads = (self.leads | unknown).with_user(self.manager)
        self.assertEqual((unknown.icp_tier, unknown.icp_score), ("unknown", 0))
        groups = leads.web_read_group([("id", "in", leads.ids)], ["icp_tier"], ["__count"])[
            "groups"
        ]
        counts = {group["icp_tier"]: group["__count"] for group in groups}
        self.assertEqual(counts, {"a": 1, "c": 1, "d": 1, "unknown": 1})
        labels = leads.fields_get(["icp_tier"], ["selection"])["icp_tier"]["selection"]
        self.assertEqual(dict(labels)["unknown"], "Not Enough Known")
        here = [("id", "in", leads.ids)]
        self.assertEqual(leads.search([*here, ("icp_tier", "=", "unknown")]), unknown)
        self.assertEqual(leads.search([*here, ("icp_tier", "=", "d")]), self.small)
        unknown.employee_count = 5
        self.assertEqual(leads.search_count([*here, ("icp_tier", "=", "unknown")]), 0)

    def test_scores_of_before_that_knew_too_little_have_no_tier_after_an_update(self):
        migrate = run_path(str(SCRIPT))["migrate"]
        unknown = self._new_lead(name="Nobody knows")
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_icp_score SET tier = 'd' WHERE tier = 'unknown'")
        migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(unknown.icp_tier, "unknown")
        self.assertEqual(self.leads.mapped("icp_tier"), ["d", "c", "a"])

    def test_client_groups_like_by_a_column(self):
        result = self.env["crm.lead"].web_read_group(
            [("id", "in", self.leads.ids)], ["icp_tier"], ["icp_score:avg", "__count"]
        )
        self.assertEqual(
            {group["icp_tier"]: group["__count"] for group in result["groups"]},
            {"a": 1, "c": 1, "d": 1},
        )
        described = self.env["crm.lead"].fields_get(
            ["icp_tier", "icp_score"], ["sortable", "groupable", "searchable", "aggregator"]
        )
        for description in described.values():
            self.assertTrue(description["sortable"])
            self.assertTrue(description["groupable"])
            self.assertTrue(description["searchable"])
        self.assertEqual(described["icp_score"]["aggregator"], "avg")

    def test_report_averages_scores_and_the_pipeline_does_not(self):
        action = self.env.ref("crm_playbook.crm_lead_action_icp")
        views = {mode: view_id for view_id, mode in action.views}
        report = self.env["crm.lead"].get_view(views["list"], "list")["arch"]
        self.assertIn('name="icp_score" avg=', report)
        pipeline = self.env.ref("crm.crm_case_tree_view_oppor").id
        arch = self.env["crm.lead"].get_view(pipeline, "list")["arch"]
        self.assertIn("playbook_badges", arch)
        self.assertNotIn("icp_score", arch)
        self.assertNotIn("icp_tier", arch)

    def test_superseded_rows_count_once(self):
        for count in (60, 5, 60, 500):
            self.small.employee_count = count
            self.env.flush_all()
        self.assertGreater(len(self.small.icp_score_ids), 1)
        self.assertEqual(self._search(("icp_score", ">=", 50)), self.leads)
        groups = self.env["crm.lead"]._read_group(
            [("id", "in", self.leads.ids)], ["icp_tier"], ["__count"]
        )
        self.assertEqual(sum(count for _tier, count in groups), 3)

    def test_salesperson_filters_own_leads_and_reads_their_scores_only(self):
        for lead, user in ((self.large, self.salesman), (self.middle, self.manager)):
            lead.write({"user_id": user.id, "team_id": self.team.id})
        self.env.flush_all()
        leads = self.env["crm.lead"].with_user(self.salesman)
        self.assertEqual(leads.search([("icp_score", ">=", 50)]), self.large)
        scores = self.env["crm.icp.score"].with_user(self.salesman).search([])
        self.assertIn(self.large, scores.lead_id)
        self.assertNotIn(self.middle.id, scores.sudo().lead_id.ids)
        with self.assertRaises(AccessError):
            self.middle.with_user(self.salesman).get_icp_explanation()
        self.assertTrue(self.large.with_user(self.salesman).get_icp_explanation())

    def test_nobody_writes_a_score(self):
        score = self.large.icp_score_ids[:1]
        for user in (self.salesman, self.manager):
            with self.assertRaises(AccessError):
                score.with_user(user).write({"score": 100})
            with self.assertRaises(AccessError):
                score.with_user(user).unlink()
            with self.assertRaises(AccessError):
                score.with_user(user).create({"lead_id": self.large.id})

    def test_portal_and_employee_reach_no_score(self):
        for user in (self.portal, self.employee):
            with self.assertRaises(AccessError):
                self.env["crm.icp.score"].with_user(user).search([])
            with self.assertRaises(AccessError):
                self.large.with_user(user).get_icp_explanation()

    def test_portal_that_reads_leads_learns_nothing_from_filters(self):
        # Resellers read leads once website_crm_partner_assign is installed.
        self.env["ir.model.access"].create(
            {
                "name": "portal",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "group_id": self.env.ref("base.group_portal").id,
                "perm_read": True,
            }
        )
        Leads = self.env["crm.lead"].with_user(self.portal)
        Leads.search([("name", "!=", False)])
        for name in ("icp_tier", "icp_score", "icp_profile_id", "icp_disqualified"):
            with self.assertRaises(AccessError):
                Leads.search([(name, "!=", False)])
            with self.assertRaises(AccessError):
                Leads.search([], order=name)
            with self.assertRaises(AccessError):
                Leads._read_group([], [name], ["__count"])
