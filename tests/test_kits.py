from odoo.tests import TransactionCase, tagged

from .kits.badge import BadgeKit
from .kits.fact import FactKit
from .kits.kind import KindKit
from .kits.part import PartKit
from .kits.signal import SignalKit
from .switching import switch_rooms


@tagged("post_install", "-at_install")
class TestKits(TransactionCase):
    """Every kind, signal, fact, badge and part has the tests of its kit."""

    def _get_untried(self, known, kit):
        return set(known) - {user.code for user in kit.walk()}

    def _get_kinds(self):
        criteria = self.env["crm.stage.criterion"]
        return dict(criteria._selection_kind())

    def test_every_kind_of_criterion_is_tried(self):
        self.assertFalse(self._get_untried(self._get_kinds(), KindKit))

    def test_every_signal_is_tried(self):
        self.assertFalse(self._get_untried(self.env["crm.deal.signal"]._get_codes(), SignalKit))

    def test_every_fact_is_tried(self):
        switch_rooms(self.env)
        self.assertFalse(self._get_untried(self.env["crm.deal.fact"]._get_codes(), FactKit))

    def test_every_badge_is_tried(self):
        switch_rooms(self.env)
        self.env["ir.config_parameter"].set_param("crm_playbook.next_action_mark", "True")
        self.patch(self.registry["crm.handover"], "_is_used", lambda handovers: True)
        codes = self.env["crm.deal.badge"]._get_codes()
        self.assertIn("handover", codes)
        self.assertFalse(self._get_untried(codes, BadgeKit))

    def test_every_part_of_a_packet_is_tried(self):
        codes = self.env["crm.handover.part"].search([]).mapped("code")
        self.assertFalse(set(codes) - set(PartKit.walk()))

    def test_what_nobody_tries_is_found(self):
        kinds = self.registry["crm.stage.criterion"]
        original = kinds._selection_kind
        self.patch(kinds, "_selection_kind", lambda model: [*original(model), ("moon", "Moon")])
        self.assertEqual(self._get_untried(self._get_kinds(), KindKit), {"moon"})
