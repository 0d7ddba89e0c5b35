from odoo import SUPERUSER_ID, api, models
from odoo.http import request

from ...exceptions import MAX_LINES, StageGateError
from .crm_stage_waiver import WAIVE_GROUP

# What a write changes when it moves a deal. These values are written after the check, so
# that a caller who swallows the refusal has not moved the deal.
STATUS_FIELDS = frozenset(
    (
        "stage_id",
        "type",
        "probability",
        "automated_probability",
        "active",
        "lost_reason_id",
        "date_closed",
        "date_conversion",
        "date_last_stage_update",
    )
)
LEADING_FIELDS = frozenset(("stage_id", "type", "active", "probability"))
# Context keys. Their values are objects, which no client can send.
BYPASS = object()
INTAKE = object()
MERGE = object()
ASSIGNMENT = object()
REASONED = object()
LOST_WITH_REASON = object()
PASSING = ("met", "waived")


class CrmLead(models.Model):
    """Gates, enforced before the new stage reaches the cache.

    How it works: a write that would move a deal across a gate is split. The other values
    are written first, so that evidence given in the same write counts; then every crossed
    criterion is judged; only then the stage is written. Raising after the write would not
    do: core's mail links swallow the exception and commit.
    """

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        gates = self.env["crm.stage.criterion"]._get_gates()
        if not gates.criteria:
            return super().create(vals_list)
        defaults = self.default_get(["stage_id", "type"])
        targets = [self._get_stage_asked_for(vals, defaults) for vals in vals_list]
        leads = super().create(
            [
                {**vals, "stage_id": False} if target else vals
                for vals, target in zip(vals_list, targets, strict=True)
            ]
        )
        by_target = {}
        for lead, target in zip(leads, targets, strict=True):
            if target:
                by_target[target] = by_target.get(target, self.browse()) | lead
        for target, group in by_target.items():
            # They begin in the first stage, as all deals that ask for none.
            self.env.add_to_compute(self._fields["stage_id"], group)
            group.filtered(lambda lead, target=target: lead.stage_id.id != target)._move_on(target)
        return leads

    def _get_stage_asked_for(self, vals, defaults):
        """Return the stage a new opportunity asks for, when there is one; it is reached
        through the gates after the deal was created in the first stage."""
        values = {**defaults, **vals}
        return values.get("stage_id") if values.get("type") == "opportunity" else False

    def _move_on(self, stage_id):
        """Move new deals to the stage asked for. What customers send in never fails: it
        stays in the first stage and the log says why."""
        is_intake = self._is_intake()
        for leads in self if is_intake else filter(None, [self]):
            try:
                leads.write({"stage_id": stage_id})
            except StageGateError as error:
                if not is_intake:
                    for deal in error.deals:  # it is not going to exist
                        deal["lead_id"] = False
                    raise
                leads._log_refusal(error)

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

    @api.model
    def _is_intake(self):
        """Tell whether the deal comes in from outside: mail gateway, form, chat, portal."""
        if self.env.context.get("gate_intake") is INTAKE or not self.env.user._is_internal():
            return True
        # A website creates as the system, whoever fills in its form.
        return bool(request) and self.env.uid == SUPERUSER_ID

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        leads = self.with_context(gate_intake=INTAKE)
        lead = super(CrmLead, leads).message_new(msg_dict, custom_values=custom_values)
        return lead.with_context(gate_intake=None)

    def write(self, vals):
        gates = self.env["crm.stage.criterion"]._get_gates()
        if not gates.in_use:
            return super().write(vals)
        if not LEADING_FIELDS & vals.keys():
            result = super().write(vals)
        else:
            try:
                result = self._write_gated(vals, gates, super().write)
            except StageGateError as error:
                if vals.get("stage_id") and "type" not in vals and error.deals:
                    error.add_passing(self, vals["stage_id"])
                raise
        self.env["crm.stage.waiver"]._close_met(self)
        return result

    def _write_gated(self, vals, gates, write):
        """Write through the gates and log what moved; ``write`` is the one of ``super()``."""
        self._check_lost_reason(vals, gates)
        before = self._snapshot_status()
        crossings = self._get_crossings(vals, gates)
        is_bypass = bool(crossings) and self.env.context.get("gate_bypass") is BYPASS
        if crossings and not is_bypass:
            result = self._write_across(vals, crossings, write)
        else:
            result = write(vals)
        moves = self.env["crm.stage.move"]._log_changes(before, **self._prepare_log(is_bypass))
        self._note_waived(moves, crossings)
        return result

    def _write_across(self, vals, crossings, write):
        """Write the stage last, once everything else is written and the criteria are met."""
        rest = {name: value for name, value in vals.items() if name not in STATUS_FIELDS}
        if rest:
            with self.env.protecting([self._fields["stage_id"]], self):
                write(rest)
        self._refuse_unless_met(crossings)
        return write({name: value for name, value in vals.items() if name in STATUS_FIELDS})

    def _prepare_log(self, is_bypass):
        """Return what the log says besides the change itself."""
        values = {"is_bypass": True} if is_bypass else {}
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
        """Return ``{lead id: status}`` of what the log of moves follows."""
        return {lead.id: lead._get_status() for lead in self.sudo() if lead.id}

    def _get_status(self):
        return {
            "stage_id": self.stage_id.id,
            "won_status": self.won_status,
            "type": self.type,
        }

    def _get_crossings(self, vals, gates):
        """Return ``{lead: (criterion ids, stage to be reached)}`` of the leads that this write
        would take across a gate. Leads that stay where they are cross none."""
        Stage, Criterion = self.env["crm.stage"].sudo(), self.env["crm.stage.criterion"]
        crossings = {}
        if not (gates.criteria or gates.back_stages) or not {"stage_id", "type"} & vals.keys():
            return crossings
        for lead in self.sudo():
            if vals.get("type", lead.type) != "opportunity":
                continue
            converted = lead.type != "opportunity"
            target = Stage.browse(vals.get("stage_id", lead.stage_id.id) or [])
            if converted:
                target = target or lead.stage_id
            elif target == lead.stage_id:
                continue
            team_id = vals.get("team_id", lead.team_id.id)
            if not converted and lead._is_reset_by_merge(team_id):
                continue
            source_id = False if converted else lead.stage_id.id
            crossed = Criterion._get_crossed(team_id, source_id, target.id, gates)
            if crossed:
                crossings[lead] = (crossed, target)
            elif not converted and lead.stage_id.id in gates.back_stages:
                self.check_access("write")
                lead._refuse_silent_return(team_id, target)
        return crossings

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

    def _refuse_silent_return(self, team_id, target):
        """Refuse to go back from a stage that asks for a reason, unless one was given."""
        stages = target._get_pipeline(team_id, self.stage_id.id, target.id)
        is_back = target.id not in stages[stages.index(self.stage_id.id) :]
        if is_back and self.env.context.get("gate_reasoned") is not REASONED:
            raise StageGateError(
                self.env._(
                    "“%(deal)s” only goes back from %(stage)s with a reason.",
                    deal=self.name,
                    stage=self.stage_id.name,
                ),
                [{**self._prepare_refusal(target, []), "back": True}],
            )

    def _check_lost_reason(self, vals, gates):
        """Refuse to lose a deal without the reason that its team requires."""
        if not gates.lost_reason_teams or vals.get("active", True):
            return
        if self.env.context.get("gate_lost") is LOST_WITH_REASON or vals.get("lost_reason_id"):
            return
        leads = self.sudo().filtered(
            lambda lead: (
                lead.team_id.id in gates.lost_reason_teams
                and not lead.lost_reason_id
                and not vals.get("probability", lead.probability)
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

    def action_set_lost(self, **additional_values):
        gates = self.env["crm.stage.criterion"]._get_gates()
        if gates.lost_reason_teams and not additional_values.get("lost_reason_id"):
            self.check_access("write")
            self.sudo().filtered(
                lambda lead: lead.team_id.id in gates.lost_reason_teams and not lead.lost_reason_id
            )._refuse_without_lost_reason()
        leads = self.with_context(gate_lost=LOST_WITH_REASON) if gates.in_use else self
        return super(CrmLead, leads).action_set_lost(**additional_values)

    def action_set_won(self):
        archived = self.filtered(lambda lead: not lead.active)
        if not archived or not self.env["crm.stage.criterion"]._get_gates().in_use:
            return super().action_set_won()
        # Core restores lost deals first. Refused, they stay lost, whoever swallows the refusal.
        with self.env.cr.savepoint():
            return super().action_set_won()

    # --- the refusal -------------------------------------------------------------------

    def _refuse_unless_met(self, crossings):
        """Raise a :class:`StageGateError` that names deals and criteria unless everything
        that blocks is met or waived.

        :param dict crossings: ``{lead: (criterion ids, stage to be reached)}``
        """
        Criterion = self.env["crm.stage.criterion"]
        blocking = Criterion._get_gates().blocking
        asked = {
            lead: tuple(c for c in crossed if c in blocking)
            for lead, (crossed, _stage) in crossings.items()
        }
        if not any(asked.values()):
            return
        verdicts = Criterion._judge(asked)
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
            "lines": lines,
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
        leads = self.sudo().union(*crossings)
        ids = {criterion_id for crossed, _stage in crossings.values() for criterion_id in crossed}
        criteria = self.env["crm.stage.criterion"].sudo().browse(ids)
        waived = {}
        for lead_id, criterion_id in self.env["crm.stage.waiver"]._get_valid(leads, criteria):
            waived.setdefault(lead_id, []).append(criterion_id)
        for move in moves:
            if move.lead_id.id in waived:
                move.waived_ids = waived[move.lead_id.id]
