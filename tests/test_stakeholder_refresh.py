from datetime import timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .stakeholder_common import StakeholderCommon

BATCH_SIZE = "odoo.addons.crm_playbook.models.stakeholder.crm_stakeholder_refresh.DEALS_PER_BATCH"


@tagged("post_install", "-at_install")
class TestStakeholderRefresh(StakeholderCommon):
    """The nightly pass: what time changes, in batches that can be killed."""

    contact_is_given = False

    def setUp(self):
        super().setUp()
        self.Refresh = self.env["crm.stakeholder.refresh"]
        self.anna = self._add("Anna")

    def _write_in(self, person, days=0):
        message = self.env["mail.message"].create(
            {
                "model": "crm.lead",
                "res_id": person.lead_id.id,
                "author_id": person.partner_id.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "date": fields.Datetime.now() - timedelta(days=days),
            }
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = date WHERE id = %s", [message.id]
        )
        return message

    def _run_pass(self):
        self.env.flush_all()
        run = self.Refresh._begin()
        while run._process_batch():
            pass
        return run

    def test_pass_finds_what_was_written_without_a_hook(self):
        message = self._write_in(self.anna)
        run = self._run_pass()
        self.assertEqual(self.anna.last_inbound, message.date)
        self.assertEqual(run.changed_count, 1)
        self.assertEqual(run.assessed_count, 1)
        self.assertTrue(run.date_end)

    def test_counts_fade_and_the_last_contact_stays_although_old_messages_are_not_read(self):
        message = self._write_in(self.anna)
        self._run_pass()
        for days, counts in ((31, (0, 1)), (95, (0, 0)), (400, (0, 0))):
            with freeze_time(fields.Datetime.now() + timedelta(days=days)):
                self._run_pass()
                self.assertEqual((self.anna.inbound_30, self.anna.inbound_90), counts)
                self.assertEqual(self.anna.last_inbound, message.date)

    def test_messages_before_the_longest_period_are_left_out(self):
        old = self._write_in(self.anna, days=100)
        self.env.cr.execute(
            "UPDATE mail_message SET create_date = %s WHERE id < %s", [old.date, old.id]
        )
        recent = self._write_in(self.anna, days=89)
        self.assertGreater(self.Refresh._get_first_message_id(), old.id)
        self.assertLessEqual(self.Refresh._get_first_message_id(), recent.id)

    def test_pass_agrees_with_gathering_everything_anew(self):
        self._write_in(self.anna, days=100)
        self._write_in(self.anna, days=40)
        self.env["crm.stakeholder"]._refresh_contact(self.deal.ids)
        self._write_in(self.anna, days=1)
        self._run_pass()
        self.assertEqual(self.env["crm.stakeholder"]._refresh_contact(self.deal.ids), [])
        self.assertEqual((self.anna.inbound_30, self.anna.inbound_90), (1, 2))

    def test_meeting_that_passes_by_itself_is_found(self):
        start = fields.Datetime.now() + timedelta(days=2)
        self.env["calendar.event"].create(
            {
                "name": "Demonstration",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set(self.anna.partner_id.ids)],
            }
        )
        with freeze_time(start + timedelta(days=1)):
            self._run_pass()
            self.assertEqual(self.anna.meeting_30, 1)
            self.assertEqual(self.deal.stakeholder_engaged_count, 1)

    def test_map_whose_time_has_come_is_assessed(self):
        self._add_engaged("Ben")
        self.assertEqual(self.deal.stakeholder_engaged_count, 1)
        with freeze_time(fields.Datetime.now() + timedelta(days=120)):
            self._run_pass()
            self.deal.invalidate_recordset()
            self.assertEqual(self.deal.stakeholder_engaged_count, 0)

    def test_pass_that_stopped_goes_on_where_it_was(self):
        people = self.anna
        for number in range(4):
            people |= self._add(f"Person {number}", deal=self._new_deal())
        for person in people:
            self._write_in(person)
        self.env.flush_all()
        with patch(BATCH_SIZE, 2):
            run = self.Refresh._begin()
            run._process_batch()
            before = run._get_remaining()
            self.assertEqual(self.Refresh._get_current(), run)
            while self.Refresh._get_current()._process_batch():
                pass
        self.assertGreater(before, 0)
        self.assertEqual(run.done_count, run.lead_count)
        self.assertEqual(people.mapped("inbound_30"), [1] * 5)

    def test_pass_that_stopped_after_reading_the_messages_does_not_read_them_again(self):
        self._write_in(self.anna)
        run = self.Refresh._begin()
        run._gather()
        self.assertFalse(self.anna.inbound_30)
        self.patch(type(self.Refresh), "_gather", lambda refresh: self.fail("read again"))
        self.assertTrue(self.Refresh._get_current()._process_batch())
        self.assertEqual(self.anna.inbound_30, 1)
        self.assertFalse(self.env["crm.stakeholder.refresh.fact"].search_count([]))

    def test_pass_that_stopped_long_ago_is_begun_again(self):
        self._write_in(self.anna)
        with freeze_time(fields.Datetime.now() - timedelta(days=1)):
            run = self.Refresh._begin()
            run._gather()
        self.assertFalse(self.Refresh._get_current())
        self._run_pass()
        self.assertEqual(self.anna.inbound_30, 1)
        self.assertFalse(self.env["crm.stakeholder.refresh.fact"].search_count([]))

    def test_what_is_heard_while_a_pass_is_under_way_is_not_overwritten(self):
        self._write_in(self.anna, days=3)
        run = self.Refresh._begin()
        run._gather()
        message = self._write_in(self.anna)
        self.env["crm.stakeholder"]._follow_contact(self.deal)
        run._process_batch()
        self.anna.invalidate_recordset()
        self.assertEqual((self.anna.last_inbound, self.anna.inbound_30), (message.date, 2))

    def test_facts_of_a_contact_who_was_replaced_meanwhile_are_not_written(self):
        self._write_in(self.anna)
        run = self.Refresh._begin()
        run._gather()
        self.anna.partner_id = self.env["res.partner"].create({"name": "Ben"})
        self.env.flush_all()
        run._process_batch()
        self.anna.invalidate_recordset()
        self.assertFalse(self.anna.last_inbound)

    def test_pass_without_a_map_ends_at_once(self):
        self.env["crm.stakeholder"].search([]).unlink()
        self.assertTrue(self._run_pass().date_end)

    @mute_logger("odoo.addons.crm_playbook.models.stakeholder.crm_stakeholder_refresh")
    def test_batch_that_met_a_change_is_done_again(self):
        run, calls = self.Refresh._begin(), []

        def process(refresh):
            calls.append(refresh)
            if len(calls) == 1:
                raise psycopg2.errors.SerializationFailure
            return 1

        self.patch(type(self.Refresh), "_process_batch", process)
        self.patch(self.env.cr, "rollback", lambda: None)
        self.assertEqual(run._process_batch_safely(), 1)
        self.assertEqual(len(calls), 2)

    def test_cron_runs_a_whole_pass(self):
        self._write_in(self.anna)
        cron = self.env.ref("crm_playbook.ir_cron_stakeholder_refresh")
        self.assertTrue(cron.active, "the first person switches it on")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.anna.inbound_30, 1)
        self.assertFalse(self.Refresh._get_current())

    def test_pass_neither_writes_nor_locks_a_deal(self):
        self._write_in(self.anna)
        statements = []
        execute = type(self.env.cr).execute

        def note(cr, query, *args, **kwargs):
            statements.append(getattr(query, "code", query))
            return execute(cr, query, *args, **kwargs)

        run = self.Refresh._begin()
        self.env.flush_all()
        with patch.object(type(self.env.cr), "execute", note):
            run._process_batch()
            self.env.flush_all()
        written = [s for s in map(str, statements) if 'UPDATE "crm_lead"' in s or "FOR UPDATE" in s]
        self.assertEqual(written, [])
        self.assertTrue(any("UPDATE crm_stakeholder" in str(s) for s in statements))
