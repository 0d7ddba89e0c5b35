import logging

from odoo import api, fields, models

from ...tools.jobs import CONFLICTS, conflicts_aside, work_apart

_logger = logging.getLogger(__name__)

MAX_TRIES = 5
# A place that was reached longer ago than this is given up, and the job begins anew.
HOURS_VALID = 6


class CrmPlaybookJob(models.Model):
    """How far a scheduled job has come, and what it could not work on.

    How to use: a job that goes through records calls :meth:`_go_through`; one that goes on by
    itself calls :meth:`_work` for each of its steps. A record that fails is left out, said in
    the log and in ``crm.playbook.job.fault``, and the others go on.
    """

    _name = "crm.playbook.job"
    _description = "Work of a Scheduled Action"
    _log_access = False

    xml_id = fields.Char("External ID", required=True, readonly=True)
    name = fields.Char("Scheduled Action", compute="_compute_name")
    date_start = fields.Datetime(help="When the work under way began; empty when there is none.")
    date_last = fields.Datetime(help="When the place was reached.")
    last_id = fields.Integer(help="Records up to this identifier are done.")
    number = fields.Integer(help="Counts how often the work was begun.")
    fault_ids = fields.One2many("crm.playbook.job.fault", "job_id", "Left Out")

    _once = models.Constraint("UNIQUE(xml_id)", "There is one row per scheduled action.")

    def _compute_name(self):
        for job in self:
            cron = self.env.ref(job.xml_id, raise_if_not_found=False)
            # sudo: the name of a scheduled action, for whoever may read what it left out
            job.name = cron.sudo().name if cron else job.xml_id

    @api.model
    def _get(self, xml_id):
        """Return the row of a scheduled action, which is made with its first run."""
        return self.search([("xml_id", "=", xml_id)]) or self.create({"xml_id": xml_id})

    # --- going through records -----------------------------------------------------------

    @api.model
    def _go_through(self, xml_id, find, work, size, is_secret=False):
        """Work on records in the order of their ids, in batches that commit together with the
        place reached: a job that is killed, or whose time is up, goes on from there.

        :param xml_id: XML id of the scheduled action
        :param find: function of an id and a number: the next records after that id, by id
        :param work: function of records. What it did must not be found again, or do no harm
        :param size: so many records are a batch
        :param is_secret: say nothing of the records but that they failed
        """
        commit = self.env["ir.cron"]._commit_progress
        job = self._get(xml_id)
        job._begin_or_go_on()
        commit(remaining=1)
        while job.date_start:
            count = job._work_batch(find, work, size, is_secret)
            if not commit(count, remaining=int(bool(job.date_start))):
                break

    def _begin_or_go_on(self):
        now = fields.Datetime.now()
        oldest = fields.Datetime.subtract(now, hours=HOURS_VALID)
        if not self.date_start or self.date_last < oldest:
            values = {"date_start": now, "date_last": now, "last_id": 0}
            self.write({**values, "number": self.number + 1})

    def _work_batch(self, find, work, size, is_secret):
        """Work on the next records and note the place reached, without committing.

        :return: number of records
        """
        records = find(self.last_id, size)
        self._work(records, work, is_secret)
        if len(records) < size:
            self._end()
        else:
            self.write({"last_id": records[-1].id, "date_last": fields.Datetime.now()})
        return len(records)

    def _end(self):
        """The work is done: what was left out before and not again is no fault any more."""
        self._forget_faults(self.number)
        self.write({"date_start": False, "last_id": 0})

    # --- records that cannot be worked on ------------------------------------------------

    def _work(self, records, work, is_secret=False):
        """Work on records together; leave out those that fail, and say so. What somebody else
        changes at the same time is tried again, and in the end left to the next run.

        What has been done in this transaction before may be rolled back: commit it first.

        :return: the records that failed
        """
        for attempt in range(MAX_TRIES):
            try:
                with conflicts_aside():
                    failed = work_apart(records, work, is_last_try=attempt == MAX_TRIES - 1)
                break
            except CONFLICTS:
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                _logger.info("%s: somebody else was faster; the batch again", self.xml_id)
        return records.browse(self._leave_out(failed, is_secret))

    def _leave_out(self, failed, is_secret=False, number=None):
        """Say of records that they could not be worked on, unless somebody else has changed
        them just now, or deleted them.

        :param failed: list of ``(record, error)``
        :param number: which time this is that the job goes through its records
        :return: ids of the records of which it was said
        """
        left_out = []
        for record, error in failed:
            if isinstance(error, CONFLICTS):
                _logger.info("%s: %s is held by somebody else; next time", self.xml_id, record)
            elif record.exists():
                fault = self.env["crm.playbook.job.fault"]._note(self, record, error, is_secret)
                fault.number = self.number if number is None else number
                left_out.append(record.id)
        return left_out

    def _forget_faults(self, number):
        """All records were gone through: take back what was said of any of them at the times
        before this one."""
        self.fault_ids.filtered(lambda fault: fault.number != number).unlink()
