from odoo import api, models
from odoo.fields import Domain

from ...tools.shares import wilson_interval
from ..deal.overview import SALES, Kind
from .constants import ROOM, TIERS

CLOSED = ("won", "lost")


class CrmPlaybookOverview(models.AbstractModel):
    """Whether the customers that a company wants are the ones that it wins."""

    _inherit = "crm.playbook.overview"

    @api.model
    def _get_kinds(self):
        return {**super()._get_kinds(), "tier_mix": Kind(ROOM, "crm.lead", 110)}

    def _get_tile_tier_mix(self, scope):
        closed = scope.deals & self._within(scope, "date_closed")
        closed &= Domain("won_status", "in", CLOSED)
        # Lost deals are archived.
        Lead = self.env["crm.lead"].with_context(active_test=False)
        counts = {}
        for tier, status, count in Lead._read_group(
            closed, ["icp_tier", "won_status"], ["__count"]
        ):
            counts.setdefault(tier, dict.fromkeys(CLOSED, 0))[status] = count
        if not any(counts.values()):
            return None
        won = sum(each["won"] for each in counts.values())
        total = won + sum(each["lost"] for each in counts.values())
        title = self.env._("Win Rate by Tier")
        names = [*TIERS, (False, self.env._("No score"))]
        lines = [
            self._make_tier(closed, tier, name, **counts[tier])
            for tier, name in names
            if tier in counts
        ]
        return self._make_tile(
            SALES,
            title,
            self._make_share(won, total),
            about=self.env._(
                "%(won)s of %(total)s deals that closed in the period were won; ranges hold the"
                " true share in 95 of 100 cases (Wilson).",
                won=won,
                total=total,
            ),
            lines=lines,
            action=self._open_closed(title, closed),
        )

    def _make_tier(self, closed, tier, name, won, lost):
        total = won + lost
        low, high = wilson_interval(won, total)
        note = self.env._(
            "%(won)s of %(total)s won, %(low)s to %(high)s",
            won=won,
            total=total,
            low=self._make_share(low, 1),
            high=self._make_share(high, 1),
        )
        if few := self._say_few(total):
            note = f"{note}, {few}"
        domain = closed & Domain("icp_tier", "=", tier)
        action = self._open_closed(name, domain)
        return self._make_line(name, self._make_share(won, total), note=note, action=action)

    def _open_closed(self, title, domain):
        return self._make_list(title, "crm.lead", domain, context={"active_test": False})
