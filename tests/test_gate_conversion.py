from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import StageGateError
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateConversion(GateCommon):
    """Leads that become opportunities, deals that are merged or change their team."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion(gate="entry")
        self.lead = self._new_lead()

    def _new_lead(self, **values):
        return self._new_deal(name="Lead", type="lead", email_from="a@example.com", **values)

    def _get_type(self, lead):
        self.env.flush_all()
        self.env.cr.execute("SELECT type FROM crm_lead WHERE id = %s", [lead.id])
        return self.env.cr.fetchone()[0]

    def assertConversion(self, convert):
        """Assert that leads stay leads without the evidence and convert with it."""
        self.assertStays(self.lead, self.first, convert, "Phone is known")
        self.assertEqual(self._get_type(self.lead), "lead")
        self.lead.phone = "1"
        convert()
        self.assertEqual(self._get_type(self.lead), "opportunity")

    # --- conversion --------------------------------------------------------------------

    def test_conversion_needs_the_evidence_of_the_stage(self):
        self.assertConversion(lambda: self.lead.convert_opportunity(self.env["res.partner"]))

    def test_change_of_type_needs_the_evidence_of_the_stage(self):
        self.assertConversion(lambda: self.lead.write({"type": "opportunity"}))

    def test_lead_in_a_later_stage_needs_the_evidence_of_all_gates_before(self):
        self.lead.stage_id = self.third
        self._new_criterion(self.second, name="Between", gate="exit")
        self.assertStays(
            self.lead,
            self.third,
            lambda: self.lead.convert_opportunity(self.env["res.partner"]),
            "Phone is known",
            "Between",
        )

    def test_deal_does_not_take_the_way_around_as_a_lead(self):
        self._new_criterion()
        self.deal.type = "lead"
        self.deal.stage_id = self.third
        self.assertStays(self.deal, self.third, lambda: self.deal.write({"type": "opportunity"}))
        self.assertEqual(self._get_type(self.deal), "lead")

    def test_wizard_converts_with_the_evidence_only(self):
        wizard = self.env["crm.lead2opportunity.partner"].with_context(
            active_model="crm.lead", active_id=self.lead.id, active_ids=self.lead.ids
        )
        values = {"name": "convert", "action": "create", "user_id": self.salesman.id}
        wizard = wizard.create({**values, "team_id": self.team.id})
        self.assertConversion(wizard.action_apply)

    def test_wizard_that_merges_converts_with_the_evidence_only(self):
        twin = self._new_lead()
        wizard = self.env["crm.lead2opportunity.partner"].with_context(
            active_model="crm.lead", active_id=self.lead.id, active_ids=self.lead.ids
        )
        values = {"name": "merge", "action": "create", "user_id": self.salesman.id}
        wizard = wizard.create({**values, "team_id": self.team.id})
        wizard.duplicated_lead_ids = self.lead | twin
        with self.assertRaises(StageGateError):
            wizard.action_apply()
        self.assertEqual([self._get_type(lead) for lead in self.lead | twin], ["lead", "lead"])
        (self.lead | twin).phone = "1"
        wizard.action_apply()
        self.assertEqual((self.lead | twin).exists().type, "opportunity")

    def test_mass_conversion_converts_with_the_evidence_only(self):
        other = self._new_lead(phone="2")
        leads = self.lead | other
        wizard = self.env["crm.lead2opportunity.partner.mass"].with_context(
            active_model="crm.lead", active_id=leads[0].id, active_ids=leads.ids
        )
        wizard = wizard.create({"deduplicate": False, "user_ids": self.salesman.ids})
        with self.assertRaises(StageGateError):
            wizard.action_mass_convert()
        self.assertEqual({self._get_type(lead) for lead in leads}, {"lead"})
        self.assertConversion(wizard.action_mass_convert)
        self.assertEqual(self._get_type(other), "opportunity")

    def test_portal_converts_with_the_evidence_only(self):
        lead = self.lead.with_user(self.portal).sudo()
        self.assertConversion(lambda: lead.convert_opportunity(lead.partner_id))

    def test_assignment_goes_on_where_a_lead_may_not_be_converted(self):
        rich = self._new_lead(phone="1", user_id=False, probability=50)
        poor = self._new_lead(user_id=False, probability=90)
        self.team.crm_team_member_ids.assignment_max = 300
        self.team._action_assign_leads(force_quota=True)
        self.assertEqual((rich | poor).user_id, self.salesman)
        self.assertEqual((self._get_type(rich), self._get_type(poor)), ("opportunity", "lead"))
        self.assertIn("Phone is known", poor.stage_move_ids.note)

    # --- merge -------------------------------------------------------------------------

    def _merge_by_wizard(self, deals):
        wizard = self.env["crm.merge.opportunity"].with_context(active_ids=deals.ids)
        return lambda: wizard.create({"user_id": self.salesman.id}).action_merge()

    def test_merge_moves_no_deal_without_the_evidence(self):
        self._new_criterion()
        lead = self._new_lead(stage_id=self.third.id)
        self.deal.stage_id = False
        deals = self.deal | lead
        for merge in (deals.merge_opportunity, self._merge_by_wizard(deals)):
            with self.assertRaisesRegex(StageGateError, "Phone is known"):
                merge()
            self.assertEqual(self._get_stage_in_database(self.deal)[0], None)
            self.assertEqual(self._get_stage_in_database(lead)[0], self.third.id)

    def test_merge_with_the_evidence_of_one_of_them_moves(self):
        self._new_criterion()
        lead = self._new_lead(stage_id=self.third.id, phone="1")
        self.deal.stage_id = False
        self.assertMoves(self.deal, self.third, self._merge_by_wizard(self.deal | lead))
        self.assertFalse(lead.exists())

    def test_merge_of_deals_in_their_stages_asks_for_nothing(self):
        other = self._new_deal(phone="1")
        self.criterion.gate = "exit"
        merged = (self.deal | other).merge_opportunity()
        self.assertEqual(self._get_stage_in_database(merged)[0], self.first.id)
        self.assertEqual(merged.phone, "1")

    def test_merge_into_another_team_resets_the_stage_without_asking(self):
        self._new_criterion()
        entry = self._new_stages_of_other_team()
        other = self._new_deal()
        merged = (self.deal | other).merge_opportunity(team_id=self.other_team.id)
        self.assertEqual(self._get_stage_in_database(merged)[0], entry.id)
        self.assertIn("automatic", merged.stage_move_ids.mapped("direction"))

    # --- team change -------------------------------------------------------------------

    def _new_stages_of_other_team(self):
        """Return the first stage of the other team, behind those of the first team."""
        self.env["crm.stage"].search([("team_ids", "in", self.other_team.ids)]).team_ids = self.team
        return self.env["crm.stage"].create(
            {"name": "Elsewhere", "sequence": 9, "team_ids": [Command.set(self.other_team.ids)]}
        )

    def test_team_change_is_never_refused_and_shows_what_is_owed(self):
        self.criterion.gate = "exit"
        entry = self._new_stages_of_other_team()
        self._new_criterion(entry, gate="entry", name="Entry")
        self.assertMoves(self.deal, entry, lambda: self.deal.write({"team_id": self.other_team.id}))
        [move] = self.deal.stage_move_ids
        self.assertEqual((move.direction, move.to_stage_id), ("automatic", entry))
        owed = [line["name"] for line in self.deal.get_gate_panel()["regressed"]]
        self.assertEqual(owed, ["Entry"])

    def test_change_of_salesperson_that_changes_the_team_is_never_refused(self):
        entry = self._new_stages_of_other_team()
        self._new_criterion(entry, gate="entry", name="Entry")
        self.other_team.member_ids = self.all_leads
        self.assertMoves(self.deal, entry, lambda: self.deal.write({"user_id": self.all_leads.id}))
        self.assertEqual(self.deal.stage_move_ids.direction, "automatic")

    def test_team_change_does_not_take_a_deal_further(self):
        entry = self._new_stages_of_other_team()
        self._new_criterion(entry, gate="entry", name="Entry")
        values = {"team_id": self.other_team.id, "stage_id": entry.id}
        self.assertStays(self.deal, self.first, lambda: self.deal.write(values), "Entry")

    def test_stage_of_another_team_asks_by_the_values_of_before_too(self):
        entry = self._new_stages_of_other_team()
        large = {"applies_domain": "[('expected_revenue', '>', 1000)]"}
        self._new_criterion(entry, gate="entry", name="Entry", **large)
        self.deal.expected_revenue = 5000
        values = {"team_id": self.other_team.id, "stage_id": entry.id, "expected_revenue": 1}
        self.assertStays(self.deal, self.first, lambda: self.deal.write(values), "Entry")
        self.deal.expected_revenue = 1
        self.assertMoves(self.deal, entry, lambda: self.deal.write(values))

    def test_criterion_of_one_team_is_asked_of_deals_that_come_to_it(self):
        self._new_criterion(team_ids=[Command.set(self.team.ids)], name="Of this team")
        deal = self._new_deal(team_id=self.other_team.id, user_id=False)
        values = {"team_id": self.team.id, "stage_id": self.second.id}
        with self.assertRaisesRegex(StageGateError, "Of this team"):
            deal.write(values)
        deal.write({**values, "phone": "1"})
        self.assertEqual(self._get_stage_in_database(deal)[0], self.second.id)

    # --- who may know ------------------------------------------------------------------

    def test_refusal_tells_nothing_about_deals_of_others(self):
        self._new_criterion()
        self.team.lost_reason_required = True
        company = self.env["res.company"].create({"name": "Other company"})
        self.other_team.company_id = company
        theirs = self._new_deal(user_id=self.manager.id)
        foreign = self._new_deal(
            team_id=self.other_team.id, user_id=False, company_id=company.id, stage_id=False
        )
        for deal, user in ((theirs, self.salesman), (foreign, self.manager)):
            for move in (
                lambda deal: deal.write({"stage_id": self.second.id}),
                lambda deal: deal.write({"active": False, "probability": 0}),
                lambda deal: deal.action_set_lost(),
                lambda deal: deal.get_gate_status(),
            ):
                with self.assertRaises(AccessError):
                    move(deal.with_user(user))

    def test_company_of_the_deal_does_not_matter_to_its_gates(self):
        self._new_criterion()
        company = self.env["res.company"].create({"name": "Other company"})
        self.manager.company_ids = [Command.link(company.id)]
        deal = self._new_deal(company_id=company.id, user_id=False)
        moved = deal.with_user(self.manager).with_context(allowed_company_ids=company.ids)
        self.assertStays(deal, self.first, lambda: moved.write({"stage_id": self.second.id}))
        deal.phone = "1"
        self.assertMoves(deal, self.second, lambda: moved.write({"stage_id": self.second.id}))
        self.assertEqual(deal.stage_move_ids.company_id, company)
