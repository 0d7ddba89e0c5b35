from functools import partial

from odoo import api, models

from ....exceptions import MAX_LINES, StageGateError
from ...deal.crm_lead.changes import LOST
from ...deal.crm_lead.passage import TEAM_FIELDS
from ..constants import ASSIGNMENT, ENTRY, WAIVE_GROUP

# Context keys. Their values are objects, which no client can send.
MERGE = object()
REASONED = object()
LOST_WITH_REASON = object()
PASSING = ("met", "waived")


class CrmLead(models.Model):
    """What the gates ask of a change: every crossed criterion is judged before the stage is
    written, by the values of before and by those of after."""

    _inherit = "crm.lead"

    @api.model
    def _concerns_gate(self, names):
        return self.env["crm.stage.criterion"]._get_gates().in_use

    @api.model
    def _judges_gate(self):
        return self.env["crm.stage.criterion"]._get_gates().in_use

    def _remember_gate(self, passage):
        """Return the status of before, of which the log says how it changed."""
        return None if passage.is_aside else self._snapshot_status()

    def _refuse_gate(self, passage):
        changes, vals = passage.changes, passage.vals
        if not changes:
            return None
        gates = self.env["crm.stage.criterion"]._get_gates()
        if gates.lost_reason_teams:
            self._check_lost_reason(changes, vals, gates)
        if gates.back_stages:
            self._check_return(changes, vals, gates)
        if not gates.blocking:
            return None
        crossings = self._get_crossings(changes, gates)
        if not self._may_be_refused(changes, crossings, gates, vals):
            return None
        before = self._get_asked_before(crossings) if passage.rest else {}
        return partial(self._refuse_crossings, changes, gates, before)

    def _may_be_refused(self, changes, crossings, gates, vals):
        """Tell whether anything that blocks is crossed, by the team of now or by the one that
        the write gives."""
        if "team_id" in vals:
            after = self._get_crossings(changes, gates, vals["team_id"])
        elif "user_id" in vals:  # core may give another team
            return any(change.moves or change.wins for change in changes.values())
        else:
            after = {}
        crossed = (ids for some in (crossings, after) for ids, _stage in some.values())
        return any(gates.blocking.intersection(ids) for ids in crossed)

    def _follow_gate(self, passage):
        if passage.memory["gate"] is not None:
            self._follow_status(passage)
        if not TEAM_FIELDS.isdisjoint(passage.names):
            self._take_back_requests()
        self.env["crm.stage.waiver"]._close_met(self)

    def _follow_status(self, passage):
        before, gates = passage.memory["gate"], self.env["crm.stage.criterion"]._get_gates()
        crossings = self._get_crossings(passage.changes, gates)
        moves = self.env["crm.stage.move"]._log_changes(before, **self._prepare_log())
        self._note_waived(moves, crossings)
        self._forget_lost_reason(before, passage.vals)

    def _follow_creation_gate(self, changes, vals_list):
        if changes:
            given = dict(zip(self._ids, vals_list, strict=True))
            self.env["crm.stage.move"]._log_creation(changes, given)

    def _follow_refusal_gate(self, error):
        self._log_refusal(error)

    def _log_refusal(self, error):
        """Append a row that says why this deal stays where it is."""
        # sudo: the log is written by the system alone
        self.env["crm.stage.move"].sudo().create(
            {
                "lead_id": self.id,
                "to_stage_id": self.stage_id.id,
                "date": self.env.cr.now(),
                "user_id": self.env.uid,
                "direction": "automatic",
                "team_id": self.team_id.id,
                "company_id": self.company_id.id,
                "note": str(error),
            }
        )

    def _prepare_log(self):
        """Return what the log says besides the change itself."""
        values = {}
        note = self.env.context.get("gate_reason")
        if note and self.env.context.get("gate_reasoned") is REASONED:
            values["note"] = note
        if self.env.context.get("gate_merge") is MERGE:
            values["direction"] = "automatic"
        return values

    def _compute_field_value(self, field):
        """Log what core moves by itself when team, salesperson or type change. It is never
        refused: a refusal would stop the assignment of leads at every run."""
        if field.name != "stage_id" or not self.env["crm.stage.criterion"]._get_gates().in_use:
            return super()._compute_field_value(field)
        leads = self.filtered(lambda lead: lead.id and lead.stage_id)
        before = leads._snapshot_status()
        result = super()._compute_field_value(field)
        changed = {lead_id: old for lead_id, old in before.items() if old["stage_id"]}
        leads = self.browse(changed)
        moved = {
            lead.id: before[lead.id]
            for lead in leads
            if lead.stage_id.id != before[lead.id]["stage_id"]
        }
        if moved:
            self.env["crm.stage.move"]._log_changes(moved, direction="automatic")
        return result

    # --- what a write crosses ----------------------------------------------------------

    def _snapshot_status(self):
        """Return ``{lead id: status}`` of what the log of moves follows, with the moment since
        which it was so."""
        return {
            lead.id: {**lead._get_status(), "since": lead.date_last_stage_update}
            for lead in self.sudo()  # sudo: moves are logged whoever makes them
            if lead.id
        }

    def _get_status(self):
        return {
            "stage_id": self.stage_id.id,
            "won_status": self.won_status,
            "type": self.type,
        }

    def _get_crossings(self, changes, gates, team_id=None):
        """Return ``{lead: (criterion ids, stage to be reached)}`` of the leads that their
        changes take across a gate, by the teams that they have at this moment.

        :param team_id: the team by which to tell instead, False for none
        """
        Criterion = self.env["crm.stage.criterion"]
        crossings = {}
        for lead, change in changes.items() if gates.criteria else ():
            team = lead.team_id.id if team_id is None else team_id
            if change.moves or not change.source_id:
                if change.source_id and lead._is_reset_by_merge(team):
                    continue
                ids = Criterion._get_crossed(team, change.source_id, change.target.id, gates)
            elif change.wins:  # where it is
                ids = gates.criteria.get((change.target.id, ENTRY), ())
            else:
                ids = ()
            if ids := Criterion._select_crossed(ids, change):
                crossings[lead] = (ids, change.target)
        return crossings

    def _get_asked_before(self, crossings):
        """Return ``{lead: criterion ids}`` of what the gates ask before anything is written.

        Where a deal leaves its team for a stage that this team does not have, the pipeline of
        that team ends here: only what the stage itself asks is asked.
        """
        criteria, own = self.env["crm.stage.criterion"]._get_gates().criteria, {}
        for lead, (ids, stage) in crossings.items():
            if stage.id not in stage._get_pipeline(lead.team_id.id):
                entry = criteria.get((stage.id, ENTRY), ())
                ids = tuple(criterion_id for criterion_id in ids if criterion_id in entry)
            own[lead] = ids
        return self.env["crm.stage.criterion"]._get_asked(own)

    def _refuse_crossings(self, changes, gates, before):
        """Refuse changes by the values that are written by now; what was asked by the values
        of before is asked still."""
        crossings = self._get_crossings(changes, gates)
        for lead, ids in before.items():
            now, stage = crossings.get(lead, ((), changes[lead].target))
            crossings[lead] = (tuple(dict.fromkeys((*now, *ids))), stage)
        self._refuse_unless_met(crossings, before)

    def _is_reset_by_merge(self, team_id):
        """Tell whether core takes this deal to the first stage of a team because the team
        does not have the stage that the deal is in. As any team change, nobody is asked."""
        is_merge = self.env.context.get("gate_merge") is MERGE
        stage = self.stage_id
        return is_merge and stage and stage.id not in stage._get_pipeline(team_id)

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        leads = self.with_context(gate_merge=MERGE)
        merged = super(CrmLead, leads)._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )
        return merged.with_env(self.env)

    def convert_opportunity(self, partner, user_ids=False, team_id=False):
        """When leads are assigned by rule, one that may not become an opportunity is
        assigned as it is and its log says why; the others go on."""
        try:
            return super().convert_opportunity(partner, user_ids=user_ids, team_id=team_id)
        except StageGateError as error:
            if self.env.context.get("gate_assignment") is not ASSIGNMENT:
                raise
            self._log_refusal(error)
        self._handle_salesmen_assignment(user_ids=user_ids, team_id=team_id)
        return True

    def _check_return(self, changes, vals, gates):
        """Refuse to go back from a stage that asks for a reason, unless one was given."""
        if self.env.context.get("gate_reasoned") is REASONED:
            return
        for lead, change in changes.items():
            if change.moves and change.source_id in gates.back_stages:
                team_id = vals.get("team_id", lead.team_id.id)
                if not lead._is_reset_by_merge(team_id) and lead._goes_back(team_id, change):
                    self.check_access("write")
                    lead._refuse_silent_return(change.target)

    def _goes_back(self, team_id, change):
        target, source_id = change.target, change.source_id
        stages = target._get_pipeline(team_id, source_id, target.id)
        return target.id not in stages[stages.index(source_id) :]

    def _refuse_silent_return(self, target):
        raise StageGateError(
            self.env._(
                "“%(deal)s” only goes back from %(stage)s with a reason.",
                deal=self.name,
                stage=self.stage_id.name,
            ),
            [{**self._prepare_refusal(target, []), "back": True}],
        )

    def _check_lost_reason(self, changes, vals, gates):
        """Refuse to lose a deal without the reason that its team requires, the team of before
        or the one that the write gives."""
        if self.env.context.get("gate_lost") is LOST_WITH_REASON:
            return
        leads = self.browse().concat(*(lead for lead, change in changes.items() if change.loses))
        # sudo: the rule of a team holds whatever the person may read
        leads = leads.sudo().filtered(
            lambda lead: (
                gates.lost_reason_teams & {lead.team_id.id, vals.get("team_id")}
                and not vals.get("lost_reason_id", lead.lost_reason_id)
            )
        )
        if leads:
            self.check_access("write")
            leads._refuse_without_lost_reason()

    def _refuse_without_lost_reason(self):
        if self:
            raise StageGateError(
                self.env._("Say why the deal is lost: %s.", ", ".join(self[:5].mapped("name")))
            )

    def _forget_lost_reason(self, before, vals):
        """Let a deal that comes back from lost forget why, by whatever channel, as it does by
        core's button: an old reason is none for a new loss."""
        teams = self.env["crm.stage.criterion"]._get_gates().lost_reason_teams
        if not teams or "lost_reason_id" in vals or not vals.get("active"):
            return
        # sudo: whoever may bring the deal back may do what core's button does
        self.sudo().filtered(
            lambda lead: (
                before[lead.id]["won_status"] == LOST
                and lead.active
                and lead.lost_reason_id
                and lead.team_id.id in teams
            )
        ).lost_reason_id = False

    def action_set_lost(self, **additional_values):
        gates = self.env["crm.stage.criterion"]._get_gates()
        if gates.lost_reason_teams and not additional_values.get("lost_reason_id"):
            self.check_access("write")
            # sudo: team and reason of deals that the user may change
            self.sudo().filtered(
                lambda lead: lead.team_id.id in gates.lost_reason_teams and not lead.lost_reason_id
            )._refuse_without_lost_reason()
        leads = self.with_context(gate_lost=LOST_WITH_REASON) if gates.in_use else self
        return super(CrmLead, leads).action_set_lost(**additional_values)

    # --- the refusal -------------------------------------------------------------------

    def _refuse_unless_met(self, crossings, always=None):
        """Raise a :class:`StageGateError` that names deals and criteria unless everything
        that blocks is met or waived.

        :param dict crossings: ``{lead: (criterion ids, stage to be reached)}``
        :param dict always: ``{lead: criterion ids}`` that are asked whatever the values of now
        """
        Criterion = self.env["crm.stage.criterion"]
        blocking = Criterion._get_gates().blocking
        asked = {
            lead: tuple(c for c in crossed if c in blocking)
            for lead, (crossed, _stage) in crossings.items()
        }
        if not any(asked.values()):
            return
        verdicts = Criterion._judge(asked, always)
        deals = []
        for lead, (_crossed, stage) in crossings.items():
            open_ids = [
                criterion_id
                for criterion_id in asked[lead]
                if verdicts[lead.id].get(criterion_id, {"state": "met"})["state"] not in PASSING
            ]
            if open_ids:
                lines = lead._get_gate_lines(open_ids, verdicts[lead.id])
                deals.append(lead._prepare_refusal(stage, lines))
        if deals:
            self.check_access("write")  # what is missing is for those who may fill it in
            raise StageGateError(
                self._get_refusal_sentence(deals),
                deals,
                can_waive=self.env.user.has_group(WAIVE_GROUP),
            )

    def _prepare_refusal(self, stage, lines):
        return {
            "lead_id": self.id,
            "name": self.name,
            "stage_id": stage.id,
            "stage": stage.name,
            "lines": self._mark_decidable(lines),
        }

    def _get_refusal_sentence(self, deals):
        lines = [
            self.env._(
                "%(deal)s cannot enter %(stage)s: %(criterion)s (%(missing)s)",
                deal=deal["name"],
                stage=deal["stage"],
                criterion=line["name"],
                missing=", ".join(line["missing"]),
            )
            for deal in deals
            for line in deal["lines"]
        ]
        shown = lines[:MAX_LINES]
        if len(lines) > MAX_LINES:
            shown.append(self.env._("… and %s more.", len(lines) - MAX_LINES))
        return "\n".join(shown)

    def _note_waived(self, moves, crossings):
        if not (moves and crossings):
            return
        leads = self.sudo().union(*crossings)  # sudo: as the log itself
        ids = {criterion_id for crossed, _stage in crossings.values() for criterion_id in crossed}
        # sudo: names of criteria that were asked, for the log
        criteria = self.env["crm.stage.criterion"].sudo().browse(ids)
        waived = {}
        for lead_id, criterion_id in self.env["crm.stage.waiver"]._get_valid(leads, criteria):
            waived.setdefault(lead_id, []).append(criterion_id)
        for move in moves:
            if move.lead_id.id in waived:
                move.waived_ids = waived[move.lead_id.id]
