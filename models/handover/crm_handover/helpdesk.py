from odoo import api, fields, models
from odoo.exceptions import UserError

from ..constants import ACCEPTED, CLOSED, KICKED_OFF

# States of a handover that move its ticket on.
FOLLOWED = (ACCEPTED, KICKED_OFF, CLOSED)


class CrmHandover(models.Model):
    """The contract with a helpdesk.

    What: the room knows no helpdesk. It asks these methods, and an addon in ``bridges/``
    answers them for one helpdesk.

    How to use: a bridge adds three fields, whose other models are its neighbour's: ``ticket_id``
    to this model, ``helpdesk_team_id`` to this model's template and to the wizard, the latter
    with ``compute="_compute_helpdesk_team_id"``. Its ``helpdesk.ticket`` inherits
    ``crm.handover.ticket.mixin``. Then it overrides

    * ``_helpdesk_get_members`` and ``_helpdesk_get_stages``: who works there, and how far,
    * ``_helpdesk_prepare_vals`` to complete the values of the ticket,

    and whatever else its helpdesk does in another way than the two that there are:

    * ``_helpdesk_is_available`` to say that there is one,
    * ``_helpdesk_get_ticket`` and ``_helpdesk_get_team``: what is there, what is proposed,
    * ``_helpdesk_check_team`` to refuse with one sentence before anything is made,
    * ``_helpdesk_create_ticket`` to make it and to remember it,
    * ``_helpdesk_find_stage`` to say to which stage it follows the state of the handover.

    How it works: ``_deliver_ticket`` is called once the deal, the team and the company were
    checked, inside the transaction and under the lock of the whole delivery, so that a bridge
    never has to think of two people at once. ``tests/helpdesk_contract.py`` holds the tests
    that every bridge must pass.
    """

    _inherit = "crm.handover"

    has_ticket = fields.Boolean(compute="_compute_has_ticket")

    @api.depends(lambda self: {"ticket_id"} & self._fields.keys())
    def _compute_has_ticket(self):
        for handover in self:
            handover.has_ticket = bool(handover._helpdesk_get_ticket())

    @api.model
    def _helpdesk_is_available(self):
        """Tell whether a helpdesk is there: a bridge has brought the field of the ticket."""
        return "ticket_id" in self._fields

    def _helpdesk_get_ticket(self):
        """Return the ticket of this handover: something false when it has none."""
        return self.ticket_id if self._helpdesk_is_available() else self.browse()

    def _helpdesk_get_team(self):
        """Return the team that the template proposes: something false when it proposes none."""
        if not self._helpdesk_is_available():
            return self.browse()
        # sudo: the team that the template proposes
        return self.sudo().template_id.helpdesk_team_id.sudo(False)

    def _helpdesk_check_team(self, team):
        """Refuse a team that cannot take the ticket: gone, archived, of another company.

        :raise UserError: with one sentence
        :raise AccessError: for another team than the template's that the user may not read
        """
        company = self._get_delivery_company()
        if not team.exists():
            raise UserError(
                self.env._(
                    "The helpdesk team of “%s” was deleted: choose another one, or no ticket.",
                    self.display_name,
                )
            )
        if not team.active:
            raise UserError(
                self.env._(
                    "Helpdesk team “%s” is archived: choose another one, or no ticket.",
                    team.display_name,
                )
            )
        if team != self._helpdesk_get_team():
            team.sudo(False).check_access("read")
        if team.company_id and company and team.company_id != company:
            raise UserError(
                self.env._(
                    "Helpdesk team “%(team)s” works for %(other)s, this deal belongs to "
                    "%(company)s: choose a team of that company, or no ticket.",
                    team=team.display_name,
                    other=team.company_id.name,
                    company=company.name,
                )
            )

    def _helpdesk_prepare_vals(self, team):
        """Return the values that every helpdesk understands.

        The description is read by the customer in the portal: only what is promised to them
        goes there. The assignee is always said: left out, the helpdesks choose the person
        who happens to create the ticket, which is the seller.
        """
        return {
            "name": self.env._("Onboarding of %s", self.partner_id.display_name or "…"),
            "description": self._helpdesk_get_description(),
            "team_id": team.id,
            "user_id": self._helpdesk_get_assignee(team).id,
            "partner_id": self.partner_id.id,
        }

    def _helpdesk_get_description(self):
        """Return what the customer may read, never empty."""
        return self._render_brief(is_for_customer=True)

    def _helpdesk_get_members(self, team):
        """Return the users whom the team's tickets can be given to."""
        return self.env["res.users"]

    def _helpdesk_get_assignee(self, team):
        """Return the receiver when they work in the team, else nobody: the team decides."""
        return self.to_user_id & self._helpdesk_get_members(team)

    def _helpdesk_create_ticket(self, team):
        """Make the ticket, remember it on the handover and return it. ``self`` is elevated."""
        # A stage may mail the customer as soon as its change is tracked.
        tickets = self.ticket_id.browse().with_context(mail_notrack=True)
        self.ticket_id = tickets.create(self._helpdesk_prepare_vals(team)).with_env(self.env)
        return self.ticket_id

    def _helpdesk_get_stages(self, ticket):
        """Return three sets of stages that the ticket can be in, each in its order: of those that
        nobody works on yet, of those that somebody does, of those that are closed."""
        raise NotImplementedError

    def _helpdesk_find_stage(self, ticket):
        """Return the stage that the ticket has to move on to: something false where it stays.
        A ticket is never moved back, and one of several handovers is closed with the last."""
        new, going, closed = self._helpdesk_get_stages(ticket)
        if ticket.stage_id in closed:
            return closed.browse()
        if set(ticket.handover_ids.mapped("state")) == {CLOSED}:
            return closed[:1]
        return going[:1] if ticket.stage_id in new else going.browse()

    def _helpdesk_follow(self):
        """Let tickets follow the state of these handovers; nobody writes to the customer."""
        for handover in self.filtered(lambda handover: handover.state in FOLLOWED):
            ticket = handover._helpdesk_get_ticket()
            if stage := ticket and handover._helpdesk_find_stage(ticket):
                # A stage may mail the customer as soon as its change is tracked.
                ticket.with_context(mail_notrack=True).stage_id = stage

    # --- what the room calls -----------------------------------------------------------

    def _after_state_change(self):
        result = super()._after_state_change()
        # sudo: whoever takes a step of the handover needs no right in the helpdesk
        self.sudo()._helpdesk_follow()
        return result

    def _deliver_ticket(self, team):
        """Make the ticket unless there is one; the caller has checked deal and team."""
        if self._helpdesk_get_ticket():
            return
        # sudo: salespeople have no rights in the helpdesk; the deal and the team were checked
        handover = self.sudo()
        ticket = handover._helpdesk_create_ticket(team.sudo())
        handover._subscribe_to(ticket)

    def action_open_ticket(self):
        """Open the ticket of this handover. Returns an action."""
        self.ensure_one()
        ticket = self._helpdesk_get_ticket()
        if not ticket:
            raise UserError(self.env._("“%s” has no ticket.", self.display_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": ticket._name,
            "res_id": ticket.id,
            "views": [(False, "form")],
        }
