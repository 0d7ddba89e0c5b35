from odoo.tests import tagged

from .icp_common import IcpCommon
from .statement_recorder import StatementRecorder

BIG = [("employee_count", ">=", 50)]


@tagged("post_install", "-at_install")
class TestQueries(StatementRecorder, IcpCommon):
    """Unused it costs nothing; used it costs the same for one lead and for eighty."""

    def _count_statements(self, function, table="crm_icp_score"):
        """Return how many statements of ``function`` touch the table of scores."""
        statements = self._record_statements(function)
        return sum(table in statement for statement in statements)

    def _create(self, count):
        self.env["crm.lead"].create(
            [{"name": f"New {n}", "user_id": False, "employee_count": n} for n in range(count)]
        )

    def _write(self, leads):
        leads.write({"employee_count": leads[0].employee_count + 1})

    def _read(self, leads):
        leads.web_read({"name": {}, "icp_tier": {}, "icp_score": {}, "icp_disqualified": {}})

    def _read_cards(self, leads):
        leads.web_read({"name": {}, "playbook_badges": {}})

    def test_idle_touches_no_score(self):
        self.assertEqual(self._count_statements(lambda: self._create(5)), 0)
        self.assertEqual(self._count_statements(lambda: self._write(self.lead)), 0)
        self.assertEqual(self._count_statements(lambda: self._read(self.lead)), 0)

    def test_published_profile_costs_a_constant_number_of_statements(self):
        self._publish((BIG, 10), ([("partner_id.industry_id", "=", self.industry.id)], 5))
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "user_id": False} for n in range(80)]
        )
        self.assertEqual(
            self._count_queries(lambda: self._write(leads[:1])),
            self._count_queries(lambda: self._write(leads)),
        )
        self.assertEqual(
            self._count_queries(lambda: self._read(leads[:1])),
            self._count_queries(lambda: self._read(leads)),
        )
        self.assertEqual(self._count_statements(lambda: self._read_cards(leads)), 1)
        name_only = self._count_queries(lambda: leads.web_read({"name": {}}))
        self.assertEqual(self._count_queries(lambda: self._read_cards(leads)), name_only + 1)
        self.assertEqual(self._count_statements(lambda: self._create(80)), 1)
        self.assertEqual(self._count_statements(lambda: self._write(leads)), 1)
        self.assertEqual(self._count_statements(lambda: self._read(leads)), 1)

    def test_change_of_a_customer_scores_all_its_leads_at_once(self):
        self._publish(([("partner_id.employee_count", ">", 50)], 10))
        for _number in range(30):
            self._new_lead(partner_id=self.customer.id)

        def change():
            self.customer.employee_count += 100

        self.assertEqual(self._count_statements(change), 1)

    def test_change_of_what_no_criterion_looks_at_scores_nothing(self):
        self._publish((BIG, 10))
        self.assertEqual(self._count_statements(lambda: self.lead.write({"referred": "A"})), 0)
