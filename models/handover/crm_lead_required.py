from functools import partial

from odoo import api, models

from ...exceptions import RefusedChange
from .crm_handover import EDITABLE

# What decides which template a deal has.
TEMPLATE_FIELDS = frozenset(("team_id", "user_id", "tag_ids", "company_id", "partner_id"))


class CrmLead(models.Model):
    """Deals that are only won once they are handed over, where a template says so: by the
    values of before or by those of after."""

    _inherit = "crm.lead"

    @api.model
    def _concerns_handover(self, names):
        return super()._concerns_handover(names) or self._judges_handover()

    @api.model
    def _judges_handover(self):
        return self.env["crm.handover.template"]._is_any_required()

    def _refuse_handover(self, passage):
        judges = [super()._refuse_handover(passage)]
        if not self._judges_handover():
            return judges[0]
        winners = self.browse(lead.id for lead, change in passage.changes.items() if change.wins)
        if winners:
            self._refuse_without_handover(winners)
            if not TEMPLATE_FIELDS.isdisjoint(passage.names):
                judges.append(partial(self._refuse_without_handover, winners))
        judges = [judge for judge in judges if judge]
        return (lambda: [judge() for judge in judges]) if judges else None

    def _refuse_without_handover(self, leads):
        """Refuse those whose template requires a handover that nobody has submitted.

        :raise RefusedChange: with one sentence that names the first of them
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
                leads.browse(lead.id).check_access("write")
                raise RefusedChange(
                    self.env._(
                        "“%(deal)s” is won once it is handed over: press Hand Over on the deal "
                        "first (%(template)s).",
                        deal=lead.name,
                        template=template.name,
                    )
                )
