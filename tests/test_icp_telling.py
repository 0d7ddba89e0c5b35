from odoo.tests import tagged

from .common import IcpCommon
from .losing import GONE


@tagged("post_install", "-at_install")
class TestIcpTelling(IcpCommon):
    """A second look is planned for who may open the lead: its owner, else who marked it."""

    def setUp(self):
        super().setUp()
        profile = self._new_profile(
            ([("employee_count", ">", 10)], 10), ([("name", "ilike", "line")], None)
        )
        profile.criterion_ids[1].look_again_days = 90
        profile.action_publish()
        self._rescore()

    def test_the_owner_looks_again(self):
        lead = self._new_lead(name="Line 5", user_id=self.salesman.id)
        lead.with_user(self.manager).action_icp_mark_lost()
        self.assertEqual(lead.activity_ids.user_id, self.salesman)

    def test_no_owner_who_is_gone_looks_again(self):
        for leave in GONE.values():
            owner = self._new_user(f"gone_{leave.__name__}", "sales_team.group_sale_salesman")
            lead = self._new_lead(name="Line 6", user_id=owner.id)
            leave(owner)
            lead.with_user(self.manager).action_icp_mark_lost()
            with self.subTest(leave.__name__):
                self.assertEqual(lead.won_status, "lost")
                self.assertEqual(lead.activity_ids.user_id, self.manager)
