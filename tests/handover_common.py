from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from .switching import switch_rooms


class HandoverCommon(TransactionCase):
    """A deal of a salesperson, a receiver without any right on deals, and short ways to fill
    a packet and to bring it to a state."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        switch_rooms(cls.env)
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.manager = cls._new_user("hand_manager", "sales_team.group_sale_manager")
        cls.salesman = cls._new_user("hand_salesman", "sales_team.group_sale_salesman")
        cls.other_salesman = cls._new_user("hand_other", "sales_team.group_sale_salesman")
        cls.all_leads = cls._new_user("hand_all", "sales_team.group_sale_salesman_all_leads")
        cls.receiver = cls._new_user("hand_receiver", "base.group_user")
        cls.keeper = cls._new_user("hand_keeper", "base.group_user")
        cls.employee = cls._new_user("hand_employee", "base.group_user")
        cls.portal = cls._new_user("hand_portal", "base.group_portal")
        cls.env["crm.handover.template"].search([]).active = False
        cls.team = cls.env["crm.team"].create({"name": "Handing over"})
        cls.customer = cls.env["res.partner"].create({"name": "Northwind", "is_company": True})
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ann North", "parent_id": cls.customer.id, "email": "ann@example.com"}
        )
        cls.deal = cls._new_deal()

    @classmethod
    def _new_user(cls, login, group):
        return new_test_user(cls.env, login=login, groups=group, tz="UTC")

    @classmethod
    def _new_deal(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Line 4",
                "type": "opportunity",
                "team_id": cls.team.id,
                "user_id": cls.salesman.id,
                "partner_id": cls.customer.id,
                "expected_revenue": 5000,
                **values,
            }
        )

    def _new_template(self, **values):
        return self.env["crm.handover.template"].create({"name": "Standard", **values})

    def _new_handover(self, deal=None, **values):
        """Return the handover of a deal as its salesperson sees it, not yet submitted."""
        deal = deal or self.deal
        user = deal.user_id or self.salesman
        return (
            self.env["crm.handover"]
            .with_user(user)
            .create({"lead_id": deal.id, "to_user_id": self.receiver.id, **values})
        )

    def _prepare_packet(self, **values):
        """Return what makes a packet complete."""
        return {
            "problem": "Orders get lost",
            "why_now": "The line grows",
            "outcome": "No order is lost",
            "success_ids": [
                Command.create({"name": "Orders lost", "target": "0", "date": "2030-06-30"})
            ],
            "scope_in": "Orders",
            "scope_out": "Invoices",
            "promise_ids": [Command.create(self._prepare_promise())],
            "commercial_terms": "30 days net",
            "date_kickoff": "2030-01-10",
            "date_golive": "2030-04-01",
            "contact_ids": [
                Command.create(
                    {"partner_id": self.contact.id, "roles": "Champion", "attitude": "champion"}
                )
            ],
            **values,
        }

    def _prepare_promise(self, **values):
        return {
            "name": "Training for ten people",
            "owner_id": self.keeper.id,
            "date_due": "2030-02-01",
            **values,
        }

    def _new_full_handover(self, deal=None, **values):
        return self._new_handover(deal, **self._prepare_packet(**values))

    def _submit(self, deal=None, **values):
        handover = self._new_full_handover(deal, **values)
        handover.action_submit()
        return handover

    def _accept(self, deal=None, **values):
        handover = self._submit(deal, **values)
        handover.with_user(self.receiver).action_accept()
        return handover

    def _get_activities(self, handover, user):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "crm.handover"),
                ("res_id", "=", handover.id),
                ("user_id", "=", user.id),
            ]
        )
