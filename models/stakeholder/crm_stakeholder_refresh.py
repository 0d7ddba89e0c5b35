import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.buying_group import ENGAGED_DAYS
from ...tools.contact_query import Scope
from ...tools.jobs import CONFLICTS, try_work, work_apart
from .crm_stakeholder_contact import CRON

_logger = logging.getLogger(__name__)

SYSTEM_GROUP = "base.group_system"

# About half a second of work between two commits.
DEALS_PER_BATCH = 10_000
# What was found out longer ago than this is found out anew.
HOURS_VALID = 6
MAX_TRIES = 5
# When more deals than this cannot be brought up to date, the cause is not in the deals.
MOST_FAULTS = 50
# A message that was written down later than its date still counts.
MARGIN_DAYS = 1


class CrmStakeholderRefresh(models.Model):
    """The nightly pass over all maps, for what time alone changes: contact that is no longer
    recent, meetings that took place, support that has gone silent.

    How it works: one statement reads the messages and notes whose facts differ, in
    ``crm.stakeholder.refresh.fact``. Messages older than the longest period are not read
    again: whatever they said was written down when they came. Then the deals with people are
    gone through in the order of their ids. Each batch commits together with the place it
    reached, so a pass that was killed goes on from there. Deals themselves are neither
    written nor locked.
    """

    _name = "crm.stakeholder.refresh"
    _description = "Nightly Pass over Stakeholder Maps"
    _order = "id desc"
    _log_access = False

    date_start = fields.Datetime(default=fields.Datetime.now)
    date_gathered = fields.Datetime(help="When the messages were read.")
    date_end = fields.Datetime()
    # They count the deals of all companies: not for whoever works in one of them.
    last_lead_id = fields.Integer(help="Deals up to this identifier are done.", groups=SYSTEM_GROUP)
    deal_count = fields.Integer("Deals", groups=SYSTEM_GROUP)
    done_count = fields.Integer("Deals Done", groups=SYSTEM_GROUP)
    changed_count = fields.Integer("People Whose Facts Changed", groups=SYSTEM_GROUP)
    assessed_count = fields.Integer("Deals Assessed", groups=SYSTEM_GROUP)

    @api.model
    def _cron_refresh(self):
        """Go on with the pass that was interrupted, or begin one, until time is up."""
        run = self._get_current() or self._begin()
        self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        if not run.date_gathered:
            run._gather()
            self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        while not run.date_end:
            processed = run._process_batch_safely()
            remaining = run._get_remaining()
            if not self.env["ir.cron"]._commit_progress(processed, remaining=remaining):
                break

    @api.model
    def _get_current(self):
        """Return the pass that was interrupted, unless that was too long ago to go on."""
        oldest = fields.Datetime.subtract(fields.Datetime.now(), hours=HOURS_VALID)
        return self.search([], limit=1).filtered(
            lambda run: not run.date_end and (run.date_gathered or run.date_start) >= oldest
        )

    @api.model
    def _begin(self):
        """Note a new pass; of those before it only the last one is kept."""
        last = self.search([], limit=1)
        self.search([("id", "<", last.id or 0)]).unlink()
        [[count]] = self.env.execute_query(SQL("SELECT COUNT(*) FROM crm_stakeholder_map"))
        return self.create({"deal_count": count})

    def _get_remaining(self):
        return 0 if self.date_end else max(self.deal_count - self.done_count, 1)

    def _gather(self):
        """Read the messages and note whose facts differ."""
        now = fields.Datetime.now()
        [[last_id]] = self.env.execute_query(SQL("SELECT MAX(lead_id) FROM crm_stakeholder_map"))
        scope = Scope(last_id=last_id or 0, since_id=self._get_first_message_id())
        self.env["crm.stakeholder.refresh.fact"]._gather(scope)
        self.date_gathered = now

    def _process_batch_safely(self):
        """Process a batch; when somebody changed a person of it meanwhile, do it again."""
        for attempt in range(MAX_TRIES):
            try:
                return self._process_batch()
            except CONFLICTS:
                if attempt == MAX_TRIES - 1:
                    raise
                self.env.cr.rollback()  # pylint: disable=invalid-commit
                _logger.info("Stakeholders: batch after deal %s again", self.last_lead_id)
        return 0

    def _process_batch(self):
        """Bring the next deals up to date and note the place reached, without committing.

        :return: number of deals processed, 0 when the pass has ended
        """
        self.ensure_one()
        if not self.date_gathered:
            self._gather()
        first_id = self.last_lead_id + 1
        last_id, processed = self._get_batch_end(first_id)
        if not processed:
            self.env["crm.playbook.job"]._get(CRON)._forget_faults(self.id)
            self.date_end = fields.Datetime.now()
            return 0
        changed, assessed = self._refresh_range(first_id, last_id)
        self.write(
            {
                "last_lead_id": last_id,
                "done_count": self.done_count + processed,
                "changed_count": self.changed_count + changed,
                "assessed_count": self.assessed_count + assessed,
            }
        )
        return processed

    def _refresh_range(self, first_id, last_id):
        """Bring a range of deals up to date, but for those that cannot be: these are left out,
        and that is said.

        :return: how many people changed, and how many deals were assessed
        """
        if counts := try_work(self.env, lambda: self._refresh_deals(first_id, last_id)):
            return counts
        parts = []
        failed = work_apart(
            self._get_deals(first_id, last_id),
            lambda deals: parts.append(self._refresh_deals(deals.ids[0], deals.ids[-1])),
            is_last_try=False,
            most=MOST_FAULTS,
        )
        self.env["crm.playbook.job"]._get(CRON)._leave_out(failed, number=self.id)
        return sum(changed for changed, _count in parts), sum(count for _changed, count in parts)

    @api.model
    def _refresh_deals(self, first_id, last_id):
        rows = self.env["crm.stakeholder.refresh.fact"]._apply(first_id, last_id)
        moved = {lead_id for _id, lead_id, is_moved in rows if is_moved}
        return len(rows), self._assess(moved | self._get_due(first_id, last_id))

    @api.model
    def _get_deals(self, first_id, last_id):
        """Return the deals of a range that have a map, in the order of their ids."""
        query = SQL(
            """SELECT lead_id FROM crm_stakeholder_map
                WHERE lead_id BETWEEN %s AND %s ORDER BY lead_id""",
            first_id,
            last_id,
        )
        return self.env["crm.lead"].browse(row[0] for row in self.env.execute_query(query))

    @api.model
    def _get_batch_end(self, first_id):
        query = SQL(
            """SELECT MAX(lead_id), COUNT(*) FROM (
                   SELECT lead_id FROM crm_stakeholder_map
                    WHERE lead_id >= %s ORDER BY lead_id LIMIT %s) AS batch""",
            first_id,
            DEALS_PER_BATCH,
        )
        return self.env.execute_query(query)[0]

    @api.model
    def _get_due(self, first_id, last_id):
        """Return the ids of the deals whose map time has changed."""
        rows = self.env.execute_query(
            SQL(
                """SELECT lead_id FROM crm_stakeholder_map
                    WHERE lead_id BETWEEN %s AND %s AND date_next <= %s""",
                first_id,
                last_id,
                fields.Datetime.now(),
            )
        )
        return {lead_id for [lead_id] in rows}

    @api.model
    def _assess(self, lead_ids):
        """Assess these deals; return how many they are."""
        leads = self.env["crm.lead"].browse(sorted(lead_ids))
        if leads:
            self.env["crm.stakeholder.map"]._assess(leads)
            self.env.flush_all()
            self.env.invalidate_all()
        return len(leads)

    @api.model
    def _get_first_message_id(self):
        """Return an id below which messages are older than the longest period.

        Messages have no index on their date, but their ids grow with it: a binary search
        finds the place by looking at a few of them.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=ENGAGED_DAYS + MARGIN_DAYS)
        [[low, high]] = self.env.execute_query(
            SQL("SELECT COALESCE(MIN(id), 1), COALESCE(MAX(id), 0) + 1 FROM mail_message")
        )
        while low < high:
            middle = (low + high) // 2
            row = self.env.execute_query(
                SQL(
                    """SELECT id, COALESCE(create_date, date) FROM mail_message
                        WHERE id >= %s AND COALESCE(create_date, date) IS NOT NULL
                        ORDER BY id LIMIT 1""",
                    middle,
                )
            )
            if row and row[0][1] < limit:
                low = row[0][0] + 1
            else:
                high = middle
        return low
