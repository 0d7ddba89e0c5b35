from ..exceptions import StageGateError
from .delivery_common import DeliveryCommon


class HandoverCriterionCommon(DeliveryCommon):
    """A pipeline of the team with one won stage; no other stage is a won one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Criterion = cls.env["crm.stage.criterion"]
        cls.env["crm.stage"].search([]).team_ids = cls.env["crm.team"].create({"name": "Others"})
        names = ("Found", "Signed", "Running")
        cls.found, cls.won, cls.running = cls._new_stages(*names, won="Signed")
        cls.env["crm.stage"].search(
            [("is_won", "=", True), ("id", "!=", cls.won.id)]
        ).is_won = False
        cls.deal.stage_id = cls.found
        cls.free = cls.env["crm.team"].create({"name": "Free"})
        cls.tag = cls.env["crm.tag"].create({"name": "Large"})

    def _get_criteria(self, template=None):
        template = template or self.template
        return self.Criterion.search([("handover_template_id", "=", template.id)])

    def _require(self, template=None, **values):
        (template or self.template).write({"is_required": True, **values})
        return self._get_criteria(template)

    def assertRefused(self, win, *words):
        with self.assertRaises(StageGateError) as refusal:
            win()
        for word in words:
            self.assertIn(word, str(refusal.exception))
