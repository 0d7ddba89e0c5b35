import logging
import time

from odoo import fields, models

from ...tools.jobs import CONFLICTS, conflicts_aside, try_work, work_apart
from .constants import SYSTEM_GROUP

_logger = logging.getLogger(__name__)

MAX_TRIES = 5
# For so many seconds a batch is to hold rows; a third more is what may be felt.
AIMED_SECONDS = 0.2
# From one batch to the next, lest one that had little to do is followed by one that is too large.
GROWTH = 2
# When more leads than this cannot be worked on, the cause is not in the leads.
MOST_FAULTS = 50


class CrmPlaybookPass(models.AbstractModel):
    """A pass of a scheduled job over leads in the order of their ids, by statements over ranges of
    them. Each batch commits together with the place it reached, so a pass that was killed goes on
    from there. A lead that cannot be worked on is left out, and that is said. Batches are as large
    as the time allows for which nobody feels that rows are held.

    How to use: a model inherits this, names its scheduled action in ``_cron_xml_id``, and says
    which leads are the next batch (``_get_batch_end``), how to work on them (``_work_range``),
    which leads a range has (``_get_leads``), how large a batch may be (``_get_batch_limits``) and
    what comes at the end (``_finish``).
    """

    _name = "crm.playbook.pass"
    _description = "Pass over Leads"
    _cron_xml_id = None

    date_start = fields.Datetime(default=fields.Datetime.now)
    date_end = fields.Datetime()
    # They count the leads of all companies: not for whoever works in one of them.
    last_lead_id = fields.Integer(help="Leads up to this identifier are done.", groups=SYSTEM_GROUP)
    lead_count = fields.Integer("Leads", groups=SYSTEM_GROUP)
    done_count = fields.Integer("Leads Done", groups=SYSTEM_GROUP)
    batch_size = fields.Integer(help="Leads of the next batch.", groups=SYSTEM_GROUP)

    # --- what a pass says of itself ----------------------------------------------------

    def _get_batch_limits(self):
        """Return of how many leads a batch is at least, at first, and at most."""
        raise NotImplementedError

    def _get_batch_end(self, after_id):
        """Return the id of the last lead of the next batch, which has ``_get_batch_size()``, and
        how many leads it has."""
        raise NotImplementedError

    def _work_range(self, after_id, last_id):
        """Work on the leads ``after_id < id <= last_id``.

        :return: dict of what is added to fields of this pass that count, and of ``held``: for how
            many seconds rows were held, where that is less than the whole
        """
        raise NotImplementedError

    def _get_leads(self, after_id, last_id):
        """Return the leads of a range, in the order of their ids."""
        raise NotImplementedError

    def _finish(self):
        """All leads were gone through: note that."""
        self._forget_faults()
        self.date_end = fields.Datetime.now()

    def _is_under_way(self):
        """Tell whether this pass has still something to do."""
        return not self.date_end

    # --- going on ----------------------------------------------------------------------

    def _go_on(self):
        """Work until the pass has ended or time is up."""
        while self._is_under_way():
            processed = self._process_batch_safely()
            remaining = self._get_remaining()
            if not self.env["ir.cron"]._commit_progress(processed, remaining=remaining):
                break

    def _get_remaining(self):
        return 0 if self.date_end else max(self.lead_count - self.done_count, 1)

    def _process_batch_safely(self):
        """Process a batch; when somebody changed a lead of it meanwhile, roll back and retry."""
        for attempt in range(MAX_TRIES):
            size = self._get_batch_size()
            try:
                with conflicts_aside():
                    return self._process_batch()
            except CONFLICTS:
                if attempt == MAX_TRIES - 1:
                    raise
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                _logger.info("%s: batch after lead %s again", self._description, self.last_lead_id)
                # A smaller one meets fewer people, and is done sooner.
                self.batch_size = size // GROWTH
        return 0

    def _get_batch_size(self):
        """Return of how many leads the next batch is."""
        least, first, most = self._get_batch_limits()
        return min(max(self.batch_size or first, least), most)

    def _fit(self, size, seconds):
        """Return the size of the batch after one of this size that held rows so long."""
        return int(size * min(GROWTH, AIMED_SECONDS / max(seconds, 0.001)))

    def _process_batch(self):
        """Work on the next leads and note the place reached, without committing.

        :return: number of leads processed, 0 when the pass has ended
        """
        self.ensure_one()
        start, size, after_id = time.monotonic(), self._get_batch_size(), self.last_lead_id
        last_id, processed = self._get_batch_end(after_id)
        if not processed:
            self._finish()
            return 0
        counts = self._work_range_apart(after_id, last_id)
        self.env.flush_all()
        held = counts.pop("held", time.monotonic() - start)
        counts = {**counts, "done_count": processed}
        values = {name: self[name] + count for name, count in counts.items()}
        self.write({**values, "last_lead_id": last_id, "batch_size": self._fit(size, held)})
        return processed

    # --- leads that cannot be worked on ------------------------------------------------

    def _work_range_apart(self, after_id, last_id):
        """Work on a range; where that fails, on all of its leads but those that cannot be."""
        counts = try_work(self.env, lambda: self._work_range(after_id, last_id))
        if counts is not None:
            return counts
        parts = []
        self._work_apart(
            self._get_leads(after_id, last_id),
            lambda leads: parts.append(self._work_range(leads.ids[0] - 1, leads.ids[-1])),
        )
        names = {name for part in parts for name in part}
        return {name: sum(part[name] for part in parts) for name in names}

    def _work_apart(self, leads, work):
        """Work on leads; leave out, and say so, those that fail. Where many do, the job fails."""
        failed = work_apart(leads, work, is_last_try=False, most=MOST_FAULTS)
        if failed:
            self._get_job()._leave_out(failed, number=self.id)

    def _forget_faults(self):
        self._get_job()._forget_faults(self.id)

    def _get_job(self):
        return self.env["crm.playbook.job"]._get(self._cron_xml_id)
