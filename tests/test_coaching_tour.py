from odoo.tests import HttpCase, tagged

from .coaching_common import CoachingCommon


@tagged("post_install", "-at_install")
class TestCoachingTour(HttpCase, CoachingCommon):
    def test_a_round_from_the_deal_to_a_closed_note(self):
        self.env["crm.coaching.scorecard"].search(
            [("occasion", "=", "meeting")]
        ).skill_ids = self.skill
        self.skill.level_4 = "Follows up"
        self.start_tour(
            f"/odoo/crm.lead/{self.deal.id}", "crm_playbook_coaching_write", login=self.coach.login
        )
        note = self.env["crm.coaching.note"].search([("lead_id", "=", self.deal.id)])
        self.assertEqual((note.state, note.coach_rating_ids.level), ("shared", 4))
        self.start_tour(
            "/odoo/action-crm_playbook.crm_coaching_note_action",
            "crm_playbook_coaching_answer",
            login=self.coachee.login,
        )
        self.assertEqual((note.state, note.reply_ids.body), ("answered", "I will ask first"))
        self.assertEqual(note.action_ids.name, "Ask for the budget")
        self.assertEqual(note.action_ids.state, "planned")
        self.start_tour(
            f"/odoo/crm.lead/{self.deal.id}", "crm_playbook_coaching_close", login=self.coach.login
        )
        self.assertEqual(note.state, "closed")

    def test_growth_is_drawn(self):
        self._close_note(
            coach_rating_ids=[(0, 0, {"skill_id": self.skill.id, "level": 3})],
        )
        self.start_tour(
            "/odoo/action-crm_playbook.crm_coaching_growth_action",
            "crm_playbook_coaching_growth",
            login=self.coachee.login,
        )
