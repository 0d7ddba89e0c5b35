from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

PACKET, PROJECT, PREVIEW = "packet", "project", "preview"
STEPS = [(PACKET, "Packet"), (PROJECT, "Project"), (PREVIEW, "Helpdesk and Summary")]


class CrmHandoverWizard(models.TransientModel):
    """One dialog in three steps: what is handed over, what is made of it, and what that will
    be. Nothing is made before the last button; then everything is, or nothing."""

    _name = "crm.handover.wizard"
    _description = "Hand Over a Deal"
    _rec_name = "handover_id"

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade", readonly=True)
    step = fields.Selection(STEPS, default=PACKET, required=True)
    # Not elevated: a dialog tells nothing more of a packet that its maker may not read any more.
    state = fields.Selection(related="handover_id.state", related_sudo=False)
    can_edit = fields.Boolean(compute="_compute_can_edit")
    completeness = fields.Integer(related="handover_id.completeness", related_sudo=False)
    missing_part_ids = fields.Many2many(related="handover_id.missing_part_ids", related_sudo=False)
    partner_id = fields.Many2one(related="handover_id.partner_id", related_sudo=False)
    to_user_id = fields.Many2one(
        "res.users",
        "Receiver",
        compute="_compute_from_handover",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
    )
    date_kickoff = fields.Date(related="handover_id.date_kickoff", related_sudo=False)

    # --- project -----------------------------------------------------------------------

    project_mode = fields.Selection(
        [
            ("template", "New, from a template"),
            ("empty", "New and empty"),
            ("existing", "An existing one"),
            ("none", "None"),
        ],
        "Project",
        compute="_compute_project_mode",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    present_project_id = fields.Many2one(
        related="handover_id.project_id", related_sudo=False, string="Its Project"
    )
    deal_project_id = fields.Many2one(
        "project.project", compute="_compute_deal_project_id", string="Project of the Deal"
    )
    project_template_id = fields.Many2one(
        "project.project",
        compute="_compute_from_handover",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_template', '=', True)]",
    )
    project_id = fields.Many2one(
        "project.project",
        "Existing Project",
        compute="_compute_project_mode",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('is_template', '=', False)]",
    )
    project_name = fields.Char(
        "Name", compute="_compute_from_handover", store=True, readonly=False, precompute=True
    )
    date_start = fields.Date("Start", default=fields.Date.context_today)
    manager_id = fields.Many2one(
        "res.users",
        "Project Manager",
        compute="_compute_manager_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('share', '=', False)]",
    )
    role_line_ids = fields.One2many(
        "crm.handover.wizard.role",
        "wizard_id",
        "Roles",
        compute="_compute_role_line_ids",
        store=True,
        readonly=False,
    )
    promise_ids = fields.Many2many(
        "crm.handover.promise",
        string="Promises That Become Tasks",
        compute="_compute_lines",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('handover_id', '=', handover_id), ('state', '=', 'open'),"
        " ('task_id', '=', False)]",
    )
    success_ids = fields.Many2many(
        "crm.handover.success",
        string="Success Criteria That Become Milestones",
        compute="_compute_lines",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('handover_id', '=', handover_id), ('milestone_id', '=', False)]",
    )
    is_customer_follower = fields.Boolean(
        "Customer Follows the Project",
        help="The customer sees the project in the portal and is told about what happens in it.",
    )

    # --- helpdesk ----------------------------------------------------------------------

    has_helpdesk = fields.Boolean(compute="_compute_has_helpdesk")
    wants_ticket = fields.Boolean(
        "Open a Ticket", compute="_compute_wants_ticket", store=True, readonly=False
    )
    can_choose_team = fields.Boolean(compute="_compute_can_choose_team")
    preview = fields.Json(compute="_compute_preview")

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for handover in wizards.handover_id:
            handover._check_deliverer()
        return wizards

    def write(self, vals):
        if "handover_id" in vals:
            raise UserError(self.env._("This dialog hands over one deal; open another one."))
        return super().write(vals)

    @api.depends("handover_id")
    def _compute_can_edit(self):
        for wizard in self:
            wizard.can_edit = wizard.handover_id.can_edit

    @api.depends("handover_id")
    def _compute_from_handover(self):
        for wizard in self:
            # sudo: what the handover's template proposes, projects included
            handover = wizard.handover_id.sudo()
            wizard.to_user_id = handover.to_user_id.sudo(False)
            wizard.project_template_id = handover.template_id.project_template_id.sudo(False)
            wizard.project_name = handover.partner_id.display_name or handover.name

    @api.depends("handover_id")
    def _compute_deal_project_id(self):
        for wizard in self:
            wizard.deal_project_id = wizard.handover_id._find_deal_project()

    @api.depends("handover_id")
    def _compute_project_mode(self):
        for wizard in self:
            wizard.project_id = wizard.present_project_id or wizard.deal_project_id
            if wizard.project_id:
                wizard.project_mode = "existing"
            elif wizard.project_template_id:
                wizard.project_mode = "template"
            else:
                wizard.project_mode = "empty"

    @api.depends("to_user_id")
    def _compute_manager_id(self):
        for wizard in self:
            wizard.manager_id = wizard.to_user_id

    @api.depends("project_template_id", "to_user_id")
    def _compute_role_line_ids(self):
        for wizard in self:
            roles = wizard._get_shown(wizard.project_template_id).task_ids.role_ids
            people = wizard._get_people_by_role()
            wizard.role_line_ids = [
                Command.clear(),
                *(
                    Command.create(
                        {"role_id": role.id, "user_ids": [Command.set(people.get(role.id, []))]}
                    )
                    for role in roles
                ),
            ]

    def _get_shown(self, project):
        """Return a project elevated, for what the dialog shows of it: one that the handover or
        its template proposes, or that the user may read. Of others nothing is shown."""
        # sudo: said above
        handover, project = self.handover_id.sudo(), project.sudo()
        proposed = handover.project_id | handover.template_id.project_template_id
        is_known = project in proposed or project.sudo(False).has_access("read")
        return project if is_known else project.browse()

    def _get_people_by_role(self):
        """Return ``{role id: user ids}`` as the handover's template proposes."""
        # sudo: said above
        handover = self.handover_id.sudo()
        people = {
            "receiver": self.to_user_id,
            "seller": handover.from_user_id,
        }
        return {
            line.role_id.id: (people.get(line.assign_to) or line.user_id).filtered("active").ids
            for line in handover.template_id.role_ids
        }

    @api.depends("handover_id")
    def _compute_lines(self):
        has_milestones = self.env.user.has_group("project.group_project_milestone")
        for wizard in self:
            handover = wizard.handover_id
            wizard.promise_ids = handover.promise_ids.filtered(
                lambda promise: promise.state == "open" and not promise.task_id
            )
            # sudo: whether projects have milestones
            template = handover.sudo().template_id.project_template_id
            criteria = handover.success_ids.filtered(lambda c: not c.milestone_id)
            is_possible = has_milestones or template.allow_milestones
            wizard.success_ids = criteria if is_possible else criteria.browse()

    @api.depends("handover_id")
    def _compute_has_helpdesk(self):
        self.has_helpdesk = self.env["crm.handover"]._helpdesk_is_available()

    @api.depends_context("uid")
    def _compute_can_choose_team(self):
        for wizard in self:
            team = wizard._get_helpdesk_team()
            wizard.can_choose_team = wizard.has_helpdesk and team.has_access("read")

    @api.depends("handover_id")
    def _compute_wants_ticket(self):
        for wizard in self:
            handover = wizard.handover_id
            wizard.wants_ticket = bool(
                not handover._helpdesk_get_ticket() and handover._helpdesk_get_team()
            )

    @api.depends("handover_id")
    def _compute_helpdesk_team_id(self):
        """Fill in the field of a bridge."""
        for wizard in self:
            wizard.helpdesk_team_id = wizard.handover_id._helpdesk_get_team()

    def _get_helpdesk_team(self):
        """Return the team chosen: something false for none."""
        return self.helpdesk_team_id if self._has_team_field() else self.browse()

    @api.model
    def _has_team_field(self):
        """Tell whether a bridge has brought the field of the team."""
        return "helpdesk_team_id" in self._fields

    # --- the steps ---------------------------------------------------------------------

    def action_next(self):
        """Go to the next step. Returns an action.

        :raise UserError: for what would be refused at the end, and can be mended in this step
        """
        self.ensure_one()
        self.handover_id.check_access("read")
        if self.step == PACKET:
            self._check_packet()
        elif self.step == PROJECT:
            # sudo: names of projects, companies and customers for the sentences
            self.handover_id.sudo()._check_project(self)
        return self._go(1)

    def _check_packet(self):
        """Refuse a packet that could not be submitted, with what is missing; the receiver may
        have been chosen in this dialog."""
        handover = self.handover_id
        if handover.can_edit:
            handover._check_works_here(self.to_user_id)
            handover._check_template()
            handover._check_complete(receiver=self.to_user_id)

    def action_back(self):
        """Go to the step before. Returns an action."""
        return self._go(-1)

    def _go(self, distance):
        self.ensure_one()
        names = [name for name, _label in STEPS]
        position = names.index(self.step) + distance
        self.step = names[min(max(position, 0), len(names) - 1)]
        return self._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over: %s", self.handover_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_packet(self):
        """Leave the dialog for the packet, to fill in what is missing. Returns an action."""
        self.ensure_one()
        return self.handover_id.get_formview_action()

    def action_hand_over(self):
        """Make everything that the preview shows and submit the packet. Pressed once more, it
        makes nothing more. Returns an action that opens the handover.

        :raise UserError: with what is missing; then nothing was made
        """
        self.ensure_one()
        handover = self.handover_id
        if self.to_user_id != handover.to_user_id and handover.can_edit:
            handover.to_user_id = self.to_user_id
        handover._deliver(self)
        return handover.get_formview_action()
