from collections import namedtuple

from odoo import SUPERUSER_ID, api, models
from odoo.http import request

from ....exceptions import RefusedChange
from ....tools import kept_fields

# What a creation asks for besides a lead in the first stage.
Asked = namedtuple("Asked", "stage_id won_status is_end")
# A context key. Its value is an object, which no client can send.
INTAKE = object()


class CrmLead(models.Model):
    """The one way in which leads begin. A creation is judged in a savepoint as it is stored, so
    that every column holds what the caller gave."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_kept(vals_list)
        leads = kept_fields.without_defaults(self, self._get_kept_fields())
        if leads is not self:
            return leads.create(vals_list).with_env(self.env)
        if not self._get_rooms_concerned(None):
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
        asked = self._get_asked(given) if self._is_judged() else []
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
        self._judge(changes)
        return changes

    def _follow_creation(self, changes, vals_list):
        concerned = self._get_rooms_concerned(None)
        for room, follow in self._get_steps("follow_creation"):
            if room in concerned:
                follow(changes, vals_list)

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

    # --- what comes from outside -------------------------------------------------------

    def _take_in(self, vals, create):
        """Create what customers send in. It never fails: it begins in the first stage."""
        try:
            return self._create_passing([vals], create)
        except RefusedChange as error:
            lead = create([{**vals, "stage_id": False, "active": True}])
            # It begins in the first stage, as all leads that ask for none.
            self.env.add_to_compute(self._fields["stage_id"], lead)
            for _room, follow in lead._get_steps("follow_refusal"):
                follow(error)
            return lead

    @api.model
    def _is_intake(self):
        """Tell whether the deal comes in from outside: mail gateway, form, chat, portal."""
        if self.env.context.get("deal_intake") is INTAKE or not self.env.user._is_internal():
            return True
        # A website creates as the system, whoever fills in its form.
        return bool(request) and self.env.uid == SUPERUSER_ID

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        leads = self.with_context(deal_intake=INTAKE)
        lead = super(CrmLead, leads).message_new(msg_dict, custom_values=custom_values)
        return lead.with_context(deal_intake=None)
