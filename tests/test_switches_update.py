import importlib.util
from pathlib import Path

from odoo.fields import Command
from odoo.tests import tagged

from ..tools import rooms
from .stock_common import StockCommon
from .switching import ROOMS, switch_all_off

FOLDER = Path(__file__).parents[1] / "migrations" / "19.0.1.3.0"


def _load(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), FOLDER / f"{name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


class UpdateCommon(StockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_all_off(cls.env)
        cls.env["ir.config_parameter"].search([("key", "=like", "crm_playbook.%")]).filtered(
            lambda parameter: parameter.key.endswith("_was_on")
        ).unlink()
        cls.env.flush_all()

    def _update(self):
        _load("end-switches").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        return {room for room in ROOMS if rooms.is_on(self.env, room)}


@tagged("post_install", "-at_install")
class TestUpdateUnused(UpdateCommon):
    """Rooms are switched on by what people have written in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Firmographics are written by people.
        cls.customer.write({"employee_count": 0, "budget": 0, "use_case_id": False})
        cls.env["crm.lead"].search([]).write(
            {"employee_count": 0, "budget": 0, "annual_revenue": 0, "use_case_id": False}
        )

    def test_what_comes_with_the_addon_switches_nothing_on(self):
        self.assertEqual(self._update(), set())

    def test_each_room_is_on_by_what_was_written_in_it(self):
        lead, team = {"lead_id": self.deal.id}, {"team_id": self.team.id}
        written = {
            "icp": lambda: self.env["crm.icp.profile"].create({"name": "Makers"}),
            "gate": lambda: self.first.write({"back_needs_reason": True}),
            "stakeholder": lambda: self.env["crm.stakeholder"].create(
                {**lead, "placeholder_name": "CFO"}
            ),
            "review": lambda: self.env["crm.deal.review.plan"].create(team),
            "coaching": lambda: self.env["crm.coaching.note"].create(
                {"coachee_id": self.salesman.id, "observation": "Asks little"}
            ),
            "handover": lambda: self.env["crm.handover.template"].create({"name": "Standard"}),
        }
        for room, write in written.items():
            with self.env.cr.savepoint() as savepoint:
                write()
                self.env.flush_all()
                self.assertEqual(self._update(), {room})
                savepoint.rollback()
            self.env.registry.clear_all_caches()
            self.env.invalidate_all()

    def test_firmographics_of_a_contact_are_written_by_people(self):
        self.customer.employee_count = 40
        self.env.flush_all()
        self.assertEqual(self._update(), {"icp"})

    def test_settings_count(self):
        self.env["ir.config_parameter"].set_param("crm_playbook.next_action_digest", True)
        self.env["ir.config_parameter"].set_param("crm_playbook.log_stage_moves", True)
        self.assertEqual(self._update(), {"review", "gate"})
        self.assertTrue(self.env.ref("crm_playbook.ir_cron_next_action_digest").active)


@tagged("post_install", "-at_install")
class TestUpdateInUse(UpdateCommon):
    in_use = True

    def test_rooms_in_use_are_on_and_go_on(self):
        self.assertEqual(self._update(), set(ROOMS))
        self.assertTrue(self.env["crm.stage.criterion"]._get_gates().blocking)
        self.assertTrue(self.env["crm.icp.profile"]._get_published_specs())
        self.assertEqual(self._update(), set(ROOMS))
        self.assertIn("handover_state", self.deal.with_user(self.salesman).fields_get())

    def test_menus_lose_the_groups_that_they_had(self):
        menu = self.env.ref("crm_playbook.crm_coaching_note_menu")
        former = self.env.ref("sales_team.group_sale_salesman")
        added = self.env.ref("base.group_erp_manager")
        menu.group_ids = [Command.link(former.id), Command.link(added.id)]
        self.env.flush_all()
        _load("pre-menus").migrate(self.env.cr, "19.0.1.2.0")
        self.env.invalidate_all()
        room = self.env.ref(rooms.get_group("coaching"))
        self.assertEqual(menu.group_ids, room | added)
