from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

from ...models.deal.crm_playbook_background import DONE, HOURS_KEPT
from ...tools.shares import MIN_DEALS, compare_shares, wilson_interval

LEADS_PER_BATCH = 1000
# So many stopped deals per group are listed, those of the largest amount; all are counted.
MOST_LISTED = 1000
# A criterion that would stop more than one of so many open deals is not activated unasked.
MANY = 10
OPEN, WON, LOST = GROUPS = ("open", "won", "lost")


class CrmStageTrial(models.TransientModel):
    """What a criterion would stop today, and would have stopped among closed deals. Works
    on drafts and changes nothing."""

    _name = "crm.stage.trial"
    _inherit = ["crm.playbook.background"]
    _description = "Trial of a Stage Criterion"
    _rec_name = "criterion_id"
    _transient_max_hours = HOURS_KEPT
    _transient_max_count = 0

    criterion_id = fields.Many2one("crm.stage.criterion", required=True, ondelete="cascade")
    months = fields.Integer("Closed Deals of the Last (months)", default=12, required=True)
    stopped_ids = fields.One2many("crm.stage.trial.lead", "trial_id")
    stage_ids = fields.One2many("crm.stage.trial.stage", "trial_id", "By Stage", readonly=True)
    open_total = fields.Integer("Open Deals", readonly=True)
    open_stopped = fields.Integer("Stopped Today", readonly=True)
    open_amount = fields.Monetary("Their Amount", readonly=True)
    won_total = fields.Integer("Won Deals", readonly=True)
    won_stopped = fields.Integer("Won Deals Stopped", readonly=True)
    lost_total = fields.Integer("Lost Deals", readonly=True)
    lost_stopped = fields.Integer("Lost Deals Stopped", readonly=True)
    open_share = fields.Char("Share of Open Deals", compute="_compute_verdict")
    won_share = fields.Char("Share of Won Deals", compute="_compute_verdict")
    lost_share = fields.Char("Share of Lost Deals", compute="_compute_verdict")
    verdict = fields.Char(compute="_compute_verdict")
    is_many = fields.Boolean(compute="_compute_verdict")
    criterion_state = fields.Selection(related="criterion_id.state", string="State of Criterion")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id, readonly=True
    )
    listed_note = fields.Char("What Is Listed", compute="_compute_listed_note")

    _months_positive = models.Constraint(
        "CHECK(months > 0)", "The period must be at least one month."
    )

    @api.depends("open_stopped", "won_stopped", "lost_stopped")
    def _compute_listed_note(self):
        for trial in self:
            most = max(trial[f"{group}_stopped"] for group in GROUPS)
            trial.listed_note = most > MOST_LISTED and self.env._(
                "The lists show the %(listed)s of the largest amount, of %(total)s at most.",
                listed=formatLang(self.env, MOST_LISTED, digits=0),
                total=formatLang(self.env, most, digits=0),
            )

    @api.depends("run_state", *(f"{g}_{n}" for g in GROUPS for n in ("total", "stopped")))
    def _compute_verdict(self):
        for trial in self:
            is_done = trial.run_state in (DONE, False)
            for group in GROUPS:
                trial[f"{group}_share"] = is_done and trial._say_share(group)
            trial.verdict = is_done and trial._say_verdict()
            trial.is_many = trial.open_stopped * MANY > trial.open_total

    def _say_share(self, group):
        """Say which share of a group is stopped; of closed deals, which are a sample of those to
        come, with its interval."""
        stopped, total = self[f"{group}_stopped"], self[f"{group}_total"]
        if not total:
            return False
        share, (low, high) = stopped / total, wilson_interval(stopped, total)
        if group == OPEN:
            return self._in_percent(share)
        return self.env._(
            "%(share)s (%(low)s to %(high)s)",
            share=self._in_percent(share),
            low=self._in_percent(low),
            high=self._in_percent(high),
        )

    def _in_percent(self, share):
        return f"{formatLang(self.env, 100 * share, digits=0)} %"

    def _say_verdict(self):
        """Say whether the criterion tells won deals from lost ones."""
        won, lost = ((self[f"{g}_stopped"], self[f"{g}_total"]) for g in (WON, LOST))
        numbers = {"won": won[1], "lost": lost[1], "least": MIN_DEALS}
        found = compare_shares(lost, won)
        if found is None:
            return self.env._(
                "Too few closed deals to say whether it tells won from lost: %(won)s won and "
                "%(lost)s lost, %(least)s of each are needed.",
                **numbers,
            )
        if found > 0:
            return self.env._(
                "It would have stopped lost deals more often than won ones, of %(won)s won and "
                "%(lost)s lost: it tells them apart.",
                **numbers,
            )
        if found < 0:
            return self.env._(
                "It would have stopped won deals more often than lost ones, of %(won)s won and "
                "%(lost)s lost: asked like this, it stands in the way.",
                **numbers,
            )
        return self.env._(
            "It would have stopped won and lost deals equally often, as far as %(won)s won and "
            "%(lost)s lost can say: it does not tell them apart.",
            **numbers,
        )

    def action_activate(self):
        """Activate the criterion. Returns the window action that opens it."""
        self.ensure_one()
        self.check_access("read")
        self.criterion_id.action_activate()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.stage.criterion",
            "res_id": self.criterion_id.id,
            "views": [(False, "form")],
        }

    def action_run(self):
        """Try again, for instance over another period. Returns True."""
        self.ensure_one()
        self.check_access("write")
        self._start()
        return True

    def action_open_stopped(self):
        """Open the deals that the criterion stops; the group comes by context."""
        self.ensure_one()
        self.check_access("read")
        group = self.env.context.get("group")
        domain = [("trial_id", "=", self.id)]
        if group in GROUPS:
            domain.append(("group", "=", group))
        return {
            "type": "ir.actions.act_window",
            "name": self._get_list_name(group),
            "res_model": "crm.stage.trial.lead",
            "view_mode": "list",
            "views": [(False, "list")],
            "domain": domain,
            "context": {"group_by": ["stage_id"]},
        }

    def _get_list_name(self, group):
        """Return the title of a list of deals, which says how many of how many it shows."""
        total = self[f"{group}_stopped"] if group in GROUPS else 0
        if total <= MOST_LISTED:
            return self.env._("Deals that would be stopped")
        return self.env._(
            "Deals that would be stopped: shows %(listed)s of %(total)s",
            listed=formatLang(self.env, MOST_LISTED, digits=0),
            total=formatLang(self.env, total, digits=0),
        )

    # --- the question --------------------------------------------------------------------

    def _check_question(self):
        """
        :raise ValidationError: for a condition that cannot be used, or that looks at something
            that the current user may not read
        """
        self.criterion_id._check_conditions()

    def _get_run_key(self):
        """The criterion as it was saved last, the order of stages, and the period."""
        stages = [stage_id for stage_id, _teams in self.env["crm.stage"]._get_places()]
        criterion = self.criterion_id
        return repr((criterion.id, str(criterion.write_date), stages, self.months))

    def _count_work(self):
        leads = self._get_leads()
        return sum(leads.search_count(self._get_domain(group)) for group in GROUPS)

    def _get_leads(self):
        return self.env["crm.lead"].with_context(active_test=False)

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

    # --- judging -------------------------------------------------------------------------

    def _work_part(self, found):
        found = found or {"group": OPEN, "last_id": 0}
        group = found["group"]
        domain = self._get_domain(group) & Domain("id", ">", found["last_id"])
        leads = self._get_leads().search(domain, order="id", limit=LEADS_PER_BATCH)
        counts = found.setdefault(group, {"total": 0, "amounts": {}, "top": [], "stages": {}})
        self._judge(leads, counts)
        if len(leads) == LEADS_PER_BATCH:
            return {**found, "last_id": leads[-1].id}, len(leads), False
        # One group after another, lest all lists are made in one transaction.
        self._list_stopped(group, [lead_id for _amount, lead_id in counts.pop("top")])
        if group == GROUPS[-1]:
            return found, len(leads), True
        following = GROUPS[GROUPS.index(group) + 1]
        return {**found, "group": following, "last_id": 0}, len(leads), False

    def _judge(self, leads, counts):
        """Add what is found about some deals."""
        # sudo: gates judge elevated. The user may read the criterion, found the deals by their own
        # rights, and was let to look by _check_question
        criterion, leads = self.criterion_id.sudo(), leads.sudo()
        leads = criterion._filter_asked(leads)
        found = criterion._find_missing(criterion.kind, {criterion: leads})
        stopped = leads.browse(lead_id for _criterion, lead_id in found)
        counts["total"] += len(leads)
        stages, amounts = counts["stages"], counts["amounts"]
        for stage, group in stopped.grouped("stage_id").items():
            stages[str(stage.id)] = stages.get(str(stage.id), 0) + len(group)
        for currency, group in stopped.grouped("company_currency").items():
            sums = sum(group.mapped("expected_revenue"))
            amounts[str(currency.id)] = amounts.get(str(currency.id), 0) + sums
            rate = self._to_currency(currency, 1)
            counts["top"] += [[rate * lead.expected_revenue, lead.id] for lead in group]
        counts["top"] = sorted(counts["top"], key=lambda pair: (-pair[0], pair[1]))[:MOST_LISTED]

    def _to_currency(self, currency, amount, **options):
        """Return an amount in the currency of the trial, by today's rates."""
        today, company = fields.Date.context_today(self), self.env.company
        return currency._convert(amount, self.currency_id, company, today, **options)

    # --- the answer ----------------------------------------------------------------------

    def _show(self, found):
        values = {}
        for group in GROUPS:
            values[f"{group}_total"] = found[group]["total"]
            values[f"{group}_stopped"] = sum(found[group]["stages"].values())
        amounts = found[OPEN]["amounts"].items()
        currencies = self.env["res.currency"]
        values["open_amount"] = sum(
            self._to_currency(currencies.browse(int(id_)), amount) for id_, amount in amounts
        )
        self.write(values)
        self._count_by_stage({group: found[group]["stages"] for group in GROUPS})

    def _list_stopped(self, group, lead_ids):
        leads = self._get_leads().search([("id", "in", lead_ids)])
        # sudo: the list of stopped deals is only written by the trial itself, with what gates see
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
                for lead in leads.sudo()
            ]
        )

    def _count_by_stage(self, counts):
        """
        :param dict counts: ``{group: {stage id as text: deals stopped}}``
        """
        ids = {int(stage_id) for stages in counts.values() for stage_id in stages}
        # sudo: the counts are only written by the trial itself
        self.env["crm.stage.trial.stage"].sudo().create(
            [
                {
                    "trial_id": self.id,
                    "stage_id": stage.id,
                    **{group: counts[group].get(str(stage.id), 0) for group in GROUPS},
                }
                for stage in self.env["crm.stage"].browse(ids).exists().sorted()
            ]
        )

    def _forget(self):
        # sudo: the lists are only written by the trial itself
        trial = self.sudo()
        trial.stopped_ids.unlink()
        trial.stage_ids.unlink()
