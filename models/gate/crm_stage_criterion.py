from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...tools import condition

SALES_GROUP = "sales_team.group_sale_salesman"
ENTRY, EXIT = "entry", "exit"
BLOCK = "block"
DRAFT, ACTIVE = "draft", "active"
LOG_PARAMETER = "crm_playbook.log_stage_moves"

# What the gates ask, as plain values kept per process: ids of active criteria per
# ``(stage id, gate)``, those of them that block, stages that ask for a reason to go back,
# teams that ask for a lost reason, whether moves are logged, and whether any deal has evidence,
# waivers or logged moves.
Gates = namedtuple("Gates", "criteria blocking back_stages lost_reason_teams in_use has_history")
HISTORY_MODELS = ("crm.lead.evidence", "crm.stage.waiver", "crm.stage.move")
MET = {"state": "met", "missing": []}


class CrmStageCriterion(models.Model):
    """What a deal must prove before it leaves or enters a stage."""

    _name = "crm.stage.criterion"
    _description = "Stage Criterion"
    _order = "stage_id, gate desc, sequence, id"

    stage_id = fields.Many2one("crm.stage", required=True, ondelete="cascade", index=True)
    gate = fields.Selection(
        [(ENTRY, "To enter the stage"), (EXIT, "To leave the stage")], required=True, default=EXIT
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    hint = fields.Text("How to Get There", translate=True)
    state = fields.Selection(
        [(DRAFT, "Draft"), (ACTIVE, "Active")],
        default=DRAFT,
        required=True,
        copy=False,
        help="A draft asks for nothing. Try it on the pipeline before you activate it.",
    )
    enforcement = fields.Selection(
        [("advise", "Advise"), (BLOCK, "Block")], required=True, default="advise"
    )
    team_ids = fields.Many2many("crm.team", string="Only for Teams")
    applies_domain = fields.Char(
        "Only for Deals", default="[]", help="Deals that the criterion is asked of."
    )
    kind = fields.Selection(selection="_selection_kind", required=True, default="fields")
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields to Fill",
        domain="[('model', '=', 'crm.lead'), ('ttype', '!=', 'boolean')]",
        help="Numbers are missing at 0 and texts of blanks are missing.",
    )
    domain = fields.Char("Condition", default="[]")
    evidence = fields.Selection(
        [("none", "Nothing"), ("note", "A note"), ("attachment", "An attachment")],
        default="none",
        required=True,
    )
    approver = fields.Selection(
        [("leader", "Team leader"), ("user", "A user"), ("group", "Members of a group")],
        default="leader",
        required=True,
    )
    approver_id = fields.Many2one("res.users", "Approving User", ondelete="set null")
    approver_group_id = fields.Many2one("res.groups", "Approving Group", ondelete="set null")
    activity_type_id = fields.Many2one("mail.activity.type", ondelete="set null")
    activity_when = fields.Selection(
        [("done", "Done since the stage was entered"), ("planned", "Planned for the future")],
        default="done",
        required=True,
    )
    ask_again = fields.Boolean(
        help="When the deal comes back to the stage, earlier evidence no longer counts."
    )

    @api.model
    def _selection_kind(self):
        """Return the kinds; a bridge adds its own and a method ``_find_missing_<kind>``."""
        return [
            ("fields", "Fields are filled"),
            ("condition", "A condition holds"),
            ("confirmation", "Somebody confirms"),
            ("approval", "Somebody approves"),
            ("activity", "An activity is done or planned"),
        ]

    @api.constrains("domain", "applies_domain", "kind")
    def _check_domains(self):
        leads = self.env["crm.lead"]
        for criterion in self:
            for text in (criterion.applies_domain, criterion.domain):
                try:
                    list(condition.walk(condition.parse(text), leads))
                except condition.ConditionError as error:
                    raise ValidationError(
                        self.env._(
                            "Criterion “%(name)s”: this condition cannot be used (%(place)s).",
                            name=criterion.name,
                            place=error.place,
                        )
                    ) from error

    @api.constrains("kind", "field_ids")
    def _check_field_ids(self):
        for criterion in self:
            if any(field.model != "crm.lead" for field in criterion.field_ids):
                raise ValidationError(
                    self.env._("Criterion “%s” may only ask for fields of a lead.", criterion.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        self._forget_gates()
        return criteria

    def write(self, vals):
        result = super().write(vals)
        self._forget_gates()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_gates()
        return result

    def action_activate(self):
        self.write({"state": ACTIVE})
        return True

    def action_deactivate(self):
        self.write({"state": DRAFT})
        return True

    def action_try(self):
        """Show what this criterion would stop today and would have stopped among closed
        deals; works on drafts. Returns a window action on a ``crm.stage.trial``."""
        self.ensure_one()
        self.check_access("read")
        trial = self.env["crm.stage.trial"].create({"criterion_id": self.id})
        trial._run()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trial of %s", self.name),
            "res_model": trial._name,
            "res_id": trial.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- what is asked now -------------------------------------------------------------

    @api.model
    def _forget_gates(self):
        """Read the gates anew in every process. Moves are logged while gates are in use;
        what was tracked before that comes into the log when they begin to be."""
        was_in_use = self._get_gates().in_use
        self.env.flush_all()
        # The views say which fields the panel follows.
        self.env.registry.clear_cache("default", "templates")
        in_use = self._get_gates().in_use
        if in_use and not was_in_use:
            self.env["crm.stage.move"]._backfill()
        elif was_in_use and not in_use:
            self.env["crm.stage.move"]._skip_backfill()

    @api.model
    @ormcache()
    def _get_gates(self):
        """Return the :class:`Gates` in force. Kept per process; a change clears all."""
        # sudo: gates hold for people who may not read their configuration
        criteria = {}
        active = self.sudo().search([("state", "=", ACTIVE)])
        for criterion in active:
            key = (criterion.stage_id.id, criterion.gate)
            criteria[key] = (*criteria.get(key, ()), criterion.id)
        blocking = active.filtered(lambda criterion: criterion.enforcement == BLOCK)
        back = self.env["crm.stage"].sudo().search([("back_needs_reason", "=", True)])
        teams = self.env["crm.team"].sudo().search([("lost_reason_required", "=", True)])
        logs = self.env["ir.config_parameter"].sudo().get_param(LOG_PARAMETER)
        in_use = bool(criteria or back or teams or logs)
        return Gates(
            criteria,
            frozenset(blocking.ids),
            frozenset(back.ids),
            frozenset(teams.ids),
            in_use,
            # What is written while gates are in use is history as soon as it is there.
            in_use or any(self.env[m].sudo().search_count([], limit=1) for m in HISTORY_MODELS),
        )

    @api.model
    @ormcache(cache="templates")
    def _get_watched_names(self):
        """Return the names of the fields of a lead that active criteria look at."""
        # sudo: gates hold for people who may not read their configuration
        criteria = self.sudo().search([("state", "=", ACTIVE)])
        names = {"stage_id", "team_id", "type"} if criteria else set()
        names.update(criteria.field_ids.mapped("name"))
        for criterion in criteria:
            for text in (criterion.applies_domain, criterion.domain):
                domain = criterion._read_domain(text) or ()
                leaves = condition.walk(domain, self.env["crm.lead"])
                names.update(leaf.path.split(".")[0] for leaf in leaves)
        return frozenset(names)

    @api.model
    def _get_crossed(self, team_id, from_id, to_id, gates):
        """Return the ids of the active criteria of the gates between two stages, in order;
        none for a move backward.

        :param from_id: the stage left, or False for a deal that enters the pipeline
        """
        stages = self.env["crm.stage"]._get_pipeline(team_id, from_id, to_id)
        if to_id not in stages:  # core says that there is no such stage
            return ()
        first = stages.index(from_id) if from_id else -1
        last = stages.index(to_id)
        if last <= first:
            return ()
        ids = list(gates.criteria.get((from_id, EXIT), ()))
        for stage_id in stages[first + 1 : last]:
            ids += gates.criteria.get((stage_id, ENTRY), ())
            ids += gates.criteria.get((stage_id, EXIT), ())
        ids += gates.criteria.get((to_id, ENTRY), ())
        return tuple(ids)

    # --- judging deals -----------------------------------------------------------------

    @api.model
    def _judge(self, asked):
        """Judge deals by criteria. The number of queries depends on the kinds of criteria,
        not on the number of deals.

        :param dict asked: ``{lead: criterion ids}``
        :return: ``{lead id: {criterion id: verdict}}`` without criteria that are not asked of
            the deal; a verdict has ``state`` (met, missing, waiting, refused, waived) and
            ``missing`` (what is missing, for the reader)
        """
        # sudo: gates hold whatever the person who moves the deal may read
        leads = self.env["crm.lead"].sudo().union(*asked)
        criteria = self.sudo().browse(dict.fromkeys(c for ids in asked.values() for c in ids))
        by_criterion = {criterion.id: [] for criterion in criteria}
        for lead, ids in asked.items():
            for criterion_id in ids:
                by_criterion[criterion_id].append(lead.id)
        found = {}
        for kind, group in criteria.grouped("kind").items():
            those = {c: c._filter_asked(leads.browse(by_criterion[c.id])) for c in group}
            found.update(group._find_missing(kind, those))
        waived = self.env["crm.stage.waiver"]._get_valid(leads, criteria)
        verdicts = {lead.id: {} for lead in leads}
        for (criterion_id, lead_id), verdict in found.items():
            if verdict["state"] != MET["state"] and (lead_id, criterion_id) in waived:
                verdict = {**verdict, "state": "waived"}
            verdicts[lead_id][criterion_id] = verdict
        return verdicts

    def _filter_asked(self, leads):
        self.ensure_one()
        if self.team_ids:
            leads = leads.filtered(lambda lead: lead.team_id in self.team_ids)
        domain = self._read_domain(self.applies_domain)
        return leads if domain is None or domain.is_true() else leads.filtered_domain(domain)

    def _read_domain(self, text):
        """Return the domain, or None when it looks at something that is gone."""
        try:
            domain = condition.parse(text)
            list(condition.walk(domain, self.env["crm.lead"]))
        except condition.ConditionError:
            return None
        return domain

    def _find_missing(self, kind, asked):
        """Return ``{(criterion id, lead id): verdict}`` by the method of the kind.

        :param dict asked: ``{criterion: leads}``, criteria of this kind
        """
        method = getattr(self, f"_find_missing_{kind}", None)
        if method is None:  # the bridge that brought the kind is gone
            return {(c.id, lead.id): MET for c, leads in asked.items() for lead in leads}
        return method(asked)
