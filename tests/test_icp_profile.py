from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .icp_common import IcpCommon

BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestProfile(IcpCommon):
    def test_nothing_is_scored_before_a_publication(self):
        self._new_profile((BIG, 10))
        self.lead.employee_count = 100
        self.assertFalse(self.lead.icp_tier)
        self.assertFalse(self.env["crm.icp.score"].search([]))
        self.assertFalse(self.env.ref("crm_playbook.ir_cron_icp_rescore").active)

    def test_published_profile_is_frozen(self):
        profile = self._publish((BIG, 10))
        for change in ({"tier_a_min": 90}, {"name": "Other"}, {"team_ids": self.team.ids}):
            with self.assertRaisesRegex(UserError, "new version"):
                profile.write(change)

    def test_state_only_changes_by_the_buttons(self):
        profile = self._new_profile((BIG, 10))
        for key in (None, True, "STATE_CHANGE"):
            with self.assertRaises(UserError):
                profile.with_context(icp_state_change=key).write({"state": "published"})
        with self.assertRaises(UserError):
            self.env["crm.icp.profile"].create({"name": "Imported", "state": "published"})
        self.assertEqual(profile.state, "draft")

    def test_weights_must_add_up_to_more_than_zero(self):
        self.assertRefusedToPublish(self._new_profile())
        self.assertRefusedToPublish(self._new_profile((BIG, 0)))
        self.assertRefusedToPublish(self._new_profile((BIG, 10), ([("active", "=", True)], -10)))
        self.assertRefusedToPublish(self._new_profile((BIG, None)))

    def test_a_profile_is_published_once(self):
        profile = self._publish((BIG, 10))
        with self.assertRaisesRegex(UserError, "not a draft"):
            profile.action_publish()

    def test_tier_limits_must_fall(self):
        names = ("tier_a_min", "tier_b_min", "tier_c_min")
        for limits in ((50, 60, 10), (101, 60, 10), (80, 60, 0), (60, 60, 40)):
            with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self._new_profile(**dict(zip(names, limits, strict=True)))

    def test_new_version_replaces_the_old_one_which_stays_readable(self):
        first = self._publish((BIG, 10))
        second = self.env["crm.icp.profile"].browse(first.action_new_version()["res_id"])
        self.assertEqual(first.action_new_version()["res_id"], second.id)
        second.criterion_ids.weight = 30
        self.assertEqual(first.state, "published")
        second.action_publish()
        self._rescore()
        self.assertEqual((first.state, second.state), ("archived", "published"))
        self.assertEqual((first.version, second.version), (1, 2))
        self.assertEqual((first.criterion_ids.weight, second.criterion_ids.weight), (10, 30))
        self.assertEqual(self.lead.icp_profile_id, second)

    def test_lead_uses_the_first_profile_that_applies(self):
        general = self._publish((BIG, 10), sequence=20)
        retail = self._publish((BIG, 10), sequence=10, team_ids=self.other_team.ids)
        theirs = self._new_lead(team_id=self.other_team.id)
        teamless = self._new_lead(team_id=False)
        self.assertEqual(self.lead.icp_profile_id, general)
        self.assertEqual(theirs.icp_profile_id, retail)
        self.assertEqual(teamless.icp_profile_id, general)
        self.lead.team_id = self.other_team
        self.assertEqual(self.lead.icp_profile_id, retail)

    def test_order_decides_between_profiles_that_both_apply(self):
        first = self._publish((BIG, 10), sequence=1)
        second = self._publish((BIG, 10), sequence=2)
        self.assertEqual(self.lead.icp_profile_id, first)
        second.sequence = 0
        self._rescore()
        self.assertEqual(self.lead.icp_profile_id, second)

    def test_profile_of_a_company_scores_its_leads_only(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        profile = self._publish((BIG, 10), company_id=company.id)
        abroad = self._new_lead(team_id=False, company_id=company.id)
        here = self._new_lead(team_id=False, company_id=self.env.company.id)
        self.assertEqual(abroad.icp_profile_id, profile)
        self.assertFalse(here.icp_profile_id)
        self.assertFalse(here.icp_tier)

    def test_lead_that_leaves_the_scope_loses_its_score(self):
        self._publish((BIG, 10), team_ids=self.team.ids)
        self.assertTrue(self.lead.icp_tier)
        self.lead.team_id = self.other_team
        self.assertFalse(self.lead.icp_tier)
        self.assertFalse(self.lead.icp_profile_id)
        self.assertEqual(self.lead.get_icp_explanation(), [])

    def test_archiving_the_last_profile_ends_scoring(self):
        profile = self._publish((BIG, 10))
        profile.action_archive_profile()
        self._rescore()
        self.assertFalse(self.lead.icp_tier)
        self.assertFalse(self.env["crm.icp.score"].search([]))
        self.assertTrue(profile.exists())

    def test_published_profile_cannot_be_deleted(self):
        profile = self._publish((BIG, 10))
        with self.assertRaises(UserError):
            profile.unlink()
        profile.action_archive_profile()
        self._rescore()
        profile.unlink()
        self.assertFalse(profile.exists())

    def test_copy_is_a_draft_of_its_own(self):
        copy = self._publish((BIG, 10)).copy()
        self.assertEqual((copy.state, copy.version), ("draft", 1))
        self.assertFalse(copy.previous_version_id)
        self.assertEqual(copy.criterion_ids.weight, 10)

    def test_salesperson_reads_profiles_and_changes_none(self):
        draft = self._new_profile((BIG, 10)).with_user(self.salesman)
        self.assertEqual(draft.name, "Makers")
        for refused in (
            draft.action_publish,
            draft.action_archive_profile,
            draft.action_simulate,
            draft.unlink,
            lambda: draft.write({"sequence": 1}),
            lambda: draft.criterion_ids.write({"weight": 1}),
            lambda: draft.create({"name": "Mine"}),
        ):
            with self.assertRaises(AccessError):
                refused()

    def test_employee_and_portal_see_no_profile(self):
        profile = self._new_profile((BIG, 10))
        for user in (self.employee, self.portal):
            for record in (profile, profile.criterion_ids):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["name"])

    def test_manager_does_not_see_profiles_of_other_companies(self):
        company = self.env["res.company"].create({"name": "Abroad"})
        profile = self._new_profile((BIG, 10), company_id=company.id)
        found = self.env["crm.icp.profile"].with_user(self.manager).search([])
        self.assertNotIn(profile, found)
        with self.assertRaises(AccessError):
            profile.with_user(self.manager).action_publish()

    def assertRefusedToPublish(self, profile):
        with self.assertRaisesRegex(ValidationError, "more than zero"):
            profile.action_publish()
        self.assertEqual(profile.state, "draft")
