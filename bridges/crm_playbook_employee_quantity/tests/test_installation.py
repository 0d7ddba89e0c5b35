from odoo.tests import tagged

from odoo.addons.crm_playbook.tests.icp_common import IcpCommon

from ..hooks import post_init_hook


@tagged("post_install", "-at_install")
class TestInstallation(IcpCommon):
    """What was written before the bridge was there, in one field, in the other, in both."""

    def _new_partner(self, count, quantity, **values):
        """Return a customer with what the two columns held before."""
        partner = self.env["res.partner"].create({"name": "Before", "is_company": True, **values})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET employee_count = %s, employee_quantity = %s WHERE id = %s",
            [count, quantity, partner.id],
        )
        self.env.invalidate_all()
        return partner

    def _install(self):
        post_init_hook(self.env)
        self.env.flush_all()
        self.env.invalidate_all()

    def assertEmployees(self, partner, count):
        self.assertEqual((partner.employee_count, partner.employee_quantity), (count, count))

    def test_a_number_in_one_field_goes_into_the_other(self):
        ours, theirs = self._new_partner(30, None), self._new_partner(None, 40)
        zero, archived = self._new_partner(50, 0), self._new_partner(60, 0, active=False)
        self._install()
        for partner, count in ((ours, 30), (theirs, 40), (zero, 50), (archived, 60)):
            self.assertEmployees(partner, count)
            self.assertNotIn("Employee Quantity", str(partner.message_ids.mapped("body")))

    def test_of_two_numbers_the_neighbours_goes_on_and_the_other_is_noted(self):
        partner = self._new_partner(30, 40)
        self._install()
        self.assertEmployees(partner, 40)
        self.assertIn("30", str(partner.message_ids[:1].body))
        before = len(partner.message_ids)
        self._install()
        self.assertEqual(len(partner.message_ids), before)

    def test_contacts_follow_their_company(self):
        company = self._new_partner(30, 40)
        contact = self._new_partner(30, None, is_company=False, parent_id=company.id)
        self._install()
        self.assertEmployees(company, 40)
        self.assertEmployees(contact, 40)

    def test_scores_follow(self):
        partner = self._new_partner(30, 400)
        lead = self._new_lead(partner_id=partner.id)
        self._publish(([("partner_id.employee_count", ">", 100)], 10))
        self.assertScore(lead, 0)
        self._install()
        self.assertScore(lead, 100)
