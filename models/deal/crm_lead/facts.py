from odoo import api, models
from odoo.exceptions import AccessError

from ..constants import SALES_GROUP


class CrmLead(models.Model):
    """What is known about a deal, for whoever talks about it. Rooms add kinds of facts and of
    signals."""

    _inherit = "crm.lead"

    @api.model
    def _get_snapshot_fields(self):
        """Return the names of the fields that are noted when people look at a deal together."""
        return [
            "expected_revenue",
            "recurring_revenue_monthly",
            "date_deadline",
            "stage_id",
            "probability",
        ]

    def get_deal_facts(self):
        """Say what a reviewer or a coach wants to see beside this deal.

        :return: list of dicts of ``code`` (the kind), ``label``, ``text``, ``severity``
            (danger, warning, success, neutral), in the language of the reader
        :raise AccessError: for users who may not read the deal or are outside of Sales
        """
        self.ensure_one()
        self._check_may_be_told()
        return self.env["crm.deal.fact"]._get_facts(self)

    def _check_may_be_told(self):
        """Refuse to tell of this deal, or of a new one, whoever may not read it or is outside of
        Sales: others may read deals that were assigned to them."""
        if self:
            self.ensure_one()
            self.check_access("read")
        if not self.env.user.has_group(SALES_GROUP):
            raise AccessError(self.env._("Only Sales reads the facts of a deal."))

    def _get_signal_lines(self):
        """Return what signals say about this deal, see ``crm.deal.signal._explain``."""
        Signal = self.env["crm.deal.signal"]
        # sudo: the deal may be read; signals look at what is known about it
        lead = self.sudo()
        if lead.type != "opportunity" or lead.won_status != "pending":
            return []
        query = lead.with_context(active_test=False)._search([("id", "=", lead.id)])
        company = lead.company_id or self.env.company
        # sudo: as above
        rows = Signal.sudo()._rank(query, lead.team_id, company, 1)
        return Signal._explain(rows[0]["signals"]) if rows else []
