from odoo import api, fields, models
from odoo.exceptions import UserError

from .constants import ANSWERED, BY_COACH, OWN


class CrmCoachingRating(models.Model):
    """How well somebody did one thing in one conversation, as the coach or they saw it."""

    _name = "crm.coaching.rating"
    _inherit = ["crm.coaching.part"]
    _description = "Rating of a Skill"
    _order = "skill_sequence, id"

    skill_id = fields.Many2one("crm.coaching.skill", required=True, index=True, ondelete="restrict")
    skill_group_id = fields.Many2one(related="skill_id.group_id", store=True, string="Group")
    skill_sequence = fields.Integer(related="skill_id.sequence", store=True)
    level = fields.Integer(aggregator="avg", help="1 to 5; 0 while it is not rated.")
    level_texts = fields.Json(related="skill_id.level_texts")
    sentence = fields.Char(help="What made you think so.")
    rated_by = fields.Selection(
        [(BY_COACH, "Coach"), (OWN, "Own")], required=True, default=lambda self: self._default_by()
    )
    coachee_id = fields.Many2one(related="note_id.coachee_id", store=True, index=True)
    date = fields.Date(related="note_id.date", store=True)

    _level_range = models.Constraint("CHECK(level BETWEEN 0 AND 5)", "Levels go from 1 to 5.")
    _once = models.Constraint(
        "UNIQUE(note_id, skill_id, rated_by)", "A skill is rated once by each of the two."
    )

    @api.model
    def _default_by(self):
        note_id = self.env.context.get("default_note_id")
        note = self.env["crm.coaching.note"].browse(note_id)
        return OWN if note_id and note.coachee_id == self.env.user else BY_COACH

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_rater(vals) for vals in vals_list])

    @api.model
    def _with_rater(self, vals):
        """Return values with who rates, where they do not say: whoever writes them."""
        if "rated_by" in vals or "note_id" not in vals:
            return vals
        note = self.env["crm.coaching.note"].browse(vals["note_id"])
        return {"rated_by": OWN if note.coachee_id == self.env.user else BY_COACH, **vals}

    def write(self, vals):
        if not self.env.su and any(
            rating.rated_by != vals.get("rated_by", rating.rated_by) for rating in self
        ):
            raise UserError(self.env._("A rating stays with the one who gave it."))
        return super().write(vals)

    def _check_may_change(self):
        result = super()._check_may_change()
        rater = self.note_id.coachee_id if self.rated_by == OWN else self.note_id.coach_id
        if rater != self.env.user:
            raise UserError(self.env._("You can change only the ratings that you gave."))
        if self.rated_by == BY_COACH and self.note_id.state == ANSWERED:
            raise UserError(
                self.env._("What was answered to stays as it is. Write a reply instead.")
            )
        return result
