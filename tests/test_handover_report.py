from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon

START = datetime(2030, 1, 7, 9, 0)
# Each of them is written into a part of the packet that is not for the customer.
SECRETS = {
    "problem": "SECRET-problem",
    "why_now": "SECRET-why",
    "commercial_terms": "SECRET-terms",
}


@tagged("post_install", "-at_install")
class TestHandoverReport(HandoverCommon):
    """Figures, and the brief in its two versions."""

    # --- figures -----------------------------------------------------------------------

    def _get_figures(self, user, *handovers, groupby=()):
        ids = [handover.id for handover in handovers]
        measures = [
            "handover_count:sum",
            "hours_to_accept:avg",
            "first_time_accepted:avg",
            "kicked_off_on_time:avg",
            "return_count:sum",
            "promise_kept_count:sum",
            "promise_broken_count:sum",
            "promise_late_count:sum",
            "defect_count:sum",
        ]
        return (
            self.env["crm.handover.report"]
            .with_user(user)
            ._read_group([("handover_id", "in", ids)], groupby, measures)
        )

    def _new_history(self):
        """One handover accepted at once after 4 hours and kicked off in time, one sent back
        and accepted after 8 hours and kicked off late."""
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        template = self._new_template(kickoff_hours=8, resource_calendar_id=calendar.id)
        promises = [
            Command.create(self._prepare_promise(name=name, date_due="2030-01-08"))
            for name in ("A", "B", "C")
        ]
        with freeze_time(START):
            clean = self._submit(template_id=template.id)
            sent_back = self._submit(
                self._new_deal(), template_id=template.id, promise_ids=promises
            )
            sent_back.with_user(self.receiver).action_return(["scope_unclear", "wrong_person"])
            sent_back.action_submit()
        with freeze_time(datetime(2030, 1, 7, 13, 0)):
            clean.with_user(self.receiver).action_accept()
            clean.with_user(self.receiver).action_kick_off()
        with freeze_time(datetime(2030, 1, 7, 17, 0)):
            sent_back.with_user(self.receiver).action_accept()
        with freeze_time(datetime(2030, 1, 20, 9, 0)):
            sent_back.with_user(self.receiver).action_kick_off()
            first, second, _third = sent_back.promise_ids.with_user(self.keeper)
            first.action_keep()
            second.action_break()
        return clean, sent_back

    def test_figures_of_all(self):
        with freeze_time(datetime(2030, 1, 21, 9, 0)):
            [row] = self._get_figures(self.salesman, *self._new_history())
        # Late: one kept after its day, one open after it.
        self.assertEqual(row, (2, 6.0, 0.5, 0.5, 1, 1, 1, 2, 2))

    def test_figures_by_defect_and_by_receiver(self):
        history = self._new_history()
        rows = self._get_figures(self.salesman, *history, groupby=["defect_id"])
        counts = {defect.code: row[-1] for defect, *row in rows}
        self.assertEqual(counts, {"scope_unclear": 1, "wrong_person": 1, False: 0})
        [row] = self._get_figures(self.salesman, *history, groupby=["to_user_id"])
        self.assertEqual(row[0], self.receiver)

    def test_what_is_not_decided_yet_does_not_count_as_a_failure(self):
        [row] = self._get_figures(self.salesman, self._submit())
        self.assertEqual(row[:4], (1, False, False, False))

    def test_drafts_and_what_was_merged_do_not_count(self):
        draft = self._new_full_handover()
        self.assertEqual(self._get_figures(self.salesman, draft)[0][0], False)
        other = self._new_deal()
        merged = self._submit(other).with_user(self.env.user)
        draft.action_submit()
        (self.deal | other).with_user(self.manager).merge_opportunity()
        [row] = self._get_figures(self.manager, draft, merged)
        self.assertEqual(row[0], 1)

    def test_figures_of_own_deals_and_all_deals(self):
        foreign = self._submit(self._new_deal(user_id=self.other_salesman.id))
        for user, count in (
            (self.salesman, False),
            (self.other_salesman, 1),
            (self.all_leads, 1),
            (self.receiver, 1),
            (self.employee, False),
        ):
            self.assertEqual(self._get_figures(user, foreign)[0][0], count, user.login)
        with self.assertRaises(AccessError):
            self._get_figures(self.portal, foreign)

    def test_rows_have_ids_of_their_own(self):
        ids = [f"{row.id}" for row in self.env["crm.handover.report"].search([])]
        self.assertEqual(len(ids), len(set(ids)))

    # --- print -------------------------------------------------------------------------

    def _print(self, name, handover, user):
        reports = self.env["ir.actions.report"].with_user(user)
        content, _type = reports._render_qweb_html(f"crm_playbook.{name}", handover.ids)
        return " ".join(html.fromstring(content).text_content().split())

    def _new_secretive(self):
        """Return a handover with secrets in whatever is not for the customer."""
        self.deal.write({"name": "SECRET-deal", "expected_revenue": 987654})
        document = self.env["ir.attachment"].create(
            {"name": "SECRET-file", "raw": b"x", "res_model": "crm.lead", "res_id": self.deal.id}
        )
        return self._submit(
            **SECRETS,
            promise_ids=[
                Command.create(
                    self._prepare_promise(
                        name="Training",
                        is_customer_visible=True,
                        source="SECRET-source",
                    )
                ),
                Command.create(self._prepare_promise(name="SECRET-promise")),
            ],
            risk_ids=[Command.create({"name": "SECRET-risk", "mitigation": "SECRET-way"})],
            contact_ids=[
                Command.create(
                    {
                        "partner_id": self.contact.id,
                        "roles": "SECRET-role",
                        "attitude": "opponent",
                    }
                ),
                Command.create({"name": "SECRET-placeholder"}),
            ],
            document_ids=[Command.link(document.id)],
        )

    def test_the_customer_reads_nothing_that_is_internal(self):
        handover = self._new_secretive()
        handover.with_user(self.receiver).action_return(["scope_unclear"], "SECRET-return")
        handover.message_post(body="SECRET-message")
        text = self._print("report_handover_customer", handover, self.salesman)
        text += handover._render_brief(is_for_customer=True)
        for word in ("SECRET", "Opponent", "opponent", "987", "Internal", "complete"):
            self.assertNotIn(word, text)
        for word in ("Northwind", "No order is lost", "Orders", "Invoices", "Training"):
            self.assertIn(word, text)
        self.assertIn("Ann North", text)
        self.assertIn(self.receiver.name, text)

    def test_the_internal_brief_has_everything(self):
        handover = self._new_secretive()
        for user in (self.salesman, self.receiver):
            text = self._print("report_handover", handover, user)
            for part in [
                "deal",
                "problem",
                "why",
                "terms",
                "source",
                "promise",
                "risk",
                "way",
                "role",
                "placeholder",
                "file",
            ]:
                self.assertIn(f"SECRET-{part}", text)
            for word in ("Opponent", "987,654", "Not for the customer", self.keeper.name):
                self.assertIn(word, text)

    def test_the_brief_of_an_empty_packet_says_what_is_missing(self):
        handover = self._new_handover()
        text = self._print("report_handover", handover, self.salesman)
        self.assertIn("Still Missing", text)
        self.assertIn("None was written down", text)
        text = self._print("report_handover_customer", handover, self.salesman)
        self.assertNotIn("Missing", text)

    def test_the_customer_reads_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.customer.lang = "fr_FR"
        handover = self._submit()
        text = self._print("report_handover_customer", handover, self.salesman)
        self.assertIn("01/02/2030" if "Training" in text else "01/04/2030", text)

    def test_nobody_prints_what_they_may_not_read(self):
        handover = self._submit()
        for user in (self.employee, self.other_salesman):
            with self.assertRaises(AccessError):
                self._print("report_handover", handover, user)

    def test_the_file_for_the_customer_does_not_name_the_deal(self):
        handover = self._submit()
        self.assertIn("Line 4", handover._get_brief_name())
        self.assertNotIn("Line 4", handover._get_brief_name(True))
