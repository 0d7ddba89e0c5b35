from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools import rooms
from ....tools.flag_search import match_flag
from ..constants import ROOM, ROOM_GROUP

MARK_PARAMETER = "crm_playbook.next_action_mark"
# What decides whether a deal without a next action is marked.
MARKED = ("type", "won_status")


class CrmLead(models.Model):
    """What reviews look at: the next action, and how the close date moves."""

    _inherit = "crm.lead"

    has_next_action = fields.Boolean(
        compute="_compute_has_next_action",
        search="_search_has_next_action",
        groups=ROOM_GROUP,
        help="An activity with a date is planned.",
    )

    @api.model
    def _get_badge_dependencies(self):
        return (*super()._get_badge_dependencies(), *MARKED)

    @api.model
    def _get_badge_columns(self):
        columns = super()._get_badge_columns()
        return (*columns, *MARKED) if self._marks_next_action() else columns

    @api.depends("activity_ids.active")
    def _compute_has_next_action(self):
        for lead in self:
            lead.has_next_action = any(lead.activity_ids.mapped("active"))

    def _search_has_next_action(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Done ones are kept, archived, and found where archived records are looked at.
        planned = Domain("activity_ids", "any", [("active", "=", True)])
        return match_flag(value, planned)

    @api.model
    def _concerns_review(self, names):
        return names and "date_deadline" in names and self.env["crm.deal.review"]._is_used()

    def _remember_review(self, passage):
        # sudo: the log of close dates is kept whoever moves them
        return {lead.id: lead.date_deadline for lead in self.sudo()}

    def _follow_review(self, passage):
        self.env["crm.deadline.move"]._log(passage.memory["review"])

    # --- marks -------------------------------------------------------------------------

    def _filter_unplanned(self):
        """Return the open deals among these on which nothing is planned. It looks at what the
        activity widgets of a card or a row bring along anyway."""
        deals = self.filtered(
            lambda lead: lead.won_status == "pending" and lead.type == "opportunity"
        )
        return deals.filtered(lambda lead: not lead.activity_state)

    @api.model
    def _marks_next_action(self):
        if not rooms.is_on(self.env, ROOM):
            return False
        # sudo: one switch of the settings
        return bool(self.env["ir.config_parameter"].sudo().get_param(MARK_PARAMETER))

    # --- the list of the next review ---------------------------------------------------

    def action_add_to_review(self):
        """Put these deals on the list of the next open review of their teams.

        :raise UserError: where a team has none that the user takes part in
        :return: a window action with the reviews
        """
        reviews = self.env["crm.deal.review"]
        for team, leads in self.grouped("team_id").items():
            review = reviews._get_next_of_team(team)
            if not review:
                raise UserError(
                    self.env._(
                        "There is no open deal review of “%s” in which you take part.",
                        team.name or self.env._("no team"),
                    )
                )
            review.action_add_deals(leads.ids)
            reviews |= review
        xml_id = "crm_playbook.crm_deal_review_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        if len(reviews) == 1:
            return {**action, "res_id": reviews.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", reviews.ids)]}
