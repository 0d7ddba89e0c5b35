from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverVersions(HandoverCommon):
    """The packet as it was with each submission, and what changed between them."""

    def _submit_again(self, handover, vals):
        handover.with_user(self.receiver).action_return(["missing_information"])
        handover.write(vals)
        handover.action_submit()
        return handover.version_ids.sorted("number")

    def test_each_submission_keeps_the_packet(self):
        handover = self._submit()
        first, second = self._submit_again(handover, {"scope_in": "Orders and returns"})
        self.assertEqual((first.number, second.number), (1, 2))
        self.assertEqual(first.packet["scope_in"], "Orders")
        self.assertEqual(second.packet["scope_in"], "Orders and returns")
        self.assertEqual(first.packet["promise_ids"][0]["owner_id"], self.keeper.name)
        self.assertEqual(second.user_id, self.salesman)

    def test_changes_are_told_in_sentences(self):
        handover = self._submit()
        promise = handover.promise_ids
        _first, second = self._submit_again(
            handover,
            {
                "scope_in": "Orders and returns",
                "date_golive": "2030-05-01",
                "no_promises": False,
                "promise_ids": [
                    Command.update(promise.id, {"name": "Training for twelve", "source": "Call"}),
                    Command.create({"name": "Support at night", "owner_id": self.keeper.id}),
                ],
                "success_ids": [Command.clear()],
            },
        )
        self.assertEqual(
            second.changes.splitlines(),
            [
                "Success Criteria: “Orders lost” removed",
                "In Scope: from “Orders” to “Orders and returns”",
                "Promises, “Training for twelve”, Promise: from “Training for ten people” to"
                " “Training for twelve”",
                "Promises, “Training for twelve”, Where: from nothing to “Call”",
                "Promises: “Support at night” added",
                "Go-live: from 04/01/2030 to 05/01/2030",
            ],
        )

    def test_any_two_versions_are_compared(self):
        handover = self._submit()
        self._submit_again(handover, {"outcome": "B"})
        first, second, third = self._submit_again(handover, {"outcome": "C", "why_now": False})
        [outcome, why] = sorted(third.get_changes(first.id))
        self.assertIn("from “No order is lost” to “C”", outcome)
        self.assertIn("from “The line grows” to nothing", why)
        self.assertEqual(third.get_changes(third.id), [])
        self.assertEqual(len(third.get_changes(second.id)), 2)
        self.assertFalse(first.changes)

    def test_versions_of_others_are_not_compared(self):
        version = self._submit().version_ids
        other = self._submit(self._new_deal()).version_ids
        with self.assertRaisesRegex(UserError, "two handovers"):
            version.get_changes(other.id)
        with self.assertRaises(AccessError):
            version.with_user(self.employee).get_changes(version.id)

    def test_a_receiver_reads_what_changed(self):
        handover = self._submit()
        _first, second = self._submit_again(handover, {"outcome": "B"})
        self.assertIn("“B”", second.with_user(self.receiver).changes)

    def test_a_field_that_is_gone_is_told_by_its_name(self):
        handover = self._submit()
        version = handover.version_ids.sudo()
        version.packet = {**version.packet, "helpdesk_team": "First line"}
        _first, second = self._submit_again(handover, {})
        self.assertEqual(second.changes, "helpdesk_team: from “First line” to nothing")

    def test_a_returned_packet_says_which_version_was_wrong(self):
        handover = self._submit()
        self._submit_again(handover, {"outcome": "B"})
        handover.with_user(self.receiver).action_return(["scope_unclear"])
        self.assertEqual(handover.return_ids.mapped("version"), [2, 1])
