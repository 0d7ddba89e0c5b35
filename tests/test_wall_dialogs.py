from pathlib import Path
from runpy import run_path

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import convert_file, mute_logger

from odoo.addons.crm_playbook.tools import reach

from .wall_common import OWN, WallCommon, World

SCRIPT = Path(__file__).parents[1] / "migrations" / "19.0.1.2.0" / "post-dialogs.py"
WAYS = {
    "read": lambda dialog: dialog.read(),
    "write": lambda dialog: dialog.write({}),
    "unlink": lambda dialog: dialog.unlink(),
}


@tagged("post_install", "-at_install")
class TestWallDialogs(WallCommon):
    """A dialog belongs to its maker. Walks all transient models of ours, those of bridges that
    are installed too."""

    def setUp(self):
        super().setUp()
        self.world = World(self.env, self.manager, OWN)

    @classmethod
    def _get_dialogs(cls):
        return [
            name
            for name, model in cls.registry.items()
            if model._transient and not model._abstract and reach.is_ours(model)
        ]

    def _find_ways_in(self, model):
        """Return what somebody else may do to a dialog of the manager."""
        dialog, ways = self.world[model], []
        for user in (self.second_manager, self.outsider):
            theirs = dialog.with_user(user)
            if theirs.search([("id", "=", dialog.id)]):
                ways.append((user.login, "search"))
            for name, way in WAYS.items():
                if not isinstance(self._attempt(way, theirs), AccessError):
                    ways.append((user.login, name))
        return ways

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_a_dialog_belongs_to_its_maker(self):
        self.assertIn("crm.handover.wizard.role", self._get_dialogs())
        for model in self._get_dialogs():
            self.assertFalse(self._find_ways_in(model), model)
            self.assertTrue(self.world[model].with_user(self.manager).read(), model)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_a_dialog_without_a_rule_is_found(self):
        for model in self._get_dialogs():
            self.assertTrue(self.world[model])
            rules = self.env["ir.rule"].search([("model_id.model", "=", model)])
            # By SQL, since rules of coaching are not switched off otherwise.
            self.env.cr.execute("UPDATE ir_rule SET active = FALSE WHERE id IN %s", [rules._ids])
            self.env.registry.clear_cache()
            self.env.invalidate_all()
            self.assertTrue(self._find_ways_in(model), model)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_buttons_of_a_dialog_are_for_its_maker(self):
        for model in self._get_dialogs():
            for name in dir(self.registry[model]):
                if name.startswith("action_") and not hasattr(self.registry["base"], name):
                    dialog = self.world[model].with_user(self.second_manager)
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError, msg=(model, name)):
                        getattr(dialog, name)()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_no_line_gets_into_the_dialog_of_somebody_else(self):
        dialog = self.world["crm.handover.wizard"]
        lines = self.env["crm.handover.wizard.role"].with_user(self.second_manager)
        values = {"role_id": self.world["project.role"].id}
        with self.assertRaises(AccessError):
            lines.create({**values, "wizard_id": dialog.id})
        with self.assertRaises(AccessError):
            lines.with_context(default_wizard_id=dialog.id).create(values)
        own = World(self.env, self.second_manager, OWN)["crm.handover.wizard.role"]
        with self.assertRaises(AccessError):
            own.with_user(self.second_manager).wizard_id = dialog
        with self.assertRaises(AccessError):
            own.wizard_id.with_user(self.second_manager).role_line_ids = [
                Command.link(self.world["crm.handover.wizard.role"].id)
            ]

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_dialog_tells_nothing_of_a_packet_that_its_maker_may_not_read_any_more(self):
        world = World(self.env, self.salesman, OWN)
        dialog = world["crm.handover.wizard"].with_user(self.salesman)
        self.assertEqual(dialog.state, "draft")
        world["crm.handover"].to_user_id = self.colleague
        world["crm.lead"].user_id = self.colleague
        self.env.flush_all()
        self.env.invalidate_all()
        names = [name for name, field in dialog._fields.items() if not field.store]
        for name in ("state", "completeness", "partner_id", "date_kickoff", "present_project_id"):
            self.assertIn(name, names)
            with self.assertRaises(AccessError, msg=name):
                dialog.read([name])
        for action in ("action_hand_over", "action_next"):
            with self.assertRaises(UserError, msg=action):
                getattr(dialog, action)()

    @mute_logger("odoo.models.unlink")
    def test_an_update_brings_the_rules_to_a_database_without_them(self):
        names = ("kickoff", "wizard", "wizard_role")
        for name in names:
            self.env.ref(f"crm_playbook.crm_handover_{name}_rule_own").unlink()
        convert_file(self.env, "crm_playbook", "security/handover_rules.xml", {}, mode="update")
        for name in names:
            model = f"crm.handover.{name.replace('_', '.')}"
            self.assertFalse(self._find_ways_in(model), model)

    def test_an_update_keeps_found_deals_within_companies(self):
        rule = self.env.ref("crm_playbook.crm_stage_trial_lead_rule_own")
        migrate = run_path(str(SCRIPT))["migrate"]
        rule.domain_force = "[('trial_id.create_uid', '=', user.id)]"
        line = self.world["crm.stage.trial.lead"]
        line.lead_id.write({"partner_id": False, "team_id": False, "user_id": False})
        line.lead_id.company_id = self.other_company
        self.env.invalidate_all()
        self.assertTrue(line.with_user(self.manager).lead_id)
        migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            line.with_user(self.manager).read(["lead_id"])
        rule.domain_force = "[('create_uid', '=', user.id)]"
        migrate(self.env.cr, "19.0.1.1.0")
        self.assertEqual(rule.domain_force, "[('create_uid', '=', user.id)]")
