from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderFindings(StakeholderCommon):
    """Each finding, what it says, and the colour it gives. A well-kept deal has two engaged
    people and none."""

    def _add_two(self):
        """Two engaged people without a role: nothing is to be said about them."""
        return self._add_engaged("Ann"), self._add_engaged("Bob")

    def assertFound(self, codes, health, deal=None):
        self.assertEqual(self._get_codes(deal), codes)
        self.assertEqual((deal or self.deal).stakeholder_health, health)

    # --- health ------------------------------------------------------------------------

    def test_nothing_to_say(self):
        self._add_two()
        self.assertFound([], "green")
        self.assertFalse(self.deal.is_single_threaded)

    def test_no_two_way_contact(self):
        self._add("Ann", outbound=1)
        self.assertFound(["no_contact"], "red")
        self.assertEqual(self._get_text("no_contact"), "There is no two-way contact with anybody.")
        self.assertTrue(self.deal.is_single_threaded)

    def test_engaged_opponent_who_decides(self):
        self._add_two()
        person = self._add_engaged("Max", self.buyer_role, attitude="opponent")
        self.assertFound(["opponent"], "red")
        self.assertEqual(self._get_text("opponent"), "Max is against us and is Payer.")
        person.role_ids = self.user_role
        self.assertFound([], "green")

    def test_needed_role_is_missing(self):
        self._add_two()
        self._need(self.user_role)
        self.assertFound(["missing"], "amber")
        self.assertEqual(self._get_text("missing"), "Worker is missing.")
        self.assertEqual(self.deal.missing_role_ids, self.user_role)

    def test_needed_role_has_a_placeholder(self):
        self._add_two()
        self._need(self.user_role)
        placeholder = self._add_placeholder("The foreman", self.user_role)
        self.assertFound(["missing"], "amber")
        self.assertEqual(
            self._get_text("missing"), "Worker is missing: “The foreman” is not known by name."
        )
        [line] = self._get_map()["findings"]
        self.assertEqual(line["stakeholder_ids"], placeholder.ids)

    def test_decisive_role_missing_and_nobody_engaged(self):
        self._need(self.buyer_role)
        self._need(self.user_role)
        self._add("Ann")
        findings = self._get_map()["findings"]
        self.assertEqual(
            [(line["code"], line["severity"]) for line in findings],
            [("no_contact", "red"), ("missing", "red"), ("missing", "amber")],
        )

    def test_single_threaded_by_the_threshold_of_the_team(self):
        self._add_engaged("Ann")
        self.assertEqual(self._get_codes(), ["single", "critical"])
        self.assertEqual(
            self._get_text("single"),
            "There is two-way contact with Ann only; it should be 2 people.",
        )
        self.assertTrue(self.deal.is_single_threaded)
        self.team.stakeholder_min_engaged = 1
        self.assertEqual(self._get_codes(), ["critical"])
        self.assertFalse(self.deal.is_single_threaded)
        self.assertEqual(self._get_text("critical"), "If Ann leaves, no two-way contact remains.")

    def test_deal_without_a_team_has_the_usual_threshold(self):
        deal = self._new_deal(team_id=False, user_id=False)
        self._add_engaged("Ann", deal=deal)
        self.assertTrue(deal.is_single_threaded)

    def test_resilience_names_who_must_not_leave(self):
        self._need(self.buyer_role)
        self._need(self.user_role)
        ann = self._add_engaged("Ann", self.buyer_role, self.user_role)
        self._add_engaged("Bob", self.user_role)
        self.assertFound(["critical"], "amber")
        self.assertEqual(self._get_text("critical"), "If Ann leaves, nobody is Payer.")
        self.assertEqual(
            [person["is_critical"] for person in self._get_map()["people"]], [True, False]
        )
        self.assertEqual(self.deal.stakeholder_map_ids.critical_count, 1)
        ann.action_mark_left()
        self.assertIn("missing", self._get_codes())

    # --- truth check -------------------------------------------------------------------

    def test_claimed_support_without_contact(self):
        self._add_two()
        person = self._add("Eve", attitude="supporter", inbound=1)
        self.assertFound(["unproven"], "amber")
        self.assertEqual(
            self._get_text("unproven"),
            "Eve is said to be a Supporter, but there was never two-way contact.",
        )
        self.assertEqual(self.deal.stakeholder_doubt_count, 1)
        person.attitude = "neutral"
        self.assertFound([], "green")

    def test_champion_who_is_silent(self):
        self._add_two()
        champion = self._add("Eve", attitude="champion", meeting=43)
        self.assertFound(["silent"], "amber")
        self.assertEqual(
            self._get_text("silent"),
            "Eve is said to be a Champion, but has been silent for 43 days.",
        )
        [_ann, _bob, person] = self._get_map()["people"]
        self.assertEqual(person["doubts"], [self._get_text("silent")])
        self.team.stakeholder_silent_days = 50
        self.assertFound([], "green")
        self.team.stakeholder_silent_days = 42
        champion.write({"last_inbound": self._ago(2)})
        self.assertFound([], "green")
        self.assertEqual(champion.attitude, "champion", "A doubt never changes a judgement")

    def test_who_decides_was_never_met(self):
        self._add_two()
        person = self._add("Max", self.buyer_role, inbound=1, outbound=1)
        self.assertFound(["unmet"], "amber")
        self.assertEqual(self._get_text("unmet"), "Max is Payer and was never met.")
        person.last_meeting = self._ago(400)
        self.assertFound([], "green")

    def test_judgement_taken_over(self):
        ann, _bob = self._add_two()
        ann.is_attitude_old = True
        self.assertFound(["old"], "amber")
        self.assertEqual(
            self._get_text("old"),
            "The judgement of Ann comes from an earlier deal and was not confirmed.",
        )
        ann.with_user(self.salesman).action_judge()
        self.assertFound([], "green")

    def test_whoever_is_gone_is_no_reason_for_doubt(self):
        self._add_two()
        person = self._add("Max", self.buyer_role, attitude="champion", is_attitude_old=True)
        self.assertFound(["unproven", "unmet", "old"], "amber")
        person.action_mark_left()
        self.assertFound([], "green")

    # --- time and language -------------------------------------------------------------

    def test_time_alone_changes_the_map_when_it_said_so(self):
        self._add_two()
        self._add("Eve", attitude="champion", meeting=41)
        self.assertFound([], "green")
        self.env.cr.execute("UPDATE crm_stakeholder SET last_meeting = %s", [self._ago(43)])
        self.env.invalidate_all()
        changed = self.env["crm.stakeholder.map"]._assess(self.deal)
        self.assertEqual(changed, self.deal)
        self.assertFound(["silent"], "amber")
        self.assertFalse(self.env["crm.stakeholder.map"]._assess(self.deal))

    def test_sentences_are_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.buyer_role.with_context(lang="fr_FR").name = "Payeur"
        self._need(self.buyer_role)
        self._add_two()
        for lang, name in (("fr_FR", "Payeur"), ("en_US", "Payer")):
            deal = self.deal.with_context(lang=lang)
            self.assertIn(name, deal.get_stakeholder_map()["findings"][0]["text"])
            self.assertIn(name, deal.get_stakeholder_sentences()[0])

    def test_finding_of_an_addon_that_is_gone_is_left_out(self):
        self._add_two()
        self.deal.stakeholder_map_ids.findings = [
            {"code": "weather", "severity": "amber", "stakeholder_ids": [], "role_ids": []}
        ]
        self.assertEqual(self._get_codes(), [])

    def test_people_of_one_deal_say_nothing_about_another(self):
        other = self._new_deal()
        self._add_two()
        self._add("Ann", deal=other)
        self.deal.stakeholder_ids[0].write({"attitude": "champion", "role_ids": [Command.clear()]})
        self.assertFound([], "green")
        self.assertFound(["no_contact"], "red", other)
