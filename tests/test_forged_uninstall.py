from odoo.exceptions import UserError
from odoo.tests import tagged

from .gate_common import GateCommon

# Odoo's mark of an uninstall, which lets its own checks before deletion pass.
FORGED = {"_force_unlink": True}


@tagged("post_install", "-at_install")
class TestForgedUninstall(GateCommon):
    """A client that says an uninstall is going on deletes nothing that is kept for the record."""

    def assertKept(self, record, user=None):
        with self.assertRaises(UserError):
            record.with_user(user or self.manager).with_context(**FORGED).unlink()
        self.assertTrue(record.exists())

    def test_submitted_handover(self):
        handover = (
            self.env["crm.handover"]
            .with_user(self.salesman)
            .create({"lead_id": self.deal.id, "to_user_id": self.employee.id})
        )
        handover.action_submit()
        self.assertKept(handover, self.salesman)
        self.assertKept(handover)

    def test_review_that_was_held_and_team_of_an_open_one(self):
        review = (
            self.env["crm.deal.review"].with_user(self.manager).create({"team_id": self.team.id})
        )
        review.action_prepare()
        self.assertKept(self.team)
        review.action_start()
        self.assertKept(review)

    def test_role_in_use(self):
        role = self.env["crm.stakeholder.role"].create({"name": "Payer"})
        self.env["crm.stakeholder"].create(
            {"lead_id": self.deal.id, "placeholder_name": "Somebody", "role_ids": role.ids}
        )
        self.assertKept(role)

    def test_published_profile_and_its_criteria(self):
        profile = self.env["crm.icp.profile"].create({"name": "Makers"})
        criterion = self.env["crm.icp.criterion"].create(
            {"profile_id": profile.id, "name": "Mail", "domain": "[('email_from', '!=', False)]"}
        )
        profile.action_publish()
        self.addCleanup(self.registry._setup_models__, self.cr, ["crm.lead"])
        self.addCleanup(self.registry.clear_cache)
        self.assertKept(profile)
        self.assertKept(criterion)
