from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .coaching_common import CoachingCommon


@tagged("post_install", "-at_install")
class TestCoachingGrowth(CoachingCommon):
    """What grows, for whoever may read it; and what a team is told."""

    def setUp(self):
        super().setUp()
        self.notes = self.env["crm.coaching.note"]
        self.notes.search([])._purge()
        self.month = fields.Date.today().replace(day=1)

    def _rate(self, level, months_ago=0, own=None, coachee=None, coach=None, **values):
        """Return a shared note with ratings, of some months ago."""
        note = self._share_note(
            coachee=coachee,
            coach=coach,
            date=self.month - relativedelta(months=months_ago),
            coach_rating_ids=[Command.create({"skill_id": self.skill.id, "level": level})],
            **values,
        )
        if own:
            note.with_user(note.coachee_id).write(
                {"own_rating_ids": [Command.create({"skill_id": self.skill.id, "level": own})]}
            )
        return note

    def _get_growth(self, user, **values):
        return self.notes.with_user(user).get_growth(**values)

    def test_skills_over_time_keep_coach_and_own_apart(self):
        self._rate(2, months_ago=2, own=4)
        self._rate(4, months_ago=2)
        self._rate(5, own=5)
        growth = self._get_growth(self.coachee, months=3)
        [line] = growth["skills"]
        self.assertEqual(line["coach"], [3, None, 5])
        self.assertEqual(line["own"], [4, None, 5])
        self.assertEqual(len(growth["months"]), 3)

    def test_growth_is_told_to_whom_the_notes_are_told(self):
        self._rate(2)
        self._rate(3, coachee=self.other)
        self._rate(4, coach=self.manager, coachee=self.other)
        names = {
            user: {person["id"] for person in self._get_growth(user)["people"]}
            for user in (self.coach, self.coachee, self.other, self.manager, self.settings)
        }
        self.assertEqual(names[self.coach], {self.coachee.id, self.other.id})
        self.assertEqual(names[self.coachee], {self.coachee.id})
        self.assertEqual(names[self.manager], {self.other.id})
        self.assertFalse(names[self.settings])
        for user, levels in ((self.coach, [3]), (self.manager, [4]), (self.other, [3.5])):
            [line] = self._get_growth(user, coachee_id=self.other.id, months=1)["skills"]
            self.assertEqual(line["coach"], levels)
        self.assertFalse(self._get_growth(self.settings, coachee_id=self.coachee.id)["skills"])

    def test_drafts_and_unrated_skills_do_not_count(self):
        self._rate(0)
        self._write_note(coach_rating_ids=[Command.create({"skill_id": self.skill.id, "level": 5})])
        self.assertFalse(self._get_growth(self.coachee)["skills"])
        self.assertFalse(self._get_growth(self.coach)["skills"])

    def test_what_is_missed_most_counts_tags_and_texts_without_one(self):
        self._rate(1, gap_ids=[Command.set(self.gap.ids)], missed_question="Budget")
        self._rate(1, gap_ids=[Command.set(self.gap.ids)])
        self._rate(1, ignored_risk="Competitor")
        missed = self._get_growth(self.coachee)["missed"]
        self.assertEqual(
            [(line["name"], line["count"]) for line in missed],
            [("Budget", 2), ("Ignored Risk", 1)],
        )

    def test_actions_kept_late_open_and_dropped(self):
        yesterday = fields.Date.today() - relativedelta(days=1)
        note = self._rate(
            3,
            action_ids=[
                Command.create({"name": name, "date_deadline": date})
                for name, date in (
                    ("kept", fields.Date.today()),
                    ("late", yesterday),
                    ("open", fields.Date.today()),
                    ("dropped", fields.Date.today()),
                )
            ],
        )
        actions = {action.name: action for action in note.action_ids}
        (actions["kept"] | actions["late"]).with_user(self.coachee).action_mark_done()
        actions["dropped"].sudo().activity_id.unlink()
        self.assertEqual(
            self._get_growth(self.coachee)["actions"],
            {"kept": 1, "late": 1, "open": 1, "dropped": 1},
        )

    # --- figures of a team -------------------------------------------------------------

    def _get_figures(self, user=None, **values):
        notes = self.notes.with_user(user or self.manager)
        return notes.get_team_figures(**{"team_id": self.team.id, **values})

    def _fill_team(self, count, quarters_ago=1, coach=None, level=3):
        """Answer a note of each of ``count`` people of the team, in a past quarter."""
        today = fields.Date.today()
        start = today.replace(day=1) - relativedelta(months=(today.month - 1) % 3)
        moment = fields.Datetime.to_datetime(start - relativedelta(months=3 * quarters_ago - 1))
        notes = self.notes
        for number in range(count):
            login = f"coaching_member_{number}"
            person = self.env["res.users"].search([("login", "=", login)])
            if not person:
                person = self._new_user(login, "sales_team.group_sale_salesman")
                self.team.member_ids += person
            note = self._rate(
                level, coachee=person, coach=coach, gap_ids=[Command.set(self.gap.ids)]
            )
            note.with_user(person).action_answer(answer="Yes")
            note.sudo().date_answered = moment
            notes |= note
        return notes

    def test_figures_are_given_for_five_people_and_not_for_four(self):
        self._fill_team(4)
        figures = self._get_figures()
        self.assertEqual((figures["skills"], figures["missed"]), ([], []))
        self.notes.search([])._purge()
        self._fill_team(5)
        figures = self._get_figures()
        self.assertEqual([line["average"] for line in figures["skills"]], [3.0])
        self.assertEqual([line["share"] for line in figures["missed"]], [100])

    def test_many_notes_of_few_people_are_few_people(self):
        for _round in range(3):
            self._fill_team(4)
        self.assertFalse(self._get_figures()["skills"])

    def test_the_people_of_exactly_this_figure_count(self):
        notes = self._fill_team(5)
        notes[0].rating_ids.sudo().skill_id = self.other_skill
        self.assertFalse(self._get_figures()["skills"])

    def test_whoever_knows_all_but_a_few_people_is_told_nothing(self):
        self._fill_team(5, coach=self.manager)
        self.assertTrue(self._get_figures()["skills"], "knows all of them anyway")
        self._fill_team(7)
        self.env.invalidate_all()
        self.assertFalse(self._get_figures()["skills"], "knows five of seven")
        self.assertTrue(self._get_figures(user=self.coach)["skills"])

    def test_only_quarters_that_are_over(self):
        today = fields.Date.today()
        current = f"{today.year}-Q{(today.month + 2) // 3}"
        for quarter in (current, "2019-Q1", "2026-Q7", "x", "2026-11"):
            with self.assertRaises(UserError):
                self._get_figures(quarter=quarter)
        quarters = self._get_figures()["quarters"]
        self.assertEqual(len(quarters), 4)
        self._fill_team(5, quarters_ago=2)
        self.assertFalse(self._get_figures()["skills"])
        self.assertTrue(self._get_figures(quarter=quarters[1])["skills"])

    def test_moving_people_between_teams_moves_no_figure(self):
        self._fill_team(6)
        before = self._get_figures()
        self.team.member_ids = False
        self.assertEqual(self._get_figures(), before)

    def test_figures_are_for_those_who_lead_the_team(self):
        self._fill_team(5)
        self.assertTrue(self._get_figures(user=self.coach)["skills"])
        for user in (self.other, self.coachee, self.settings, self.employee):
            with self.assertRaises(AccessError):
                self._get_figures(user=user)
        with self.assertRaises(AccessError):
            self._get_figures(team_id=self.team.id + 1000)
        other = self.env["res.company"].create({"name": "Other"})
        people = self.team.member_ids | self.coach
        people.write({"company_ids": [Command.link(other.id)]})
        self.team.company_id = other
        with self.assertRaises(AccessError):  # administers the sales of another company
            self._get_figures(user=self.manager)
        self.team.company_id = False
        teams = self.notes.with_user(self.coach).get_figure_teams()
        self.assertEqual([team["id"] for team in teams], self.team.ids)
        self.assertEqual(self.notes.with_user(self.other).get_figure_teams(), [])
