from odoo import api, fields, models

from ..constants import ROOM_GROUP


class CrmLead(models.Model):
    """Ways from a deal to its coaching. A deal holds nothing of what a note says, and shows
    everybody only how many notes they may read themselves."""

    _inherit = "crm.lead"

    coaching_note_count = fields.Integer(
        "Coaching Notes", compute="_compute_coaching_note_count", groups=ROOM_GROUP
    )

    @api.depends_context("uid")
    def _compute_coaching_note_count(self):
        self.coaching_note_count = 0
        # What the reader may read counts, also where somebody reads the deal elevated.
        notes = self.env["crm.coaching.note"].sudo(False)
        if self._origin and notes._is_used() and notes.has_access("read"):
            counts = notes._read_group(
                [("lead_id", "in", self._origin.ids)], ["lead_id"], ["__count"]
            )
            for lead, count in counts:
                self.filtered(
                    lambda deal, lead=lead: deal._origin == lead
                ).coaching_note_count = count

    def action_open_coaching(self):
        """Open the coaching notes of this deal that the current user may read."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_playbook.crm_coaching_note_action"
        )
        return {
            **action,
            "domain": [("lead_id", "=", self.id)],
            "context": {"default_lead_id": self.id},
        }

    def action_coach(self):
        """Begin a coaching note on this deal: for its own salesperson a self-assessment that
        asks for coaching, for others a note to the salesperson.

        :return: a window action with a new note
        """
        self.ensure_one()
        is_own = self.user_id == self.env.user
        # sudo: who leads a team is no secret
        leader = self.sudo().team_id.user_id or self.env.user.sudo().sale_team_id.user_id
        coach = leader - self.env.user if is_own else self.env.user
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for Coaching") if is_own else self.env._("Coach"),
            "res_model": "crm.coaching.note",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_lead_id": self.id,
                "default_coach_id": coach.id,
                "default_coachee_id": self.user_id.id,
            },
        }

    def _merge_coaching(self, opportunities):
        if self.env["crm.coaching.note"]._is_any_kept():
            # sudo: notes move along, whoever may read them
            notes = self.env["crm.coaching.note"].sudo()
            notes.search([("lead_id", "in", opportunities.ids)]).write({"lead_id": self.id})
