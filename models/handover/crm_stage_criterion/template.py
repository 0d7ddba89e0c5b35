from odoo import SUPERUSER_ID, api, models
from odoo.fields import Command
from odoo.tools.misc import clean_context

from .kind import HANDOVER

# What the criteria of a template have from it.
FOLLOWED = frozenset(("active", "is_required", "name", "tag_ids", "team_ids"))


class CrmHandoverTemplate(models.Model):
    """Templates that are required to win: each has a criterion on every won stage, made,
    changed and deleted along with the template and the stage.

    On every one, also on those of other teams: a deal can be put into any stage by import or by
    an integration.
    """

    _inherit = "crm.handover.template"

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        if any(templates.mapped("is_required")):
            self._begin_required()
            self._follow_required()
        return templates

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_required"):
            self._begin_required()
        if FOLLOWED & vals.keys():
            self._follow_required()
        return result

    def unlink(self):
        self.check_access("unlink")
        self._find_criteria([("handover_template_id", "in", self.ids)]).unlink()
        return super().unlink()

    @api.model
    def _begin_required(self):
        """Switch on what asks deals for a handover, for whoever wants that."""
        criterion = self.env["crm.stage.criterion"].new({"kind": HANDOVER, "state": "active"})
        criterion._switch_rooms_on()

    @api.model
    def _find_criteria(self, domain):
        """Return criteria, as the system: whoever sets up templates, stages or tags may have no
        right on criteria, nor on templates of other companies."""
        # Of what a client sends as defaults, nothing is meant for criteria.
        system = self.env(user=SUPERUSER_ID, context=clean_context(self.env.context))
        return system["crm.stage.criterion"]._following().search(domain)

    @api.model
    def _follow_required(self, becoming=()):
        """Let there be one criterion for each required template and won stage, as its template
        says, and no other. What is so already is left alone.

        :param becoming: the ids of stages that are about to be won ones
        """
        criteria = self._find_criteria([("handover_template_id", "!=", False)])
        there = {(c.handover_template_id.id, c.stage_id.id): c for c in criteria}
        # Archived teams are among those of a template, and so among those of its criteria.
        system = criteria.with_context(active_test=False).env
        required = [("is_required", "=", True), ("active", "=", True)]
        templates = system[self._name].search(required)
        stages = system["crm.stage"].search(["|", ("is_won", "=", True), ("id", "in", becoming)])
        for template in templates:
            for stage in stages:
                criterion = there.pop((template.id, stage.id), criteria.browse())
                template._follow_on(stage, criterion.with_env(system))
        criteria.browse(c.id for c in there.values()).unlink()

    def _follow_on(self, stage, criterion):
        """Let the criterion of this template on a stage say what the template says; it is made
        if there is none."""
        vals = {
            "team_ids": [Command.set(self.team_ids.ids)],
            "applies_domain": str([("tag_ids", "in", self.tag_ids.ids)] if self.tag_ids else []),
        }
        if not criterion:
            criterion = criterion.create(
                {
                    **vals,
                    "handover_template_id": self.id,
                    "stage_id": stage.id,
                    "gate": "entry",
                    "kind": HANDOVER,
                    "name": self._name_criterion(),
                    "state": "active",
                    "enforcement": "block",
                }
            )
        elif self._has_changed(criterion, vals):
            criterion.write(vals)
        for code, _label in self.env["res.lang"].get_installed():
            name = self.with_context(lang=code)._name_criterion()
            if criterion.with_context(lang=code).name != name:
                criterion.with_context(lang=code).name = name

    def _has_changed(self, criterion, vals):
        teams, domain = criterion.team_ids, criterion.applies_domain
        return teams != self.team_ids or domain != vals["applies_domain"]

    def _name_criterion(self):
        return self.env._("Handover “%s”", self.name)
