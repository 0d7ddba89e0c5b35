from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .stock_common import StockCommon, calls, stock_alone


@tagged("post_install", "-at_install")
class TestStockSettings(StockCommon):
    """Users, settings and technical records, for administrators without any right in Sales."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rights = cls._new_user(
            "stock_rights", "base.group_erp_manager,base.group_partner_manager"
        )

    @calls("res.users.write", "res.users.action_archive")
    def test_people_leave(self):
        leaving = self._new_user("stock_leaving", "base.group_user").with_user(self.rights)
        people = (self.employee | self.salesman).with_user(self.rights)
        self.assertAsStock(lambda: people.write({"active": False}) and people)
        self.assertAsStock(lambda: people.action_archive() or people)
        self.assertAsStock(lambda: people.write({"name": "Somebody"}) and people)
        self.assertAsStock(leaving.unlink)

    @calls("res.users.write")
    def test_people_change_their_own_preferences(self):
        for user in (self.employee, self.portal):
            own = user.with_user(user)
            self.assertAsStock(lambda own=own: own.write({"tz": "UTC"}) and own)

    def test_people_are_copied(self):
        user = self.employee.with_user(self.rights)
        self.assertAsStock(lambda: user.copy({"login": "stock_copy"}))

    def test_people_read_their_own_record(self):
        for user in (self.employee, self.portal):
            own = user.with_user(user)
            names = sorted(own._self_accessible_fields()[0])
            self.assertAsStock(lambda own=own, names=names: own.read(names))

    @calls("res.config.settings.set_values")
    def test_settings_are_saved(self):
        settings = self.env["res.config.settings"].with_user(self.settings)
        self.assertAsStock(lambda: settings.create({}).execute())
        self.assertTrue(Form(settings).save())
        with self.assertRaises(AccessError):
            self.env["res.config.settings"].with_user(self.employee).create({})

    @calls("res.groups.write")
    def test_groups(self):
        groups = self.env["res.groups"].with_user(self.rights)
        group = groups.create({"name": "Own"})
        manager = self.env.ref("base.group_partner_manager")
        self.assertAsStock(lambda: group.write({"name": "Ours"}) and group)
        self.assertAsStock(lambda: group.write({"implied_ids": [(4, manager.id)]}) and group)

    @calls("ir.ui.menu._load_menus_blacklist")
    def test_menus_of_people_without_rights(self):
        for user in (self.employee, self.settings):
            menus = self.env["ir.ui.menu"].with_user(user)
            answer = menus.load_menus(False)
            with stock_alone(self.registry):
                self.registry.clear_all_caches()
                self.assertEqual(menus.load_menus(False).keys(), answer.keys())
            self.registry.clear_all_caches()

    @calls("ir.rule.write")
    def test_record_rules(self):
        rule = self.env["ir.rule"].create(
            {
                "name": "Own",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": "[('id', '>', 0)]",
            }
        )
        rule = rule.with_user(self.settings)
        self.assertAsStock(lambda: rule.write({"name": "All", "active": False}) and rule)
        self.assertAsStock(rule.unlink)

    @calls("ir.actions.report._get_rendering_context")
    def test_reports_are_printed(self):
        reports = self.env["ir.actions.report"].with_user(self.employee)
        report = reports.sudo().search([("model", "=", "res.partner")], limit=1)
        report = report or reports.sudo().create(
            {"name": "Card", "model": "res.partner", "report_name": "stock.card"}
        )
        ids = self.employee.partner_id.ids
        self.assertAsStock(lambda: sorted(reports._get_rendering_context(report, ids, {})))

    @calls("ir.actions.server.run")
    def test_server_actions_run(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Note",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "state": "code",
                "code": "action = {'type': 'ir.actions.act_window_close'}",
            }
        )
        active = {"active_model": "res.partner", "active_id": self.employee.partner_id.id}
        action = action.with_user(self.editor).with_context(**active)
        self.assertAsStock(action.run)

    @calls("base.partner.merge.automatic.wizard._merge")
    def test_contacts_are_merged(self):
        contacts = self.env["res.partner"].create([{"name": "Ann"}, {"name": "Ann North"}])
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.editor).create({})
        target = contacts[1].with_user(self.editor)
        self.assertAsStock(lambda: wizard._merge(contacts.ids, target) or target)

    @calls("ir.actions.server.create", "ir.actions.server.write")
    def test_server_actions(self):
        actions = self.env["ir.actions.server"].with_user(self.settings)
        values = {
            "name": "Note",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "state": "code",
            "code": "pass",
        }
        self.assertAsStock(lambda: actions.create(values))
        action = actions.create(values)
        other = self.env["ir.model"]._get_id("crm.lead")
        self.assertAsStock(lambda: action.write({"model_id": other}) and action)
        self.assertAsStock(action.unlink)

    @calls("ir.model.fields._drop_column")
    def test_fields_made_by_hand_come_and_go(self):
        self.addCleanup(self.registry.reset_changes)
        field = (
            self.env["ir.model.fields"]
            .with_user(self.settings)
            .create(
                {
                    "name": "x_stock_note",
                    "model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "ttype": "char",
                }
            )
        )
        self.assertIn("x_stock_note", self.env["crm.lead"]._fields)
        field.unlink()
        self.assertNotIn("x_stock_note", self.env["crm.lead"]._fields)


@tagged("post_install", "-at_install")
class TestStockSettingsInUse(TestStockSettings):
    in_use = True


@tagged("post_install", "-at_install")
class TestStockSession(HttpCase):
    @calls("ir.http.session_info")
    def test_session_of_people_without_rights(self):
        for login, group, more in (
            ("stock_employee", "base.group_user", {"handover_offer_stages"}),
            ("stock_portal", "base.group_portal", set()),
        ):
            new_test_user(self.env, login=login, groups=group, password=login)
            self.authenticate(login, login)
            answer = self._get_session()
            with stock_alone(self.registry):
                stock = self._get_session()
            self.assertEqual(answer.keys() - stock.keys(), more)
            self.assertFalse(stock.keys() - answer.keys())

    def _get_session(self):
        return self.make_jsonrpc_request("/web/session/get_session_info")
