from odoo import models
from odoo.tools import format_datetime


class CrmDealReview(models.Model):
    """What the screen of the meeting shows."""

    _inherit = "crm.deal.review"

    def get_meeting(self):
        """Return the review with the deals that the reader may read.

        :return: dict of ``id``, ``name``, ``state``, ``date``, ``agenda``, ``can_lead``,
            ``participants`` and ``owners`` (dicts of ``id``, ``name``), ``lost_reasons`` (the
            same), and ``lines`` (see ``crm.deal.review.line._get_card``)
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.env["crm.deal.review.line"].search([("review_id", "=", self.id)])
        # sudo: names of colleagues
        people = self.sudo().participant_ids
        owners = (people | lines.sudo().lead_id.user_id).filtered("active")
        reasons = self.env["crm.lost.reason"].search([("active", "=", True)])
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "date": format_datetime(self.env, self.date, dt_format="short"),
            "agenda": self.agenda or "",
            "can_lead": self.can_lead,
            "user_id": self.env.uid,
            "participants": [{"id": user.id, "name": user.name} for user in people],
            "owners": [{"id": user.id, "name": user.name} for user in owners.sorted("name")],
            "lost_reasons": [{"id": reason.id, "name": reason.name} for reason in reasons],
            "lines": [line._get_card() for line in lines],
        }

    def action_open_meeting(self):
        """Open the screen of the meeting.

        :return: a client action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "crm_playbook.crm_deal_review_action_meeting"
        )
        return {**action, "context": {"active_id": self.id}, "params": {"resId": self.id}}
