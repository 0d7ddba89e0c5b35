from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from ....tools import days
from ....tools.openable import filter_openable
from ..constants import ACTIVITY_TYPE, CLOSED, DONE, DRAFT, DROPPED, PLANNED, PROPOSED


class CrmCoachingAction(models.Model):
    """Something the coachee is going to do: an ordinary activity once the note is shared.

    The activity lies on the note or, when one of the two says so, on the deal, where everybody
    reads it who reads the deal. Its text is never that of the action: it is a neutral one, or
    one that was written to be seen.
    """

    _name = "crm.coaching.action"
    _inherit = ["crm.coaching.part"]
    _description = "Coaching Action"
    _order = "date_deadline, id"

    name = fields.Char("Action", required=True)
    date_deadline = fields.Date(
        "Until",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=7),
    )
    on_deal = fields.Boolean(
        help="Put the activity on the deal. Whoever reads the deal sees its public text."
    )
    public_name = fields.Char(
        "Public Text", help="What the activity says; without it, that there is a next step."
    )
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", groups=NO_ACCESS, copy=False
    )
    is_scheduled = fields.Boolean(readonly=True, copy=False)
    date_done = fields.Date("Done On", readonly=True, copy=False)
    state = fields.Selection(
        [
            (PROPOSED, "Proposed"),
            (PLANNED, "Planned"),
            (DONE, "Done"),
            (DROPPED, "Dropped"),
        ],
        compute="_compute_state",
    )
    coachee_id = fields.Many2one(related="note_id.coachee_id", store=True, index=True)

    _of_activity = models.Index("(activity_id) WHERE activity_id IS NOT NULL")

    @api.depends("is_scheduled", "date_done", "activity_id")
    def _compute_state(self):
        # sudo: which activity it is is not for clients
        for action in self.sudo():
            if action.date_done:
                action.state = DONE
            elif not action.is_scheduled:
                action.state = PROPOSED
            else:
                action.state = PLANNED if action.activity_id else DROPPED

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        if not self._is_any_kept():
            self.env.registry.clear_cache("stable")
        actions.filtered(lambda action: action.note_id.state != DRAFT)._schedule()
        return actions

    def write(self, vals):
        if not self.env.su and vals.keys() & {"is_scheduled", "date_done", "activity_id"}:
            raise UserError(self.env._("The state of an action follows its activity."))
        if vals.keys() & {"on_deal", "public_name"} and any(self.mapped("is_scheduled")):
            raise UserError(
                self.env._("The action is planned already. Delete it and write a new one.")
            )
        result = super().write(vals)
        if "date_deadline" in vals:
            # sudo: either of the two may put it off, whoever planned it
            planned = self.sudo().activity_id.filtered("active")
            planned.write({"date_deadline": vals["date_deadline"]})
        return result

    def unlink(self):
        self._check_change()
        # sudo: either of the two may drop it, whoever planned it
        self.sudo().activity_id.filtered("active").unlink()
        return super().unlink()

    def action_mark_done(self):
        """Mark planned actions of the current user as done, and their activities with them.

        :return: True
        :raise UserError: for actions of somebody else
        """
        for action in self:
            if action.coachee_id != self.env.user:
                raise UserError(self.env._("The coachee says when an action is done."))
        # sudo: it was checked whose they are
        activities = self.sudo().activity_id.filtered("active")
        activities.with_user(self.env.user).action_done()
        return True

    def _check_may_change(self):
        if self.note_id.state == CLOSED:
            raise UserError(self.env._("The coaching note is closed."))

    def _schedule(self):
        """Plan the activities of these actions, of those whose coachee may open the note."""
        for action in self.filtered(lambda action: not action.is_scheduled):
            record, coachee = action._get_planned_record(), action.note_id.coachee_id
            if not filter_openable(record, coachee):
                continue
            # sudo: which language a colleague reads
            spoken = action.with_context(lang=coachee.sudo().lang)
            activity = record.activity_schedule(
                ACTIVITY_TYPE,
                action.date_deadline,
                summary=action.public_name or spoken.env._("Next step"),
                note="",
                user_id=coachee.id,
                automated=False,
            )
            # sudo: which activity it is is kept by the system
            action.sudo().write({"is_scheduled": True, "activity_id": activity.id})

    def _get_planned_record(self):
        """Return the record that the activity lies on: the note, or its deal.

        :raise UserError: where there is no deal, or none that the coachee may open
        """
        note = self.note_id
        if not self.on_deal:
            return note
        if not note.lead_id:
            raise UserError(
                self.env._("“%s” cannot be put on the deal: the note has none.", self.name)
            )
        if not filter_openable(note.lead_id, note.coachee_id):
            raise UserError(
                self.env._(
                    "“%(action)s” cannot be put on the deal: %(user)s may not open it.",
                    action=self.name,
                    # sudo: the name of a colleague
                    user=note.coachee_id.sudo().name,
                )
            )
        return note.lead_id

    @api.model
    @tools.ormcache(cache="stable")
    def _is_any_kept(self):
        """Tell whether there is any action; until then no activity asks for one."""
        # sudo: whether there is anything at all, whoever asks
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _note_done(self, activities, is_done):
        """Keep when these activities were done: they may be deleted later."""
        # sudo: whoever marks an activity on a deal as done may not read the note
        actions = self.sudo().search([("activity_id", "in", activities.ids)])
        for person, own in actions.grouped("coachee_id").items():
            own.write({"date_done": is_done and days.get_today(person)})
