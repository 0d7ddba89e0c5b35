from odoo.fields import Command
from odoo.tests import tagged

from .common import PlaybookCommon


@tagged("post_install", "-at_install")
class TestRulesTracked(PlaybookCommon):
    """Who changed which rule, when, from what to what, stands with the rule."""

    login_prefix = "tracked"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.second = cls.env["crm.team"].create({"name": "Second"})

    def _change(self, record, values):
        """Change a rule as a sales manager; return what is said of it, by name of the field."""
        record = record.with_user(self.manager).with_context(tracking_disable=False)
        self.flush_tracking()
        before = record.message_ids
        record.write(values)
        self.flush_tracking()
        record.invalidate_recordset(["message_ids"])
        messages = record.message_ids - before
        self.assertEqual(messages.author_id, self.manager.partner_id)
        return {
            tracked.field_id.name: self._get_values(tracked)
            for tracked in messages.sudo().tracking_value_ids
        }

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()

    def _get_values(self, tracked):
        kinds = ("char", "integer", "float", "text")
        for kind in kinds:
            old, new = tracked[f"old_value_{kind}"], tracked[f"new_value_{kind}"]
            if old or new:
                return old, new
        return False, False

    def test_a_stage_criterion(self):
        criterion = self.env["crm.stage.criterion"].create(
            {
                "name": "Budget",
                "stage_id": self.env["crm.stage"].search([], limit=1).id,
                "kind": "condition",
                "domain": "[('budget', '>', 0)]",
            }
        )
        changes = self._change(
            criterion,
            {
                "domain": "[('budget', '>', 500)]",
                "enforcement": "block",
                "state": "active",
                "team_ids": [Command.set(self.second.ids)],
            },
        )
        self.assertEqual(changes["domain"], ("[('budget', '>', 0)]", "[('budget', '>', 500)]"))
        self.assertEqual(changes["enforcement"], ("Advise", "Block"))
        self.assertEqual(changes["state"], ("Draft", "Active"))
        self.assertEqual(changes["team_ids"][1], "Second")

    def test_a_profile(self):
        profile = self.env["crm.icp.profile"].create({"name": "Makers"})
        changes = self._change(profile, {"tier_a_min": 90, "team_ids": [(6, 0, self.second.ids)]})
        self.assertEqual(changes["tier_a_min"], (80, 90))
        self.assertEqual(changes["team_ids"][1], "Second")

    def test_a_needed_role(self):
        role = self.env["crm.stakeholder.role"].create({"name": "Sponsor"})
        requirement = self.env["crm.stakeholder.requirement"].create({"role_id": role.id})
        changes = self._change(
            requirement, {"applies_domain": "[('expected_revenue', '>', 500)]", "active": False}
        )
        self.assertEqual(changes["applies_domain"][1], "[('expected_revenue', '>', 500)]")
        self.assertEqual(changes["active"], (1, 0))

    def test_a_handover_template(self):
        template = self.env["crm.handover.template"].create({"name": "Onboarding"})
        changes = self._change(template, {"min_completeness": 70, "accept_hours": 8})
        self.assertEqual(changes, {"min_completeness": (0, 70), "accept_hours": (0, 8)})

    def test_a_signal(self):
        setting = self.env["crm.deal.signal.setting"].create(
            {"code": self.env["crm.deal.signal"]._get_codes()[0], "team_id": self.second.id}
        )
        changes = self._change(setting, {"weight": setting.weight + 1, "is_on": False})
        self.assertEqual(changes["is_on"], (1, 0))
        self.assertEqual(changes["weight"][1], changes["weight"][0] + 1)
