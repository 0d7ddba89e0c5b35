"""What every bridge to a helpdesk must do. A bridge inherits :class:`HelpdeskContract` next to
its test class, and says how its helpdesk makes a team and a stage.

Here nothing is imported from a bridge, and nothing is run by itself.
"""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import html2plaintext

from .delivery_common import DeliveryCommon
from .switching import switch_all_off

# Words of the packet that no customer may read.
INTERNAL = ("Discount of a third", "At the fair", "champion", "30 days net", "They are late payers")


class HelpdeskContract(DeliveryCommon):
    """The tests of the contract. Adopters answer what follows."""

    # External id of the group of those who work on tickets.
    agent_group = None

    def _new_helpdesk_team(self, **values):
        """Return a new team of the helpdesk; ``members`` are its users."""
        raise NotImplementedError

    def _is_ticket_started(self, ticket):
        """Tell whether a ticket is past its first stage, and not closed."""
        raise NotImplementedError

    def _is_ticket_closed(self, ticket):
        raise NotImplementedError

    # --- short ways --------------------------------------------------------------------

    def setUp(self):
        super().setUp()
        self.helpdesk_team = self._new_helpdesk_team(members=self.receiver)
        self.template.helpdesk_team_id = self.helpdesk_team

    def _let_receiver_work_on_tickets(self):
        self.receiver.group_ids |= self.env.ref(self.agent_group)

    def _new_secretive_handover(self, deal=None):
        secret = self._prepare_promise(name="Discount of a third", source="At the fair")
        shown = self._prepare_promise(name="Training", is_customer_visible=True)
        return self._new_full_handover(
            deal,
            promise_ids=[Command.create(secret), Command.create(shown)],
            risk_ids=[Command.create({"name": "They are late payers"})],
        )

    def _new_tracked_handover(self):
        """Same, where changes are tracked, and mails sent that go with them."""
        return self._new_secretive_handover().with_context(tracking_disable=False)

    def _deliver_with_ticket(self, handover=None, **values):
        handover = self._hand_over(handover or self._new_secretive_handover(), **values)
        return handover, handover._helpdesk_get_ticket()

    def _count_tickets(self):
        return self.env["helpdesk.ticket"].with_context(active_test=False).search_count([])

    # --- the contract ------------------------------------------------------------------

    def test_a_ticket_is_made_for_the_customer_with_the_receiver(self):
        handover, ticket = self._deliver_with_ticket()
        self.assertEqual(len(ticket), 1)
        self.assertEqual(ticket.team_id, self.helpdesk_team)
        self.assertEqual(ticket.user_id, self.receiver)
        self.assertEqual(ticket.partner_id, self.customer)
        self.assertEqual(ticket.partner_name, "Northwind")
        self.assertIn("Northwind", ticket.name)

    def test_a_receiver_outside_the_team_is_not_assigned_nor_is_the_seller(self):
        self.helpdesk_team = self._new_helpdesk_team(members=self.keeper)
        self.template.helpdesk_team_id = self.helpdesk_team
        _handover, ticket = self._deliver_with_ticket()
        self.assertEqual(ticket.team_id, self.helpdesk_team)
        self.assertFalse(ticket.user_id)

    def test_a_team_that_the_seller_may_not_read_is_not_chosen(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self._new_helpdesk_team(members=self.receiver, company_id=other.id)
        wizard = self._open_wizard(self._new_full_handover())
        with self.assertRaises(AccessError):
            wizard.helpdesk_team_id = hidden
        self.assertEqual(wizard.helpdesk_team_id, self.helpdesk_team)
        # What the template proposes may be sent back.
        wizard.helpdesk_team_id = self.helpdesk_team

    def test_the_seller_has_no_right_in_the_helpdesk(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.salesman)
        self.assertFalse(tickets.has_access("create"))
        _handover, ticket = self._deliver_with_ticket()
        self.assertTrue(ticket)

    def test_the_description_tells_the_customer_nothing_internal(self):
        _handover, ticket = self._deliver_with_ticket()
        text = html2plaintext(ticket.description)
        self.assertIn("No order is lost", text)
        self.assertIn("Training", text)
        for words in INTERNAL:
            self.assertNotIn(words, text)
        messages = "\n".join(html2plaintext(m.body) for m in ticket.message_ids)
        for words in INTERNAL:
            self.assertNotIn(words, messages)

    def test_an_empty_packet_still_makes_a_ticket(self):
        _handover, ticket = self._deliver_with_ticket(self._new_handover())
        self.assertTrue(html2plaintext(ticket.description).strip())

    def test_receiver_and_seller_follow_the_ticket_and_the_customer_is_not_written_to(self):
        self.customer.email = "north@example.com"
        mails = self.env["mail.mail"].sudo().search([])
        _handover, ticket = self._deliver_with_ticket(self._new_tracked_handover())
        self.env.cr.flush()
        people = (self.receiver | self.salesman).partner_id
        self.assertLessEqual(people, ticket.message_partner_ids)
        written = self.env["mail.mail"].sudo().search([]) - mails
        self.assertNotIn(self.customer, written.recipient_ids)
        self.assertNotIn("north@example.com", "".join(filter(None, written.mapped("email_to"))))

    def test_no_ticket_is_made_unless_wanted(self):
        before = self._count_tickets()
        _handover, ticket = self._deliver_with_ticket(wants_ticket=False)
        self.assertFalse(ticket)
        self.assertEqual(self._count_tickets(), before)

    def test_a_second_delivery_makes_no_second_ticket(self):
        handover, ticket = self._deliver_with_ticket()
        before = self._count_tickets()
        wizard = self._open_wizard(handover)
        wizard.action_hand_over()
        handover.with_user(self.receiver).action_return(["missing_information"])
        again, same = self._deliver_with_ticket(handover.with_user(self.salesman))
        self.assertEqual(same, ticket)
        self.assertEqual(self._count_tickets(), before)

    def test_without_a_project_there_may_be_a_ticket(self):
        handover, ticket = self._deliver_with_ticket(project_mode="none")
        self.assertFalse(handover.project_id)
        self.assertTrue(ticket)

    def test_the_preview_tells_of_the_ticket(self):
        wizard = self._open_wizard(self._new_secretive_handover())
        text = "\n".join(line["text"] for line in wizard.preview)
        self.assertIn(self.helpdesk_team.name, text)

    # --- faults ------------------------------------------------------------------------

    def assertNoTicket(self, handover, *words, **values):
        before = self._count_tickets()
        self.assertRefused(handover, *words, **values)
        self.assertEqual(self._count_tickets(), before)
        self.assertFalse(handover.has_ticket)

    def test_a_team_of_another_company_is_refused_in_one_sentence(self):
        own, other = self.env["res.company"].create([{"name": "Ours"}, {"name": "Theirs"}])
        (self.salesman | self.receiver | self.keeper).company_ids += own
        self.template.helpdesk_team_id = self._new_helpdesk_team(
            members=self.receiver, company_id=other.id
        )
        handover = self._new_secretive_handover()
        self.deal.company_id = own
        handover = handover.with_context(allowed_company_ids=(self.env.company | own).ids)
        wizard = self._open_wizard(handover, wants_ticket=True)
        self.assertNoTicket(handover, "Theirs", "Ours", wizard=wizard.with_env(handover.env))

    def test_the_ticket_belongs_to_the_company_of_the_deal(self):
        own = self.env["res.company"].create({"name": "Ours"})
        (self.salesman | self.receiver | self.keeper).company_ids += own
        self.helpdesk_team.company_id = own
        handover = self._new_secretive_handover()
        self.deal.company_id = own
        both = (self.env.company | own).ids
        wizard = self._open_wizard(handover.with_context(allowed_company_ids=both))
        wizard.with_context(allowed_company_ids=both).action_hand_over()
        self.assertEqual(handover.sudo()._helpdesk_get_ticket().company_id, own)

    def test_an_archived_team_is_refused_in_one_sentence(self):
        handover = self._new_secretive_handover()
        wizard = self._open_wizard(handover)
        self.helpdesk_team.active = False
        self.assertNoTicket(handover, "archived", wizard=wizard)

    def test_a_deleted_team_makes_no_ticket_and_says_so_before(self):
        handover = self._new_secretive_handover()
        wizard = self._open_wizard(handover)
        self.helpdesk_team.unlink()
        self.env.invalidate_all()
        self.assertNoTicket(handover, "helpdesk team", wizard=wizard)

    def test_a_refused_ticket_leaves_nothing_half_made(self):
        handover = self._new_secretive_handover()

        def refuse(*_args):
            raise UserError(self.env._("No more tickets today"))

        with patch.object(self.registry["helpdesk.ticket"], "create", refuse):
            self.assertNoTicket(handover, "No more tickets today")

    def test_a_deleted_ticket_leaves_the_handover(self):
        handover, ticket = self._deliver_with_ticket()
        ticket.unlink()
        self.assertFalse(handover._helpdesk_get_ticket())
        self.assertEqual(handover.state, "submitted")

    # --- following ---------------------------------------------------------------------

    def test_the_ticket_follows_the_state_of_the_handover(self):
        handover, ticket = self._deliver_with_ticket()
        received = handover.with_user(self.receiver)
        self.assertFalse(self._is_ticket_started(ticket))
        received.action_accept()
        self.assertTrue(self._is_ticket_started(ticket))
        received.action_kick_off()
        self.assertTrue(self._is_ticket_started(ticket))
        received.action_close()
        self.assertTrue(self._is_ticket_closed(ticket))

    def test_a_ticket_that_is_closed_already_is_left_alone(self):
        handover, ticket = self._deliver_with_ticket()
        received = handover.with_user(self.receiver)
        received.action_accept()
        received.action_kick_off()
        received.action_close()
        stage = ticket.stage_id
        handover._helpdesk_follow()
        self.assertEqual(ticket.stage_id, stage)

    def test_closing_writes_to_no_customer(self):
        self.customer.email = "north@example.com"
        handover, _ticket = self._deliver_with_ticket(self._new_tracked_handover())
        received = handover.with_user(self.receiver)
        mails = self.env["mail.mail"].sudo().search([])
        for step in (received.action_accept, received.action_kick_off, received.action_close):
            step()
        self.env.cr.flush()
        written = self.env["mail.mail"].sudo().search([]) - mails
        self.assertNotIn(self.customer, written.recipient_ids)

    def test_a_ticket_of_two_handovers_opens_both_and_is_closed_with_the_last(self):
        first, ticket = self._deliver_with_ticket()
        second = self._new_full_handover(self._new_deal(name="Line 5"))
        self._hand_over(second, wants_ticket=False).ticket_id = ticket
        action = ticket.with_user(self.receiver).sudo().action_open_handover()
        both = self.env["crm.handover"].search(action["domain"])
        self.assertEqual(both, (first | second).sudo(False).sorted())
        for handover in both:
            self.assertFalse(self._is_ticket_closed(ticket))
            received = handover.with_user(self.receiver)
            received.action_accept()
            received.action_kick_off()
            received.action_close()
        self.assertTrue(self._is_ticket_closed(ticket))

    # --- both ways ---------------------------------------------------------------------

    def test_buttons_lead_both_ways(self):
        handover, ticket = self._deliver_with_ticket()
        self._let_receiver_work_on_tickets()
        self.assertTrue(handover.with_user(self.receiver).has_ticket)
        action = handover.with_user(self.receiver).action_open_ticket()
        self.assertEqual((action["res_model"], action["res_id"]), ("helpdesk.ticket", ticket.id))
        ticket = ticket.with_user(self.receiver).sudo(False)
        back = ticket.action_open_handover()
        self.assertEqual((back["res_model"], back["res_id"]), ("crm.handover", handover.id))
        self.assertEqual(ticket.handover_count, 1)

    def _get_form(self, model, user):
        return self.env[model].with_user(user).get_view(view_type="form")["arch"]

    def test_the_forms_show_the_buttons(self):
        self._let_receiver_work_on_tickets()
        self.assertIn("action_open_ticket", self._get_form("crm.handover", self.receiver))
        self.assertIn("action_open_handover", self._get_form("helpdesk.ticket", self.receiver))
        self.assertIn("helpdesk_team_id", self._get_form("crm.handover.wizard", self.salesman))
        self.assertIn("helpdesk_team_id", self._get_form("crm.handover.template", self.manager))

    def test_a_ticket_shows_nothing_of_a_room_that_is_off(self):
        self._let_receiver_work_on_tickets()
        switch_all_off(self.env)
        self.assertNotIn("handover", self._get_form("helpdesk.ticket", self.receiver))

    def test_portal_users_see_no_handover_on_a_ticket(self):
        _handover, ticket = self._deliver_with_ticket()
        fields = ticket.with_user(self.portal).fields_get()
        self.assertNotIn("handover_ids", fields)
        self.assertNotIn("handover_count", fields)
