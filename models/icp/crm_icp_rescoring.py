import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.jobs import CONFLICTS, try_work, wake, work_apart

_logger = logging.getLogger(__name__)

RUNNING, DONE = "running", "done"
SYSTEM_GROUP = "base.group_system"
# About half a second of work between two commits.
LEADS_PER_BATCH = 50000
MAX_TRIES = 5
LATE_PER_STATEMENT = 1000
# A condition on tags makes PostgreSQL read all tags of all leads in every batch. So a large
# database gets few batches, lest the time grows with the square of its size.
LARGE_LEAD_COUNT = 500000
LARGE_BATCHES = 5
# When more leads than this cannot be scored, the cause is not in the leads.
MOST_FAULTS = 50
CRON = "crm_playbook.ir_cron_icp_rescore"


class CrmIcpRescoring(models.Model):
    """A pass over all leads. Each batch commits together with the place it reached, so a
    pass that was killed goes on from there; a newer pass replaces an older one."""

    _name = "crm.icp.rescoring"
    _description = "ICP Rescoring"
    _order = "id desc"
    _log_access = False

    state = fields.Selection([(RUNNING, "Running"), (DONE, "Done")], default=RUNNING, index=True)
    date_start = fields.Datetime(default=fields.Datetime.now)
    date_end = fields.Datetime()
    last_lead_id = fields.Integer(help="Leads up to this identifier are done.", groups=SYSTEM_GROUP)
    # They count the leads of all companies: not for whoever works in one of them.
    lead_count = fields.Integer("Leads", groups=SYSTEM_GROUP)
    done_count = fields.Integer("Leads Done", groups=SYSTEM_GROUP)
    written_count = fields.Integer("Scores Changed", groups=SYSTEM_GROUP)
    progress = fields.Float(compute="_compute_progress", compute_sudo=True)
    newest_score_id = fields.Integer(help="Newest score when the pass began.", groups=SYSTEM_GROUP)

    @api.depends("state", "lead_count", "done_count")
    def _compute_progress(self):
        """In percent; of a pass that another one replaced, how far it came."""
        for run in self:
            run.progress = 100.0 * min(run.done_count / max(run.lead_count, 1), 1)

    @api.model
    def _start(self):
        """Begin a pass over all leads and call the cron, which does the work."""
        self._begin()
        wake(self.env, CRON, now=True)

    @api.model
    def _begin(self):
        """Note a new pass. Rows that the cron may be writing just now are left alone, so that
        it is in nobody's way who publishes."""
        [[newest_score_id]] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM crm_icp_score")
        )
        count = self.env["crm.lead"].with_context(active_test=False).search_count([])
        self.create({"lead_count": count, "newest_score_id": newest_score_id})

    @api.model
    def _get_current(self):
        """Return the newest pass, which replaces those before it, unless it is done."""
        return self.search([], limit=1).filtered(lambda run: run.state == RUNNING)

    @api.model
    def _get_progress(self):
        """Return the progress of the current pass in percent, 100 when there is none."""
        # sudo: progress is shown to whoever may read a profile
        run = self.sudo()._get_current()
        return 100.0 * run.done_count / max(run.lead_count, 1) if run else 100.0

    @api.model
    def _cron_rescore(self):
        """Go on with the current pass, or begin the nightly one, until time is up.

        When a publication replaces the pass, this ends with leads remaining: Odoo calls it
        again at once, after it has looked for changes of the registry.
        """
        if not self._get_current():
            self._begin()
        run = self._get_current()
        self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        while run == self._get_current():
            processed = run._process_batch_safely()
            remaining = run._get_remaining()
            if not self.env["ir.cron"]._commit_progress(processed, remaining=remaining):
                break

    def _get_remaining(self):
        return max(self.lead_count - self.done_count, 1) if self.state == RUNNING else 0

    def _process_batch_safely(self):
        """Process a batch; when a lead of it was deleted meanwhile, roll back and retry."""
        for attempt in range(MAX_TRIES):
            try:
                return self._process_batch()
            except CONFLICTS:
                if attempt == MAX_TRIES - 1:
                    raise
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                _logger.info("ICP rescoring: batch after lead %s again", self.last_lead_id)
        return 0

    def _process_batch(self):
        """Rescore the next leads and note the place reached, without committing.

        :return: number of leads processed, 0 when the pass has ended
        """
        self.ensure_one()
        after_id = self.last_lead_id
        last_id, processed = self._get_batch_end(after_id)
        if not processed:
            self._finish()
            return 0
        # Read anew: other processes hear of a publication a moment after it is committed.
        specs = self.env["crm.icp.profile"]._read_published_specs()
        written = self._rescore_range(specs, after_id, last_id)
        self.write(
            {
                "last_lead_id": last_id,
                "done_count": self.done_count + processed,
                "written_count": self.written_count + written,
            }
        )
        return processed

    def _rescore_range(self, specs, after_id, last_id):
        """Rescore the leads ``after_id < id <= last_id``, but for those that cannot be.

        :return: number of leads whose score changed
        """
        rescore, parts = self.env["crm.icp.scorer"]._rescore_range, []
        written = try_work(self.env, lambda: rescore(specs, after_id, last_id))
        if written is not None:
            return written
        self._work_apart(
            self._get_leads(after_id, last_id),
            lambda leads: parts.append(rescore(specs, leads.ids[0] - 1, leads.ids[-1])),
        )
        return sum(parts)

    def _get_leads(self, after_id, last_id):
        domain = [("id", ">", after_id), ("id", "<=", last_id)]
        return self.env["crm.lead"].with_context(active_test=False).search(domain, order="id")

    def _work_apart(self, leads, work):
        """Work on leads; leave out, and say so, those that fail. Where many do the cause is a
        profile, and the job fails."""
        failed = work_apart(leads, work, is_last_try=False, most=MOST_FAULTS)
        if failed:
            self.env["crm.playbook.job"]._get(CRON)._leave_out(failed, number=self.id)

    def _get_batch_end(self, after_id):
        query = SQL(
            """SELECT MAX(id), COUNT(*) FROM (
                   SELECT id FROM crm_lead WHERE id > %s ORDER BY id LIMIT %s) AS batch""",
            after_id,
            self._get_batch_size(),
        )
        return self.env.execute_query(query)[0]

    def _get_batch_size(self):
        if self.lead_count < LARGE_LEAD_COUNT:
            return LEADS_PER_BATCH
        return max(LEADS_PER_BATCH, self.lead_count // LARGE_BATCHES)

    def _finish(self):
        """Score once more the leads that were saved after the pass had been there: whoever
        saved them may have begun before the publication, and by the profile of then."""
        specs = self.env["crm.icp.profile"]._read_published_specs()
        late, scorer = self._get_saved_meanwhile(specs), self.env["crm.icp.scorer"]

        def score(leads):
            if specs:
                scorer._append_scores(specs, leads.ids)
            else:
                scorer._remove_unscored(specs, Domain("id", "in", leads.ids))

        for start in range(0, len(late), LATE_PER_STATEMENT):
            lead_ids = late[start : start + LATE_PER_STATEMENT]
            self._work_apart(self.env["crm.lead"].browse(lead_ids), score)
        self.env["crm.playbook.job"]._get(CRON)._forget_faults(self.id)
        unfinished = self.search([("state", "=", RUNNING), ("id", "<=", self.id)])
        unfinished.write({"state": DONE, "date_end": fields.Datetime.now()})

    def _get_saved_meanwhile(self, specs):
        """Return the ids of leads with a score newer than that of the pass. The pass leaves
        one row per lead, by a profile in force; these have a second one, or another one."""
        rows = self.env.execute_query(
            SQL(
                """SELECT newer.lead_id
                     FROM crm_icp_score AS newer
                     JOIN crm_icp_score AS older
                       ON older.lead_id = newer.lead_id AND older.id < newer.id
                    WHERE newer.id > %s
                    UNION
                   SELECT lead_id FROM crm_icp_score WHERE NOT profile_id = ANY(%s)""",
                self.newest_score_id,
                [spec.id for spec in specs],
            )
        )
        return [lead_id for [lead_id] in rows]
