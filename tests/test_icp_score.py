from odoo.fields import Command, Date
from odoo.tests import tagged

from .badges_common import get_badges
from .icp_common import IcpCommon

BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestScore(IcpCommon):
    # --- what a score is ---------------------------------------------------------------

    def test_score_is_the_matched_share_of_positive_weight(self):
        self._publish((BIG, 30), ([("annual_revenue", ">", 1000)], 10))
        self.lead.write({"employee_count": 50, "annual_revenue": 10})
        self.assertScore(self.lead, 75, tier="b", coverage=100)

    def test_negative_weight_takes_points_and_the_score_stops_at_zero(self):
        free_mail = [("email_from", "ilike", "@gmail.com")]
        self._publish((BIG, 20), (free_mail, -10))
        self.lead.write({"employee_count": 50, "email_from": "a@gmail.com"})
        self.assertScore(self.lead, 50)
        self.lead.employee_count = 1
        self.assertScore(self.lead, 0, tier="d")

    def test_unknown_lowers_coverage_and_not_the_score(self):
        self._publish((BIG, 30), ([("industry_id", "=", self.industry.id)], 10))
        self.lead.employee_count = 50
        self.assertScore(self.lead, 75, coverage=75)
        self.lead.industry_id = self.other_industry
        self.assertScore(self.lead, 75, coverage=100)

    def test_empty_number_is_unknown_even_where_zero_would_match(self):
        self._publish(([("employee_count", "<", 50)], 10))
        self.assertStates(self.lead, "unknown")
        self.lead.employee_count = 20
        self.assertStates(self.lead, "matched")
        self.lead.employee_count = 60
        self.assertStates(self.lead, "missed")

    def test_asking_for_emptiness_always_has_an_answer(self):
        self._publish(([("email_from", "=", False)], 10), ([("email_from", "!=", False)], 10))
        self.assertStates(self.lead, "matched", "missed")

    def test_missing_customer_makes_its_data_unknown(self):
        self._publish(([("partner_id.is_company", "=", True)], 10))
        self.assertStates(self._new_lead(), "unknown")
        self.assertStates(self.lead, "matched")

    def test_amount_that_was_never_written_is_unknown(self):
        self._publish(([("annual_revenue", ">", 1000)], 10), ([("annual_revenue", "!=", 0)], 5))
        lead = self._new_lead()
        self.env.flush_all()
        self.env.cr.execute("UPDATE crm_lead SET annual_revenue = NULL WHERE id = %s", [lead.id])
        self.env.invalidate_all()
        self.assertStates(lead, "unknown", "missed")

    def test_only_missing_data_is_asked_for(self):
        self._publish(([*BIG, ("industry_id", "=", self.industry.id)], 10))
        self.lead.employee_count = 80
        [line] = self.lead.get_icp_explanation()
        self.assertEqual([field["name"] for field in line["fields"]], ["industry_id"])

    def test_negation_and_combinations_keep_unknown(self):
        size, industry = BIG[0], ("industry_id", "=", self.industry.id)
        self._publish(
            (["!", size], 10), ([size, industry], 10), (["|", size, industry], 10), ([], 5)
        )
        self.assertStates(self.lead, "unknown", "unknown", "unknown", "matched")
        self.lead.employee_count = 10
        self.assertStates(self.lead, "matched", "missed", "unknown", "matched")
        self.lead.industry_id = self.industry
        self.assertStates(self.lead, "matched", "missed", "matched", "matched")

    def test_tags_are_unknown_until_there_is_one(self):
        wanted, other = self.env["crm.tag"].create([{"name": "Wanted"}, {"name": "Other"}])
        self._publish(([("tag_ids", "in", wanted.ids)], 10))
        self.assertStates(self.lead, "unknown")
        self.lead.tag_ids = other
        self.assertStates(self.lead, "missed")
        self.lead.tag_ids = [Command.link(wanted.id)]
        self.assertStates(self.lead, "matched")

    def test_disqualifier_flags_with_its_reason_and_leaves_the_score(self):
        self._publish((BIG, 10), ([("partner_id.name", "ilike", "north")], None))
        self.lead.employee_count = 80
        self.assertScore(self.lead, 100, tier="a", coverage=100)
        self.assertTrue(self.lead.icp_disqualified)
        self.assertEqual(self.lead.icp_disqualifier_id.lost_reason_id, self.reason)
        badge = get_badges(self.lead)["icp"]
        self.assertEqual((badge["text"], badge["level"]), ("A · 100", "danger"))
        name = self.lead.icp_disqualifier_id.name
        self.assertEqual(badge["title"], f"Disqualified: {name}")
        self.assertEqual(self.lead.get_icp_card()["reason"], "Too small for us")

    def test_edited_tier_limits_decide_the_tier(self):
        self._publish((BIG, 30), ([("name", "=", "x")], 10), tier_a_min=75)
        self.lead.employee_count = 50
        self.assertScore(self.lead, 75, tier="a")

    # --- explanation -------------------------------------------------------------------

    def test_rounding_is_a_line_of_its_own(self):
        self._publish((BIG, 1), ([("name", "=", "x")], 1), ([("name", "=", "y")], 1))
        self.lead.employee_count = 50
        self.assertScore(self.lead, 33)
        self.assertEqual(self.lead.get_icp_explanation()[-1]["state"], "adjustment")
        self.assertAlmostEqual(self.lead.get_icp_explanation()[-1]["points"], -0.33)

    def test_clamping_is_a_line_of_its_own(self):
        self._publish((BIG, 20), ([("email_from", "!=", False)], -10))
        self.lead.write({"employee_count": 5, "email_from": "a@b.example"})
        self.assertScore(self.lead, 0)
        self.assertEqual(self.lead.get_icp_explanation()[-1]["points"], 50)

    def test_missing_data_names_the_field_that_fills_it(self):
        self._publish(([("partner_id.industry_id.name", "ilike", "machine")], 10))
        [line] = self.lead.get_icp_explanation()
        self.assertEqual(line["state"], "unknown")
        self.assertEqual([field["name"] for field in line["fields"]], ["partner_id"])
        self.assertIn("Industry", line["fields"][0]["label"])

    # --- always right after a save -----------------------------------------------------

    def test_change_of_the_customer_reaches_its_leads(self):
        self._publish(([("partner_id.employee_count", ">", 50)], 10))
        self.customer.employee_count = 100
        self.assertScore(self.lead, 100)
        self.customer.employee_count = 10
        self.assertScore(self.lead, 0)

    def test_change_of_the_parent_of_the_customer_reaches_its_leads(self):
        self._publish(([("partner_id.parent_id.ref", "=", "KEY")], 10))
        contact = self.env["res.partner"].create(
            {"name": "Ada Contact", "parent_id": self.customer.id}
        )
        lead = self._new_lead(partner_id=contact.id)
        self.assertStates(lead, "unknown")
        self.customer.ref = "KEY"
        self.assertScore(lead, 100)

    def test_child_of_follows_the_hierarchy(self):
        group = self.env["res.partner"].create({"name": "Holding", "is_company": True})
        self._publish(([("partner_id", "child_of", group.id)], 10))
        self.assertScore(self.lead, 0)
        self.customer.parent_id = group
        self.assertScore(self.lead, 100)

    def test_change_and_removal_of_a_tag_reaches_its_leads(self):
        tag = self.env["crm.tag"].create({"name": "Plain"})
        self._publish(([("tag_ids.name", "ilike", "gold")], 10))
        self.lead.tag_ids = tag
        self.assertStates(self.lead, "missed")
        tag.name = "Gold"
        self.assertScore(self.lead, 100)
        tag.unlink()
        self.assertStates(self.lead, "unknown")
        self.assertScore(self.lead, 0)

    def test_new_lead_is_scored_at_once(self):
        self._publish((BIG, 10))
        self.assertScore(self._new_lead(employee_count=70), 100)

    def test_imported_copied_and_merged_leads_are_scored(self):
        self._publish((BIG, 10))
        result = self.env["crm.lead"].load(["name", "employee_count"], [["Imported", "70"]])
        imported = self.env["crm.lead"].browse(result["ids"])
        self.assertScore(imported, 100)
        self.assertScore(imported.copy(), 100)
        self.assertScore((self._new_lead() | imported).merge_opportunity(), 100)

    def test_archived_and_lost_leads_keep_being_scored(self):
        self._publish((BIG, 10))
        self.lead.action_set_lost()
        self.lead.employee_count = 70
        self.assertScore(self.lead, 100)

    def test_card_follows_a_form_before_it_is_saved(self):
        self._publish((BIG, 30), ([("partner_id.ref", "=", "KEY")], 10))
        self.customer.ref = "KEY"
        for count, tier in ((False, "unknown"), (60, "a"), (10, "d")):
            values = {"name": "Line 4", "employee_count": count}
            card = self.lead.get_icp_card(values)
            self.assertEqual(card["tier"], tier)
        self.assertEqual(self.lead.get_icp_card({"employee_count": 60})["score"], 100)
        self.assertScore(self.lead, 25)
        new = self.env["crm.lead"].get_icp_card({"name": "New", "employee_count": 60})
        self.assertEqual(new["tier"], "b")

    def test_saving_without_a_change_of_the_score_adds_no_row(self):
        self._publish((BIG, 10))
        before = self.env["crm.icp.score"].search_count([])
        self.lead.write({"employee_count": 3})
        self.lead.write({"employee_count": 4})
        self.env.flush_all()
        self.assertLessEqual(self.env["crm.icp.score"].search_count([]), before + 1)

    def test_condition_on_dates_follows_the_nightly_pass(self):
        self._publish(([("date_deadline", ">=", "today")], 10))
        self.lead.date_deadline = Date.today()
        self.assertScore(self.lead, 100)
        self.env.cr.execute(
            "UPDATE crm_lead SET date_deadline = date_deadline - 1 WHERE id = %s", [self.lead.id]
        )
        self.env.invalidate_all()
        self.env["crm.icp.rescoring"]._start()
        self._rescore()
        self.assertScore(self.lead, 0)

    def test_company_conditions_and_translations_do_not_depend_on_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        tag = self.env["crm.tag"].create({"name": "Gold"})
        tag.with_context(lang="fr_FR").name = "Or"
        self._publish(([("tag_ids.name", "=", "Gold")], 10))
        self.lead.with_context(lang="fr_FR").tag_ids = tag
        self.assertScore(self.lead.with_context(lang="fr_FR"), 100)

    # --- disqualified ------------------------------------------------------------------

    def test_button_marks_lost_with_the_reason_and_plans_a_second_look(self):
        profile = self._new_profile((BIG, 10), ([("partner_id.name", "ilike", "north")], None))
        profile.criterion_ids[1].look_again_days = 90
        profile.action_publish()
        self._rescore()
        other = self._new_lead()
        (self.lead | other).action_icp_mark_lost()
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.lost_reason_id, self.reason)
        self.assertEqual(
            self.lead.activity_ids.date_deadline, Date.add(Date.context_today(self.lead), days=90)
        )
        self.assertEqual(other.won_status, "pending")

    def test_disqualified_lead_is_flagged_and_never_moved(self):
        stage = self.lead.stage_id
        self._publish((BIG, 10), ([("partner_id.name", "ilike", "north")], None))
        self.assertTrue(self.lead.icp_disqualified)
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.stage_id, stage)
        self.assertEqual(self.lead.won_status, "pending")

    def assertStates(self, lead, *states):
        lines = [line for line in lead.get_icp_explanation() if line["criterion_id"]]
        self.assertEqual(tuple(line["state"] for line in lines), states)
