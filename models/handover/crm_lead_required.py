from odoo import api, models
from odoo.exceptions import ValidationError

from .crm_handover import EDITABLE


class CrmLead(models.Model):
    """Deals that are only won once they are handed over, where a template says so.

    How it works: as the gates do, the refusal comes before the new stage reaches the cache, so
    that a caller who swallows it has not won the deal.
    """

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        if self.env["crm.handover.template"]._is_any_required():
            self._refuse_created_as_won(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        is_move = "stage_id" in vals or "type" in vals
        if is_move and self.env["crm.handover.template"]._is_any_required():
            self._refuse_won_without_handover(vals)
        return super().write(vals)

    def action_set_won(self):
        # Core restores lost deals first; refused, they stay lost, whoever swallows the refusal.
        if self.env["crm.handover.template"]._is_any_required():
            self._refuse_without_handover(self.filtered(lambda lead: lead.won_status != "won"))
        return super().action_set_won()

    def _refuse_created_as_won(self, vals_list):
        defaults = self.default_get(["stage_id", "type", "team_id", "tag_ids"])
        for vals in vals_list:
            values = {**defaults, **vals}
            # sudo: the stage asked for
            stage = self.env["crm.stage"].sudo().browse(values.get("stage_id") or [])
            if values.get("type") == "opportunity" and stage.is_won:
                names = ("name", "team_id", "tag_ids", "company_id", "type")
                lead = self.new({name: values[name] for name in names if name in values})
                self._refuse_without_handover(lead)

    def _refuse_won_without_handover(self, vals):
        """Refuse the deals that this write would win."""
        # sudo: stages and status, whoever may read them
        stages, leads = self.env["crm.stage"].sudo(), self.browse()
        for lead in self.sudo():
            if lead.type == "opportunity" and lead.won_status == "won":
                continue
            stage = stages.browse(vals.get("stage_id", lead.stage_id.id) or [])
            moves = stage != lead.stage_id or lead.type != vals.get("type", lead.type)
            if moves and stage.is_won and vals.get("type", lead.type) == "opportunity":
                leads += self.browse(lead.id)
        self._refuse_without_handover(leads)

    def _refuse_without_handover(self, leads):
        """Refuse those whose template requires a handover that nobody has submitted.

        :raise ValidationError: with one sentence that names the first of them
        """
        if not leads:
            return
        # sudo: a rule of the company holds whoever may read packets
        templates = self.env["crm.handover.template"].sudo().search([("active", "=", True)])
        for lead in leads.sudo():
            if lead.handover_id and lead.handover_id.state not in EDITABLE:
                continue
            template = lead.handover_id.template_id
            template = template or templates.filtered_domain(templates._get_domain_for_lead(lead))
            template = template[:1]
            if template.is_required:
                if lead.id:
                    leads.browse(lead.id).check_access("write")
                raise ValidationError(
                    self.env._(
                        "“%(deal)s” is won once it is handed over: press Hand Over on the deal "
                        "first (%(template)s).",
                        deal=lead.name,
                        template=template.name,
                    )
                )
