"""Loads accounts as companies with their firmographics."""

SOURCE = "accounts.csv"


class Companies:
    """Knows the companies, ``{key of the account: id}``."""

    def __init__(self, store, findings):
        self.env = store.env
        self.store = store
        self.findings = findings
        self.ids = {}

    def load(self, accounts):
        sectors = {account.sector.capitalize() for account in accounts}
        industries = self.store.ensure_named("industries", "res.partner.industry", sectors)
        countries = self._find_countries()
        vals = {
            account.key: self._prepare_vals(account, industries, countries) for account in accounts
        }
        self.ids = self.store.ensure("companies", "res.partner", vals)
        for account in accounts:
            if account.parent and account.key in self.store.new_keys["res.partner"]:
                self._link_parent(account)

    def _prepare_vals(self, account, industries, countries):
        vals = {
            "name": account.name,
            "is_company": True,
            "industry_id": industries.get(account.sector.capitalize()),
            "employee_count": account.employees,
            "annual_revenue": account.revenue,
            "country_id": self._get_country(account, countries),
            "comment": account.founded and f"Founded in {account.founded}",
        }
        return {name: value for name, value in vals.items() if value is not None}

    def _link_parent(self, account):
        # A contact would take over its parent's address; this company has its own country.
        partner = self.env["res.partner"].browse(self.ids[account.key])
        partner.write({"type": "other", "parent_id": self.ids[account.parent.key]})

    def _find_countries(self):
        countries = self.env["res.country"].search([])
        return {country.name.casefold(): country.id for country in countries}

    def _get_country(self, account, countries):
        if not account.country:
            return None
        country_id = countries.get(account.country.casefold())
        if country_id:
            self.findings.add(SOURCE, "country in office_location", "loaded as country")
        else:
            problem = f'office_location "{account.country}" is not the name of a country'
            self.findings.add(SOURCE, problem, "loaded without country", account.name)
        return country_id
