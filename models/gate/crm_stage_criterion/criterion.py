from collections import namedtuple

from odoo import api, fields, models

from ....tools.columns import get_column
from ..constants import ENTRY, EXIT, GOING_ON, MET, ROOM

BLOCK = "block"
DRAFT, ACTIVE = "draft", "active"

EVIDENCE, EVIDENCE_KINDS = "evidence", ("confirmation", "approval")

# What was read of deals before they are judged: evidence as ``crm.lead.evidence._get_latest``
# returns it, and waivers as ``crm.stage.waiver._get_valid`` does, or None where those are to be
# looked up.
Proof = namedtuple("Proof", "latest waived")


class CrmStageCriterion(models.Model):
    """What a deal must prove before it leaves or enters a stage."""

    _name = "crm.stage.criterion"
    _description = "Stage Criterion"
    _inherit = ["mail.thread", "crm.condition.mixin"]
    _order = "stage_id, gate desc, sequence, id"

    stage_id = fields.Many2one(
        "crm.stage", required=True, ondelete="cascade", index=True, tracking=True
    )
    gate = fields.Selection(
        [(ENTRY, "To enter the stage"), (EXIT, "To leave the stage")],
        required=True,
        default=EXIT,
        tracking=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True, tracking=True)
    hint = fields.Text("How to Get There", translate=True)
    state = fields.Selection(
        [(DRAFT, "Draft"), (ACTIVE, "Active")],
        default=DRAFT,
        required=True,
        copy=False,
        help="A draft asks for nothing. Try it on the pipeline before you activate it.",
        tracking=True,
    )
    enforcement = fields.Selection(
        [("advise", "Advise"), (BLOCK, "Block")],
        required=True,
        default="advise",
        tracking=True,
    )
    team_ids = fields.Many2many("crm.team", string="Only for Teams", tracking=True)
    applies_domain = fields.Char(
        "Only for Deals",
        default="[]",
        help="Deals that the criterion is asked of.",
        tracking=True,
    )
    kind = fields.Selection(
        selection="_selection_kind", required=True, default="fields", tracking=True
    )
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Fields to Fill",
        domain="[('model', '=', 'crm.lead'), ('ttype', '!=', 'boolean')]",
        groups="sales_team.group_sale_manager",  # others may not read what a field is
        help="Numbers are missing at 0 and texts of blanks are missing.",
        tracking=True,
    )
    domain = fields.Char("Condition", default="[]", tracking=True)
    evidence = fields.Selection(
        [("none", "Nothing"), ("note", "A note"), ("attachment", "An attachment")],
        default="none",
        required=True,
        tracking=True,
    )
    approver = fields.Selection(
        [("leader", "Team leader"), ("user", "A user"), ("group", "Members of a group")],
        default="leader",
        required=True,
        tracking=True,
    )
    approver_id = fields.Many2one("res.users", "Approving User", ondelete="set null", tracking=True)
    approver_group_id = fields.Many2one(
        "res.groups", "Approving Group", ondelete="set null", tracking=True
    )
    activity_type_id = fields.Many2one("mail.activity.type", ondelete="set null", tracking=True)
    activity_when = fields.Selection(
        [("done", "Done since the stage was entered"), ("planned", "Planned for the future")],
        default="done",
        required=True,
        tracking=True,
    )
    ask_again = fields.Boolean(
        help="When the deal comes back to the stage, earlier evidence no longer counts.",
        tracking=True,
    )

    @api.model
    def _selection_kind(self):
        """Return the kinds; a bridge adds its own and a method ``_find_missing_<kind>``."""
        return [
            ("fields", self.env._("Fields are filled")),
            ("condition", self.env._("A condition holds")),
            ("confirmation", self.env._("Somebody confirms")),
            ("approval", self.env._("Somebody approves")),
            ("activity", self.env._("An activity is done or planned")),
        ]

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        criteria._switch_rooms_on()
        self._forget_gates()
        return criteria

    def write(self, vals):
        if "approver" in vals or "approver_id" in vals or "approver_group_id" in vals:
            self._take_back_requests()
        is_begun = vals.get("state") == ACTIVE
        if is_begun:
            self.filtered(lambda criterion: criterion.state != ACTIVE)._switch_rooms_on(is_begun)
        result = super().write(vals)
        if is_begun:
            self._switch_rooms_on()  # what these values ask for
        self._forget_gates()
        if "state" in vals and vals["state"] != ACTIVE:
            self._close_debts()
        return result

    def unlink(self):
        self._leave_names()
        result = super().unlink()
        self._forget_gates()
        return result

    def _unlink_with_stage(self):
        """Delete criteria along with their stage. A kind whose criteria are not deleted by hand
        lets these go."""
        return self.unlink()

    def _switch_rooms_on(self, is_begun=False):
        """Whoever activates a criterion while the room is off switches it on, with the rooms
        that it looks at: what was activated is never silent.

        :param is_begun: they are about to be activated
        """
        active = self.filtered(lambda criterion: is_begun or criterion.state == ACTIVE)
        if active:
            self.env["res.config.settings"]._switch_on(ROOM, *active._find_rooms())

    def _take_back_requests(self):
        """Take back what was asked of people who may not approve any more."""
        # sudo: a request belongs to its deal, whoever may read that
        requests = self.env["crm.lead.evidence"].sudo()
        open_ones = [("criterion_id", "in", self.ids), ("activity_id", "!=", False)]
        requests.search(open_ones)._end().unlink()

    def _close_debts(self):
        """Close the debts and requests of criteria that are no longer asked."""
        # sudo: as above
        waivers = self.env["crm.stage.waiver"].sudo()
        waivers.search([("criterion_id", "in", self.ids), ("state", "in", GOING_ON)])._close(
            "not_asked"
        )

    def _leave_names(self):
        """Leave the names of these criteria with what people said about them, which stays."""
        for model in ("crm.stage.waiver", "crm.lead.evidence"):
            # sudo: waivers and evidence belong to the deals, whoever may read those
            records = self.env[model].sudo().search([("criterion_id", "in", self.ids)])
            for criterion, group in records.grouped("criterion_id").items():
                group.criterion_name = criterion.name
        self._close_debts()
        self._take_back_requests()
        # sudo: so does the log
        moves = self.env["crm.stage.move"].sudo().search([("waived_ids", "in", self.ids)])
        for move in moves:
            names = (move.waived_ids & self).mapped("name")
            move.waived_names = ", ".join(filter(None, (move.waived_names, *names)))

    def action_activate(self):
        self.write({"state": ACTIVE})
        return True

    def action_deactivate(self):
        self.write({"state": DRAFT})
        return True

    def action_try(self):
        """Show what this criterion would stop today and would have stopped among closed
        deals; works on drafts, of many deals in the background. Returns a window action on
        a ``crm.stage.trial``.

        :raise ValidationError: for a condition that cannot be used, or that looks at something
            the current user may not read
        """
        self.ensure_one()
        self.check_access("read")
        trial = self.env["crm.stage.trial"]._ask({"criterion_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Trial of %s", self.name),
            "res_model": trial._name,
            "res_id": trial.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # --- judging deals -----------------------------------------------------------------

    @api.model
    def _judge(self, asked, always=None):
        """Judge deals by criteria. The number of queries depends on the kinds of criteria,
        not on the number of deals.

        :param dict asked: ``{lead: criterion ids}``
        :param dict always: ``{lead: criterion ids}`` of those that are asked even if the deal,
            as it is now, is not one that they are for
        :return: ``{lead id: {criterion id: verdict}}`` without criteria that are not asked of
            the deal; a verdict has ``state`` (met, missing, waiting, refused, waived) and
            ``missing`` (what is missing, for the reader)
        """
        # sudo: gates hold whatever the person who moves the deal may read
        leads = self.env["crm.lead"].sudo().union(*asked)
        ids, always = self._by_id(asked), self._by_id(always or {})
        return self._judge_leads(leads, ids, always)

    @api.model
    def _by_id(self, asked):
        return {lead.id: ids for lead, ids in asked.items()}

    @api.model
    def _get_asked(self, crossed):
        """Return ``{lead: criterion ids}`` of what is asked of deals as they are now, out of
        the criteria that they cross."""
        # sudo: as in _judge
        leads = self.env["crm.lead"].sudo().union(*crossed)
        verdicts = {lead.id: dict.fromkeys(ids, MET) for lead, ids in crossed.items()}
        self._group_by_kind(leads, self._by_id(crossed), verdicts)
        return {lead: tuple(verdicts[lead.id]) for lead in crossed}

    @api.model
    def _judge_leads(self, leads, asked, always=None, proof=None):
        """Judge ``leads``, elevated ones, by ``{lead id: criterion ids}``, as ``_judge``.

        :param proof: the :class:`Proof` of these leads, where it has been read
        """
        columns = self._get_watched_columns()
        if any(get_column(leads, leads._fields[name]) is None for name in columns):
            leads.fetch(columns)
        verdicts = {lead_id: dict.fromkeys(ids, MET) for lead_id, ids in asked.items()}
        found = {}
        for kind, those in self._group_by_kind(leads, asked, verdicts, always).items():
            # sudo: gates hold for people who may not read their configuration
            criteria = self.sudo().concat(*those)
            if proof and kind == EVIDENCE:
                found.update(criteria._find_missing_evidence(those, proof.latest))
            else:
                found.update(criteria._find_missing(kind, those))
        waived = proof and proof.waived
        if waived is None:
            waived = self._get_waived(leads, found)
        for (criterion_id, lead_id), verdict in found.items():
            if (lead_id, criterion_id) in waived:
                verdict = {**verdict, "state": "waived"}
            verdicts[lead_id][criterion_id] = verdict
        return verdicts

    def _group_by_kind(self, leads, asked, verdicts, always=None):
        """Return ``{kind: {criterion: leads that it is asked of}}`` and drop from ``verdicts``
        what is not asked of a lead."""
        alike, groups, by_kind = {}, {}, {}
        for lead_id, ids in asked.items():
            alike.setdefault(tuple(ids), []).append(lead_id)
        for ids, group in alike.items():
            group = leads.browse(group).with_prefetch(leads._prefetch_ids)
            for criterion_id in ids:
                groups.setdefault(criterion_id, []).append(group)
        # sudo: as in _judge_leads
        for criterion in self.sudo().browse(groups):
            candidates = leads.browse().concat(*groups[criterion.id])
            those = criterion._filter_asked(candidates)
            if len(those) < len(candidates):
                for lead_id in (candidates - those)._ids:
                    if always and criterion.id in always.get(lead_id, ()):
                        those += leads.browse(lead_id)
                    else:
                        del verdicts[lead_id][criterion.id]
            kind = criterion._get_terms().kind
            # One look at the evidence serves the kinds that ask for it.
            kind = EVIDENCE if kind in EVIDENCE_KINDS else kind
            by_kind.setdefault(kind, {})[criterion] = those
        return by_kind

    def _get_waived(self, leads, found):
        """Return the set of ``(lead id, criterion id)`` that waivers let pass."""
        if not found:
            return frozenset()
        ids = {criterion_id for criterion_id, _lead in found}
        return self.env["crm.stage.waiver"]._get_valid(leads, self.browse(ids))

    def _filter_asked(self, leads):
        """Return those of ``leads`` that this criterion is asked of."""
        terms = self._get_terms()
        if terms.team_ids:
            leads = leads.filtered(lambda lead: lead.team_id._origin.id in terms.team_ids)
        if terms.applies_domain is None:  # left out, which its form says
            return leads.browse()
        return self._filter_by_condition(leads, terms.applies_domain)

    def _find_missing(self, kind, asked):
        """Return ``{(criterion id, lead id): verdict}`` of what is not met, by the method of
        the kind.

        :param dict asked: ``{criterion: leads}``, criteria of this kind
        """
        method = getattr(self, f"_find_missing_{kind}", None)
        # Without a method, the bridge that brought the kind is gone.
        return method(asked) if method else {}
