from pytz import UTC

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.calendars import has_hours

SECONDS_PER_HOUR = 3600


class CrmStageMove(models.Model):
    """Every change of stage, won, lost and reopened. Append-only: nobody may write or
    delete a row by RPC; the ORM itself inserts them elevated."""

    _name = "crm.stage.move"
    _description = "Stage Move"
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _log_access = False

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    from_stage_id = fields.Many2one("crm.stage", ondelete="set null")
    to_stage_id = fields.Many2one("crm.stage", ondelete="set null", index=True)
    date = fields.Datetime(required=True, index=True)
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    direction = fields.Selection(
        [
            ("forward", "Forward"),
            ("back", "Back"),
            ("skip", "Skip"),
            ("won", "Won"),
            ("lost", "Lost"),
            ("reopened", "Reopened"),
            ("automatic", "Automatic"),
        ],
        required=True,
    )
    hours = fields.Float("Hours in Stage", aggregator="avg")
    working_hours = fields.Float("Working Hours in Stage", aggregator="avg")
    team_id = fields.Many2one("crm.team", ondelete="set null", index="btree_not_null")
    company_id = fields.Many2one("res.company", ondelete="set null")
    currency_id = fields.Many2one("res.currency", ondelete="set null")
    amount = fields.Monetary()
    waived_ids = fields.Many2many("crm.stage.criterion", string="Criteria Waived")
    # Of stages and criteria that were deleted.
    from_stage_name = fields.Char("From a Stage That Is Gone")
    to_stage_name = fields.Char("To a Stage That Is Gone")
    waived_names = fields.Char("Waived Criteria That Are Gone")
    is_merged = fields.Boolean(
        "Of a Merged Deal",
        help="It happened to a deal that was merged into this one; no duration of this one.",
    )
    is_imported = fields.Boolean(
        "Imported",
        help="The deal came with this stage and date from elsewhere; what was before is not known.",
    )
    note = fields.Text()

    _lead_date = models.Index("(lead_id, date DESC)")

    @api.model
    def _log_changes(self, before, **values):
        """Append a row for each lead that changed since ``before``.

        :param dict before: of ``crm.lead._snapshot_status``
        :param values: more values for every row, such as ``note``
        """
        # sudo: every move is logged, whoever may read the deal afterwards
        leads = self.env["crm.lead"].sudo().browse(list(before)).exists()
        changed = leads.filtered(
            lambda lead: not lead._get_status().items() <= before[lead.id].items()
        )
        if not changed:
            return self.browse()
        since = self._get_last_dates(changed, before)
        now = self.env.cr.now()
        rows = [
            changed_lead._prepare_move_vals(before[changed_lead.id], since[changed_lead.id], now)
            for changed_lead in changed
        ]
        self._add_working_hours(rows, changed, since, now)
        # sudo: the log is written by the system alone
        moves = self.sudo().create([{**row, **values} for row in rows])
        moves.filtered(lambda move: move.direction == "reopened")._forget_hours()
        return moves

    @api.model
    def _keep_stage_names(self, stages):
        """Write the names of stages that are about to go into their rows."""
        self.flush_model(["from_stage_id", "to_stage_id"])
        for stage in stages:
            for column, name in (
                ("from_stage_id", "from_stage_name"),
                ("to_stage_id", "to_stage_name"),
            ):
                self.env.execute_query(
                    SQL(
                        "UPDATE crm_stage_move SET %s = %s WHERE %s = %s RETURNING id",
                        SQL.identifier(name),
                        stage.name,
                        SQL.identifier(column),
                        stage.id,
                    )
                )
        self.invalidate_model(["from_stage_name", "to_stage_name"])

    def _forget_hours(self):
        """Let these rows say no duration: a deal that is lost, or not here yet, stays in no
        stage. No value is not the same as 0, which would count in an average."""
        if self:
            self.flush_recordset(["hours", "working_hours"])
            self.env.execute_query(
                SQL(
                    """UPDATE crm_stage_move SET hours = NULL, working_hours = NULL
                        WHERE id = ANY(%s) RETURNING id""",
                    list(self.ids),
                )
            )
            self.invalidate_recordset(["hours", "working_hours"])

    @api.model
    def _log_creation(self, changes, given):
        """Append a row for each new deal that begins later than in the first stage, or as won
        or lost. It has left no stage: where it was before, and for how long, is not known.

        :param dict changes: ``{lead: Change}``
        :param dict given: ``{lead id: values of its creation}``
        """
        now, is_import = self.env.cr.now(), bool(self.env.context.get("import_file"))
        rows = []
        for lead, change in changes.items():
            date = lead._get_given_date(given[lead.id])
            before = {**lead._get_status(), "stage_id": False}
            rows.append(
                {
                    **lead._prepare_move_vals(before, date or now, date or now),
                    "direction": lead._get_first_direction(change),
                    "is_imported": bool(date) or is_import,
                }
            )
        # sudo: the log is written by the system alone
        moves = self.sudo().create(rows)
        moves._forget_hours()
        return moves

    @api.model
    def _get_last_dates(self, leads, before):
        """Return ``{lead id: when it entered the stage it is leaving}``; of a deal that has no
        row yet the deal itself says it, an imported one by the date that it came with."""
        self.flush_model(["lead_id", "date", "to_stage_id", "is_merged"])
        rows = self.env.execute_query(
            SQL(
                """SELECT lead_id, MAX(date) FROM crm_stage_move
                    WHERE lead_id = ANY(%s) AND is_merged IS NOT TRUE GROUP BY lead_id""",
                list(leads.ids),
            )
        )
        own = {lead.id: before[lead.id].get("since") or lead.create_date for lead in leads}
        return {**own, **dict(rows)}

    @api.model
    def _add_working_hours(self, rows, leads, since, now):
        """Fill ``working_hours`` by the calendar of each company, asked once per calendar
        for the whole span; without a calendar, or with one that has no fixed hours, they equal
        the hours of the clock."""
        for company, group in leads.grouped("company_id").items():
            calendar = (company or self.env.company).resource_calendar_id
            starts = {lead.id: fields.Datetime.to_datetime(since[lead.id]) for lead in group}
            spans = self._get_work_spans(calendar, min(starts.values()), now)
            for row in rows:
                if row["lead_id"] in starts:
                    start = starts[row["lead_id"]]
                    row["working_hours"] = (
                        row["hours"] if spans is None else _sum_hours(spans, start, now)
                    )

    @api.model
    def _get_work_spans(self, calendar, start, end):
        """Return the working time of a calendar as pairs of naive UTC datetimes; None for one
        that does not say when somebody works."""
        if not has_hours(calendar):
            return None
        intervals = calendar._work_intervals_batch(
            start.replace(tzinfo=UTC), end.replace(tzinfo=UTC)
        )
        return [
            (begin.astimezone(UTC).replace(tzinfo=None), stop.astimezone(UTC).replace(tzinfo=None))
            for begin, stop, _meta in intervals[False]
        ]


def _sum_hours(spans, start, end):
    seconds = sum(
        (min(stop, end) - max(begin, start)).total_seconds()
        for begin, stop in spans
        if stop > start and begin < end
    )
    return seconds / SECONDS_PER_HOUR
