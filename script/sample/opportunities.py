"""Loads the opportunities, batch by batch."""

from datetime import datetime, time

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import SQL
from odoo.tools.misc import split_every

from .errors import SampleError
from .records import Stage

SOURCE = "sales_pipeline.csv"
BATCH_SIZE = 500
NOON = time(12)  # in UTC, so that the day is the same nearly everywhere
LOST_REASON = "Not recorded"


class Opportunities:
    """Creates the opportunities that are missing, so ``load`` also completes an earlier run."""

    def __init__(self, store, findings, people, companies):
        self.env = store.env
        self.store = store
        self.findings = findings
        self.people = people
        self.companies = companies
        self.stages = self._find_stages()
        self.use_cases = {}
        self.lost_reasons = {}

    def prepare(self, products):
        """Create what all opportunities share."""
        series = {product.series for product in products}
        self.use_cases = self.store.ensure_named("use cases", "crm.use.case", series)
        self.lost_reasons = self.store.ensure_named(
            "lost reasons", "crm.lost.reason", [LOST_REASON]
        )

    def load(self, opportunities):
        """Create what is missing; yield after each batch how many are done."""
        known = self.store.find("crm.lead")
        missing = [item for item in opportunities if _external_name(item) not in known]
        done = len(opportunities) - len(missing)
        self.store.counts["opportunities"] = (0, done)
        for batch in split_every(BATCH_SIZE, missing, list):
            self._load_batch(batch)
            done += len(batch)
            yield done

    def _load_batch(self, batch):
        leads = self._create_together(batch) or self._create_one_by_one(batch)
        self.store.register({_external_name(item): lead for item, lead in leads})
        self._set_create_dates(leads)
        created, known = self.store.counts["opportunities"]
        self.store.counts["opportunities"] = (created + len(leads), known)

    def _create_together(self, batch):
        """Return pairs of opportunity and lead; None when this database refuses one of them."""
        try:
            with self.env.cr.savepoint():
                leads = self.env["crm.lead"].create([self._prepare_vals(item) for item in batch])
        except UserError:
            return None
        return list(zip(batch, leads, strict=True))

    def _create_one_by_one(self, batch):
        pairs = []
        for item in batch:
            try:
                with self.env.cr.savepoint():
                    pairs.append((item, self.env["crm.lead"].create(self._prepare_vals(item))))
            except UserError as error:
                reason = f"{item.ref}: {' '.join(str(error).split())}"
                self.findings.add(SOURCE, f"{item.stage} refused by a rule", "skipped", reason)
        return pairs

    def _prepare_vals(self, item):
        agent = item.agent.key if item.agent else None
        return {
            "name": item.name,
            "type": "opportunity",
            "user_id": self.people.users.get(agent, False),
            "team_id": self.people.teams.get(agent, False),
            "partner_id": self.companies.ids[item.account.key] if item.account else False,
            "expected_revenue": item.amount or 0,
            "stage_id": self.stages[item.stage].id,
            **({"partner_name": item.customer_name} if item.customer_name else {}),
            **self._prepare_use_case_vals(item),
            **self._prepare_date_vals(item),
            **self._prepare_outcome_vals(item),
        }

    def _prepare_use_case_vals(self, item):
        series = item.product.series if item.product else ""
        return {"use_case_id": self.use_cases[series]} if series else {}

    @staticmethod
    def _prepare_date_vals(item):
        dates = {"date_open": item.created, "date_last_stage_update": item.closed or item.engaged}
        return {name: datetime.combine(day, NOON) for name, day in dates.items() if day}

    def _prepare_outcome_vals(self, item):
        """Won or lost, with both probabilities, so that no scoring replaces them."""
        if not item.stage.is_closed:
            return {}
        closed = datetime.combine(item.closed, NOON) if item.closed else Datetime.now()
        probability = 100 if item.stage is Stage.WON else 0
        vals = {
            "probability": probability,
            "automated_probability": probability,
            "date_closed": closed,
        }
        if item.stage is Stage.LOST:
            vals.update(active=False, lost_reason_id=self.lost_reasons[LOST_REASON])
        return vals

    def _set_create_dates(self, leads):
        """Date the leads back; the ORM lets nobody write that column."""
        dated = [(lead.id, item.created) for item, lead in leads if item.created]
        if not dated:
            return
        self.env.flush_all()
        ids, days = zip(*dated, strict=True)
        self.env.cr.execute(
            SQL(
                "UPDATE crm_lead AS lead SET create_date = dated.moment"
                " FROM unnest(%s::int[], %s::timestamp[]) AS dated (id, moment)"
                " WHERE lead.id = dated.id",
                list(ids),
                [datetime.combine(day, NOON) for day in days],
            )
        )
        records = self.env["crm.lead"].browse(ids)
        records.invalidate_recordset(["create_date"], flush=False)
        records.modified(["create_date"])  # days to assign and to close follow from it

    def _find_stages(self):
        """Only engaged deals are ever lost, so lost ones rest in the stage of engaged ones."""
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        won = stages.filtered("is_won")[:1]
        still_open = stages.filtered(lambda stage: not stage.is_won)
        if not won or not still_open:
            raise SampleError("Loading needs one open and one won stage that serve all teams.")
        engaging = still_open[1:2] or still_open
        return {
            Stage.PROSPECTING: still_open[0],
            Stage.ENGAGING: engaging,
            Stage.LOST: engaging,
            Stage.WON: won,
        }


def _external_name(item):
    return f"opportunity_{item.ref}"
