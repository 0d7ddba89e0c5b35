from odoo.tests import HttpCase, tagged

from .icp_common import IcpCommon


@tagged("post_install", "-at_install")
class TestIcpTour(HttpCase, IcpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whatever is published already, the new profile comes first.
        cls.env["crm.icp.profile"].search([("state", "=", "published")]).sequence = 1000
        cls.team.member_ids = cls.manager
        cls._new_lead(
            name="Retrofit of line 5",
            team_id=cls.team.id,
            user_id=cls.manager.id,
            employee_count=4321,
        )
        won, lost = (
            cls.env["crm.lead"].concat(
                *(cls._new_lead(name=f"Deal {number}") for number in range(12))
            )
            for _outcome in ("won", "lost")
        )
        won.action_set_won()
        lost.action_set_lost(lost_reason_id=cls.reason.id)

    def test_a_manager_simulates_and_publishes_a_profile_and_reads_the_score(self):
        self.start_tour("/odoo", "crm_playbook_icp_first_profile", login="icp_manager")
        profile = self.env["crm.icp.profile"].search([("name", "=", "First profile")])
        self.assertEqual(profile.state, "published")
