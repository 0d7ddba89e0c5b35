from time import perf_counter

from lxml import etree

from odoo.tests import tagged

from odoo.addons.crm_playbook.tools import reach

from .full_reads_common import MANY, FullReadsCommon

FEW = 10
# Core looks these up deal by deal.
ONE_BY_ONE = {"duplicate_lead_count", "duplicate_lead_ids"}
# Core lets nobody but its own code read these.
REFUSED = {"res.partner": {"rtc_session_ids"}, "res.users": {"log_ids", "rtc_session_ids"}}


@tagged("post_install", "-at_install")
class TestFullReads(FullReadsCommon):
    """Whoever asks for all fields, as scripts and connectors do, asks the database as often for
    eighty records as for ten; and so do the views of deals."""

    def _count(self, function):
        """Return ``(queries, milliseconds)`` of a call that finds no record in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before, start = self.env.cr.sql_log_count, perf_counter()
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before, round(1000 * (perf_counter() - start))

    def _measure(self, records, read):
        """Return what :meth:`_count` says of reading few records, and of reading all."""
        few = records[:FEW]
        for some in (few, records):
            self._count(lambda some=some: read(some))  # fills the caches of the process
        return self._count(lambda: read(few)), self._count(lambda: read(records))

    def _get_records(self, model, user):
        """Return the eighty records of a model that the test is about, as somebody reads them;
        none of a model that is not for them."""
        records = self.env[model].with_user(user)
        if not records.has_access("read"):
            return records
        of_rooms = {"crm.lead": self.deals, "res.partner": self.customers}
        if model in of_rooms:
            return records.browse(of_rooms[model].ids)
        found = records.with_context(active_test=False).search([], limit=MANY, order="id")
        return records.browse(found.ids)

    def _get_names(self, records, is_wanted=lambda field: True):
        refused = REFUSED.get(records._name, ())
        return [
            name
            for name, field in records._fields.items()
            if name not in refused and records._has_field_access(field, "read") and is_wanted(field)
        ]

    def _check_full_reads(self, user):
        """Assert that what we add to a read is the same for few and for many, and return how
        many models were read."""
        faults, read = [], set()
        for model in self._get_models():
            records = self._get_records(model, user)
            if len(records) < MANY * 3 // 4:
                continue
            read.add(model)
            growth = self._get_growth(records, self._get_names(records))
            if not reach.is_ours(records):
                own = self._get_growth(records, self._get_names(records, reach.is_added))
                stock = self._get_names(records, lambda field: not reach.is_added(field))
                if own[0] > 0:
                    faults.append(f"{model}, our fields: {own[0]} queries more, {own[1]}")
                growth = growth[0] - self._get_growth(records, stock)[0], growth[1]
            if growth[0] > 0:
                faults.append(f"{model}: {growth[0]} queries more, {growth[1]}")
        self.assertFalse(faults, f"as {user.login}:\n" + "\n".join(faults))
        return read

    def _get_growth(self, records, names):
        """Return how many queries more it takes to read all than to read few, and the figures."""
        few, all_ = self._measure(records, lambda some: some.read(names))
        figures = f"{FEW} in {few[0]} queries and {few[1]} ms, {len(records)} in {all_[0]} and "
        return all_[0] - few[0], figures + f"{all_[1]} ms"

    def test_database_uses_every_room(self):
        for model in self._get_models():
            count = self.env[model].with_context(active_test=False).search_count([])
            self.assertGreaterEqual(count, MANY * 3 // 4, model)
        deals = self.deals.with_user(self.salesman)
        names = self._get_names(deals, reach.is_added)
        self.assertFalse({name for name in names if not any(deal[name] for deal in deals)})

    def test_salesperson_reads_everything(self):
        read = self._check_full_reads(self.salesman)
        rooms = {"crm.lead", "crm.handover", "crm.coaching.note", "crm.stakeholder"}
        self.assertLessEqual(rooms | {"crm.stage.criterion", "crm.deal.review.line"}, read)

    def test_manager_reads_everything(self):
        read = self._check_full_reads(self.manager)
        self.assertFalse(set(self._get_models()) - read - {"crm.stakeholder.refresh.fact"})

    # --- views ---------------------------------------------------------------------------

    def _get_specification(self, model, arch):
        """Return what the web client asks for to show a view."""
        specification = {}
        for node in arch.xpath(".//field[not(ancestor::field)]"):
            field = model._fields[node.get("name")]
            if field.name in ONE_BY_ONE:
                continue
            specification[field.name] = {}
            if field.type == "many2one":
                specification[field.name] = {"fields": {"display_name": {}}}
            elif field.relational:
                lines = model.env[field.comodel_name]
                names = {n.get("name") for n in node.xpath(".//field")} or {"display_name"}
                fields = {name: {} for name in names if name in lines._fields}
                specification[field.name] = {"fields": fields}
        return specification

    def test_views_of_deals_ask_as_often_for_many(self):
        for user in (self.salesman, self.manager):
            leads = self.env["crm.lead"].with_user(user)
            for kind in ("list", "kanban", "form"):
                arch = etree.fromstring(leads.get_view(view_type=kind)["arch"])
                specification = self._get_specification(leads, arch)
                few, all_ = self._measure(
                    leads.browse(self.deals.ids),
                    lambda some, leads=leads, specification=specification: leads.web_search_read(
                        [("id", "in", some.ids)], specification
                    ),
                )
                self.assertEqual(few[0], all_[0], f"{kind} as {user.login}: {few}, {all_}")
