from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverDocuments(HandoverCommon):
    """Documents chosen from the deal are read with the packet, and the deal stays closed."""

    def _new_document(self, deal=None, name="Offer", raw=b"An offer"):
        deal = deal or self.deal
        return self.env["ir.attachment"].create(
            {"name": name, "raw": raw, "res_model": "crm.lead", "res_id": deal.id}
        )

    def test_a_receiver_reads_what_was_chosen(self):
        chosen, other = self._new_document(), self._new_document(name="Notes", raw=b"Secret")
        handover = self._submit(document_ids=[Command.link(chosen.id)])
        received = handover.with_user(self.receiver)
        self.assertEqual(received.document_ids.raw, b"An offer")
        self.assertEqual(received.document_ids.res_model, "crm.handover")
        for document in (chosen, other):
            with self.assertRaises(AccessError):
                document.with_user(self.receiver).read(["name"])
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                received.document_ids.with_user(user).read(["name"])

    def test_the_document_of_the_deal_stays_where_it_was(self):
        chosen = self._new_document()
        self._submit(document_ids=[Command.link(chosen.id)])
        self.assertEqual((chosen.res_model, chosen.res_id), ("crm.lead", self.deal.id))

    def test_a_document_is_taken_over_once(self):
        chosen = self._new_document()
        handover = self._submit(document_ids=[Command.link(chosen.id)])
        copies = handover.document_ids
        handover.with_user(self.receiver).action_return(["missing_information"])
        more = self._new_document(name="Plan", raw=b"A plan")
        handover.document_ids = [Command.link(chosen.id), Command.link(more.id)]
        handover.action_submit()
        self.assertEqual(set(handover.document_ids.mapped("name")), {"Offer", "Plan"})
        self.assertIn(copies, handover.document_ids)

    def test_documents_outlive_the_deal(self):
        handover = self._submit(document_ids=[Command.link(self._new_document().id)])
        self.deal.unlink()
        self.env.invalidate_all()
        self.assertEqual(handover.with_user(self.receiver).document_ids.raw, b"An offer")

    def test_nobody_hands_over_a_document_they_may_not_read(self):
        foreign = self._new_document(self._new_deal(user_id=self.other_salesman.id))
        for command in (Command.link(foreign.id), Command.set(foreign.ids)):
            with self.assertRaises(AccessError):
                self._new_handover(document_ids=[command])
            handover = self._new_handover()
            with self.assertRaises(AccessError):
                handover.write({"document_ids": [command]})
            handover.unlink()

    def test_a_document_chosen_after_a_return_waits_for_submission(self):
        handover = self._submit()
        handover.with_user(self.receiver).action_return(["missing_information"])
        handover.document_ids = [Command.link(self._new_document().id)]
        self.env.invalidate_all()
        self.assertFalse(handover.with_user(self.receiver).document_ids)
        handover.action_submit()
        self.assertTrue(handover.with_user(self.receiver).document_ids)
