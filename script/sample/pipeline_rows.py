"""Cleans the opportunities and links them to accounts, products and agents."""

from .findings import quoted
from .master_rows import read_value
from .records import Opportunity, Stage
from .values import Catalog, parse_amount, parse_date

STAGES = {stage.value.casefold(): stage for stage in Stage}


class PipelineCleaner:
    """Turns rows into opportunities; what it cannot use is counted in ``findings``."""

    def __init__(self, accounts, products, agents, findings):
        self.findings = findings
        self._accounts = Catalog(accounts)
        self._products = Catalog(products)
        self._agents = Catalog(agents)
        self._refs = set()

    def clean(self, rows):
        return [self._clean_row(row) for row in rows if self._is_usable(row)]

    def _is_usable(self, row):
        if not row["opportunity_id"]:
            self._note(row, "row without opportunity_id", "skipped")
        elif row["deal_stage"].casefold() not in STAGES:
            self._note(row, "unknown deal_stage", "skipped", "deal_stage")
        elif row["opportunity_id"] in self._refs:
            self._note(row, "opportunity_id listed twice", "first kept", "opportunity_id")
        else:
            self._refs.add(row["opportunity_id"])
            return True
        return False

    def _clean_row(self, row):
        opportunity = Opportunity(
            ref=row["opportunity_id"],
            name="",
            stage=STAGES[row["deal_stage"].casefold()],
            agent=self._find(row, "sales_agent", self._agents, "loaded without salesperson"),
            product=self._find(row, "product", self._products, "name kept, no use case, no price"),
        )
        self._set_customer(opportunity, row)
        self._set_dates(opportunity, row)
        self._set_amount(opportunity, row)
        opportunity.name = self._compose_name(opportunity, row)
        return opportunity

    def _find(self, row, column, catalog, otherwise):
        """Return what a cell names; None, and a line in the report, when nothing has that name."""
        if not row[column]:
            self._note(row, f"opportunity without {column}", otherwise)
            return None
        thing = catalog.find(row[column])
        if not thing:
            self._note(row, f"unknown {column}", otherwise, column)
        elif thing.name != row[column]:
            self._note(row, f"{column} {quoted(row[column])}", f"read as {quoted(thing.name)}")
        return thing

    def _set_customer(self, opportunity, row):
        if row["account"]:
            otherwise = "name kept, no customer"
            opportunity.account = self._find(row, "account", self._accounts, otherwise)
            opportunity.customer_name = "" if opportunity.account else row["account"]
        else:
            kind = "closed" if opportunity.stage.is_closed else "open"
            self._note(row, f"{kind} opportunity without account", "loaded without customer")

    def _set_dates(self, opportunity, row):
        engaged = read_value(row, "engage_date", parse_date, self.findings)
        closed = read_value(row, "close_date", parse_date, self.findings)
        stage = opportunity.stage
        if closed and not stage.is_closed:
            self._note(row, "close_date of an open opportunity", "ignored", "close_date")
            closed = None
        elif not closed:
            outcome = "closed on the day of loading" if stage.is_closed else "open, no closing date"
            self._note(row, f"{stage} without close_date", outcome)
        if engaged and closed and closed < engaged:
            self._note(row, "close_date before engage_date", "engage_date ignored", "close_date")
            engaged = None
        elif not engaged:
            outcome = "created on its close_date" if closed else "created on the day of loading"
            self._note(row, f"{stage} without engage_date", outcome)
        opportunity.engaged, opportunity.closed = engaged, closed

    def _set_amount(self, opportunity, row):
        amount = read_value(row, "close_value", parse_amount, self.findings)
        is_stated = amount is not None and (amount > 0 or opportunity.stage is Stage.WON)
        if not is_stated:
            found = "without close_value" if amount is None else "with close_value 0"
            amount = opportunity.product.price if opportunity.product else None
            outcome = "no expected revenue" if amount is None else "price of the product expected"
            self._note(row, f"{opportunity.stage} {found}", outcome)
        opportunity.amount = amount

    @staticmethod
    def _compose_name(opportunity, row):
        product = opportunity.product.name if opportunity.product else row["product"]
        customer = opportunity.account.name if opportunity.account else opportunity.customer_name
        return " – ".join(filter(None, (product or opportunity.ref, customer)))

    def _note(self, row, problem, outcome, column=None):
        example = row.quote(column) if column else ""
        self.findings.add(row.source, problem, outcome, example)
