from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import LockError
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_cron import IrCron

POISON = """
    CREATE OR REPLACE FUNCTION playbook_poison() RETURNS trigger AS
    $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER playbook_poison BEFORE %(events)s ON %(table)s FOR EACH ROW
    WHEN (%(column)s = %(id)s) EXECUTE FUNCTION playbook_poison()
"""


class JobsCase:
    """Scheduled actions as Odoo's own runner processes them, for tests of all rooms."""

    @contextmanager
    def _held_by_the_runner(self):
        """The rows of scheduled actions are locked by somebody else, as by the runner."""

        def lock_for_update(crons, **_options):
            raise LockError("held")

        with patch.object(IrCron, "lock_for_update", lock_for_update, create=True):
            yield

    def _get_cron(self, name):
        return self.env.ref(f"crm_playbook.{name}")

    def _run_job(self, name):
        """Let Odoo process a scheduled action; it must not fail. Returns what was left out."""
        cron = self._get_cron(name)
        cron.write({"active": True, "failure_count": 0})
        quiet = mute_logger("odoo.sql_db", "odoo.addons.crm_playbook.models.deal")
        held = self._held_by_the_runner()
        with self.enter_registry_test_mode(), held, quiet, self.registry.cursor() as cr:
            job = IrCron._acquire_one_job(cr, cron.id, include_not_ready=True)
            self.registry["ir.cron"]._process_job(cr, job)
        self.env.invalidate_all()
        self.assertTrue(cron.active and cron.lastcall)
        self.assertEqual(cron.failure_count, 0, "The job has failed.")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertFalse(triggers, "The job calls itself again.")
        return self._get_faults(name)

    def _get_faults(self, name):
        return self.env["crm.playbook.job.fault"].search(
            [("job_id.xml_id", "=", f"crm_playbook.{name}")]
        )

    def _poison(self, table, events, record_id, column="id"):
        """Let the database refuse to change a row."""
        self.env.flush_all()
        row = "old" if events == "DELETE" else "new"
        self.env.cr.execute(
            SQL(
                POISON,
                events=SQL(events),
                table=SQL.identifier(table),
                column=SQL.identifier(row, column),
                id=record_id,
            )
        )

    def _mend(self, table):
        self.env.cr.execute(SQL("DROP TRIGGER playbook_poison ON %s", SQL.identifier(table)))

    def assertLeftOut(self, faults, record, manager):
        """One record was left out, and a manager can read which."""
        fault = faults.with_user(manager)
        self.assertEqual((fault.res_model, fault.res_id), (record._name, record.id))
        self.assertTrue(fault.name and fault.message and fault.job_id.name)
        self.assertEqual(fault.action_open()["res_id"], record.id)
