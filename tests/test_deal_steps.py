from odoo.models import MetaModel
from odoo.tests import TransactionCase, tagged

from ..models.deal.crm_lead.steps import ROOMS, STEPS

# Who has which step, in the order in which they are taken.
TABLE = {
    "concerns": ["stakeholder", "gate", "handover", "review", "waiting"],
    "judges": ["gate"],
    "remember": ["gate", "handover", "review", "waiting"],
    "refuse": ["gate", "handover"],
    "follow": ["stakeholder", "gate", "handover", "review", "waiting"],
    "follow_creation": ["gate"],
    "follow_refusal": ["gate"],
    "merge": ["icp", "stakeholder", "gate", "handover", "review", "coaching"],
}
# Methods of crm.lead that the addon overrides once, in the base room.
ONCE = ("create", "write", "_merge_dependences")


@tagged("post_install", "-at_install")
class TestDealSteps(TransactionCase):
    """What happens to a deal goes through one place, and rooms take part in one order."""

    def _get_classes(self):
        """Return the classes of our addons that extend ``crm.lead``."""
        classes = self.env.registry["crm.lead"].__mro__
        return [
            cls
            for cls in classes
            if isinstance(cls, MetaModel)
            and (getattr(cls, "_module", None) or "").startswith("crm_playbook")
            and vars(cls).get("_name") == "crm.lead"
        ]

    def test_one_override(self):
        for name in ONCE:
            places = [cls.__module__ for cls in self._get_classes() if name in vars(cls)]
            with self.subTest(name):
                self.assertEqual(len(places), 1, places)
                self.assertIn(".models.deal.", places[0])

    def test_order(self):
        leads = self.env["crm.lead"]
        steps = {step: [room for room, _method in leads._get_steps(step)] for step in STEPS}
        self.assertEqual(steps, TABLE)

    def test_no_step_is_misspelt(self):
        """Every method that is named like a step of a room is one."""
        known = {f"_{step}_{room}" for step in STEPS for room in ROOMS}
        suffixes = tuple(f"_{room}" for room in ROOMS)
        prefixes = tuple(f"_{step}_" for step in STEPS)
        found = {
            name
            for cls in self._get_classes()
            for name in vars(cls)
            if name.startswith(prefixes) and name.endswith(suffixes)
        }
        self.assertEqual(found - known, set())
        self.assertEqual(found, {f"_{step}_{room}" for step in TABLE for room in TABLE[step]})
