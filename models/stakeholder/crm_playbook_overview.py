from odoo import api, models
from odoo.fields import Domain

from ..deal.overview import SALES, Kind
from .constants import ROOM


class CrmPlaybookOverview(models.AbstractModel):
    """Doubts about the people of whoever looks; deals that hang on one person."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "doubts": Kind(ROOM, "crm.lead", 80),
            "single_threaded": Kind(ROOM, "crm.lead", 140),
        }

    def _get_tile_doubts(self, scope):
        domain = (
            Domain("user_id", "=", self.env.uid)
            & Domain("won_status", "=", "pending")
            & Domain("stakeholder_doubt_count", ">", 0)
        )
        return self._make_work(
            self.env._("Doubts About My People"),
            "crm.lead",
            domain,
            self._describe_doubts,
            order="expected_revenue DESC, id",
            about=self.env._(
                "Your open deals on whose maps something is claimed that contacts do not bear out."
            ),
        )

    def _describe_doubts(self, leads):
        return [self._make_line(lead.name, action=self._make_form(lead)) for lead in leads]

    def _get_tile_single_threaded(self, scope):
        mapped = scope.deals & Domain("won_status", "=", "pending")
        mapped &= Domain("has_stakeholders", "=", True)
        groups = self.env["crm.lead"]._read_group(
            mapped, ["is_single_threaded"], ["__count", "expected_revenue:sum_currency"]
        )
        if not groups:
            return None
        total = sum(count for _is_single, count, _amount in groups)
        found = {is_single: (count, amount or 0) for is_single, count, amount in groups}
        count, amount = found.get(True, (0, 0))
        title = self.env._("Deals That Hang on One Person")
        return self._make_tile(
            SALES,
            title,
            str(count),
            level="warning" if count else "success",
            about=self.env._(
                "Of %(total)s open deals with people on their map. Those on one person are worth"
                " %(amount)s.",
                total=total,
                amount=self.env.company.currency_id.format(amount),
            ),
            action=self._make_list(
                title, "crm.lead", mapped & Domain("is_single_threaded", "=", True)
            ),
        )
