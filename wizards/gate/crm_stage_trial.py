from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.fields import Domain

LEADS_PER_BATCH = 1000
OPEN, WON, LOST = "open", "won", "lost"


class CrmStageTrial(models.TransientModel):
    """What a criterion would stop today, and would have stopped among closed deals. Works
    on drafts and changes nothing."""

    _name = "crm.stage.trial"
    _description = "Trial of a Stage Criterion"
    _rec_name = "criterion_id"

    criterion_id = fields.Many2one("crm.stage.criterion", required=True, ondelete="cascade")
    months = fields.Integer("Closed Deals of the Last (months)", default=12, required=True)
    stopped_ids = fields.One2many("crm.stage.trial.lead", "trial_id")
    open_total = fields.Integer("Open Deals", readonly=True)
    open_stopped = fields.Integer("Stopped Today", readonly=True)
    open_amount = fields.Monetary("Their Amount", readonly=True)
    won_total = fields.Integer("Won Deals", readonly=True)
    won_stopped = fields.Integer("Won Deals Stopped", readonly=True)
    lost_total = fields.Integer("Lost Deals", readonly=True)
    lost_stopped = fields.Integer("Lost Deals Stopped", readonly=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, readonly=True
    )

    _months_positive = models.Constraint(
        "CHECK(months > 0)", "The period must be at least one month."
    )

    def action_run(self):
        """Try again, for instance over another period. Returns True."""
        self.ensure_one()
        self.check_access("write")
        # sudo: the list of stopped deals is only written by the trial itself
        self.sudo().stopped_ids.unlink()
        self._run()
        return True

    def action_open_stopped(self):
        """Open the deals that the criterion stops; the group comes by context."""
        self.ensure_one()
        self.check_access("read")
        group = self.env.context.get("group")
        domain = [("trial_id", "=", self.id)]
        if group in (OPEN, WON, LOST):
            domain.append(("group", "=", group))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deals that would be stopped"),
            "res_model": "crm.stage.trial.lead",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": domain,
            "context": {"group_by": ["stage_id"]},
        }

    def _run(self):
        """Judge the deals.

        :raise ValidationError: for a condition that cannot be used, or that looks at something
            that the current user may not read
        """
        self.ensure_one()
        self.criterion_id._check_conditions()
        counts = {
            group: self._try_on(group, self._get_domain(group)) for group in (OPEN, WON, LOST)
        }
        self.write(
            {
                "open_total": counts[OPEN][0],
                "open_stopped": counts[OPEN][1],
                "open_amount": self._sum_amounts(
                    self.stopped_ids.filtered(lambda line: line.group == OPEN)
                ),
                "won_total": counts[WON][0],
                "won_stopped": counts[WON][1],
                "lost_total": counts[LOST][0],
                "lost_stopped": counts[LOST][1],
            }
        )

    def _get_domain(self, group):
        """Return the deals of a group that the criterion is asked of: open ones that have
        not passed its gate, and closed ones of the period that came as far as its stage."""
        stages = [stage_id for stage_id, _teams in self.env["crm.stage"]._get_places()]
        place = stages.index(self.criterion_id.stage_id.id)
        is_exit = self.criterion_id.gate == "exit"
        domain = Domain("type", "=", "opportunity")
        domain &= Domain("company_id", "in", [*self.env.companies.ids, False])
        domain &= Domain("won_status", "=", "pending" if group == OPEN else group)
        if group == OPEN:
            return domain & Domain("stage_id", "in", stages[: place + is_exit])
        since = fields.Datetime.now() - relativedelta(months=self.months)
        return (
            domain & Domain("stage_id", "in", stages[place:]) & Domain("date_closed", ">=", since)
        )

    def _sum_amounts(self, lines):
        """Return the sum in the currency of the trial, by today's rates."""
        today, company = fields.Date.context_today(self), self.env.company
        return sum(
            currency._convert(sum(group.mapped("amount")), self.currency_id, company, today)
            for currency, group in lines.grouped("currency_id").items()
        )

    def _try_on(self, group, domain):
        """Judge the deals in batches and note those that are stopped.

        :return: ``(number of deals asked, number stopped)``
        """
        Leads = self.env["crm.lead"].with_context(active_test=False)
        ids, asked, stopped = Leads.search(domain).ids, 0, 0
        # sudo: gates judge elevated. The user may read the criterion, found the deals by their own
        # rights, and was let to look by _run
        criterion = self.criterion_id.sudo()
        for start in range(0, len(ids), LEADS_PER_BATCH):
            # sudo: as above
            leads = Leads.browse(ids[start : start + LEADS_PER_BATCH]).sudo()
            leads = criterion._filter_asked(leads)
            found = criterion._find_missing(criterion.kind, {criterion: leads})
            asked += len(leads)
            stopped += len(found)
            self._note_stopped(group, leads.browse(lead_id for _criterion, lead_id in found))
        return asked, stopped

    def _note_stopped(self, group, leads):
        # sudo: the list of stopped deals is only written by the trial itself
        self.env["crm.stage.trial.lead"].sudo().create(
            [
                {
                    "trial_id": self.id,
                    "lead_id": lead.id,
                    "group": group,
                    "stage_id": lead.stage_id.id,
                    "amount": lead.expected_revenue,
                    "currency_id": lead.company_currency.id,
                }
                for lead in leads
            ]
        )
