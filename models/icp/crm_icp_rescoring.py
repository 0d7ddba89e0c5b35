from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import rooms
from ...tools.jobs import wake
from ..deal.constants import SYSTEM_GROUP
from .constants import CRON, ROOM

RUNNING, DONE = "running", "done"
# A new row takes ten times as long as one that stays as it is, and a condition on tags makes
# PostgreSQL read all tags of all leads in every batch: they are as large as time allows.
LEADS_AT_LEAST, LEADS_AT_FIRST, LEADS_PER_BATCH = 5_000, 25_000, 100_000
LATE_PER_STATEMENT = 1000


class CrmIcpRescoring(models.Model):
    """A pass that scores all leads; a newer one replaces an older one."""

    _name = "crm.icp.rescoring"
    _inherit = ["crm.playbook.pass"]
    _description = "ICP Rescoring"
    _order = "id desc"
    _log_access = False
    _cron_xml_id = CRON

    state = fields.Selection([(RUNNING, "Running"), (DONE, "Done")], default=RUNNING, index=True)
    written_count = fields.Integer("Scores Changed", groups=SYSTEM_GROUP)
    progress = fields.Float(compute="_compute_progress", compute_sudo=True)

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
        count = self.env["crm.lead"].with_context(active_test=False).search_count([])
        self.create({"lead_count": count})

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
        if not rooms.is_on(self.env, ROOM):
            return
        if not self._get_current():
            self._begin()
        run = self._get_current()
        self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        run._go_on()

    def _is_under_way(self):
        return self == self._get_current()

    def _work_range(self, after_id, last_id):
        # Read anew: other processes hear of a publication a moment after it is committed.
        specs = self.env["crm.icp.profile"]._read_published_specs()
        scorer = self.env["crm.icp.scorer"]
        written, held = scorer._rescore_range(specs, after_id, last_id)
        return {"written_count": written, "held": held}

    def _get_leads(self, after_id, last_id):
        domain = [("id", ">", after_id), ("id", "<=", last_id)]
        return self.env["crm.lead"].with_context(active_test=False).search(domain, order="id")

    def _get_batch_end(self, after_id):
        query = SQL(
            """SELECT MAX(id), COUNT(*) FROM (
                   SELECT id FROM crm_lead WHERE id > %s ORDER BY id LIMIT %s) AS batch""",
            after_id,
            self._get_batch_size(),
        )
        return self.env.execute_query(query)[0]

    def _get_batch_limits(self):
        return (
            min(LEADS_AT_LEAST, LEADS_PER_BATCH),
            min(LEADS_AT_FIRST, LEADS_PER_BATCH),
            LEADS_PER_BATCH,
        )

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
        self._forget_faults()
        unfinished = self.search([("state", "=", RUNNING), ("id", "<=", self.id)])
        unfinished.write({"state": DONE, "date_end": fields.Datetime.now()})

    def _get_saved_meanwhile(self, specs):
        """Return the ids of leads with a score newer than that of the pass. The pass leaves
        settled rows by profiles in force; these have a fresh one, or one of another profile."""
        rows = self.env.execute_query(
            SQL(
                """SELECT lead_id FROM crm_icp_score WHERE is_settled IS NOT TRUE
                    UNION
                   SELECT lead_id FROM crm_icp_score WHERE NOT profile_id = ANY(%s)""",
                [spec.id for spec in specs],
            )
        )
        return [lead_id for [lead_id] in rows]
