from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.deal.constants import BADGE_GROUP
from ..tools import rooms
from .stock_common import MODULE, StockCommon
from .switching import ROOMS, switch_all_off, switch_rooms

# Views of stock in which rooms show something, by model.
VIEWS = {
    "crm.lead": ("form", "list", "kanban", "search", "pivot", "graph"),
    "crm.stage": ("form",),
    "crm.team": ("form",),
    "res.partner": ("form",),
    "project.project": ("form",),
    "project.task": ("form",),
}
# The menus of a sales manager, by room.
MENUS = {
    "icp": {"icp_menu", "crm_icp_profile_menu", "crm_use_case_menu", "crm_buying_trigger_menu"}
    | {"crm_icp_rescoring_menu", "crm_lead_icp_menu"},
    "gate": {"gate_menu", "crm_stage_criterion_menu", "crm_stage_waiver_menu"}
    | {"crm_stage_move_menu"},
    "stakeholder": {"stakeholder_menu", "crm_stakeholder_role_menu"}
    | {"crm_stakeholder_requirement_menu", "crm_stakeholder_menu"},
    "review": {"review_menu", "crm_deal_signal_setting_menu", "crm_deal_review_plan_menu"}
    | {"crm_deal_review_menu", "crm_deal_review_report_menu", "crm_deal_loss_report_menu"}
    | {"crm_deal_review_report_decisions_menu"},
    "coaching": {"coaching_menu", "crm_coaching_scorecard_menu", "crm_coaching_skill_menu"}
    | {"crm_coaching_skill_group_menu", "crm_coaching_gap_menu", "crm_coaching_note_menu"}
    | {"coaching_report_menu", "crm_coaching_growth_menu", "crm_coaching_rating_menu"}
    | {"crm_coaching_opening_menu"},
    "handover": {"handover_menu", "crm_handover_template_menu", "crm_handover_defect_menu"}
    | {"crm_handover_menu", "crm_handover_report_menu"},
}
# What comes with the first room that is on; stakeholders are counted nowhere.
COMMON_MENUS = {
    "crm_playbook_job_fault_menu",
    "crm_playbook_overview_menu",
    "playbook_config_menu",
    "playbook_setup_menu",
}
REPORT_MENU = {"playbook_report_menu"}
SETUP_MENU = "playbook_setup_menu"


class SwitchCommon(StockCommon):
    """Rooms that are off, or on alone, for people by role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._new_user("switch_manager", "sales_team.group_sale_manager")
        cls.receiver = cls._new_user(
            "switch_receiver", "base.group_user,crm_playbook.group_handover_receiver"
        )
        cls.exception = cls._new_user(
            "switch_exception", "base.group_user,crm_playbook.group_coaching_exception"
        )
        cls.admin = cls._new_user("switch_admin", "base.group_system,sales_team.group_sale_manager")

    def _get_menus(self, user):
        """Return the external ids of our menus that somebody sees."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        names = [menu.get("xmlid") or "" for menu in menus.values()]
        return {name.split(".")[1] for name in names if name.startswith(f"{MODULE}.")}

    def _get_archs(self, user, model):
        """Return ``{kind: view as somebody gets it}``."""
        views = self.env[model].with_user(user).get_views([(False, kind) for kind in VIEWS[model]])
        return {kind: view["arch"] for kind, view in views["views"].items()}

    def _get_our_fields(self, model):
        fields_ = self.env[model]._fields
        return {name for name, field in fields_.items() if set(field._modules) == {MODULE}}

    def _open_settings(self):
        return Form(self.env["res.config.settings"].with_user(self.admin))

    def _save_settings(self, **values):
        settings = self.env["res.config.settings"].with_user(self.admin).create(values)
        settings.execute()


@tagged("post_install", "-at_install")
class TestSwitchedOff(SwitchCommon):
    """While all rooms are off, and nothing or everything was written before, people have what
    stock gives them and nothing of ours; administrators have the block in the settings, and the
    entry that leads there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_all_off(cls.env)

    def test_nobody_has_a_menu_but_who_sets_up(self):
        for user in (self.manager, self.employee, self.receiver, self.exception):
            self.assertFalse(self._get_menus(user), user.login)
        self.assertEqual(self._get_menus(self.admin), {"playbook_config_menu", SETUP_MENU})
        action = self.env.ref(f"{MODULE}.{SETUP_MENU}").with_user(self.admin).action
        self.assertEqual(action.tag, "crm_playbook.setup")

    def test_views_are_those_of_stock(self):
        ours = {}
        for model in VIEWS:
            ours[model] = self._get_archs(self.manager, model)
        extensions = self.env["ir.ui.view"].search(
            [("model", "in", list(VIEWS)), ("inherit_id", "!=", False)]
        )
        names = extensions.get_external_id()
        extensions = extensions.filtered(lambda view: names[view.id].startswith(f"{MODULE}."))
        self.assertGreater(len(extensions), len(VIEWS))
        extensions.active = False
        for model, archs in ours.items():
            for kind, stock in self._get_archs(self.manager, model).items():
                arch, stock = (_normalize(each, model) for each in (archs[kind], stock))
                self.assertEqual(arch, stock, f"{model} {kind}")

    def test_nobody_reads_a_field(self):
        for model in (*VIEWS, "crm.stage"):
            hidden = self._get_our_fields(model)
            for user in (self.manager, self.salesman, self.office, self.employee):
                if self.env[model].with_user(user).has_access("read"):
                    self.assertFalse(hidden & self.env[model].with_user(user).fields_get().keys())
        with self.assertRaises(AccessError):
            self.deal.with_user(self.manager).read(["icp_score"])
        with self.assertRaises(AccessError):
            self.env["crm.lead"].with_user(self.manager).search([("has_stakeholders", "=", True)])

    def test_nothing_is_printed_or_done_from_a_list(self):
        for action in ("crm_lead_action_report", "crm_lead_action_add_to_review"):
            groups = self.env.ref(f"{MODULE}.{action}").group_ids
            self.assertTrue(groups)
            self.assertFalse(groups & self.manager.all_group_ids)

    def test_the_settings_show_six_switches(self):
        arch = self._get_settings_arch()
        names = arch.xpath("//block[@name='crm_playbook']/setting/field[1]/@name")
        self.assertEqual(names, [f"{rooms.PREFIX}{room}" for room in ROOMS])
        settings = self.env["res.config.settings"].with_user(self.admin).create({})
        self.assertFalse(any(settings[name] for name in names))

    def _get_settings_arch(self):
        settings = self.env["res.config.settings"].with_user(self.admin)
        return etree.fromstring(settings.get_views([(False, "form")])["views"]["form"]["arch"])


@tagged("post_install", "-at_install")
class TestSwitchedOffInUse(TestSwitchedOff):
    in_use = True


@tagged("post_install", "-at_install")
class TestSwitchedOn(SwitchCommon):
    """A room that is on alone brings its own things and no others."""

    def test_each_room_brings_its_own_menus(self):
        for room in ROOMS:
            switch_rooms(self.env, room)
            expected = MENUS[room] | COMMON_MENUS
            if room != "stakeholder":
                expected |= REPORT_MENU
            self.assertEqual(self._get_menus(self.manager), expected, room)

    def test_rooms_stand_in_one_order(self):
        for folder in ("playbook_config_menu", "playbook_report_menu"):
            children = self.env.ref(f"{MODULE}.{folder}").child_id.sorted("sequence")
            xml_ids = children._get_menuitems_xmlids()
            names = [xml_ids[menu.id].split(".")[1] for menu in children]
            found = [next((r for r in ROOMS if name in MENUS[r]), None) for name in names]
            found = [room for room in found if room]
            self.assertEqual(found, sorted(found, key=ROOMS.index))

    def test_each_room_brings_its_own_fields(self):
        for room in ROOMS:
            switch_rooms(self.env, room)
            for model in VIEWS:
                seen = self.env[model].with_user(self.manager).fields_get().keys()
                for name in self._get_our_fields(model):
                    field = self.env[model]._fields[name]
                    if "." in str(field.groups):
                        is_own = room in self._get_owners(field)
                        self.assertEqual(name in seen, is_own, f"{room}: {model}.{name}")

    def _get_owners(self, field):
        """Return the rooms with each of which a field is seen: of most fields one."""
        if field.groups == BADGE_GROUP:
            return {*ROOMS} - {"coaching"}
        owners = rooms.get_rooms_of_field(self.env, field)
        self.assertEqual(len(owners), 1, field)
        return owners

    def test_the_views_of_each_room_open_and_hold_its_own_fields_alone(self):
        for room in ROOMS:
            switch_rooms(self.env, room)
            for model in VIEWS:
                fields_ = self.env[model]._fields
                for kind, arch in self._get_archs(self.manager, model).items():
                    path = "//field[not(ancestor::field)]/@name"
                    shown = self._get_our_fields(model) & {*etree.fromstring(arch).xpath(path)}
                    for name in shown:
                        owners = self._get_owners(fields_[name])
                        self.assertIn(room, owners, f"{room}: {model} {kind} {name}")

    def test_a_deal_is_read_and_saved_with_each_room_alone(self):
        for room in ROOMS:
            switch_rooms(self.env, room)
            deal = self.deal.with_user(self.salesman)
            deal.read()
            with Form(deal) as form:
                form.name = f"With {room}"
            self.env["crm.lead"].with_user(self.salesman).create({"name": f"New with {room}"})
            self.assertEqual(deal.name, f"With {room}")

    def test_receivers_and_the_exception_group_have_their_apps_while_their_room_is_on(self):
        switch_rooms(self.env, "handover")
        names = ("root", "overview", "mine", "promise")
        own = {f"crm_handover_{name}_menu" for name in names}
        self.assertEqual(self._get_menus(self.receiver), own)
        self.assertFalse(self._get_menus(self.exception))
        switch_rooms(self.env, "coaching")
        self.assertEqual(self._get_menus(self.exception), {"coaching_exception_menu"})
        self.assertFalse(self._get_menus(self.receiver))

    def test_whoever_works_on_deals_without_sales_and_portal_users_see_no_field(self):
        for user in (self.office, self.portal):
            seen = self.env["crm.lead"].with_user(user).sudo(False)._fields
            readable = {n for n, f in seen.items() if self._may_read("crm.lead", f, user)}
            self.assertFalse(self._get_our_fields("crm.lead") & readable, user.login)
        self.assertNotIn("handover_state", self.deal.with_user(self.office).fields_get())
        with self.assertRaises(AccessError):
            self.deal.with_user(self.office).read(["handover_state"])

    def _may_read(self, model, field, user):
        return self.env[model].with_user(user)._has_field_access(field, "read")

    def test_a_receiver_sees_the_handovers_of_a_project_and_not_its_deal(self):
        project = self.env["project.project"].with_user(self.receiver)
        for name, is_seen in (("handover_ids", True), ("lead_id", False)):
            field = project._fields[name]
            self.assertEqual(project._has_field_access(field, "read"), is_seen)

    def test_every_action_of_ours_has_an_address_of_its_own(self):
        records = self.env["ir.model.data"].search(
            [
                ("module", "=", MODULE),
                ("model", "in", ("ir.actions.act_window", "ir.actions.client")),
            ]
        )
        self.assertGreater(len(records), len(MENUS))
        paths = [self.env[record.model].browse(record.res_id).path for record in records]
        self.assertTrue(all(paths), paths)
        self.assertEqual(len(paths), len({*paths}))


@tagged("post_install", "-at_install")
class TestSwitching(SwitchCommon):
    """Rooms are switched in the settings, by whoever begins to use them, and with what they
    need; nobody else may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_all_off(cls.env)

    def _make_criterion(self, **values):
        return self.env["crm.stage.criterion"].create(
            {"name": "Known", "stage_id": self.first.id, **values}
        )

    def test_the_settings_switch_each_room(self):
        for room in ROOMS:
            self._save_settings(**{f"{rooms.PREFIX}{room}": True})
            self.assertTrue(rooms.is_on(self.env, room), room)
        for room in ROOMS:
            self._save_settings(**{f"{rooms.PREFIX}{room}": False})
            self.assertFalse(rooms.is_on(self.env, room), room)

    def test_a_sales_manager_may_not_switch_by_the_settings(self):
        settings = self.env["res.config.settings"].with_user(self.manager)
        with self.assertRaises(AccessError):
            settings.create({"group_playbook_gate": True}).execute()

    def test_a_switch_by_hand_in_the_form_of_a_group_counts(self):
        people = self.env.ref("sales_team.group_sale_salesman")
        room = self.env.ref(rooms.get_group("gate"))
        people.with_user(self.admin).write({"implied_ids": [Command.link(room.id)]})
        self.assertTrue(rooms.is_on(self.env, "gate"))
        room.with_user(self.admin).write({"implied_by_ids": [Command.unlink(people.id)]})
        self.assertFalse(rooms.is_on(self.env, "gate"))

    def test_to_ask_needs_no_query_and_is_the_same_for_everybody(self):
        switch_rooms(self.env, "gate")
        rooms.is_on(self.env, "gate")
        with self.assertQueryCount(0):
            for user in (self.portal, self.employee, self.manager):
                env = self.env(user=user, su=False)
                self.assertTrue(rooms.is_on(env, "gate"))
                self.assertFalse(rooms.is_on(env, "icp"))

    def test_the_registry_is_told_the_same(self):
        for room in ("icp", "stakeholder"):
            self.assertFalse(rooms.is_on_in_database(self.env, room))
            switch_rooms(self.env, room)
            self.assertTrue(rooms.is_on_in_database(self.env, room))

    def test_whoever_activates_a_criterion_switches_the_room_on_and_hears_it(self):
        criterion = self._make_criterion().with_user(self.manager)
        self.assertFalse(rooms.is_on(self.env, "gate"))
        with patch.object(self.registry["res.users"], "_bus_send", autospec=True) as send:
            criterion.action_activate()
        self.assertTrue(rooms.is_on(self.env, "gate"))
        [(user, _kind, message)] = [call.args for call in send.call_args_list]
        self.assertEqual(user, self.manager)
        self.assertIn("Stage Gates", message["message"])

    def test_whoever_publishes_a_profile_switches_the_room_on(self):
        criterion = {"name": "Large", "domain": "[('expected_revenue', '>', 100)]"}
        profile = self.env["crm.icp.profile"].with_user(self.manager)
        profile = profile.create({"name": "M", "criterion_ids": [Command.create(criterion)]})
        profile.action_publish()
        self.assertTrue(rooms.is_on(self.env, "icp"))
        self.assertEqual(profile.state, "published")

    def test_whoever_begins_a_schedule_of_reviews_switches_the_room_on(self):
        plans = self.env["crm.deal.review.plan"].with_user(self.manager)
        plan = plans.create({"team_id": self.team.id})
        self.assertFalse(rooms.is_on(self.env, "review"))
        plan.is_on = True
        self.assertTrue(rooms.is_on(self.env, "review"))

    def test_whoever_requires_a_handover_to_win_switches_both_rooms_on(self):
        templates = self.env["crm.handover.template"].with_user(self.manager)
        template = templates.create({"name": "Standard"})
        self.assertFalse(rooms.is_on(self.env, "handover"))
        with patch.object(self.registry["res.users"], "_bus_send", autospec=True) as send:
            template.is_required = True
        self.assertTrue(rooms.is_on(self.env, "gate") and rooms.is_on(self.env, "handover"))
        self.assertEqual(send.call_args.args[0], self.manager)
        switch_all_off(self.env)
        self.env["crm.stage"].with_user(self.manager).create({"name": "Paid", "is_won": True})
        self.assertFalse(rooms.is_on(self.env, "gate"))

    def test_a_criterion_that_asks_for_roles_brings_the_stakeholders(self):
        self._make_criterion(kind="roles").with_user(self.manager).action_activate()
        self.assertTrue(rooms.is_on(self.env, "stakeholder"))
        self.assertFalse(rooms.is_on(self.env, "icp"))

    def test_a_criterion_brings_the_room_whose_field_it_looks_at(self):
        switch_rooms(self.env, "icp")
        criterion = self._make_criterion(kind="condition", domain="[('icp_score', '>', 60)]")
        switch_all_off(self.env)
        criterion.with_user(self.manager).action_activate()
        self.assertTrue(rooms.is_on(self.env, "gate") and rooms.is_on(self.env, "icp"))

    def test_the_settings_say_what_a_room_needs(self):
        self._make_criterion(kind="roles", state="active")
        form = self._open_settings()
        with self.assertLogs("odoo.tests.form.onchange", level="WARNING") as log:
            form.group_playbook_stakeholder = False
        self.assertTrue(form.group_playbook_stakeholder)
        self.assertIn("Stage Gates cannot do without Stakeholder Maps", log.output[0])
        form.group_playbook_gate = False
        form.group_playbook_stakeholder = False
        self.assertFalse(form.group_playbook_stakeholder)

    def test_what_a_room_needs_is_switched_on_without_the_form_too(self):
        self._make_criterion(kind="roles", state="active")
        with patch.object(self.registry["res.users"], "_bus_send", autospec=True) as send:
            self._save_settings(group_playbook_gate=True, group_playbook_stakeholder=False)
        self.assertTrue(rooms.is_on(self.env, "stakeholder"))
        self.assertIn("Stakeholder Maps", send.call_args.args[2]["message"])

    def test_nobody_writes_coaching_or_hands_over_while_that_is_off(self):
        notes = self.env["crm.coaching.note"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "“Coaching Notes” is switched off"):
            notes.create({"coachee_id": self.salesman.id, "observation": "Asks little"})
        handover = self.env["crm.handover"].with_user(self.salesman)
        handover = handover.create({"lead_id": self.deal.id, "to_user_id": self.receiver.id})
        with self.assertRaisesRegex(UserError, "“Handovers” is switched off"):
            handover.action_submit()


def _normalize(arch, model):
    """Return a view without the blanks between its nodes. That a form of a deal asks the server no
    more often than in stock is part of it."""
    parser = etree.XMLParser(remove_blank_text=True)
    root = etree.fromstring(arch, parser)
    for node in root.iter():
        node.attrib.pop("data-used-by", None)  # by what a hidden field is asked for
        if model != "crm.lead":
            node.attrib.pop("on_change", None)
        node.text, node.tail = (node.text or "").strip(), (node.tail or "").strip()
    return etree.tostring(root).decode()
