from odoo import api, fields, models

INDUSTRIES = ("industry_id", "secondary_industry_ids")


class CrmLead(models.Model):
    """Both addons have ``industry_id``. Here it is the one of ``crm_industry``: the main
    industry next to the secondary ones, which always change together with it."""

    _inherit = "crm.lead"

    # The neighbour checks and hands over the industries as whoever works with the lead.
    industry_id = fields.Many2one(copy=True, groups=None)

    @api.depends("partner_id")
    def _compute_industry_id(self):
        """Follow the customer, as the secondary industries do. A main industry that stays where
        the customer has none may be one of the customer's secondary ones, which is refused."""
        telling = self._filter_telling("industry_id")
        (self - telling).industry_id = False
        for lead in telling:
            lead.industry_id = lead.partner_id.industry_id

    def _get_firmographic_fields(self):
        """Leave the main industry to the neighbour, which takes both kinds from the customer
        and gives both to a customer that is made of the lead."""
        return [name for name in super()._get_firmographic_fields() if name not in INDUSTRIES]

    # --- merging -----------------------------------------------------------------------

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), *INDUSTRIES]

    def _merge_get_fields_specific(self):
        return {
            **super()._merge_get_fields_specific(),
            "secondary_industry_ids": self._merge_secondary_industries,
        }

    @api.model
    def _merge_secondary_industries(self, fname, leads):
        """Keep the secondary industries of all, and main ones that are main no more."""
        mains = leads.industry_id
        main = next((lead.industry_id for lead in leads if lead.industry_id), mains)
        return (leads[fname] | mains) - main
