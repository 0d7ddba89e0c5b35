from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon
from .losing import archive, make_portal, take_sales_right
from .speaking import speak_french


@tagged("post_install", "-at_install")
class TestDealWaiting(HandoverCommon):
    """A new salesperson hears what waits on a deal; a leader does when the salesperson left."""

    def _get_told(self, user):
        return self.env["mail.activity"].search(
            [("user_id", "=", user.id), ("summary", "like", "What waits")]
        )

    def _pass_on(self, deals, user=None):
        deals.with_user(self.manager).write({"user_id": (user or self.other_salesman).id})
        self.env.flush_all()

    def _add_debt(self, deal, name="Budget is known"):
        criterion = self.env["crm.stage.criterion"].create(
            {
                "stage_id": deal.stage_id.id,
                "name": name,
                "gate": "exit",
                "enforcement": "block",
                "state": "active",
                "kind": "fields",
                "field_ids": [
                    Command.set(self.env["ir.model.fields"]._get("crm.lead", "phone").ids)
                ],
            }
        )
        deal.with_user(self.manager).action_waive_criteria(criterion.ids, "Friday")

    def _send_back(self, deal):
        handover = self._submit(deal)
        handover.with_user(self.receiver).action_return(["scope_unclear"], "Who pays?")
        return handover

    def test_one_activity_lists_debts_and_what_was_sent_back(self):
        self._add_debt(self.deal)
        self._send_back(self.deal)
        self._pass_on(self.deal)
        activity = self._get_told(self.other_salesman)
        self.assertEqual((len(activity), activity.res_id), (1, self.deal.id))
        self.assertIn("Budget is known", activity.note)
        self.assertIn("Who pays?", activity.note)

    def test_doubts_about_people_wait(self):
        self.env["crm.stakeholder"].with_user(self.salesman).create(
            {"lead_id": self.deal.id, "partner_id": self.contact.id, "attitude": "champion"}
        )
        self.env.flush_all()
        doubts = self.deal.with_user(self.salesman).get_stakeholder_map()["doubts"]
        self.assertTrue(doubts)
        self._pass_on(self.deal)
        self.assertIn(doubts[0]["text"], self._get_told(self.other_salesman).note)

    def test_what_coach_and_coachee_put_on_the_deal_waits_and_no_more(self):
        note = (
            self.env["crm.coaching.note"]
            .with_user(self.manager)
            .create(
                {
                    "coachee_id": self.salesman.id,
                    "lead_id": self.deal.id,
                    "observation": "Zimtstern",
                    "action_ids": [
                        Command.create(
                            {"name": "Secret", "public_name": "Call Ann", "on_deal": True}
                        ),
                        Command.create({"name": "Hidden", "public_name": "Between us"}),
                    ],
                }
            )
        )
        note.action_share()
        self._pass_on(self.deal)
        told = self._get_told(self.other_salesman).note
        self.assertIn("Call Ann", told)
        for hidden in ("Zimtstern", "Secret", "Hidden", "Between us"):
            self.assertNotIn(hidden, told)

    def test_nothing_is_told_where_nothing_waits(self):
        self._add_debt(self._new_deal(name="Another"))
        self._pass_on(self.deal)
        self.assertFalse(self._get_told(self.other_salesman))

    def test_many_deals_are_one_activity(self):
        deals = self.deal | self._new_deal(name="Line 5") | self._new_deal(name="Line 6")
        for deal in deals[:2]:
            self._send_back(deal)
        self._pass_on(deals)
        activity = self._get_told(self.other_salesman)
        self.assertEqual(len(activity), 1)
        for name, is_named in (("Line 4", True), ("Line 5", True), ("Line 6", False)):
            self.assertEqual(name in activity.note, is_named, name)

    def test_it_goes_along_when_the_deal_goes_on(self):
        deals = self.deal | self._new_deal(name="Line 5")
        for deal in deals:
            self._send_back(deal)
        self._pass_on(deals)
        self._pass_on(self.deal, self.all_leads)
        self.assertNotIn("Line 4", self._get_told(self.other_salesman).note)
        self.assertIn("Line 5", self._get_told(self.other_salesman).note)
        self.assertIn("Line 4", self._get_told(self.all_leads).note)
        self._pass_on(deals[1], self.all_leads)
        self.assertFalse(self._get_told(self.other_salesman))

    def _plan(self, **context):
        """Plan an activity on the deal, as a client with a context of its own."""
        deal = self.deal.with_user(self.salesman).with_context(**context)
        return deal.activity_schedule("mail.mail_activity_data_todo", summary="Mine")

    def test_no_client_makes_or_reads_what_belongs_to_a_room(self):
        other = self._new_deal(name="Other", user_id=self.other_salesman.id)
        self._send_back(other)
        forged = self._plan(
            default_playbook_topic="deal_waiting",
            default_playbook_about=(self.deal | other).ids,
        )
        self.assertFalse(forged.sudo().playbook_topic or forged.sudo().playbook_about)
        for values in ({"playbook_topic": "deal_waiting"}, {"playbook_about": other.ids}):
            with self.assertRaises(AccessError):
                forged.write(values)
        self._pass_on(self.deal, self.all_leads)
        self.assertEqual(forged.sudo().exists().summary, "Mine")

    def test_whoever_gets_the_activity_hears_of_what_they_may_open(self):
        deals = self.deal | self._new_deal(name="Line 5") | self._new_deal(name="Line 6")
        for deal in deals:
            self._send_back(deal)
        self._pass_on(deals)
        activity = self._get_told(self.other_salesman)
        activity.with_user(self.other_salesman).user_id = self.all_leads
        self.team.user_id = False
        take_sales_right(self.all_leads)
        self._pass_on(self.deal, self.manager)
        self.assertFalse(activity.exists())

    def test_the_new_owner_reads_their_language(self):
        speak_french(self, self.other_salesman, {"What waits on %s": "Attend sur %s"})
        self._send_back(self.deal)
        self._pass_on(self.deal)
        told = self.env["mail.activity"].search([("user_id", "=", self.other_salesman.id)])
        self.assertIn("Attend sur Line 4", told.mapped("summary"))

    def test_the_leader_hears_it_when_the_salesperson_leaves(self):
        self.team.user_id = self.manager
        for leave in (archive, make_portal):
            with self.subTest(leave.__name__):
                seller = self._new_user(leave.__name__, "sales_team.group_sale_salesman")
                deal = self._new_deal(name=leave.__name__, user_id=seller.id)
                self._send_back(deal)
                leave(seller)
                told = self._get_told(self.manager).mapped("note")
                self.assertTrue(any(leave.__name__ in note for note in told))

    def test_somebody_without_the_right_hears_nothing(self):
        self._send_back(self.deal)
        take_sales_right(self.other_salesman)
        self._pass_on(self.deal)
        self.assertFalse(self._get_told(self.other_salesman))

    def test_many_deals_take_as_many_queries_as_few(self):
        def count(number):
            deals = self.env["crm.lead"]
            for _one in range(number):
                deals |= self._new_deal()
            for deal in deals:
                self._send_back(deal)
            return self._count_once(lambda: deals.sudo()._get_waiting())

        count(1)
        self.assertEqual(count(2), count(9))

    def test_rooms_that_are_not_used_ask_nothing(self):
        self.patch(type(self.env["crm.lead"]), "_is_waiting_watched", lambda leads: False)
        self.patch(type(self.env["crm.lead"]), "_notify_waiting", lambda *args: self.fail("asked"))
        self._pass_on(self.deal)
