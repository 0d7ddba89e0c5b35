from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import rooms
from ..deal.constants import SYSTEM_GROUP
from .constants import CRON, ROOM
from .people.buying_group import ENGAGED_DAYS
from .people.contact_query import Scope

# A deal takes about a fifth of a millisecond where all of them are to be assessed anew.
DEALS_AT_LEAST, DEALS_AT_FIRST, DEALS_PER_BATCH = 50, 200, 1000
# What was found out longer ago than this is found out anew.
HOURS_VALID = 6
# A message that was written down later than its date still counts.
MARGIN_DAYS = 1


class CrmStakeholderRefresh(models.Model):
    """The nightly pass over all maps, for what time alone changes: contact that is no longer
    recent, meetings that took place, support that has gone silent.

    How it works: one statement reads the messages and notes whose facts differ, in
    ``crm.stakeholder.refresh.fact``. Messages older than the longest period are not read
    again: whatever they said was written down when they came. Then the deals with people are
    gone through. Deals themselves are neither written nor locked.
    """

    _name = "crm.stakeholder.refresh"
    _inherit = ["crm.playbook.pass"]
    _description = "Nightly Pass over Stakeholder Maps"
    _order = "id desc"
    _log_access = False
    _cron_xml_id = CRON

    date_gathered = fields.Datetime(help="When the messages were read.")
    changed_count = fields.Integer("People Whose Facts Changed", groups=SYSTEM_GROUP)
    assessed_count = fields.Integer("Deals Assessed", groups=SYSTEM_GROUP)

    @api.model
    def _cron_refresh(self):
        """Go on with the pass that was interrupted, or begin one, until time is up."""
        if not rooms.is_on(self.env, ROOM):
            return
        run = self._get_current() or self._begin()
        self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        if not run.date_gathered:
            run._gather()
            self.env["ir.cron"]._commit_progress(remaining=run._get_remaining())
        run._go_on()

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
        return self.create({"lead_count": count})

    def _gather(self):
        """Read the messages and note whose facts differ."""
        now = fields.Datetime.now()
        [[last_id]] = self.env.execute_query(SQL("SELECT MAX(lead_id) FROM crm_stakeholder_map"))
        scope = Scope(last_id=last_id or 0, since_id=self._get_first_message_id())
        self.env["crm.stakeholder.refresh.fact"]._gather(scope)
        self.date_gathered = now

    def _process_batch(self):
        if not self.date_gathered:
            self._gather()
        return super()._process_batch()

    def _work_range(self, after_id, last_id):
        first_id = after_id + 1
        rows = self.env["crm.stakeholder.refresh.fact"]._apply(first_id, last_id)
        moved = {lead_id for _id, lead_id, is_moved in rows if is_moved}
        assessed = self._assess(moved | self._get_due(first_id, last_id))
        return {"changed_count": len(rows), "assessed_count": assessed}

    def _get_leads(self, after_id, last_id):
        """Return the deals of a range that have a map, in the order of their ids."""
        query = SQL(
            """SELECT lead_id FROM crm_stakeholder_map
                WHERE lead_id > %s AND lead_id <= %s ORDER BY lead_id""",
            after_id,
            last_id,
        )
        return self.env["crm.lead"].browse(row[0] for row in self.env.execute_query(query))

    def _get_batch_limits(self):
        return (
            min(DEALS_AT_LEAST, DEALS_PER_BATCH),
            min(DEALS_AT_FIRST, DEALS_PER_BATCH),
            DEALS_PER_BATCH,
        )

    def _get_batch_end(self, after_id):
        query = SQL(
            """SELECT MAX(lead_id), COUNT(*) FROM (
                   SELECT lead_id FROM crm_stakeholder_map
                    WHERE lead_id > %s ORDER BY lead_id LIMIT %s) AS batch""",
            after_id,
            self._get_batch_size(),
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
        """Return an id below which messages are older than the longest period, and than the
        pass before this one: what came while the room was off was written down by nobody.

        Messages have no index on their date, but their ids grow with it: a binary search
        finds the place by looking at a few of them.
        """
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=ENGAGED_DAYS + MARGIN_DAYS)
        last = self.search([("date_gathered", "!=", False), ("id", "<", self.id or 0)], limit=1)
        limit = min(limit, last.date_gathered or limit)
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
