from collections import namedtuple
from contextlib import nullcontext

from odoo import SUPERUSER_ID, api, models
from odoo.http import request

from ....exceptions import RefusedChange

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
LEADING_FIELDS = frozenset(("stage_id", "type", "active", "probability", "won_status"))
# A change of these may take a lead to another team, and with it to another stage.
TEAM_FIELDS = frozenset(("team_id", "user_id"))
# What a creation asks for besides a lead in the first stage.
Asked = namedtuple("Asked", "stage_id won_status is_end")
# A context key. Its value is an object, which no client can send.
INTAKE = object()


class CrmLead(models.Model):
    """The one way through which the status of a lead changes.

    How it works: rooms say what they ask (``_is_passage_watched``, ``_check_changes``,
    ``_get_guards``) and what they do afterwards (``_follow_…``). A write of which something is
    asked is split: the other values are written first, so that evidence given in the same write
    counts, then every guard judges, only then the status is written. Raising after the write
    would not do: core's mail links swallow the exception and commit. A creation is judged in
    a savepoint as it is stored, so that every column holds what the caller gave.
    """

    _inherit = "crm.lead"

    # --- what rooms extend -------------------------------------------------------------

    @api.model
    def _is_passage_watched(self):
        """Tell whether any room asks or follows something. Must not need a query."""
        return False

    def _check_changes(self, changes, vals):
        """Refuse what the values of today and those of the write decide alone.

        :param dict changes: ``{lead: Change}``
        :raise RefusedChange: with a sentence
        """

    def _get_guards(self, changes, rest):
        """Return functions without arguments that raise a :class:`RefusedChange`. They are
        called when all values but the status are written; what they have to know of the
        values before they remember themselves.

        :param dict changes: ``{lead: Change}``
        :param dict rest: the values that are written before they are called
        """
        return []

    def _prepare_follow(self):
        """Return what rooms remember from before a change of status, by room."""
        return {}

    def _follow_changes(self, before, changes, vals):
        """Do what follows from a change of status; ``before`` is from ``_prepare_follow``."""

    def _follow_write(self, names):
        """Do what follows from any write of these fields, while a room watches."""

    def _follow_creation(self, changes, vals_list):
        """Do what follows from the creation of these leads."""

    def _follow_refusal(self, error):
        """Do what follows when a lead that came from outside is not taken where it asked to
        be, and begins in the first stage."""

    # --- write -------------------------------------------------------------------------

    def write(self, vals):
        if not self._is_passage_watched():
            return super().write(vals)
        if "won_status" in vals:
            return self._write_said_status(vals)
        given = frozenset(vals)  # core changes what it is given
        if LEADING_FIELDS.isdisjoint(vals):
            result = super().write(vals)
        else:
            try:
                result = self._pass(vals, super().write)
            except RefusedChange as error:
                error.note_write(self, vals)
                raise
        self._follow_write(given)
        return result

    def _pass(self, vals, write):
        """Write through the guards; ``write`` is the one of ``super()``."""
        changes = self._get_changes(vals)
        self._check_changes(changes, vals)
        before = self._prepare_follow()
        rest = {name: value for name, value in vals.items() if name not in STATUS_FIELDS}
        guards = self._get_guards(changes, rest) if changes else []
        result = self._write_apart(vals, rest, guards, write) if guards else write(vals)
        self._follow_changes(before, changes, vals)
        return result

    def _write_apart(self, vals, rest, guards, write):
        """Write the status last, once everything else is written and nobody refuses. Of a
        write that is refused nothing stays, whoever swallows the refusal."""
        stage = self._fields["stage_id"]
        with self.env.cr.savepoint() if rest else nullcontext():
            if rest:
                with self.env.protecting([stage], self):
                    write(rest)
            for judge in guards:
                judge()
        result = write({name: value for name, value in vals.items() if name in STATUS_FIELDS})
        if "stage_id" not in vals and not TEAM_FIELDS.isdisjoint(rest):
            self.env.add_to_compute(stage, self)  # which was held up above
        return result

    def _write_said_status(self, vals):
        """Won and lost follow from other fields, and from those alone."""
        rest = {name: value for name, value in vals.items() if name != "won_status"}
        with self.env.cr.savepoint():
            result = self.write(rest)
            self._check_said_status([vals["won_status"]] * len(self))
        return result

    def _check_said_status(self, said):
        """Refuse a status that does not follow from stage, probability and archiving."""
        # sudo: to compare what was given with what is stored tells nothing
        for lead, status in zip(self.sudo(), said, strict=True):
            if status and status != lead.won_status:
                raise RefusedChange(
                    self.env._(
                        "“%(deal)s”: whether a deal is won or lost follows from its stage. Move "
                        "it to a won stage, or mark it as lost.",
                        deal=lead.name,
                    )
                )

    def action_set_won(self):
        archived = self.filtered(lambda lead: not lead.active)
        if not archived or not self._is_passage_watched():
            return super().action_set_won()
        # Core restores lost deals first. Refused, they stay lost, whoever swallows the refusal.
        with self.env.cr.savepoint():
            return super().action_set_won()

    # --- creation ----------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_passage_watched():
            return super().create(vals_list)
        create = super().create
        if not self._is_intake():
            return self._create_passing(vals_list, create)
        try:
            return self._create_passing(vals_list, create)
        except RefusedChange:
            leads = [self._take_in(vals, create) for vals in vals_list]
        return self.browse().concat(*leads)

    def _create_passing(self, vals_list, create):
        """Create leads and judge them as they are stored, all or none."""
        given = [dict(vals) for vals in vals_list]  # core changes what it is given
        asked = self._get_asked(given)
        if not any(map(any, asked)):
            leads = create(vals_list)
            leads._follow_creation({}, given)
            return leads
        try:
            with self.env.cr.savepoint():
                leads = create(vals_list)
                changes = leads._judge_creation(asked)
        except RefusedChange as error:
            error.forget_leads()  # they are not going to exist
            raise
        leads._follow_creation(changes, given)
        return leads

    def _judge_creation(self, asked):
        """Refuse new leads, or return their changes."""
        said = [values.won_status for values in asked]
        if any(said):
            self.env.add_to_compute(self._fields["won_status"], self)
            self._check_said_status(said)
        pairs = zip(self._ids, asked, strict=True)
        begun = self.browse(lead_id for lead_id, values in pairs if values.stage_id)
        changes = self._get_changes_of_creation(begun)
        self._check_changes(changes, {})
        for judge in self._get_guards(changes, {}) if changes else ():
            judge()
        return changes

    @api.model
    def _get_asked(self, vals_list):
        """Return an :class:`Asked` for each lead that is about to be created."""
        defaults = self.default_get(["stage_id", "won_status", "active"])
        asked = []
        for vals in vals_list:
            values = {**defaults, **vals}
            is_end = not values.get("active", True)
            asked.append(Asked(values.get("stage_id"), values.get("won_status"), is_end))
        return asked

    def _take_in(self, vals, create):
        """Create what customers send in. It never fails: it begins in the first stage."""
        try:
            return self._create_passing([vals], create)
        except RefusedChange as error:
            lead = create([{**vals, "stage_id": False, "active": True}])
            # It begins in the first stage, as all leads that ask for none.
            self.env.add_to_compute(self._fields["stage_id"], lead)
            lead._follow_refusal(error)
            return lead

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
