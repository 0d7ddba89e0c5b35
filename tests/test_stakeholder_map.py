from datetime import timedelta

from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .badges_common import get_badges
from .stakeholder_common import StakeholderCommon


@tagged("post_install", "-at_install")
class TestStakeholderMap(StakeholderCommon):
    # --- people ------------------------------------------------------------------------

    def test_deal_says_whether_it_has_people(self):
        self.assertFalse(self.deal.has_stakeholders)
        person = self._add("Ann")
        self.assertTrue(self.deal.has_stakeholders)
        self.assertEqual(self.deal.stakeholder_count, 1)
        person.unlink()
        self.assertFalse(self.deal.has_stakeholders)
        self.assertFalse(self.deal.stakeholder_map_ids)
        self.assertFalse(self.deal.stakeholder_health)

    def test_people_come_with_the_deal_they_are_created_with(self):
        contact = self._new_contact("Ann")
        deal = self._new_deal(stakeholder_ids=[Command.create({"partner_id": contact.id})])
        self.assertTrue(deal.has_stakeholders)
        self.assertEqual(deal.stakeholder_count, 1)

    def test_person_is_on_a_map_once(self):
        person = self._add("Ann")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            person.copy()
        self.assertTrue(person.copy({"lead_id": self._new_deal().id}))

    def test_person_or_placeholder_is_needed(self):
        for values in ({}, {"placeholder_name": ""}):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                self.env["crm.stakeholder"].create({"lead_id": self.deal.id, **values})

    def test_influence_goes_from_1_to_5(self):
        for influence in (0, 6):
            with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
                self._add("Ann", influence=influence)

    def test_name_follows_the_contact(self):
        person = self._add("Ann")
        self.assertEqual((person.name, person.is_placeholder), ("Ann", False))
        person.partner_id.name = "Anna"
        self.assertEqual(person.name, "Anna")
        placeholder = self._add_placeholder("The CFO")
        self.assertEqual((placeholder.name, placeholder.is_placeholder), ("The CFO", True))

    def test_placeholder_and_who_left_are_not_counted(self):
        self._add_placeholder("The CFO")
        gone = self._add_engaged("Bob")
        self._add_engaged("Ann")
        self.assertEqual(self.deal.stakeholder_count, 2)
        gone.action_mark_left()
        self.assertEqual(gone.date_left, fields.Date.context_today(gone))
        self.assertEqual((self.deal.stakeholder_count, self.deal.stakeholder_engaged_count), (1, 1))
        gone.action_mark_back()
        self.assertFalse(gone.date_left)
        self.assertEqual(self.deal.stakeholder_count, 2)

    def test_archived_or_bouncing_contact_counts_no_more(self):
        person = self._add_engaged("Ann", self.buyer_role)
        self._need(self.buyer_role)
        for values, undo in (
            ({"active": False}, {"active": True}),
            ({"message_bounce": 2}, {"message_bounce": 0}),
        ):
            self.assertFalse(self.deal.missing_role_ids)
            person.partner_id.write(values)
            self.assertEqual(self.deal.stakeholder_engaged_count, 0)
            self.assertEqual(self.deal.missing_role_ids, self.buyer_role)
            person.partner_id.write(undo)
            self.assertEqual(self.deal.stakeholder_engaged_count, 1)

    def test_copy_of_a_deal_has_no_people(self):
        self._add_engaged("Ann", self.buyer_role)
        copy = self.deal.copy()
        self.assertFalse(copy.stakeholder_ids)
        self.assertFalse(copy.has_stakeholders)
        self.assertEqual(copy.stakeholder_count, 0)

    def test_deleting_a_deal_takes_its_map_along(self):
        person = self._add_engaged("Ann")
        self._need(self.buyer_role)
        self.deal.unlink()
        self.assertFalse(person.exists())
        self.assertFalse(self.env["crm.stakeholder.map"].search([("lead_id", "=", self.deal.id)]))

    # --- relations ---------------------------------------------------------------------

    def test_cycle_is_refused_with_the_two_names(self):
        ann, bob, eve = self._add("Ann"), self._add("Bob"), self._add("Eve")
        bob.reports_to_id = ann
        eve.reports_to_id = bob
        with self.assertRaisesRegex(ValidationError, "“Ann” cannot report to “Eve”"):
            ann.reports_to_id = eve
        with self.assertRaisesRegex(ValidationError, "“Ann”"):
            ann.reports_to_id = ann

    def test_relations_stay_within_the_deal(self):
        ann, foreign = self._add("Ann"), self._add("Max", deal=self._new_deal())
        for values in (
            {"reports_to_id": foreign.id},
            {"influence_ids": [Command.link(foreign.id)]},
            {"conflict_ids": [Command.link(foreign.id)]},
        ):
            with self.assertRaisesRegex(ValidationError, "“Ann” .* same deal") as refusal:
                ann.write(values)
            self.assertNotIn("Max", str(refusal.exception))

    def test_conflicts_are_read_both_ways(self):
        ann, bob = self._add("Ann"), self._add("Bob")
        bob.conflict_ids = ann
        people = {person["id"]: person for person in self._get_map()["people"]}
        self.assertEqual(people[ann.id]["conflict_ids"], [bob.id])
        self.assertEqual(people[bob.id]["conflict_ids"], [ann.id])

    # --- contact -----------------------------------------------------------------------

    def test_engaged_is_who_answered_or_met(self):
        for contact, is_engaged, recency in (
            ({}, False, "never"),
            ({"outbound": 1}, False, "never"),
            ({"inbound": 1}, False, "fresh"),
            ({"inbound": 89, "outbound": 1}, True, "cooling"),
            ({"inbound": 91, "outbound": 1}, False, "cold"),
            ({"meeting": 29}, True, "fresh"),
            ({"meeting": 91, "inbound": 91, "outbound": 91}, False, "cold"),
        ):
            with self.subTest(contact=contact):
                person = self._add("Ann", **contact)
                self.assertEqual((person.is_engaged, person.recency), (is_engaged, recency))
                found = self.env["crm.stakeholder"].search(
                    [("is_engaged", "=", is_engaged), ("recency", "=", recency)]
                )
                self.assertIn(person, found)
                self.assertFalse(
                    person.search_count([("is_engaged", "!=", is_engaged), ("id", "=", person.id)])
                )
                self.assertFalse(
                    person.search_count([("recency", "!=", recency), ("id", "=", person.id)])
                )

    def test_map_says_when_time_alone_changes_it(self):
        self._add("Ann", meeting=80)
        self.assertAlmostEqual(
            self.deal.stakeholder_map_ids.date_next,
            self._ago(-10),
            delta=timedelta(minutes=1),
        )
        self._add("Bob", meeting=40, attitude="champion")
        self.assertAlmostEqual(
            self.deal.stakeholder_map_ids.date_next, self._ago(-2), delta=timedelta(minutes=1)
        )
        self.deal.stakeholder_ids.unlink()
        self._add("Eve")
        self.assertFalse(self.deal.stakeholder_map_ids.date_next)

    # --- what the client reads ---------------------------------------------------------

    def test_map_in_the_shape_that_the_client_reads(self):
        self._need(self.buyer_role)
        self._need(self.user_role)
        ann = self._add_engaged("Ann", self.user_role, attitude="champion", influence=4)
        ann.partner_id.write({"function": "Head of Production", "email": "ann@example.com"})
        cfo = self._add_placeholder("The CFO", self.buyer_role)
        ann.write({"reports_to_id": cfo.id, "influence_ids": cfo.ids, "user_id": self.salesman.id})
        found = self._get_map()
        self.assertEqual(found["lead_id"], self.deal.id)
        self.assertTrue(found["can_edit"])
        self.assertEqual((found["people_count"], found["engaged_count"]), (1, 1))
        self.assertEqual(
            [role["id"] for role in found["needed_roles"]], [self.buyer_role.id, self.user_role.id]
        )
        self.assertEqual(
            found["missing_roles"], [{"id": self.buyer_role.id, "name": self.buyer_role.name}]
        )
        self.assertIn({"id": self.user_role.id, "name": "Worker", "color": 0}, found["roles"])
        self.assertEqual(found["attitudes"][0], ("opponent", "Opponent"))
        person = found["people"][0]
        self.assertEqual(
            {key: person[key] for key in ("name", "function", "company", "email", "user")},
            {
                "name": "Ann",
                "function": "Head of Production",
                "company": "Northwind",
                "email": "ann@example.com",
                "user": self.salesman.name,
            },
        )
        self.assertEqual(
            (person["reports_to_id"], person["influence_ids"], person["role_ids"]),
            (cfo.id, [cfo.id], [self.user_role.id]),
        )
        self.assertTrue(person["is_engaged"])
        self.assertTrue(person["is_critical"])
        self.assertEqual(person["last_meeting"], fields.Datetime.to_string(ann.last_meeting))
        self.assertEqual((person["recency"], person["doubts"]), ("fresh", []))
        self.assertEqual(found["people"][1]["partner_id"], False)

    def test_map_of_a_deal_without_people(self):
        self._need(self.buyer_role)
        found = self._get_map()
        self.assertEqual((found["people"], found["findings"], found["health"]), ([], [], False))
        self.assertEqual([role["id"] for role in found["missing_roles"]], self.buyer_role.ids)
        self.assertFalse(self.deal.stakeholder_revision)
        self.assertNotIn("people", get_badges(self.deal))

    def test_badge_of_the_card(self):
        self._need(self.user_role)
        self._add_engaged("Ann", self.user_role)
        self._add("Bob")
        badge = get_badges(self.deal.with_user(self.salesman))["people"]
        self.assertEqual((badge["text"], badge["level"]), ("1/2", "warning"))
        self.assertEqual(badge["explain"], "get_stakeholder_sentences")
        self.assertEqual(
            self.deal.with_user(self.salesman).get_stakeholder_sentences(),
            [
                "There is two-way contact with Ann only; it should be 2 people.",
                "If Ann leaves, nobody is Worker, and no two-way contact remains.",
            ],
        )

    def test_form_looks_at_the_map_anew_when_another_role_is_needed(self):
        self._need(self.user_role)
        self._add_engaged("Ann", self.user_role)
        before = self.deal.stakeholder_revision
        self.assertTrue(before)
        self._need(self.buyer_role)
        self.env.flush_all()
        self.assertNotEqual(self.deal.stakeholder_revision, before)

    # --- fields of the deal ------------------------------------------------------------

    def test_fields_of_the_deal_filter_sort_group_and_add_up(self):
        Lead = self.env["crm.lead"]
        other = self._new_deal(name="Other")
        without = self._new_deal(name="Without")
        self._add_engaged("Ann")
        self._add_engaged("Bob")
        self._add("Eve", deal=other, attitude="champion")
        ours = [("id", "in", (self.deal | other | without).ids)]
        self.assertEqual(Lead.search([*ours, ("stakeholder_health", "=", "red")]), other)
        self.assertEqual(Lead.search([*ours, ("stakeholder_health", "=", False)]), without)
        self.assertEqual(Lead.search([*ours, ("stakeholder_engaged_count", ">=", 2)]), self.deal)
        self.assertEqual(Lead.search([*ours, ("is_single_threaded", "=", True)]), other)
        self.assertEqual(Lead.search([*ours, ("stakeholder_doubt_count", ">", 0)]), other)
        self.assertEqual(
            Lead.search([*ours, ("stakeholder_count", "!=", 0)], order="stakeholder_count desc"),
            self.deal | other,
        )
        groups = Lead._read_group(ours, ["stakeholder_health"], ["stakeholder_count:sum"])
        self.assertEqual(dict(groups), {"green": 2, "red": 1, False: 0})
        self.assertEqual(
            (self.deal | other).filtered_domain([("is_single_threaded", "=", True)]), other
        )

    def test_missing_roles_are_searched_and_grouped(self):
        self._need(self.buyer_role)
        self._add("Ann", self.user_role)
        Lead = self.env["crm.lead"]
        self.assertEqual(Lead.search([("missing_role_ids", "in", self.buyer_role.ids)]), self.deal)
        groups = Lead._read_group(
            [("missing_role_ids", "in", self.buyer_role.ids)], ["missing_role_ids"], ["__count"]
        )
        self.assertEqual(groups, [(self.buyer_role, 1)])

    def test_what_depends_on_the_map_follows(self):
        self._need(self.buyer_role)
        profile = self.env["crm.icp.profile"].create({"name": "P"})
        domain = [("has_stakeholders", "=", True), ("missing_role_ids", "=", False)]
        self.env["crm.icp.criterion"].create(
            {"name": "All there", "domain": str(domain), "profile_id": profile.id}
        )
        profile.action_publish()
        self._add("Ann")
        self.assertEqual(self.deal.icp_score, 0)
        self._add("Bob", self.buyer_role)
        self.assertEqual(self.deal.icp_score, 100)

    def test_deal_that_is_being_edited_shows_what_is_saved(self):
        self._need(self.buyer_role)
        self._add("Ann")
        edited = self.env["crm.lead"].new({"name": "x"}, origin=self.deal)
        self.assertEqual(edited.missing_role_ids.ids, self.buyer_role.ids)
        self.assertEqual((edited.stakeholder_count, edited.stakeholder_health), (1, "red"))
        self.assertEqual(edited.stakeholder_revision, self.deal.stakeholder_revision)
        new = self.env["crm.lead"].new({"name": "x"})
        self.assertFalse(new.missing_role_ids | new.stakeholder_ids.role_ids)
        self.assertEqual((new.stakeholder_count, new.stakeholder_revision), (0, False))

    # --- what the system keeps ---------------------------------------------------------

    def test_kept_fields_are_refused_from_users(self):
        person = self._add("Ann").with_user(self.salesman)
        for values in (
            {"last_meeting": fields.Datetime.now()},
            {"inbound_90": 9},
            {"attitude_user_id": self.manager.id},
            {"is_attitude_old": False},
            {"date_left": fields.Date.today()},
            {"name": "Somebody else"},
        ):
            with self.assertRaisesRegex(UserError, "by hand"):
                person.write(values)
            with self.assertRaisesRegex(UserError, "by hand"):
                person.create({"lead_id": self.deal.id, "placeholder_name": "X", **values})
        new = person.with_context(default_last_meeting="2020-01-01", default_note="n").create(
            {"lead_id": self.deal.id, "placeholder_name": "X"}
        )
        self.assertEqual((new.last_meeting, new.note), (False, "n"))

    def test_what_assessments_say_is_refused_from_users(self):
        self._need(self.buyer_role)
        self._add("Ann")
        deal = self.deal.with_user(self.manager)
        for values in (
            {"missing_role_ids": [Command.clear()]},
            {"has_stakeholders": False},
            {"stakeholder_map_ids": [Command.clear()]},
        ):
            with self.assertRaisesRegex(UserError, "by hand"):
                deal.write(values)
            with self.assertRaisesRegex(UserError, "by hand"):
                deal.create({"name": "x", **values})
        new = deal.with_context(
            default_missing_role_ids=self.buyer_role.ids, default_has_stakeholders=True
        ).create({"name": "x"})
        self.assertFalse(new.has_stakeholders)
        self.assertFalse(new.missing_role_ids)

    def test_users_do_not_move_people_to_another_deal(self):
        person = self._add("Ann")
        other = self._new_deal()
        with self.assertRaisesRegex(UserError, "stays on the deal"):
            person.with_user(self.salesman).lead_id = other
        person.with_user(self.salesman).write({"lead_id": self.deal.id, "note": "same deal"})
        person.sudo().lead_id = other
        self.assertTrue(other.has_stakeholders)
        self.assertFalse(self.deal.has_stakeholders)
        self.assertEqual((other.stakeholder_count, self.deal.stakeholder_count), (1, 0))
