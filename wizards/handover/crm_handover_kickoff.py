from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import days


class CrmHandoverKickoff(models.TransientModel):
    """Schedules the kick-off with the people of the packet; then the clock stops. The customer
    is only written to when the user says so."""

    _name = "crm.handover.kickoff"
    _description = "Schedule the Kick-off"
    _rec_name = "handover_id"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", readonly=True)
    name = fields.Char(
        "Subject",
        compute="_compute_from_handover",
        store=True,
        readonly=False,
        precompute=True,
    )
    start = fields.Datetime(
        compute="_compute_from_handover", store=True, readonly=False, required=True, precompute=True
    )
    is_guessed = fields.Boolean(compute="_compute_is_guessed")
    hours = fields.Float("Duration", default=1.0, required=True)
    location = fields.Char()
    partner_ids = fields.Many2many(
        "res.partner",
        string="Attendees",
        compute="_compute_from_handover",
        store=True,
        readonly=False,
        precompute=True,
    )
    sends_invitations = fields.Boolean(
        "Send Invitations", help="By mail, to all attendees, the customer's people included."
    )

    _hours_positive = models.Constraint("CHECK(hours > 0)", "The kick-off must take some time.")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.handover_id._check_receiver()
        return wizards

    @api.depends("handover_id")
    def _compute_from_handover(self):
        for wizard in self:
            handover = wizard.handover_id
            customer = handover.partner_id.display_name or handover.name
            wizard.name = self.env._("Kick-off with %s", customer)
            wizard.start = wizard._get_proposed_start()
            people = handover.to_user_id | handover.from_user_id
            wizard.partner_ids = handover.contact_ids.partner_id | people.partner_id

    def _get_proposed_start(self):
        """Return the first morning at which the receiver works, from the planned day on, or
        from tomorrow when that is over."""
        today = days.get_today(self.handover_id.to_user_id)
        day = self.handover_id.date_kickoff
        day = day if day and day > today else today + timedelta(days=1)
        return self.handover_id._propose_meeting(day)

    @api.depends("handover_id")
    def _compute_is_guessed(self):
        for wizard in self:
            wizard.is_guessed = not wizard.handover_id._get_hours()

    def action_schedule(self):
        """Put the kick-off into the calendar and note that it is on its way. Returns an action
        that opens the meeting."""
        self.ensure_one()
        handover = self.handover_id
        if handover.kickoff_event_id:
            raise UserError(
                self.env._("The kick-off of “%s” is in the calendar already.", handover.name)
            )
        with self.env.cr.savepoint():
            handover.action_kick_off()
            event = self._create_event()
            # sudo: that the current user receives the handover was checked by the step before
            handover.sudo().kickoff_event_id = event
        return event.get_formview_action()

    def _create_event(self):
        # sudo: the meeting is one of the deal, which the receiver may not read
        events = self.env["calendar.event"].sudo()
        if not self.sends_invitations:
            events = events.with_context(no_mail_to_attendees=True)
        return events.create(self._prepare_event()).sudo(False)

    def _prepare_event(self):
        """The event belongs to the deal, not to the handover: with its model, meetings would
        go when this addon is uninstalled."""
        return {
            "name": self.name,
            "start": self.start,
            "stop": self.start + timedelta(hours=self.hours),
            "location": self.location,
            "user_id": self.env.uid,
            "partner_ids": [Command.set(self.partner_ids.ids)],
            # sudo: said above
            "opportunity_id": self.handover_id.sudo().lead_id.id,
        }
