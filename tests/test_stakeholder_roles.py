from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.stakeholder import crm_stakeholder_map
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderRoles(StakeholderCommon):
    def test_presets_are_there_and_needed_by_nobody(self):
        roles = self.env["crm.stakeholder.role"].search([])
        for name in ("economic_buyer", "decision_maker", "champion", "procurement", "legal"):
            role = self.env.ref(f"crm_playbook.crm_stakeholder_role_{name}")
            self.assertIn(role, roles)
            self.assertFalse(role.requirement_ids)
        decisive = roles.filtered("is_decisive") - self.buyer_role
        self.assertEqual(decisive.mapped("name"), ["Economic Buyer", "Decision Maker"])

    # --- which deals need a role -------------------------------------------------------

    def test_role_is_needed_by_deals_of_a_team(self):
        other_team = self.env["crm.team"].create({"name": "Other"})
        self._need(self.buyer_role, team_ids=[Command.set(other_team.ids)])
        self._add("Ann")
        self.assertFalse(self.deal.missing_role_ids)
        self.deal.team_id = other_team
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)

    def test_role_is_needed_by_large_deals(self):
        self._need(self.buyer_role, applies_domain="[('expected_revenue', '>', 1000)]")
        self._add("Ann")
        self.assertFalse(self.deal.missing_role_ids)
        self.deal.expected_revenue = 5000
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        self.deal.expected_revenue = 10
        self.assertFalse(self.deal.missing_role_ids)

    def test_condition_may_look_at_the_customer(self):
        self._need(self.buyer_role, applies_domain="[('partner_id.city', '=', 'Graz')]")
        self._add("Ann")
        self.customer.city = "Graz"
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)

    def test_two_requirements_ask_for_a_role_once(self):
        self._need(self.buyer_role)
        self._need(self.buyer_role, applies_domain="[('type', '=', 'opportunity')]")
        self._add("Ann")
        self.assertEqual(self.deal.stakeholder_map_ids.needed_count, 1)

    def test_change_of_what_is_needed_reaches_all_maps(self):
        self._add("Ann")
        requirement = self._need(self.buyer_role)
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        requirement.role_id = self.user_role
        self.assertEqual(self.deal.missing_role_ids, self.user_role)
        requirement.active = False
        self.assertFalse(self.deal.missing_role_ids)
        requirement.active = True
        self.user_role.active = False
        self.assertFalse(self.deal.missing_role_ids)
        self.user_role.active = True
        self.assertEqual(self.deal.missing_role_ids, self.user_role)
        requirement.unlink()
        self.assertFalse(self.deal.missing_role_ids)

    def test_role_that_becomes_decisive_reaches_all_maps(self):
        self._add_engaged("Ann", self.user_role, attitude="opponent")
        self.assertEqual(self.deal.stakeholder_health, "amber")
        self.user_role.is_decisive = True
        self.assertEqual(self.deal.stakeholder_health, "red")

    def test_many_maps_wait_for_the_nightly_job(self):
        self.patch(crm_stakeholder_map, "MAPS_AT_ONCE", 0)
        self._add("Ann")
        self.env.flush_all()
        self._need(self.buyer_role)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.deal.missing_role_ids)
        self.assertLessEqual(self.deal.stakeholder_map_ids.date_next, self._ago(0))

    # --- bad input ---------------------------------------------------------------------

    def test_condition_that_cannot_be_used_is_refused_with_a_sentence(self):
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[(",
            "[('missing_role_ids', '!=', False)]",
            "[('stakeholder_ids.influence', '>', 3)]",
        ):
            with self.assertRaisesRegex(ValidationError, "“Payer”: this condition"):
                self._need(self.buyer_role, applies_domain=domain)

    def test_condition_on_a_field_that_is_gone_asks_for_nothing(self):
        field = self.env["ir.model.fields"].create(
            {
                "name": "x_size",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "ttype": "integer",
            }
        )
        self._need(self.buyer_role, applies_domain="[('x_size', '>=', 0)]")
        self.addCleanup(self.env.registry._setup_models__, self.cr, ["crm.lead"])
        self._add("Ann")
        self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
        field.unlink()
        self._add("Bob")
        self.assertFalse(self.deal.missing_role_ids)

    def test_role_in_use_is_archived_not_deleted(self):
        self._add("Ann", self.user_role)
        requirement = self._need(self.buyer_role)
        for role in (self.user_role, self.buyer_role):
            with self.assertRaisesRegex(UserError, "Archive"):
                role.unlink()
        requirement.unlink()
        self.buyer_role.unlink()
        self.assertFalse(self.buyer_role.exists())
