from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.flag_search import match_flag

OPEN, KEPT, BROKEN, RELEASED = "open", "kept", "broken", "released"
PROMISE_STATES = [
    (OPEN, "Open"),
    (KEPT, "Kept"),
    (BROKEN, "Broken"),
    (RELEASED, "Released"),
]


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

    @api.depends("state", "date_due", "date_done")
    def _compute_is_late(self):
        """Late is what is open after its day, and what was kept after it."""
        today = fields.Date.context_today(self)
        for promise in self:
            done = promise.date_done and promise.date_done.date()
            day = done if promise.state == KEPT else today
            is_due = promise.state in (OPEN, KEPT) and promise.date_due
            promise.is_late = bool(is_due and day and day > promise.date_due)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = Domain("state", "=", OPEN) & Domain("date_due", "<", today)
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
