from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ....tools.arguments import checked, some_of
from ....tools.openable import works_here
from ...deal.constants import SALES_GROUP
from ..constants import DRAFT, LATER, OPEN_STATES, PREPARED


class CrmDealReview(models.Model):
    """How deals come on the list of a review."""

    _inherit = "crm.deal.review"

    def action_prepare(self):
        """Pick the open deals of the team that need to be talked about, and say why. Deals
        that somebody added by hand stay, and prepared again the others are picked anew.

        :raise AccessError: for users who may not lead the review
        :raise UserError: where a review has begun, or has no team
        :return: True
        """
        for review in self:
            review._begin_change((DRAFT, PREPARED))
            if not review.team_id:
                raise UserError(
                    self.env._("Choose the team whose deals “%s” is about.", review.name)
                )
            # sudo: a review covers the deals of the team, whoever prepares it; lines are read
            # by whoever may read the deal
            review.sudo()._pick_deals()
        self._notify_people()
        return True

    @checked(lead_ids=some_of("crm.lead"))
    def action_add_deals(self, lead_ids):
        """Put deals on the list of a review that is not over, whatever signals say. Whoever
        takes part may do so.

        :param list lead_ids: ids of ``crm.lead`` that the user may read
        :return: True
        """
        self.ensure_one()
        self._begin_change(OPEN_STATES, by_leaders=False)
        leads = self.env["crm.lead"].browse(lead_ids).exists()
        leads.check_access("read")
        # sudo: lines are written by the methods of a review alone
        review = self.sudo()
        leads = (leads - review.line_ids.lead_id).sudo()  # sudo: the user may read these deals
        found = self.env["crm.deal.signal"].sudo()._get_amounts(leads, review.company_id)
        review._add_lines(leads, found, is_manual=True)
        self._notify_people()
        return True

    @api.model
    def _get_next_of_team(self, team):
        """Return the open review of a team that takes place first, among those that the user
        may read."""
        domain = [("team_id", "=", team.id), ("state", "in", OPEN_STATES)]
        return self.search(domain, order="date, id", limit=1)

    def _pick_deals(self):
        self.line_ids.filtered(lambda line: not line.is_manual).unlink()
        leads = self.env["crm.lead"]._search(self._get_deal_domain())
        Signal = self.env["crm.deal.signal"]
        Signal._prepare_comparison()
        rows = Signal._rank(leads, self.team_id, self.company_id, self.deal_limit)
        known = set(self.line_ids.lead_id.ids)
        found = {row["lead_id"]: row for row in rows if row["lead_id"] not in known}
        self._add_lines(self.env["crm.lead"].browse(found), found)
        self.state = PREPARED

    def _get_deal_domain(self):
        """Return the domain of the deals that this review may pick."""
        domain = [
            ("type", "=", "opportunity"),
            ("won_status", "=", "pending"),
            ("active", "=", True),
            ("team_id", "=", self.team_id.id),
        ]
        if self.team_id.company_id:
            domain.append(("company_id", "in", [False, self.team_id.company_id.id]))
        return domain

    def _add_lines(self, leads, found, **values):
        """Add a line per deal, in this order, with what was found and the facts of today."""
        Line = self.env["crm.deal.review.line"]
        facts = Line._get_snapshots(leads)
        first = max(self.line_ids.mapped("rank"), default=0) + 1
        Line.create(
            [
                {
                    **Line._prepare_line_vals(lead, found.get(lead.id, {}), facts[lead.id]),
                    "review_id": self.id,
                    "rank": rank,
                    **values,
                }
                for rank, lead in enumerate(leads, first)
            ]
        )
        self._invite_owners(leads.user_id)

    def _invite_owners(self, owners):
        """Whoever owns a deal that is talked about takes part, if they may read reviews."""
        owners = (owners - self.participant_ids).filtered(
            lambda user: (
                works_here(user)
                and user.has_group(SALES_GROUP)
                and self.company_id in user.company_ids
            )
        )
        if owners:
            self.with_context(review_telling=LATER).participant_ids = [
                Command.link(user.id) for user in owners
            ]
