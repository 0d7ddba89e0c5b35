from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_playbook.tests.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestMerge(DeliveryCommon):
    """Somebody of the helpdesk, without any right on handovers, merges the tickets of two
    deals, and those of a customer. The neighbour moves messages, which Odoo lets nobody but
    administrators do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls._new_user(
            "hand_agent", "base.group_system,helpdesk_mgmt.group_helpdesk_manager"
        )
        cls.helpdesk_team = cls.env["helpdesk.ticket.team"].create(
            {"name": "Onboarding", "user_ids": [Command.set((cls.receiver | cls.agent).ids)]}
        )
        cls.template.helpdesk_team_id = cls.helpdesk_team
        cls.asked = cls.env["helpdesk.ticket"].create(
            {
                "name": "When do we begin?",
                "description": "Asked by the customer",
                "team_id": cls.helpdesk_team.id,
            }
        )

    def _merge(self, tickets, into=None, **values):
        """Merge tickets as the agent does, and return the one that goes on."""
        wizards = self.env["helpdesk.ticket.merge"].with_user(self.agent)
        if into:
            values["dst_ticket_id"] = into.id
        wizard = wizards.with_context(active_ids=tickets.ids).create(values)
        action = wizard.merge_tickets()
        self.env.invalidate_all()
        return self.env["helpdesk.ticket"].browse(action["res_id"])

    def _hand_over_another(self):
        return self._hand_over(self._new_full_handover(self._new_deal(name="Second plant")))

    def test_the_handover_goes_on_with_the_ticket_that_goes_on(self):
        handover = self._hand_over()
        ticket = handover.ticket_id
        self.assertFalse(ticket.handover_ids.with_user(self.agent).has_access("read"))
        goes_on = self._merge(ticket | self.asked, into=self.asked)
        self.assertEqual(goes_on, self.asked)
        self.assertFalse(ticket.active)
        self.assertEqual(handover.ticket_id, self.asked)
        self.assertIn(self.asked.number, str(handover.message_ids.mapped("body")))

    def test_buttons_lead_both_ways_afterwards(self):
        handover = self._hand_over()
        self._merge(handover.ticket_id | self.asked, into=self.asked)
        action = handover.with_user(self.receiver).action_open_ticket()
        self.assertEqual(action["res_id"], self.asked.id)
        own = self.asked.with_user(self.receiver)
        self.assertEqual(own.handover_count, 1)
        self.assertEqual(own.action_open_handover()["res_id"], handover.id)

    def test_the_same_into_a_new_ticket(self):
        handover = self._hand_over()
        goes_on = self._merge(
            handover.ticket_id | self.asked,
            create_new_ticket=True,
            dst_ticket_name="Onboarding and questions",
        )
        self.assertEqual(handover.ticket_id, goes_on)

    def test_a_ticket_merged_into_that_of_a_handover_changes_nothing(self):
        handover = self._hand_over()
        ticket = handover.ticket_id
        before = handover.message_ids
        self._merge(ticket | self.asked, into=ticket)
        self.assertEqual(handover.ticket_id, ticket)
        self.assertEqual(handover.message_ids, before)

    def test_the_ticket_that_goes_on_gets_the_project(self):
        handover = self._hand_over()
        self.assertTrue(handover.project_id)
        self._merge(handover.ticket_id | self.asked, into=self.asked)
        self.assertEqual(self.asked.project_id, handover.project_id)

    def test_a_project_that_it_has_stays(self):
        other = self.env["project.project"].create({"name": "Support"})
        self.asked.project_id = other
        handover = self._hand_over()
        self._merge(handover.ticket_id | self.asked, into=self.asked)
        self.assertEqual(self.asked.project_id, other)

    def test_the_ticket_that_goes_on_follows_the_handover(self):
        handover = self._hand_over()
        self._merge(handover.ticket_id | self.asked, into=self.asked)
        received = handover.with_user(self.receiver)
        received.action_accept()
        self.assertFalse(self.asked.unattended)
        received.action_kick_off()
        received.action_close()
        self.assertTrue(self.asked.closed)

    def test_a_ticket_of_two_handovers_opens_both_and_is_closed_with_the_last(self):
        first, second = self._hand_over(), self._hand_over_another()
        ticket = self._merge(first.ticket_id | second.ticket_id, into=first.ticket_id)
        self.assertEqual(second.ticket_id, ticket)
        action = ticket.with_user(self.receiver).action_open_handover()
        opened = self.env["crm.handover"].search(action["domain"])
        self.assertEqual(opened, (first | second).sudo(False).sorted())
        for handover in (first, second):
            self.assertFalse(ticket.closed)
            received = handover.with_user(self.receiver)
            received.action_accept()
            received.action_kick_off()
            received.action_close()
        self.assertTrue(ticket.closed)
