from odoo.fields import Command

from ..exceptions import StageGateError
from .common import PlaybookCommon


class GateCommon(PlaybookCommon):
    """A pipeline of four stages of its own team, and short ways to set its gates."""

    login_prefix = "gate"
    team_name = "Gated"

    @classmethod
    def _make_room(cls):
        cls.other_team = cls.env["crm.team"].create({"name": "Open"})
        # The stages that come with the CRM app are not part of this pipeline.
        cls.env["crm.stage"].search([("team_ids", "=", False)]).team_ids = cls.other_team
        names = ("Found", "Understood", "Offered", "Signed")
        cls.first, cls.second, cls.third, cls.won = cls._new_stages(*names, won="Signed")

    @classmethod
    def _prepare_team(cls):
        members = [Command.link(cls.salesman.id)]
        return {**super()._prepare_team(), "user_id": cls.manager.id, "member_ids": members}

    @classmethod
    def _prepare_deal(cls):
        return {**super()._prepare_deal(), "name": "Deal", "stage_id": cls.first.id}

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
