from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .stock_common import CALLED, MODULE, StockCommon, calls, walk_overrides

EMAIL = """From: Bo Buyer <bo@fabrikam.example>
To: sales@test.example
Subject: New line
Message-Id: <new-line@fabrikam.example>

Please call."""


@tagged("post_install", "-at_install")
class TestStockMethods(StockCommon):
    """What holds of all methods of stock that are extended."""

    def test_each_extended_method_is_called_by_a_test(self):
        extended = {f"{model}.{name}" for model, name, _class in walk_overrides(self.registry)}
        self.assertFalse(extended - CALLED)
        self.assertFalse(CALLED - extended, "no longer extended")

    def test_no_field_that_some_may_not_see_is_copied_by_stock(self):
        # Stock copies such a field elevated for nobody: whoever may not read it is refused.
        for model, model_class in self.registry.items():
            if model_class._original_module == MODULE:
                continue
            for name, field in model_class._fields.items():
                if set(field._modules) == {MODULE} and field.groups and not field.inherited:
                    self.assertFalse(field.copy, f"{model}.{name}")


@tagged("post_install", "-at_install")
class TestStockLead(StockCommon):
    """``crm.lead``, for people who have their rights on it from another addon."""

    def _as(self, user):
        return self.deal.with_user(user)

    def _share_with_portal(self):
        """Let portal users read deals, as ``website_crm_partner_assign`` does."""
        self.env["ir.model.access"].create(
            [
                {
                    "name": "reseller",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "group_id": self.env.ref("base.group_portal").id,
                    "perm_read": True,
                }
                for model in ("crm.lead", "crm.stage", "crm.tag")
            ]
        )

    @calls("crm.lead.default_get")
    def test_defaults(self):
        names = ["stage_id", "type", "team_id", "user_id", "active"]
        for user in (self.office, self.salesman):
            leads = self.env["crm.lead"].with_user(user)
            for value in (self.deal.stage_id.id, False):
                column = leads.with_context(default_stage_id=value)
                self.assertAsStock(lambda column=column: column.default_get(names))

    @calls("crm.lead._prepare_values_from_partner")
    def test_whoever_registers_people_for_an_event_takes_a_lead_from_a_customer(self):
        for user in (self.employee, self.editor, self.office):
            leads = self.env["crm.lead"].with_user(user)
            for partner in (self.customer, self.contact):
                values = self.assertAsStock(
                    lambda leads=leads, partner=partner: leads._prepare_values_from_partner(
                        partner.with_user(leads.env.user)
                    )
                )
                self.assertEqual(values["partner_name"], "Northwind")

    @calls("crm.lead._prepare_values_from_partner")
    def test_portal_and_public_take_a_lead_from_what_they_read(self):
        for user in (self.portal, self.public):
            leads = self.env["crm.lead"].with_user(user)
            partner = user.partner_id.with_user(user)
            self.assertAsStock(
                lambda leads=leads, partner=partner: leads._prepare_values_from_partner(partner)
            )

    @calls("crm.lead._prepare_values_from_partner")
    def test_sales_takes_the_facts_of_the_customer(self):
        values = (
            self.env["crm.lead"]
            .with_user(self.salesman)
            ._prepare_values_from_partner(self.customer.with_user(self.salesman))
        )
        self.assertEqual(values["employee_count"], 250)
        self.assertEqual(values["industry_id"], self.customer.industry_id.id)

    @calls("crm.lead._prepare_values_from_partner")
    def test_a_lead_made_without_sales_rights_still_follows_its_customer(self):
        values = (
            self.env["crm.lead"]
            .with_user(self.employee)
            ._prepare_values_from_partner(self.customer.with_user(self.employee))
        )
        lead = self.env["crm.lead"].create(
            {**values, "name": "Registered", "partner_id": self.customer.id}
        )
        self.assertEqual(lead.employee_count, 250)
        self.assertEqual(lead.industry_id, self.customer.industry_id)

    @calls("crm.lead._prepare_customer_values", "crm.lead._create_customer")
    def test_customer_is_made_of_a_deal(self):
        lead = self._new_deal(partner_name="Fabrikam", contact_name="Bo", employee_count=40)
        lead = lead.with_user(self.office)
        self.assertAsStock(lead._create_customer)
        self.assertAsStock(lambda: lead._create_customer(with_parent=self.customer))
        self.assertAsStock(lambda: lead._prepare_customer_values("Fabrikam", True))

    @calls("crm.lead._create_customer")
    def test_customer_gets_the_facts_that_whoever_makes_it_does_not_see(self):
        lead = self._new_deal(partner_name="Fabrikam", contact_name="Bo", employee_count=40)
        contact = lead.with_user(self.office)._create_customer().sudo()
        self.assertEqual(contact.parent_id.name, "Fabrikam")
        self.assertEqual(contact.parent_id.employee_count, 40)
        lead.with_user(self.office)._create_customer(with_parent=self.customer)
        self.assertEqual(self.customer.employee_count, 250)  # known before

    @calls("crm.lead._prepare_customer_values")
    def test_suggested_recipients_tell_a_reseller_nothing_more(self):
        self._share_with_portal()
        lead = self._new_deal(email_from="bo@fabrikam.example", employee_count=40, budget=900)
        lead = lead.with_user(self.portal)
        self.assertAsStock(lambda: lead._prepare_customer_values("Fabrikam", True))
        self.assertAsStock(lead._get_customer_information)

    @calls("crm.lead.create")
    def test_create(self):
        leads = self.env["crm.lead"].with_user(self.office)
        values = {"name": "New", "team_id": self.team.id, "partner_id": self.customer.id}
        self.assertAsStock(lambda: leads.create({**values, "type": "lead"}))
        for stage in (self.first, self.second, self.won):
            opportunity = {**values, "type": "opportunity", "stage_id": stage.id}
            self.assertAsStock(lambda values=opportunity: leads.create(values))

    @calls("crm.lead.copy_data")
    def test_copy(self):
        self.assertAsStock(self._as(self.office).copy)

    def test_copy_of_sales_takes_the_facts_along(self):
        lead = self._new_deal(user_id=self.salesman.id, employee_count=40)
        self.assertEqual(lead.with_user(self.salesman).copy().employee_count, 40)
        other = lead.with_user(self.salesman).copy({"employee_count": 50})
        self.assertEqual(other.employee_count, 50)

    @calls("crm.lead.write", "crm.lead._compute_field_value")
    def test_write(self):
        other_stage = self.env["crm.stage"].create(
            {"name": "Elsewhere", "sequence": -5, "team_ids": [Command.set(self.other_team.ids)]}
        )
        deal = self._as(self.office)
        for values in (
            {"name": "Line 5", "expected_revenue": 7000, "date_deadline": "2031-01-01"},
            {"partner_id": self.contact.id},
            {"stage_id": self.second.id, "priority": "2"},
            {"stage_id": other_stage.id, "team_id": self.other_team.id},
            {"team_id": self.other_team.id, "user_id": False},
            {"user_id": self.salesman.id, "company_id": self.env.company.id},
            {"stage_id": self.won.id},
            {"active": False, "probability": 0},
            {"type": "lead"},
        ):
            self.assertAsStock(lambda values=values: self._written(deal, values))

    def _written(self, records, values):
        records.write(values)
        return records

    @calls("crm.lead.action_set_won", "crm.lead.action_set_lost", "crm.lead._handle_won_lost")
    def test_win_lose_and_open_again(self):
        def lose():
            deal.action_set_lost(lost_reason_id=reason.id)
            return deal

        def open_again():
            deal.action_set_won()
            deal.write({"stage_id": self.second.id})
            return deal

        reason = self.env["crm.lost.reason"].create({"name": "No money"})
        deal = self._as(self.office)
        self.assertAsStock(lambda: deal.action_set_won() and deal)
        self.assertAsStock(lose)
        self.assertAsStock(lambda: lose() and deal.action_unarchive() and deal)
        self.assertAsStock(lambda: lose() and deal.action_set_won() and deal)
        self.assertAsStock(open_again)

    @calls("crm.lead.action_set_won_rainbowman")
    def test_win_by_the_button(self):
        deal = self._as(self.office)
        with patch.object(self.registry["crm.lead"], "_get_rainbowman_message", lambda lead: "Yes"):
            self.assertAsStock(deal.action_set_won_rainbowman)

    @calls("crm.lead.convert_opportunity")
    def test_convert(self):
        lead = self._new_deal(type="lead").with_user(self.office)
        self.assertAsStock(
            lambda: (
                lead.convert_opportunity(
                    self.customer, user_ids=self.salesman.ids, team_id=self.other_team.id
                )
                and lead
            )
        )

    @calls(
        "crm.lead._merge_opportunity",
        "crm.lead._merge_get_fields",
        "crm.lead._merge_get_fields_specific",
        "crm.lead._merge_dependences",
    )
    def test_merge(self):
        self.deal.description = "First"
        other = self._new_deal(description="Second", employee_count=40, probability=1)
        leads = (self.deal | other).with_user(self.office)
        self.assertAsStock(leads.merge_opportunity)

    @calls("crm.lead._merge_get_fields")
    def test_merge_keeps_what_whoever_merges_may_not_see(self):
        use_case = self.env["crm.use.case"].create({"name": "Safety"})
        triggers = self.env["crm.buying.trigger"].create([{"name": "Law"}, {"name": "Fire"}])
        one = self._new_deal(budget=500, buying_trigger_ids=triggers[0].ids)
        other = self._new_deal(
            use_case_id=use_case.id, budget=700, buying_trigger_ids=triggers[1].ids
        )
        merged = (one | other).with_user(self.office).merge_opportunity().sudo()
        self.assertEqual(merged.use_case_id, use_case)
        self.assertIn(merged.budget, (500, 700))
        self.assertEqual(merged.buying_trigger_ids, triggers)

    def test_unlink(self):
        self.assertAsStock(self._as(self.office).unlink)

    @calls("crm.lead.message_new")
    def test_mail_makes_a_lead_whoever_sent_it(self):
        self.env["res.partner"].create({"name": "Bo", "email": "bo@fabrikam.example"})
        for user in (self.employee, self.public, self.env.ref("base.user_root")):
            threads = self.env["mail.thread"].with_user(user).sudo()
            self.assertAsStock(
                lambda threads=threads: self.env["crm.lead"].browse(
                    threads.message_process("crm.lead", EMAIL, custom_values={"type": "lead"})
                )
            )

    @calls("crm.lead._notify_thread")
    def test_post_on_a_deal(self):
        deal = self._as(self.office)
        partners = self.contact.ids
        self.assertAsStock(
            lambda: deal.message_post(
                body="Hello", subtype_xmlid="mail.mt_comment", partner_ids=partners
            )
        )

    def test_fill_in_a_form(self):
        with Form(self.env["crm.lead"].with_user(self.office)) as form:
            form.name = "By form"
            form.partner_id = self.customer
            form.expected_revenue = 100
        self.assertEqual(form.record.email_from, "info@northwind.example")
        self.assertEqual(form.record.sudo().employee_count, 250)

    @calls("crm.lead._determine_fields_to_fetch", "crm.lead._field_to_sql")
    def test_read_search_and_group(self):
        self._share_with_portal()
        domain = [("id", "=", self.deal.id)]
        names = ["name", "stage_id", "expected_revenue", "email_from"]
        for user in (self.office, self.portal):
            leads = self.env["crm.lead"].with_user(user)
            self.assertAsStock(lambda leads=leads: leads.search_read(domain, names))
            self.assertAsStock(
                lambda leads=leads: leads._read_group(
                    domain, ["stage_id", "team_id"], ["expected_revenue:sum"]
                )
            )
            with self.assertRaises(AccessError):
                leads.search([("icp_score", ">", 1)])

    def test_read_every_field(self):
        [values] = self._as(self.office).read()
        self.assertEqual(values["name"], "Line 4")
        self.assertNotIn("icp_score", values)

    def test_export(self):
        export = self.env.ref("base.group_allow_export")
        self.office.group_ids = [Command.link(export.id)]
        names = ["name", "stage_id/name", "partner_id/name"]
        self.assertAsStock(lambda: self._as(self.office).export_data(names))

    @calls("crm.lead._valid_field_parameter")
    def test_other_parameters_of_fields_are_answered_by_stock(self):
        leads, field = self.env["crm.lead"], self.env["crm.lead"]._fields["name"]
        self.assertTrue(leads._valid_field_parameter(field, "tracking"))
        self.assertTrue(leads._valid_field_parameter(field, "side_column"))
        self.assertFalse(leads._valid_field_parameter(field, "no_such_parameter"))

    def test_views_hold_what_the_reader_may_see(self):
        self._share_with_portal()
        for user in (self.office, self.portal):
            kinds = ("form", "list", "kanban", "search", "pivot", "graph")
            self.assertShowsNothingMore(self.env["crm.lead"].with_user(user), kinds)


@tagged("post_install", "-at_install")
class TestStockLeadInUse(TestStockLead):
    in_use = True


@tagged("post_install", "-at_install")
class TestStockPipeline(StockCommon):
    """Stages and teams, for people who have their rights on them from another addon."""

    @calls("crm.stage.create", "crm.stage.write", "crm.stage.unlink", "crm.stage.copy_data")
    def test_stages(self):
        stages = self.env["crm.stage"].with_user(self.office)
        empty = self.env["crm.stage"].create({"name": "Empty"}).with_user(self.office)
        self.assertAsStock(lambda: stages.create({"name": "New", "sequence": 3}))
        self.assertAsStock(empty.copy)
        self.assertAsStock(lambda: empty.write({"sequence": 9, "is_won": True}) and empty)
        second = self.first.with_user(self.office)
        self.assertAsStock(lambda: second.write({"is_won": True}) and self.deal)
        self.assertAsStock(empty.unlink)

    @calls("crm.tag.unlink")
    def test_tag_that_goes(self):
        tag = self.env["crm.tag"].create({"name": "Old"}).with_user(self.office)
        self.assertAsStock(tag.unlink)

    @calls("crm.team.create", "crm.team.write", "crm.team.unlink", "crm.team.copy_data")
    def test_teams(self):
        teams = self.env["crm.team"].with_user(self.office)
        empty = self.env["crm.team"].create({"name": "Empty"}).with_user(self.office)
        self.assertAsStock(lambda: teams.create({"name": "New"}))
        self.assertAsStock(empty.copy)
        self.assertAsStock(lambda: empty.write({"name": "Other", "active": False}) and empty)
        self.assertAsStock(empty.unlink)
        with Form(teams) as form:
            form.name = "By form"
        self.assertTrue(form.record)

    def test_copy_of_sales_takes_the_rules_along(self):
        manager = self._new_user("stock_manager", "sales_team.group_sale_manager")
        self.team.write({"lost_reason_required": True, "stakeholder_silent_days": 7})
        self.first.back_needs_reason = True
        team = self.team.with_user(manager).copy()
        self.assertTrue(team.lost_reason_required)
        self.assertEqual(team.stakeholder_silent_days, 7)
        self.assertTrue(self.first.with_user(manager).copy().back_needs_reason)

    @calls("crm.team._assign_and_convert_leads")
    def test_administrator_without_sales_assigns_leads(self):
        self.env["ir.config_parameter"].set_param("crm.lead.auto.assignment", True)
        self.team.write({"use_leads": True, "crm_team_member_ids": [self._prepare_member()]})
        lead = self._new_deal(type="lead", team_id=False, user_id=False)
        self.settings.group_ids = [Command.link(self.office_group.id)]
        team = self.team.with_user(self.settings)
        self.assertAsStock(lambda: team.action_assign_leads() and lead)

    def _prepare_member(self):
        return Command.create({"user_id": self.salesman.id, "assignment_max": 30})


@tagged("post_install", "-at_install")
class TestStockPipelineInUse(TestStockPipeline):
    in_use = True
