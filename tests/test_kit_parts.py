from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon
from .kits.part import PartKit

EMPTY = [Command.clear()]
TEXTS = {
    "problem": "problem",
    "why_now": "why_now",
    "outcome": "outcome",
    "scope_in": "scope_in",
    "scope_out": "scope_out",
    "terms": "commercial_terms",
}


@tagged("post_install", "-at_install")
class TestParts(PartKit, HandoverCommon):
    codes = (
        *TEXTS,
        "customer",
        "receiver",
        "success",
        "promises",
        "promise_owners",
        "risks",
        "timeline",
        "people",
        "documents",
    )
    filled_at_first = ("promise_owners",)

    def get_values(self, code):
        if code in TEXTS:
            return {TEXTS[code]: "Words"}, {TEXTS[code]: " \n"}
        return getattr(self, f"_get_{code}_values")()

    def _get_customer_values(self):
        return {"lead_id.partner_id": self.customer.id}, {"lead_id.partner_id": False}

    def _get_receiver_values(self):
        return {"to_user_id": self.receiver.id}, {"to_user_id": False}

    def _get_success_values(self):
        return {"success_ids": [Command.create({"name": "Orders lost"})]}, {"success_ids": EMPTY}

    def _get_promises_values(self):
        return {"no_promises": True}, {"no_promises": False}

    def _get_promise_owners_values(self):
        nobody = self._prepare_promise(owner_id=False)
        return {"promise_ids": EMPTY}, {"promise_ids": [Command.create(nobody)]}

    def _get_risks_values(self):
        return {"risk_ids": [Command.create({"name": "Late"})]}, {"risk_ids": EMPTY}

    def _get_timeline_values(self):
        dates = {"date_kickoff": "2030-01-01", "date_golive": "2030-02-01"}
        return dates, {"date_golive": False}

    def _get_people_values(self):
        person = {"partner_id": self.contact.id}
        return {"contact_ids": [Command.create(person)]}, {"contact_ids": EMPTY}

    def _get_documents_values(self):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        document = attachments.create({"name": "Offer", "raw": b"x"})
        return {"document_ids": [Command.set(document.ids)]}, {"document_ids": EMPTY}

    # --- the kit itself ----------------------------------------------------------------

    def test_a_part_that_is_always_filled_fails_the_kit(self):
        self.patch(self.registry["crm.handover"], "_is_problem_filled", lambda packet: True)
        self.codes = ("problem",)
        with self.assertRaises(AssertionError):
            self.test_they_are_missing_until_they_are_filled_and_followed_both_ways()

    def test_a_part_that_is_not_followed_fails_the_kit(self):
        """It looks at a field of which nobody said that packets depend on it."""
        packets = self.registry["crm.handover"]
        self.patch(packets, "_is_problem_filled", lambda packet: packet.lead_id.referred == "Words")
        self.patch(type(self), "get_values", lambda kit, code: VALUES)
        self.codes = ("problem",)
        with self.assertRaises(AssertionError):
            self.test_they_are_missing_until_they_are_filled_and_followed_both_ways()


VALUES = ({"lead_id.referred": "Words"}, {"lead_id.referred": False})
