from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import days
from ....tools.flag_search import match_flag
from ..constants import KEPT, OPEN, PROMISE_STATES


class CrmHandoverPromise(models.Model):
    """One promise made while selling: what, by whom, to whom, and who keeps it until when."""

    _name = "crm.handover.promise"
    _description = "Promise to a Customer"
    _inherit = ["crm.handover.child"]
    _order = "date_due, id"

    name = fields.Char("Promise", required=True)
    user_id = fields.Many2one(
        "res.users",
        "Made By",
        default=lambda self: self.env.user,
        ondelete="set null",
        domain="[('share', '=', False)]",
    )
    partner_id = fields.Many2one("res.partner", "To", ondelete="set null", index="btree_not_null")
    source = fields.Char("Where", help="Where it was said: a meeting, a mail, an offer.")
    date_due = fields.Date("Due")
    owner_id = fields.Many2one(
        "res.users",
        "Kept By",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Who keeps it, or lets us know that it cannot be kept.",
    )
    is_customer_visible = fields.Boolean(
        "Visible to the Customer", help="Printed on the customer's version of the handover."
    )
    state = fields.Selection(PROMISE_STATES, default=OPEN, required=True, readonly=True, copy=False)
    date_done = fields.Datetime("Settled On", readonly=True, copy=False)
    task_id = fields.Many2one(
        "project.task", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    customer_id = fields.Many2one(related="handover_id.partner_id", string="Customer")
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_is_late")
    is_owner = fields.Boolean(
        compute="_compute_is_owner", help="Whether the user says what becomes of it."
    )

    _open_of_owner = models.Index("(owner_id, date_due) WHERE state = 'open'")
    _of_owner = models.Index("(owner_id, handover_id)")

    @api.depends("state", "date_due", "date_done", "owner_id", "handover_id.to_user_id")
    def _compute_is_late(self):
        """Late is what is open after its day, and what was kept after it. The day is that of
        whoever keeps it."""
        now = fields.Datetime.now()
        for promise in self:
            moment = promise.date_done if promise.state == KEPT else now
            is_due = promise.state in (OPEN, KEPT) and promise.date_due and moment
            day = is_due and days.get_day(moment, *promise._get_keepers())
            promise.is_late = bool(day and day > promise.date_due)

    def _get_keepers(self):
        """Return who may say on which day it is kept: its owner, else the receiver, else the
        salesperson of the deal."""
        # sudo: their time zones, for whoever reads the promise
        handover = self.sudo().handover_id
        return self.owner_id, handover.to_user_id, handover.salesperson_id

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        first, last = days.get_doubtful_days()
        is_open = Domain("state", "=", OPEN)
        # sudo: of which of those that are due in these days it is known; no more is told
        doubtful = self.sudo().search(
            is_open & Domain("date_due", ">=", first) & Domain("date_due", "<", last)
        )
        late = Domain("id", "in", doubtful.filtered("is_late").ids)
        late = is_open & (Domain("date_due", "<", first) | late)
        return match_flag(value, late | self._get_kept_late_domain())

    @api.model
    def _get_kept_late_domain(self):
        """Return the domain of what was kept after its day."""

        def is_doubtful(model, alias, query):
            done, due = (model._field_to_sql(alias, f, query) for f in ("date_done", "date_due"))
            return SQL("%s >= %s", done, due)

        kept = Domain("state", "=", KEPT) & Domain.custom(to_sql=is_doubtful)
        # sudo: of which it is known, whoever asks; what they may not read is not found
        return Domain("id", "in", self.sudo().search(kept).filtered("is_late").ids)

    @api.depends("owner_id", "handover_id.to_user_id")
    @api.depends_context("uid")
    def _compute_is_owner(self):
        for promise in self:
            promise.is_owner = self.env.user in promise.owner_id | promise.handover_id.to_user_id
