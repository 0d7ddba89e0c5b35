from collections import namedtuple

from odoo import api, models
from odoo.tools import ormcache

from ....tools import condition, rooms
from ..constants import ENTRY, EXIT, HISTORY_MODELS, ROOM
from .criterion import ACTIVE, BLOCK

LOG_PARAMETER = "crm_playbook.log_stage_moves"

# What the gates ask, as plain values kept per process: ids of active criteria per
# ``(stage id, gate)``, the terms of each, those of them that block, stages that ask for a reason
# to go back, teams that ask for a lost reason, and whether moves are logged.
Gates = namedtuple("Gates", "criteria terms blocking back_stages lost_reason_teams in_use")
NOTHING = Gates({}, {}, frozenset(), frozenset(), frozenset(), False)
# What one criterion asks, of whom. A domain is None when its condition cannot be used; without
# that of the deals it is asked of, the criterion is left out.
Terms = namedtuple(
    "Terms",
    "kind team_ids applies_domain domain field_names ask_again activity_when activity_type_id"
    " approver stage_id gate",
)


class CrmStageCriterion(models.Model):
    """What is asked now, kept per process as plain values."""

    _inherit = "crm.stage.criterion"

    @api.model
    def _forget_gates(self, was_in_use=None):
        """Read the gates anew in every process. Moves are logged while gates are in use;
        what was tracked before that comes into the log when they begin to be.

        :param was_in_use: whether they were, where that is not kept any more
        """
        if was_in_use is None:
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
    def _follow_switch(self, is_on):
        """Let the gates hold again, with what was tracked meanwhile in the log, or not any
        more. Nothing that was written is taken back."""
        self.env.flush_all()
        self.env.registry.clear_cache("default", "templates")
        if self._get_kept_gates().in_use:
            moves = self.env["crm.stage.move"]
            moves._backfill() if is_on else moves._skip_backfill()

    @api.model
    def _get_gates(self):
        """Return the :class:`Gates` in force, none while the room is off."""
        return self._get_kept_gates() if rooms.is_on(self.env, ROOM) else NOTHING

    @api.model
    @ormcache()
    def _get_kept_gates(self):
        """Return the :class:`Gates` that hold while the room is on. Kept per process; a change
        clears all."""
        criteria = {}
        # sudo: gates hold for people who may not read their configuration
        active = self.sudo().search([("state", "=", ACTIVE)])
        for criterion in active:
            key = (criterion.stage_id.id, criterion.gate)
            criteria[key] = (*criteria.get(key, ()), criterion.id)
        blocking = active.filtered(lambda criterion: criterion.enforcement == BLOCK)
        # sudo: so do the rules of stages, teams and settings; only whether there are any is kept
        back = self.env["crm.stage"].sudo().search([("back_needs_reason", "=", True)])
        teams = self.env["crm.team"].sudo().search([("lost_reason_required", "=", True)])
        logs = self.env["ir.config_parameter"].sudo().get_param(LOG_PARAMETER)
        return Gates(
            criteria,
            {criterion.id: criterion._read_terms() for criterion in active},
            frozenset(blocking.ids),
            frozenset(back.ids),
            frozenset(teams.ids),
            bool(criteria or back or teams or logs),
        )

    @api.model
    @ormcache()
    def _has_history(self):
        """Tell whether any deal has evidence, waivers or logged moves from before now. What is
        written while gates are in use is history as soon as it is there."""
        # sudo: that there is something, not what
        return any(self.env[m].sudo().search_count([], limit=1) for m in HISTORY_MODELS)

    @api.model
    @ormcache(cache="templates")
    def _get_watched_names(self):
        """Return the names of the fields of a lead that active criteria look at."""
        terms = self._get_gates().terms.values()
        names = {"stage_id", "team_id", "type"} if terms else set()
        for term in terms:
            names.update(term.field_names)
            for domain in (term.applies_domain, term.domain):
                leaves = condition.walk(domain or (), self.env["crm.lead"])
                names.update(leaf.path.split(".")[0] for leaf in leaves)
        return frozenset(names)

    @api.model
    @ormcache(cache="templates")
    def _get_watched_columns(self):
        """Return the names of the columns of a lead that judging it reads."""
        fields_ = self.env["crm.lead"]._fields
        names = {*self._get_watched_names(), "date_last_stage_update"} & fields_.keys() - {"id"}
        return tuple(name for name in names if fields_[name].store and fields_[name].column_type)

    @api.model
    @ormcache("self.env.lang")
    def _get_names(self):
        """Return ``{criterion id: name}`` of all criteria in the current language, drafts too."""
        # sudo: criteria are shown to whoever works on the deals they are asked of
        return {criterion.id: criterion.name for criterion in self.sudo().search([])}

    def _get_terms(self):
        """Return the :class:`Terms` of one criterion, a draft too."""
        return self._get_gates().terms.get(self.id) or self._read_terms()

    def _read_terms(self):
        self.ensure_one()
        conditions = self._read_conditions()
        if conditions is None:
            conditions = dict.fromkeys(self._condition_fields)
        elif "domain" not in conditions:
            conditions["domain"] = self._read_spare_condition()
        return Terms(
            self.kind,
            # Archived teams too: without them it would be asked of any team.
            frozenset(self.with_context(active_test=False).team_ids.ids),
            conditions["applies_domain"],
            conditions["domain"],
            self._get_judged_names(),
            self.ask_again,
            self.activity_when,
            self.activity_type_id.id,
            self.approver,
            self.stage_id.id,
            self.gate,
        )

    @api.model
    @ormcache("team_id", "stage_id")
    def _get_next(self, team_id, stage_id):
        """Return ``(criterion ids, stage id)`` of what comes after a stage in the pipeline of
        a team; ``stage id`` is False after the last one."""
        gates = self._get_gates()
        stages = self.env["crm.stage"]._get_pipeline(team_id, stage_id)
        following = stages[stages.index(stage_id) + 1 :]
        if not following:
            return gates.criteria.get((stage_id, EXIT), ()), False
        return self._get_crossed(team_id, stage_id, following[0], gates), following[0]

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

    @api.model
    def _select_crossed(self, ids, change):
        """Return the ids of the criteria that are asked of a change, in order. A kind that is
        asked of some changes only takes out its own, or adds them.

        :param ids: of the criteria on the way
        :param change: the :class:`Change`
        """
        return ids
