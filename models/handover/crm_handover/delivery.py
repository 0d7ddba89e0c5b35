from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..constants import ACCEPTED, CLOSED, EDITABLE, KICKED_OFF
from .project import NEW_PROJECT

# States of a handover that move its ticket on.
FOLLOWED = (ACCEPTED, KICKED_OFF, CLOSED)


class CrmHandover(models.Model):
    """From the packet to what is made of it: project, tasks, milestones and ticket.

    How it works: ``_deliver`` locks the handover, checks everything that can be checked, and
    makes only what is not there yet, in one savepoint. Two people at once, a second press, a
    retry after a conflict or a crash all find the first result: the handover remembers its
    project and its ticket, each promise its task, each success criterion its milestone. What
    is made in other people's apps is made elevated, after the rights on the deal were checked.
    """

    _inherit = "crm.handover"

    kickoff_event_id = fields.Many2one(
        "calendar.event",
        "Kick-off Meeting",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    def _deliver(self, plan):
        """Make what the plan asks for and submit the packet: all of it, or nothing.

        :param plan: a ``crm.handover.wizard``, or anything with its fields
        :raise UserError: with one sentence, and nothing is made
        """
        self.ensure_one()
        deal = self._check_deliverer()
        # A caller who swallows a refusal must not commit half a delivery.
        with self.env.cr.savepoint():
            self._lock_delivery()
            self._check_delivery(plan)
            if self.state in EDITABLE:
                self.action_submit()
            # sudo: sellers have no rights on projects; deal and plan were checked
            handover = self._prepare_delivery_env()
            project = handover._deliver_project(plan, deal)
            handover._deliver_promises(project, plan)
            handover._deliver_milestones(project, plan)
            handover._subscribe_to(project)
            handover._follow_as_customer(project, plan)
            if plan.has_helpdesk and plan.wants_ticket:
                self._deliver_ticket(plan._get_helpdesk_team())

    def _prepare_delivery_env(self):
        """Return this handover elevated and unlocked, in the company of the deal, without the
        defaults that the dialog brought along."""
        context = clean_context(self.env.context)
        company = self._get_delivery_company() or self.env.company
        return self.with_env(self.env(context=context)).with_company(company)._unlock()

    # --- before anything is made ---------------------------------------------------------

    def _check_deliverer(self):
        """Check that the current user may hand over, and return the deal.

        :raise AccessError: for everybody who may not write the deal
        """
        # sudo: the deal of the handover, to check the rights on it
        deal = self.sudo().lead_id.sudo(False)
        if not deal:
            raise UserError(
                self.env._("The deal of “%s” is gone; there is nothing to hand over.", self.name)
            )
        self._check_hand_over()
        return deal

    def _lock_delivery(self):
        """Let one person at a time deliver this handover. Whoever comes a moment later, after
        the other has committed, is started anew by Odoo and finds what is there."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Somebody is handing over “%s” right now: look again in a moment.", self.name
                )
            )
        self.invalidate_recordset()

    def _check_delivery(self, plan):
        # sudo: names of people, companies, projects and teams for the sentences
        handover = self.sudo()
        handover._check_not_lost()
        handover._check_customer_company()
        handover._check_person(handover.to_user_id, self.env._("Choose who receives it"))
        if plan.project_mode in NEW_PROJECT and not handover.project_id:
            # sudo: said above
            handover._check_person(
                plan.sudo().manager_id, self.env._("Choose a manager of the project")
            )
        handover._check_project(plan)
        if plan.has_helpdesk and plan.wants_ticket and not self._helpdesk_get_ticket():
            # sudo: said above; the method asks whether the user may choose this team
            handover._helpdesk_check_team(plan._get_helpdesk_team().sudo())

    def _check_not_lost(self):
        if self.lead_id.won_status == "lost":
            raise UserError(
                self.env._("“%s” is lost: restore the deal before handing it over.", self.name)
            )

    def _check_customer_company(self):
        """Refuse before core does, which would name neither the deal nor what to do."""
        own, other = self.company_id, self.partner_id.company_id
        if own and other and own != other:
            raise UserError(
                self.env._(
                    "“%(deal)s” belongs to %(company)s and its customer %(customer)s to "
                    "%(other)s: share the customer, or choose another one on the deal.",
                    deal=self.name,
                    company=own.name,
                    customer=self.partner_id.display_name,
                    other=other.name,
                )
            )

    def _check_person(self, user, request):
        """Refuse somebody who is missing, archived, or not of the deal's company.

        :param str request: what to do about it, without a full stop
        """
        if not user:
            raise UserError(self.env._("%s.", request))
        if not user.active:
            raise UserError(
                self.env._("%(name)s is archived. %(request)s.", name=user.name, request=request)
            )
        if not self._works_here(user):
            raise UserError(
                self.env._(
                    "%(name)s is no colleague. %(request)s.", name=user.name, request=request
                )
            )
        self._check_in_company(user, request)

    def _check_in_company(self, user, request):
        """Refuse somebody who does not work in the company of the deal.

        :param user: an elevated ``res.users``
        :param str request: what to do about it, without a full stop
        """
        company = self._get_delivery_company()
        if company and company not in user.company_ids:
            raise UserError(
                self.env._(
                    "%(name)s does not work in %(company)s. %(request)s.",
                    name=user.name,
                    # sudo: the name of a company
                    company=company.sudo().name,
                    request=request,
                )
            )

    @api.model
    def _works_here(self, user):
        """Tell whether tasks can be given to this user."""
        return user.active and not user.share

    def _get_delivery_company(self):
        """Return the company of what is made: the deal's, else the customer's."""
        # sudo: the company of a customer whom the user may not open
        handover = self.sudo()
        return (handover.company_id or handover.partner_id.company_id).with_env(self.env)

    # --- who follows ---------------------------------------------------------------------

    def _subscribe_to(self, record):
        """Let receiver, manager and seller follow what was made; nobody is written to."""
        if record:
            people = self.to_user_id | self.from_user_id | self.project_id.user_id
            partners = people.filtered("active").partner_id - record.message_partner_ids
            record.message_subscribe(partners.ids)

    # --- where it leads ------------------------------------------------------------------

    def action_open_wizard(self):
        """Open the dialog that hands this deal over. Returns an action."""
        self.ensure_one()
        self._check_deliverer()
        wizard = self.env["crm.handover.wizard"].create({"handover_id": self.id})
        return wizard._open()

    def action_schedule_kickoff(self):
        """Open the dialog that schedules the kick-off. Returns an action."""
        self.ensure_one()
        wizard = self.env["crm.handover.kickoff"].create({"handover_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Schedule the Kick-off"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_kickoff(self):
        """Open the meeting of the kick-off. Returns an action."""
        self.ensure_one()
        return self.kickoff_event_id.get_formview_action()

    def action_open_project(self):
        """Open the tasks of the project. Returns an action."""
        self.ensure_one()
        if not self.project_id:
            raise UserError(self.env._("“%s” has no project.", self.name))
        self.project_id.check_access("read")
        return self.project_id.action_view_tasks()

    # --- the ticket ----------------------------------------------------------------------
    # The contract with a helpdesk.
    # What: the room knows no helpdesk. It asks these methods, and an addon in ``bridges/``
    # answers them for one helpdesk.
    # How to use: a bridge adds three fields, whose other models are its neighbour's: ``ticket_id``
    # to this model, ``helpdesk_team_id`` to this model's template and to the wizard, the latter
    # with ``compute="_compute_helpdesk_team_id"``. Its ``helpdesk.ticket`` inherits
    # ``crm.handover.ticket.mixin``. Then it overrides
    # * ``_helpdesk_get_members`` and ``_helpdesk_get_stages``: who works there, and how far,
    # * ``_helpdesk_prepare_vals`` to complete the values of the ticket,
    # and whatever else its helpdesk does in another way than the two that there are:
    # * ``_helpdesk_is_available`` to say that there is one,
    # * ``_helpdesk_get_ticket`` and ``_helpdesk_get_team``: what is there, what is proposed,
    # * ``_helpdesk_check_team`` to refuse with one sentence before anything is made,
    # * ``_helpdesk_create_ticket`` to make it and to remember it,
    # * ``_helpdesk_find_stage`` to say to which stage it follows the state of the handover.
    # How it works: ``_deliver_ticket`` is called once the deal, the team and the company were
    # checked, inside the transaction and under the lock of the whole delivery, so that a bridge
    # never has to think of two people at once. ``tests/helpdesk_contract.py`` holds the tests
    # that every bridge must pass.

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

    # --- what the room calls -------------------------------------------------------------

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
