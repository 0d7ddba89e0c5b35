from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from ..exceptions import StageGateError
from .switching import switch_rooms


class GateCommon(TransactionCase):
    """A pipeline of four stages of its own team, and short ways to set its gates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = cls._new_user("gate_manager", "sales_team.group_sale_manager")
        cls.salesman = cls._new_user("gate_salesman", "sales_team.group_sale_salesman")
        cls.all_leads = cls._new_user("gate_all", "sales_team.group_sale_salesman_all_leads")
        cls.employee = cls._new_user("gate_employee", "base.group_user")
        cls.portal = cls._new_user("gate_portal", "base.group_portal")
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Gated",
                "user_id": cls.manager.id,
                "member_ids": [Command.link(cls.salesman.id)],
            }
        )
        cls.other_team = cls.env["crm.team"].create({"name": "Open"})
        # The stages that come with the CRM app are not part of this pipeline.
        cls.env["crm.stage"].search([("team_ids", "=", False)]).team_ids = cls.other_team
        cls.first, cls.second, cls.third, cls.won = cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": sequence,
                    "is_won": name == "Signed",
                    "team_ids": [Command.set(cls.team.ids)],
                }
                for sequence, name in enumerate(("Found", "Understood", "Offered", "Signed"), 1)
            ]
        )
        cls.deal = cls._new_deal()

    @classmethod
    def _new_user(cls, login, group):
        return new_test_user(cls.env, login=login, groups=group)

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "stage_id": cls.first.id,
                **values,
            }
        )

    def _new_criterion(self, stage=None, **values):
        """Return an active, blocking criterion: a phone number to leave the first stage."""
        return self.env["crm.stage.criterion"].create(
            {
                "stage_id": (stage or self.first).id,
                "name": "Phone is known",
                "gate": "exit",
                "enforcement": "block",
                "state": "active",
                "kind": "fields",
                "field_ids": [Command.set(self._get_field("phone").ids)],
                **values,
            }
        )

    def _get_field(self, name):
        return self.env["ir.model.fields"]._get("crm.lead", name)

    def _get_stage_in_database(self, deal):
        self.env.flush_all()
        self.env.cr.execute("SELECT stage_id, won_status FROM crm_lead WHERE id = %s", [deal.id])
        return self.env.cr.fetchone()

    def assertStays(self, deal, stage, move, *words):
        """Assert that ``move`` is refused with a sentence that holds the words, and that
        the stage in the database is unchanged even when the caller swallows it."""
        message = None
        try:  # no assertRaises: its savepoint would undo what the caller leaves behind
            move()
        except StageGateError as refusal:
            message = str(refusal)
        self.assertIsNotNone(message, "The move was not refused")
        for word in words:
            self.assertIn(word, message)
        self.assertEqual(self._get_stage_in_database(deal)[0], stage.id)

    def assertMoves(self, deal, stage, move):
        move()
        self.assertEqual(self._get_stage_in_database(deal)[0], stage.id)
