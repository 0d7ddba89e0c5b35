from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools import days, rooms
from ....tools.jobs import switch, wake
from ..constants import GOING_ON, ROOM

CRON = "crm_playbook.ir_cron_gate_waivers"
LEADS_PER_BATCH = 1000


class CrmStageWaiver(models.Model):
    """One criterion let pass on one deal, with a reason. Until the criterion is met it is a
    debt of the deal; met, it closes by itself. One that is only asked for lets nothing pass."""

    _name = "crm.stage.waiver"
    _description = "Stage Gate Waiver"
    _order = "id desc"
    _rec_name = "criterion_id"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one("crm.stage.criterion", ondelete="set null", index=True)
    criterion_name = fields.Char(
        "Name of the Criterion", help="Of a criterion that was deleted.", readonly=True
    )
    reason = fields.Text(required=True)
    user_id = fields.Many2one(
        "res.users",
        "Waived By",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        help="Nobody, as long as it is only asked for.",
    )
    date = fields.Datetime("Waived On", required=True, default=fields.Datetime.now, readonly=True)
    date_expiry = fields.Date(
        "Valid Until", help="From this day on the criterion is asked for again."
    )
    state = fields.Selection(
        [
            ("requested", "Asked For"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    closed_reason = fields.Selection(
        [
            ("met", "Met"),
            ("not_asked", "No Longer Asked"),
            ("lost", "Deal Lost"),
            ("renewed", "Waived Again"),
            ("merged", "Merged"),
            ("waived", "Waived Without an Answer"),
        ],
        readonly=True,
    )
    date_closed = fields.Datetime("Closed On", readonly=True)
    is_expired = fields.Boolean(compute="_compute_is_expired", search="_search_is_expired")
    team_id = fields.Many2one(related="lead_id.team_id", store=True, index="btree_not_null")
    salesperson_id = fields.Many2one(related="lead_id.user_id", store=True)
    stage_id = fields.Many2one(related="criterion_id.stage_id", store=True)

    _open_of_lead = models.Index("(lead_id) WHERE state IN ('open', 'requested')")
    # Waived twice is one debt, also when two people do so at the same moment.
    _one_open_debt = models.UniqueIndex(
        "(lead_id, criterion_id) WHERE state = 'open'", "This criterion has just been waived."
    )
    # Asked for twice is one request.
    _one_request = models.UniqueIndex(
        "(lead_id, criterion_id) WHERE state = 'requested'",
        "A waiver of this criterion has just been asked for.",
    )
    _given_by_somebody = models.Constraint(
        "CHECK (state != 'open' OR user_id IS NOT NULL)", "Somebody has to give a waiver."
    )

    @api.depends("criterion_id.name", "criterion_name")
    def _compute_display_name(self):
        for waiver in self:
            # sudo: the name of what was waived is part of the debt
            waiver.display_name = waiver.sudo().criterion_id.name or waiver.criterion_name

    def _compute_is_expired(self):
        """The last day is one of the salesperson of the deal, whoever looks, else one of its
        company; nobody is asked for while it is the same everywhere."""
        first, last = days.get_doubtful_days()
        for waiver in self:
            day = waiver.date_expiry
            is_doubtful = day and first < day <= last
            today = waiver._get_today() if is_doubtful else first
            waiver.is_expired = bool(day and day <= today)

    def _get_today(self):
        # sudo: the time zone of a deal does not depend on who reads it
        lead = self.sudo().lead_id
        return days.get_today(lead.user_id, lead.company_id.partner_id)

    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        first, last = days.get_doubtful_days()
        # sudo: which of those that end in these days are over; no more is told
        doubtful = self.sudo().search(
            Domain("date_expiry", ">", first) & Domain("date_expiry", "<=", last)
        )
        over = Domain("id", "in", doubtful.filtered("is_expired").ids)
        expired = Domain("date_expiry", "!=", False) & (Domain("date_expiry", "<=", first) | over)
        if len(set(value)) > 1:
            return Domain.TRUE
        return expired if True in value else ~expired

    @api.model_create_multi
    def create(self, vals_list):
        if rooms.is_on(self.env, ROOM):
            wake(self.env, CRON)  # the nightly look at waivers begins with the first of them
        return super().create(vals_list)

    @api.model
    def _follow_switch(self, is_on):
        """Look at waivers every night again, or not any more."""
        # sudo: whether there is any at all, whoever turned the switch
        if is_on and self.sudo().search_count([("state", "in", GOING_ON)], limit=1):
            wake(self.env, CRON, now=True)
        elif not is_on:
            switch(self.env, CRON, False)

    @api.model
    def _get_valid(self, leads, criteria):
        """Return the set of ``(lead id, criterion id)`` that a waiver lets pass today."""
        first, _last = days.get_doubtful_days()
        domain = [
            ("lead_id", "in", leads._origin.ids),
            ("criterion_id", "in", criteria.ids),
            ("state", "=", "open"),
            "|",
            ("date_expiry", "=", False),
            ("date_expiry", ">", first),
        ]
        # sudo: a waiver holds for everybody who moves the deal
        waivers = self.sudo().search_fetch(domain, ["lead_id", "criterion_id", "date_expiry"])
        waivers = waivers.filtered(lambda waiver: not waiver.is_expired)
        return {(waiver.lead_id.id, waiver.criterion_id.id) for waiver in waivers}

    @api.model
    def _waive(self, leads, criteria, values):
        """Let criteria pass on leads. What was waived before is waived anew: one debt."""
        try:
            with self.env.cr.savepoint():
                self._make_room(leads, criteria)
                self.create(
                    [
                        {**values, "lead_id": lead.id, "criterion_id": criterion.id}
                        for lead in leads
                        for criterion in criteria
                    ]
                )
        except UniqueViolation:  # somebody else waives at this moment
            if len(leads) * len(criteria) > 1:
                for lead in leads:
                    for criterion in criteria:
                        self._waive(lead, criterion, values)

    @api.model
    def _make_room(self, leads, criteria):
        """Close the debts and requests of these criteria, elevated, before they are waived."""
        domain = Domain("lead_id", "in", leads.ids) & Domain("criterion_id", "in", criteria.ids)
        self.search(domain & Domain("state", "=", "open"))._close("renewed")
        self.search(domain & Domain("state", "=", "requested"))._close("waived")
        self.flush_model(["state"])

    def _close(self, reason):
        """Close these debts or requests, elevated, for a reason of the selection."""
        if self:
            now = fields.Datetime.now()
            self.write({"state": "closed", "closed_reason": reason, "date_closed": now})

    @api.model
    def _close_met(self, leads):
        """Close the debts and requests of these leads that are none any more: met, no longer
        asked, or of a deal that was lost."""
        # sudo: a debt is paid by whoever fills the gap
        waivers = self.sudo().search([("lead_id", "in", leads.ids), ("state", "in", GOING_ON)])
        if not waivers:
            return
        lost = waivers.filtered(lambda waiver: waiver.lead_id.won_status == "lost")
        lost._close("lost")
        waivers -= lost
        idle = waivers._filter_not_asked()
        idle._close("not_asked")
        (waivers - idle)._filter_met()._close("met")

    def _filter_not_asked(self):
        """Return those whose criterion is not asked of their deal any more."""
        idle = self.browse()
        for criterion, waivers in self.grouped("criterion_id").items():
            if criterion.state != "active":
                idle |= waivers
            else:
                asked = criterion._filter_asked(waivers.lead_id)
                idle |= waivers.filtered(lambda waiver, asked=asked: waiver.lead_id not in asked)
        return idle

    def _filter_met(self):
        """Return those whose criterion is met by now."""
        paid = self.browse()
        for kind, criteria in self.criterion_id.grouped("kind").items():
            of_kind = self.filtered(lambda waiver, kind=kind: waiver.criterion_id.kind == kind)
            asked = {
                c: of_kind.filtered(lambda w, c=c: w.criterion_id == c).lead_id for c in criteria
            }
            found = criteria._find_missing(kind, asked)
            paid |= of_kind.filtered(
                lambda waiver, found=found: (waiver.criterion_id.id, waiver.lead_id.id) not in found
            )
        return paid

    @api.model
    def _cron_close_met(self):
        """Nightly: close what time or other records have settled."""
        if not rooms.is_on(self.env, ROOM):
            return
        self.env["crm.playbook.job"]._go_through(
            CRON, self._find_leads_in_debt, self._close_met, LEADS_PER_BATCH
        )

    @api.model
    def _find_leads_in_debt(self, after_id, count):
        """Return the next deals after an id with debts or requests, in the order of their ids."""
        self.flush_model(["lead_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT lead_id FROM crm_stage_waiver
                    WHERE state IN %s AND lead_id > %s ORDER BY lead_id LIMIT %s""",
                GOING_ON,
                after_id,
                count,
            )
        )
        return self.env["crm.lead"].browse(lead_id for [lead_id] in rows)
