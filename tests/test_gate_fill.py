from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..exceptions import MAX_LINES
from .gate_common import GateCommon


@tagged("post_install", "-at_install")
class TestGateFill(GateCommon):
    """Where a move was refused what is missing is filled in, and the deals move."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls.deal.with_user(cls.salesman)

    def _ask_for(self, *names):
        fields = self.env["ir.model.fields"].union(*map(self._get_field, names))
        return self._new_criterion(field_ids=[Command.set(fields.ids)])

    # --- which fields --------------------------------------------------------------------

    def test_fields_are_those_that_one_may_write_without_a_form(self):
        names = ["phone", "tag_ids", "company_id", "create_date", "order_ids", "stage_move_ids"]
        found = self.mine.get_gate_fields([*names, "lead_properties", "phone", "no_field"])
        self.assertEqual(
            [(field["name"], field["type"]) for field in found],
            [("phone", "char"), ("tag_ids", "many2many"), ("company_id", "many2one")],
        )

    def test_a_field_comes_with_what_it_depends_on(self):
        needs = {
            field["name"]: field["needs"]
            for field in self.mine.get_gate_fields(["expected_revenue", "partner_id", "phone"])
        }
        self.assertEqual(needs["expected_revenue"], ["company_currency"])
        self.assertIn("company_id", needs["partner_id"])
        self.assertEqual(needs["phone"], [])

    def test_fields_are_not_for_others(self):
        outsider = new_test_user(self.env, "gate_outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.deal.with_user(outsider).get_gate_fields(["phone"])

    # --- filling in ----------------------------------------------------------------------

    def test_a_value_is_given_where_nothing_is_filled_in(self):
        other = self._new_deal(name="Other", phone="1")
        third = self._new_deal(name="Third", email_from="info@north.example")
        values = {"phone": "2", "email_from": "x@north.example"}
        (self.deal | other | third).with_user(self.salesman).action_fill_in(values)
        self.assertEqual(self.deal.phone, "2")
        self.assertEqual((other.phone, other.email_from), ("1", "x@north.example"))
        self.assertEqual((third.phone, third.email_from), ("2", "info@north.example"))

    def test_relations_are_given_by_their_ids(self):
        customer = self.env["res.partner"].create({"name": "Northwind"})
        tag = self.env["crm.tag"].create({"name": "Large"})
        self.mine.action_fill_in({"partner_id": customer.id, "tag_ids": tag.ids})
        self.assertEqual((self.deal.partner_id, self.deal.tag_ids), (customer, tag))

    def test_many_are_filled_in_by_as_many_queries_as_a_few(self):
        def count(number):
            deals = self.env["crm.lead"].union(*(self._new_deal() for _n in range(number)))
            deals = deals.with_user(self.salesman)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            deals.action_fill_in({"referred": "Mara"})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count(2)
        self.assertLessEqual(count(20), count(5) + 2)

    def test_what_others_work_on_is_not_filled_in(self):
        self.deal.user_id = self.manager
        with self.assertRaises(AccessError):
            self.mine.action_fill_in({"phone": "1"})
        self.assertFalse(self.deal.phone)

    def test_what_one_may_not_write_is_not_filled_in(self):
        self.assertTrue(self.deal._fields["stage_move_ids"].groups)
        with self.assertRaises(UserError):
            self.mine.action_fill_in({"stage_move_ids": [1]})

    def test_what_a_value_points_at_is_there_and_readable(self):
        company = self.env["res.company"].create({"name": "Second"})
        hidden = self.env["res.partner"].create({"name": "Hidden", "company_id": company.id})
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone.unlink()
        with self.assertRaises(AccessError):
            self.mine.action_fill_in({"partner_id": hidden.id})
        with self.assertRaises(MissingError):
            self.mine.action_fill_in({"partner_id": gone.id})

    def test_nonsense_is_refused_with_a_sentence(self):
        for values in ({"date_deadline": "x"}, {"priority": "9"}, {"no_field": 1}, {"tag_ids": 1}):
            with self.assertRaises(UserError, msg=str(values)):
                self.mine.action_fill_in(values)

    # --- moving --------------------------------------------------------------------------

    def test_ready_deals_move(self):
        self._ask_for("phone")
        self.mine.action_fill_in({"phone": "1"})
        self.assertIs(self.mine.action_move_if_ready(self.second.id), False)
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.second.id)

    def test_what_stops_a_deal_is_told_and_what_was_filled_in_stays(self):
        self._ask_for("phone", "email_from")
        self.mine.action_fill_in({"phone": "1"})
        told = self.mine.action_move_if_ready(self.second.id)
        [line] = told["deals"][0]["lines"]
        self.assertEqual((line["state"], line["fields"]), ("missing", ["email_from"]))
        self.assertEqual(self.deal.phone, "1")
        self.assertEqual(self._get_stage_in_database(self.deal)[0], self.first.id)
        self.assertEqual(self.deal.stage_id, self.first)

    def test_some_that_are_not_ready_keep_the_others(self):
        self._ask_for("phone")
        ready = self._new_deal(name="Ready", phone="1")
        told = (self.mine | ready.with_user(self.salesman)).action_move_if_ready(self.second.id)
        self.assertEqual([deal["lead_id"] for deal in told["deals"]], self.deal.ids)
        self.assertEqual(told["passing"], {"stage_id": self.second.id, "lead_ids": ready.ids})
        self.assertEqual(self._get_stage_in_database(ready)[0], self.first.id)

    def test_of_those_that_are_not_shown_the_fields_are_told(self):
        self._ask_for("phone")
        deals = self.env["crm.lead"].union(*(self._new_deal() for _n in range(MAX_LINES + 1)))
        told = deals.with_user(self.salesman).action_move_if_ready(self.second.id)
        self.assertEqual(told["further"][0]["lines"][0]["fields"], ["phone"])

    def test_deals_of_others_do_not_move(self):
        self.deal.user_id = self.manager
        with self.assertRaises(AccessError):
            self.mine.action_move_if_ready(self.second.id)

    def test_who_may_approve_is_told_so(self):
        self._new_criterion(kind="approval", approver="leader")
        for user, may in ((self.salesman, False), (self.manager, True)):
            told = self.deal.with_user(user).action_move_if_ready(self.second.id)
            self.assertIs(told["deals"][0]["lines"][0]["can_decide"], may)
