"""Cleans accounts, products and sales teams."""

from .findings import quoted
from .records import Account, Agent, Product
from .values import Catalog, identity, parse_amount, parse_count, parse_millions, parse_year

SECTOR_SPELLINGS = {"technolgy": "technology"}
COUNTRY_SPELLINGS = {"philipines": "Philippines"}


def read_value(row, column, parse, findings):
    """Parse one cell; an unreadable one is counted and taken for a missing one."""
    try:
        return parse(row[column])
    except ValueError:
        findings.add(row.source, f"unreadable {column}", "taken for missing", row.quote(column))
        return None


def clean_accounts(rows, findings):
    accounts = _unique(rows, "account", _clean_account, findings)
    catalog = Catalog(accounts.values())
    for row in rows:
        account = accounts.get(row.line)
        if account and row["subsidiary_of"]:
            account.parent = _find_parent(row, account, catalog, findings)
    return list(accounts.values())


def clean_products(rows, findings):
    return list(_unique(rows, "product", _clean_product, findings).values())


def clean_agents(rows, findings):
    return list(_unique(rows, "sales_agent", _clean_agent, findings).values())


def _unique(rows, column, clean, findings):
    """Return ``{line: thing}`` for the rows that have a name nobody had before."""
    things, keys = {}, set()
    for row in rows:
        if not row[column]:
            findings.add(row.source, f"row without {column}", "skipped", row.quote(column))
            continue
        key = identity(row[column])
        if key in keys:
            findings.add(row.source, f"{column} listed twice", "first kept", row.quote(column))
            continue
        keys.add(key)
        things[row.line] = clean(row, findings)
    return things


def _clean_account(row, findings):
    return Account(
        name=row["account"],
        sector=_clean_sector(row, findings),
        employees=read_value(row, "employees", parse_count, findings),
        revenue=read_value(row, "revenue", parse_millions, findings),
        founded=read_value(row, "year_established", parse_year, findings),
        country=_clean_country(row, findings),
    )


def _clean_sector(row, findings):
    if not row["sector"]:
        findings.add(row.source, "account without sector", "loaded without industry")
    return _correct(row, "sector", SECTOR_SPELLINGS, findings).casefold()


def _clean_country(row, findings):
    if not row["office_location"]:
        findings.add(row.source, "account without office_location", "loaded without country")
    return _correct(row, "office_location", COUNTRY_SPELLINGS, findings)


def _correct(row, column, spellings, findings):
    text = row[column]
    if corrected := spellings.get(text.casefold()):
        findings.add(row.source, f"{column} {quoted(text)}", f"read as {quoted(corrected)}")
    return corrected or text


def _find_parent(row, account, catalog, findings):
    parent = catalog.find(row["subsidiary_of"])
    problem = None
    if not parent:
        problem = "unknown subsidiary_of"
    elif _has_ancestor(parent, account):
        problem = "subsidiary_of that leads back to the account"
    if problem:
        findings.add(
            row.source, problem, "loaded without parent company", row.quote("subsidiary_of")
        )
        return None
    return parent


def _has_ancestor(account, wanted):
    while account and account is not wanted:
        account = account.parent
    return account is wanted


def _clean_product(row, findings):
    if not row["series"]:
        findings.add(row.source, "product without series", "loaded without use case")
    price = read_value(row, "sales_price", parse_amount, findings)
    return Product(name=row["product"], series=row["series"], price=price)


def _clean_agent(row, findings):
    if not row["manager"]:
        findings.add(
            row.source, "agent without manager", "loaded without team", row.quote("manager")
        )
    return Agent(name=row["sales_agent"], manager=row["manager"], office=row["regional_office"])
