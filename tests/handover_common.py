from odoo.fields import Command

from .common import EMPLOYEE, SALES, PlaybookCommon


class HandoverCommon(PlaybookCommon):
    """A deal of a salesperson, a receiver without any right on deals, and short ways to fill
    a packet and to bring it to a state."""

    people = {
        **PlaybookCommon.people,
        "other_salesman": SALES,
        "receiver": EMPLOYEE,
        "keeper": EMPLOYEE,
    }
    login_prefix = "hand"
    logins = {**PlaybookCommon.logins, "other_salesman": "other"}
    user_values = {"tz": "UTC"}
    team_name = "Handing over"

    @classmethod
    def _make_room(cls):
        cls.env["crm.handover.template"].search([]).active = False
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ann North", "parent_id": cls.customer.id, "email": "ann@example.com"}
        )

    @classmethod
    def _prepare_deal(cls):
        values = {"partner_id": cls.customer.id, "expected_revenue": 5000}
        return {**super()._prepare_deal(), **values}

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
