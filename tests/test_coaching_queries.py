import re

from odoo.tests import tagged

from .coaching_common import CoachingCommon
from .statement_recorder import StatementRecorder

TABLES = re.compile(r"(FROM|JOIN|INTO|UPDATE) \W?crm_coaching")


@tagged("post_install", "-at_install")
class TestCoachingQueries(StatementRecorder, CoachingCommon):
    """Unused it costs nothing; used it costs the same for one deal and for eighty."""

    def setUp(self):
        super().setUp()
        self.env["crm.coaching.note"].search([])._purge()
        self.env.registry.clear_cache("stable")
        self.addCleanup(self.env.registry.clear_cache, "stable")

    def _record(self, function):
        """Return the statements of a second call that touch a table of this room."""
        statements = self._record_statements(function)
        return [statement for statement in statements if TABLES.search(statement)]

    def _new_deals(self, count):
        return self.env["crm.lead"].create(
            [{"name": f"Deal {n}", "type": "opportunity", "user_id": False} for n in range(count)]
        )

    def test_unused_room_is_not_asked(self):
        deals = self._new_deals(3)
        activities = iter([deals[0].activity_schedule() for _number in range(2)])
        for function in (
            lambda: self._new_deals(100),
            lambda: deals.write({"expected_revenue": 5, "user_id": self.coachee.id}),
            lambda: deals.web_read({"name": {}, "coaching_note_count": {}}),
            lambda: self.env["crm.lead"].search([("name", "like", "Deal")]),
            lambda: next(activities).action_done(),
        ):
            self.assertEqual(self._record(function), [])

    def test_numbers_on_eighty_deals_cost_one_query(self):
        deals = self._new_deals(80)
        self._share_note(lead_id=deals[0].id)
        for some in (deals[:1], deals):
            statements = self._record(
                lambda some=some: some.with_user(self.coach).web_read({"coaching_note_count": {}})
            )
            self.assertEqual(len(statements), 1)

    def test_activities_that_are_done_cost_one_query(self):
        note = self._share_note()
        note.action_ids.create({"note_id": note.id, "name": "X"})
        deals = self._new_deals(40)
        for count in (1, 20):
            activities = deals[:count].activity_schedule() | deals[:count].activity_schedule()
            halves = iter([activities[:count], activities[count:]])
            statements = self._record(lambda halves=halves: next(halves).action_done())
            self.assertEqual(len(statements), 1)

    def test_a_list_of_notes_costs_the_same_for_one_and_for_forty(self):
        notes = self.env["crm.coaching.note"]
        for _number in range(40):
            notes |= self._share_note()
        spec = {
            name: {} for name in ("date", "occasion", "coachee_id", "gap_ids", "state", "is_coach")
        }
        counts = {
            len(self._record(lambda some=some: some.web_read(spec))) for some in (notes[:1], notes)
        }
        self.assertEqual(len(counts), 1)
