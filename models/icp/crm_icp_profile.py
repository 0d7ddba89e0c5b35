from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache, sql

from ...tools import condition_paths, jobs, rooms
from ...tools.loading import is_loading
from .constants import (
    ARCHIVED,
    CRON,
    DISQUALIFIER,
    DRAFT,
    PUBLISHED,
    ROOM,
    SEEN_PARAMETER,
    STATE_CHANGE,
)
from .scoring import score_query

# What decides about scores and therefore stays as it was published.
FROZEN_FIELDS = frozenset(
    ("team_ids", "company_id", "tier_a_min", "tier_b_min", "tier_c_min", "criterion_ids", "name")
)
# What decides which profile a lead has. A team that is deleted goes from the lead without a write.
SCOPE_PATHS = frozenset(("team_id", "team_id.create_date", "company_id"))


class CrmIcpProfile(models.Model):
    """An ideal customer, described by weighted conditions on the lead.

    A published profile is frozen; a change is made in a new draft that replaces it when it
    is published, so what scored a lead at any time can still be read.
    """

    _name = "crm.icp.profile"
    _inherit = ["mail.thread"]
    _description = "Ideal Customer Profile"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(
        default=10,
        help="A lead uses the first published profile that applies to it.",
        tracking=True,
    )
    state = fields.Selection(
        [(DRAFT, "Draft"), (PUBLISHED, "Published"), (ARCHIVED, "Archived")],
        default=DRAFT,
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    previous_version_id = fields.Many2one(
        "crm.icp.profile", readonly=True, copy=False, index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", index=True, tracking=True)
    team_ids = fields.Many2many("crm.team", string="Sales Teams", check_company=True, tracking=True)
    criterion_ids = fields.One2many("crm.icp.criterion", "profile_id", string="Criteria", copy=True)
    tier_a_min = fields.Integer("Tier A from", default=80, required=True, tracking=True)
    tier_b_min = fields.Integer("Tier B from", default=60, required=True, tracking=True)
    tier_c_min = fields.Integer("Tier C from", default=40, required=True, tracking=True)
    date_published = fields.Datetime("Published On", readonly=True, copy=False)
    date_archived = fields.Datetime("Archived On", readonly=True, copy=False)
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    rescoring_progress = fields.Float(compute="_compute_rescoring_progress")
    condition_warning = fields.Text("Left Out", compute="_compute_condition_warning")

    _tier_limits_ordered = models.Constraint(
        "CHECK(tier_a_min <= 100 AND tier_a_min > tier_b_min AND tier_b_min > tier_c_min "
        "AND tier_c_min > 0)",
        "Tier limits must fall from A to C and lie between 1 and 100.",
    )

    def _compute_display_name(self):
        for profile in self:
            profile.display_name = (
                self.env._("%(name)s v%(version)s", name=profile.name, version=profile.version)
                if profile.version > 1
                else profile.name
            )

    def _compute_rescoring_progress(self):
        progress = self.env["crm.icp.rescoring"]._get_progress()
        for profile in self:
            profile.rescoring_progress = progress if profile.state == PUBLISHED else 0

    @api.depends("criterion_ids.condition_warning", "state")
    def _compute_condition_warning(self):
        for profile in self:
            criteria = profile.criterion_ids if profile.state != ARCHIVED else ()
            warnings = [c.condition_warning for c in criteria if c.condition_warning]
            profile.condition_warning = "\n".join(warnings) or False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", DRAFT) != DRAFT:
                raise UserError(self.env._("Create the profile as a draft, then publish it."))
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals and self.env.context.get("icp_state_change") is not STATE_CHANGE:
            raise UserError(self.env._("Use the buttons to publish or archive a profile."))
        if FROZEN_FIELDS & vals.keys():
            self._check_editable()
        result = super().write(vals)
        if "sequence" in vals and PUBLISHED in self.mapped("state"):
            self._apply_publication()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_only_unpublished(self):
        if PUBLISHED in self.mapped("state") and not is_loading(self.env):
            raise UserError(self.env._("Archive a published profile before you delete it."))

    def unlink(self):
        profile_ids = self.ids
        result = super().unlink()
        self.env["crm.icp.score"]._forget_profiles(profile_ids)
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if self.env.context.get("icp_state_change") is STATE_CHANGE:
            return vals_list
        return [
            {**vals, "name": self.env._("%s (copy)", profile.name)}
            for profile, vals in zip(self, vals_list, strict=True)
        ]

    # --- actions -----------------------------------------------------------------------

    def action_publish(self):
        """Make these drafts the profiles that score leads. Each replaces the version it was
        made from. All leads are rescored in the background. Where the room is off, this switches
        it on, with the rooms whose fields the profiles look at.

        :raise UserError: for a profile that is not a draft, that has nothing to add up, or
            that looks at something the current user may not read
        :return: True
        """
        self.check_access("write")
        needed = self.criterion_ids._find_rooms()
        self.env["res.config.settings"]._switch_on(ROOM, *needed)
        self._check_publishable()
        for profile in self:
            profile.previous_version_id._set_state(ARCHIVED, date_archived=fields.Datetime.now())
            profile._set_state(
                PUBLISHED, date_published=fields.Datetime.now(), published_by_id=self.env.uid
            )
        self._apply_publication()
        return True

    def action_archive_profile(self):
        """Stop scoring by these profiles; they stay readable. Returns True."""
        self.check_access("write")
        self._set_state(ARCHIVED, date_archived=fields.Datetime.now())
        self._apply_publication()
        return True

    def action_new_version(self):
        """Open a draft with the content of this profile, to replace it when published."""
        self.ensure_one()
        draft = self.search(
            [("previous_version_id", "=", self.id), ("state", "=", DRAFT)], limit=1
        ) or self.with_context(icp_state_change=STATE_CHANGE).copy(
            {"previous_version_id": self.id, "version": self.version + 1}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_simulate(self):
        """Show what publishing this profile would do: leads per tier now and then, and how
        well it would have told won from lost deals. Of many leads this is worked out in the
        background.

        :return: a window action on a ``crm.icp.simulation``
        """
        self.ensure_one()
        self.check_access("read")
        simulation = self.env["crm.icp.simulation"]._ask({"profile_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Simulation of %s", self.display_name),
            "res_model": simulation._name,
            "res_id": simulation.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- rules -------------------------------------------------------------------------

    def _check_editable(self):
        if any(profile.state != DRAFT for profile in self):
            raise UserError(
                self.env._("A published profile stays as it is. Make a new version to change it.")
            )

    def _check_publishable(self, draft_only=True):
        for profile in self:
            if draft_only and profile.state != DRAFT:
                raise UserError(self.env._("%s is not a draft.", profile.display_name))
            if not self._adds_up(profile):
                raise ValidationError(
                    self.env._(
                        "The positive and negative weights of %s must add up to more than zero.",
                        profile.display_name,
                    )
                )
            profile.criterion_ids._check_conditions()

    @api.model
    def _adds_up(self, profile):
        fit = profile.criterion_ids.filtered(lambda criterion: criterion.kind != DISQUALIFIER)
        return sum(fit.mapped("weight")) > 0

    def _set_state(self, state, **values):
        self.with_context(icp_state_change=STATE_CHANGE).write({"state": state, **values})

    # --- what scores leads now ---------------------------------------------------------

    @api.model
    def _get_published_specs(self):
        """Return the :class:`ProfileSpec` of each published profile in order, a tuple; none
        while the room is off."""
        return self._get_kept_specs() if rooms.is_on(self.env, ROOM) else ()

    @api.model
    @ormcache()
    def _get_kept_specs(self):
        """Return them, kept per process and cleared in all of them by a publication."""
        return self._read_published_specs()

    @api.model
    def _read_published_specs(self):
        # sudo: the values score leads for people who may not read profiles
        published = self.sudo().search([("state", "=", PUBLISHED)])
        return tuple(spec for profile in published if (spec := profile._make_spec()))

    def _make_spec(self):
        """Return the :class:`ProfileSpec` of one profile, or None when nothing in it can be
        evaluated any more. A criterion that can no longer be evaluated is left out."""
        self.ensure_one()
        leads = self.env["crm.icp.scorer"]._get_leads(self.company_id.id)
        criteria = []
        for criterion in self.criterion_ids:
            if conditions := criterion._read_conditions():
                weight = None if criterion.kind == DISQUALIFIER else criterion.weight
                domain = conditions["domain"]
                criteria.append(score_query.make_criterion(criterion.id, domain, weight, leads))
        minimums = (self.tier_a_min, self.tier_b_min, self.tier_c_min)
        spec = score_query.ProfileSpec(
            self.id,
            self.company_id.id,
            self._get_branch_ids(),
            tuple(self.team_ids.ids),
            minimums,
            tuple(criteria),
        )
        return spec if score_query.get_positive_weight(spec) else None

    def _get_branch_ids(self):
        """Return the ids of the company of a profile and of its branches, a tuple."""
        if not self.company_id:
            return ()
        # sudo: a profile holds for branches that its reader does not work in
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return tuple(companies.search([("id", "child_of", self.company_id.id)]).ids)

    @api.model
    def _get_dependency_paths(self):
        """Return the field paths of ``crm.lead`` that published profiles look at, sorted; none
        while the room is off.

        Called while the registry is set up, when the own table may not exist yet and other
        addons may be missing: what cannot be followed is left out.
        """
        cr = self.env.cr
        if not sql.table_exists(cr, "crm_icp_criterion"):
            return ()
        if not rooms.is_on_in_database(self.env, ROOM):
            return ()
        cr.execute(
            """SELECT criterion.domain
                 FROM crm_icp_criterion AS criterion
                 JOIN crm_icp_profile AS profile ON profile.id = criterion.profile_id
                WHERE profile.state = 'published'"""
        )
        texts, leads = [text for [text] in cr.fetchall()], self.env["crm.lead"]
        results = self.env["crm.icp.criterion"]._get_condition_results()
        paths = condition_paths.get_all_dependencies(texts, leads, results)
        return tuple(sorted(paths | SCOPE_PATHS if texts else paths))

    @api.model
    def _apply_publication(self):
        """Make every process obey the published profiles, and rescore all leads.

        The fields that scores depend on are part of the model registry, as core's predictive
        scoring has it; it is only set up again when they changed.
        """
        self.env.flush_all()
        self.env.registry.clear_cache()
        field = self.env["crm.lead"]._fields["icp_score_ids"]
        if tuple(self.env.registry.field_depends[field]) != self._get_dependency_paths():
            self.env.registry._setup_models__(self.env.cr, ["crm.lead"])
        if rooms.is_on(self.env, ROOM):
            # sudo: who may publish may start the job, which is not theirs to configure
            self.env["crm.icp.rescoring"].with_user(SUPERUSER_ID)._start()

    @api.model
    def _follow_switch(self, is_on):
        """Let scores follow the leads again, beginning with a pass over all of them, or not any
        more. Nothing that was scored is taken back."""
        # sudo: whoever turned the switch
        profiles = self.sudo()
        if is_on:
            profiles.env["ir.config_parameter"].set_param(SEEN_PARAMETER, True)
        else:
            jobs.switch(self.env, CRON, False)
        if profiles.search_count([("state", "!=", DRAFT)], limit=1):
            profiles._apply_publication()
