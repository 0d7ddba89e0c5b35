from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..exceptions import StageGateError
from ..models.deal.crm_lead import creation
from .gate_common import GateCommon

MAIL = """From: customer@example.com
To: gated@example.com
Subject: {subject}
Message-Id: <{subject}@example.com>
Date: Mon, 5 Oct 2026 10:00:00 +0000

We want to buy.
"""


@tagged("post_install", "-at_install")
class TestGateCreation(GateCommon):
    """Deals that are created straight into a later stage."""

    def setUp(self):
        super().setUp()
        self.criterion = self._new_criterion()

    def _get_values(self, **values):
        return {
            "name": "New",
            "type": "opportunity",
            "team_id": self.team.id,
            "user_id": self.salesman.id,
            **values,
        }

    def _create(self, leads=None, **values):
        leads = self.env["crm.lead"] if leads is None else leads
        return leads.create(self._get_values(stage_id=self.second.id, **values))

    def assertNotCreated(self, create, *words):
        with self.assertRaises(StageGateError) as refusal:
            create()
        for word in ("New", "Phone is known", *words):
            self.assertIn(word, str(refusal.exception))
        self.assertFalse(self.env["crm.lead"].search([("name", "=", "New")]))

    def assertCreatedIn(self, stage, deal):
        self.assertEqual(self._get_stage_in_database(deal)[0], stage.id)

    # --- people ------------------------------------------------------------------------

    def test_deal_without_evidence_is_not_created_in_a_later_stage(self):
        self.assertNotCreated(self._create)

    def test_deal_with_evidence_is_created_in_a_later_stage(self):
        self.assertCreatedIn(self.second, self._create(phone="1"))

    def test_what_is_no_stage_as_default_begins_in_the_first(self):
        """Whether gates are in use or not, by RPC, quick create and form."""
        for default in ("abc", str(self.second.id), [self.second.id], True, -1, 2**40):
            leads = self.env["crm.lead"].with_user(self.salesman)
            leads = leads.with_context(default_stage_id=default, default_team_id=self.team.id)
            quick = leads.browse(leads.name_create("New")[0])
            form = Form(leads)
            form.name = "New"
            for deal in (leads.create(self._get_values()), quick, form.save()):
                self.assertCreatedIn(self.first, deal)
        self.criterion.state = "draft"
        self.assertCreatedIn(self.first, leads.create(self._get_values()))

    def test_a_stage_as_default_is_asked_like_any_other(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        leads = leads.with_context(default_stage_id=self.second.id)
        self.assertNotCreated(lambda: leads.create(self._get_values()))

    def test_a_stage_that_does_not_exist_as_default_makes_no_deal(self):
        leads = self.env["crm.lead"].with_user(self.salesman)
        leads = leads.with_context(default_stage_id=2**31 - 1)
        mute = mute_logger("odoo.sql_db")
        with mute, self.assertRaises(IntegrityError), self.env.cr.savepoint():
            leads.create(self._get_values())
        self.assertFalse(leads.search([("name", "=", "New")]))

    def test_deal_is_created_in_the_first_stage_without_a_row_in_the_log(self):
        deal = self._new_deal()
        self.assertCreatedIn(self.first, deal)
        self.assertFalse(deal.stage_move_ids)

    def test_won_deal_without_evidence_is_not_created(self):
        values = self._get_values(stage_id=self.won.id, probability=100)
        self.assertNotCreated(lambda: self.env["crm.lead"].create(values))

    def test_won_deal_with_evidence_is_created_and_closed(self):
        values = self._get_values(stage_id=self.won.id, phone="1")
        deal = self.env["crm.lead"].create(values)
        self.assertEqual(self._get_stage_in_database(deal), (self.won.id, "won"))
        self.assertTrue(deal.date_closed)

    def _copy(self):
        return self.deal.copy({"name": "New", "stage_id": self.second.id})

    def test_copy_without_evidence_is_not_created_in_a_later_stage(self):
        self.assertNotCreated(self._copy)

    def test_copy_with_evidence_is_created_in_a_later_stage(self):
        self.deal.phone = "1"
        self.assertCreatedIn(self.second, self._copy())

    def test_every_deal_of_a_batch_gets_its_stage(self):
        lead, free, gated = self.env["crm.lead"].create(
            [
                self._get_values(type="lead", stage_id=self.third.id),
                self._get_values(),
                self._get_values(stage_id=self.second.id, phone="1"),
            ]
        )
        self.assertCreatedIn(self.third, lead)
        self.assertCreatedIn(self.first, free)
        self.assertCreatedIn(self.second, gated)

    def test_stage_that_nobody_chose_is_gated_too(self):
        self.env["ir.default"].set("crm.lead", "stage_id", self.second.id)
        self.assertNotCreated(lambda: self.env["crm.lead"].create(self._get_values()))
        deal = self.env["crm.lead"].create(self._get_values(phone="1"))
        self.assertCreatedIn(self.second, deal)

    # --- quick create ------------------------------------------------------------------

    def _get_column(self):
        return (
            self.env["crm.lead"]
            .with_user(self.salesman)
            .with_context(
                default_stage_id=self.second.id,
                default_type="opportunity",
                default_team_id=self.team.id,
            )
        )

    def _quick_create(self, phone=False):
        with Form(self._get_column(), "crm.quick_create_opportunity_form") as form:
            form.name = "New"
            form.phone = phone
        return form.record

    def test_quick_create_in_a_later_column_without_evidence_is_refused(self):
        self.assertNotCreated(self._quick_create)

    def test_quick_create_in_a_later_column_with_evidence_is_created(self):
        self.assertCreatedIn(self.second, self._quick_create("1"))

    def test_name_in_a_later_column_without_evidence_is_refused(self):
        self.assertNotCreated(lambda: self._get_column().name_create("New"))

    def test_name_in_a_later_column_with_evidence_is_created(self):
        column = self._get_column().with_context(default_phone="1")
        deal_id, _name = column.name_create("New")
        self.assertCreatedIn(self.second, self.env["crm.lead"].browse(deal_id))

    # --- import ------------------------------------------------------------------------

    def _import(self, *phones):
        columns = ["name", "type", "team_id/.id", "stage_id/.id", "phone"]
        rows = [
            ["New", "opportunity", str(self.team.id), str(self.second.id), phone]
            for phone in phones
        ]
        return self.env["crm.lead"].with_user(self.all_leads).load(columns, rows)

    def test_import_says_which_rows_lack_evidence(self):
        result = self._import("1", "", "2")
        self.assertFalse(result["ids"])
        # Before it says which row, Odoo says what held the rows up when it tried them together.
        message = result["messages"][-1]
        self.assertEqual(message["rows"], {"from": 1, "to": 1})
        self.assertIn("Phone is known", message["message"])

    def test_import_with_evidence_creates_in_a_later_stage(self):
        result = self._import("1", "2")
        self.assertFalse(result["messages"])
        for deal in self.env["crm.lead"].browse(result["ids"]):
            self.assertCreatedIn(self.second, deal)

    # --- what comes in from outside ----------------------------------------------------

    def assertTakenIn(self, deal):
        """Assert that the deal waits in the first stage and that the log says why."""
        self.assertCreatedIn(self.first, deal)
        move = deal.stage_move_ids
        self.assertEqual((move.direction, move.to_stage_id), ("automatic", self.first))
        self.assertIn("Phone is known", move.note)

    def _receive_mail(self, subject, **values):
        values = self._get_values(stage_id=self.second.id, **values)
        del values["name"], values["user_id"]
        deal_id = self.env["mail.thread"].message_process(
            "crm.lead", MAIL.format(subject=subject), custom_values=values
        )
        return self.env["crm.lead"].browse(deal_id)

    def test_mail_without_evidence_lands_in_the_first_stage(self):
        deal = self._receive_mail("machine")
        self.assertEqual(deal.email_from, "customer@example.com")
        self.assertTakenIn(deal)

    def test_mail_with_evidence_lands_in_the_stage_of_its_alias(self):
        self.assertCreatedIn(self.second, self._receive_mail("machine", phone="1"))

    def test_deal_that_came_by_mail_is_gated_from_then_on(self):
        deal = self._receive_mail("machine")
        self.assertStays(deal, self.first, lambda: deal.write({"stage_id": self.second.id}))

    def _create_by(self, user, **values):
        return self._create(self.env["crm.lead"].with_user(user).sudo(), **values)

    def test_deal_of_a_portal_user_without_evidence_lands_in_the_first_stage(self):
        self.assertTakenIn(self._create_by(self.portal))

    def test_deal_of_a_portal_user_with_evidence_lands_in_the_stage_asked_for(self):
        self.assertCreatedIn(self.second, self._create_by(self.portal, phone="1"))

    def test_deal_of_a_visitor_without_evidence_lands_in_the_first_stage(self):
        self.assertTakenIn(self._create_by(self.env.ref("base.public_user")))

    def test_deal_of_a_website_form_without_evidence_lands_in_the_first_stage(self):
        with patch.object(creation, "request", object()):
            self.assertTakenIn(self._create_by(self.env.ref("base.user_root")))
            with self.assertRaises(StageGateError):
                self._create_by(self.salesman)

    def test_each_deal_that_comes_in_is_judged_on_its_own(self):
        leads = self.env["crm.lead"].with_user(self.portal).sudo()
        poor, rich = leads.create(
            [
                self._get_values(stage_id=self.second.id),
                self._get_values(stage_id=self.second.id, phone="1"),
            ]
        )
        self.assertTakenIn(poor.with_env(self.env))
        self.assertCreatedIn(self.second, rich)

    def test_nobody_declares_a_deal_to_come_from_outside(self):
        leads = self.env["crm.lead"].with_context(deal_intake=True)
        self.assertNotCreated(lambda: self._create(leads))
