import itertools

from odoo import api, models
from odoo.tools import SQL

WATERMARK_PARAMETER = "crm_playbook.stage_move_watermark"
SECONDS_PER_HOUR = 3600
# There are few of these records, and all of them are needed.
ALL = [("id", "!=", False)]


class CrmStageMove(models.Model):
    """The log of moves from before it was kept: what Odoo's tracking of stage and won/lost
    remembers, in one set-based pass."""

    _inherit = "crm.stage.move"

    @api.model
    def _backfill(self):
        """Append a row for every tracked change that the log does not hold yet.

        Amount and team are today's, since tracking does not tell those of then; a lost deal
        is taken to have been lost in the stage it is in. Deals without tracking have none.

        :return: number of rows added
        """
        # sudo: how far the log has come, which only the system reads and writes
        parameters = self.env["ir.config_parameter"].sudo()
        after_id = int(parameters.get_param(WATERMARK_PARAMETER, 0))
        last_id = self._get_last_tracking_id()
        if last_id <= after_id:
            return 0
        self.env.flush_all()
        self._fill_work_table(after_id)
        self.env.cr.execute(self._get_backfill_query(after_id, last_id))
        added = self.env.cr.rowcount
        self.env.cr.execute("DROP TABLE playbook_work")
        parameters.set_param(WATERMARK_PARAMETER, last_id)
        self.invalidate_model()
        self.env.registry.clear_cache()
        return added

    @api.model
    def _skip_backfill(self):
        """Note that everything tracked so far is in the log already."""
        # sudo: as in _backfill
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(WATERMARK_PARAMETER, self._get_last_tracking_id())

    @api.model
    def _get_last_tracking_id(self):
        [[last_id]] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM mail_tracking_value")
        )
        return last_id

    @api.model
    def _fill_work_table(self, after_id):
        """Create ``playbook_work``: the working spans of each company with the seconds
        worked before each, so that working time is a difference of two look-ups."""
        cr = self.env.cr
        cr.execute(
            """CREATE TEMP TABLE playbook_work (company_id int4, start timestamp, stop timestamp,
                                                before float8) ON COMMIT DROP"""
        )
        cr.execute("SELECT MIN(create_date), NOW() AT TIME ZONE 'UTC' FROM crm_lead")
        first, now = cr.fetchone()
        if not first:
            return
        # sudo: the log is that of all companies; only their working hours are taken
        for company in self.env["res.company"].sudo().search(ALL):
            spans, before = self._get_work_spans(company.resource_calendar_id, first, now), 0.0
            rows = []
            for start, stop in spans or [(first, now)]:
                rows.append((company.id, start, stop, before))
                before += (stop - start).total_seconds()
            self._insert_work(rows)
        cr.execute("CREATE INDEX ON playbook_work (company_id, start)")

    @api.model
    def _insert_work(self, rows):
        values = SQL(", ").join(SQL("(%s, %s, %s, %s)", *row) for row in rows)
        if rows:
            self.env.cr.execute(SQL("INSERT INTO playbook_work VALUES %s", values))

    @api.model
    def _get_backfill_query(self, after_id, last_id):
        # sudo: the ids of two fields, under which Odoo tracks them
        ids = self.env["ir.model.fields"].sudo()._get_ids("crm.lead")
        return SQL(
            """
            INSERT INTO crm_stage_move (lead_id, from_stage_id, to_stage_id, date, user_id,
                                        direction, hours, working_hours, team_id, company_id,
                                        currency_id, amount)
            SELECT move.lead_id, old_stage.id, new_stage.id, move.date, move.user_id,
                   CASE WHEN move.status IS NOT NULL THEN move.status
                        WHEN new_stage.is_won THEN 'won'
                        WHEN old_stage.is_won THEN 'reopened'
                        WHEN place.steps < 0 THEN 'back'
                        WHEN place.steps > 1 THEN 'skip'
                        ELSE 'forward' END,
                   EXTRACT(EPOCH FROM move.date - move.since) / %(hour)s,
                   GREATEST(%(worked_until)s - %(worked_since)s, 0) / %(hour)s,
                   lead.team_id, lead.company_id, company.currency_id, lead.expected_revenue
              FROM (%(changes)s) AS move
              JOIN crm_lead AS lead ON lead.id = move.lead_id
              JOIN res_company AS company ON company.id = COALESCE(lead.company_id, %(company)s)
         LEFT JOIN crm_stage AS old_stage ON old_stage.id = COALESCE(move.from_id, lead.stage_id)
         LEFT JOIN crm_stage AS new_stage ON new_stage.id = COALESCE(move.to_id, lead.stage_id)
         LEFT JOIN (%(places)s) AS place ON place.from_id = old_stage.id
                   AND place.to_id = new_stage.id AND place.team_id = COALESCE(lead.team_id, 0)
            """,
            hour=SECONDS_PER_HOUR,
            worked_until=self._worked_before(SQL("move.date")),
            worked_since=self._worked_before(SQL("move.since")),
            changes=self._select_changes(ids, after_id, last_id),
            places=self._select_places(),
            company=self.env.company.id,
        )

    @api.model
    def _select_changes(self, ids, after_id, last_id):
        """Return the ``SELECT`` of tracked changes with the moment of the one before. A
        change of won/lost has a status and no stages."""
        return SQL(
            """
            SELECT lead_id, from_id, to_id, date, user_id, status,
                   LAG(date, 1, create_date) OVER (PARTITION BY lead_id ORDER BY date, id) AS since
              FROM (SELECT value.id, message.res_id AS lead_id, lead.create_date,
                           COALESCE(message.date, value.create_date) AS date,
                           value.create_uid AS user_id,
                           CASE WHEN value.field_id = %(stage)s THEN value.old_value_integer
                                END AS from_id,
                           CASE WHEN value.field_id = %(stage)s THEN value.new_value_integer
                                END AS to_id,
                           CASE WHEN value.field_id = %(status)s THEN
                                CASE WHEN value.new_value_char = ANY(%(lost)s) THEN 'lost'
                                     WHEN value.old_value_char = ANY(%(lost)s) THEN 'reopened'
                                END END AS status, value.field_id
                      FROM mail_tracking_value AS value
                      JOIN mail_message AS message ON message.id = value.mail_message_id
                      JOIN crm_lead AS lead ON lead.id = message.res_id
                     WHERE message.model = 'crm.lead' AND value.id > %(after)s
                       AND value.id <= %(last)s
                       AND value.field_id IN (%(stage)s, %(status)s)) AS tracked
             WHERE field_id = %(stage)s OR status IS NOT NULL
            """,
            stage=ids["stage_id"],
            status=ids["won_status"],
            lost=self._get_labels_of_lost(),
            after=after_id,
            last=last_id,
        )

    @api.model
    def _get_labels_of_lost(self):
        """Tracking keeps the label of a selection in the language of whoever changed it."""
        selection = self.env["crm.lead"]._fields["won_status"]
        labels = set()
        for code, _name in self.env["res.lang"].get_installed():
            env = self.env(context={**self.env.context, "lang": code})
            labels.add(dict(selection._description_selection(env))["lost"])
        return list(labels)

    @api.model
    def _select_places(self):
        """Return the ``SELECT`` of how many stages of a team lie from one to another,
        negative for a way back."""
        rows = []
        Stage = self.env["crm.stage"]
        stages = [stage_id for stage_id, _teams in Stage._get_places()]
        # sudo: the log is that of all teams; only their ids are taken
        for team_id in (0, *self.env["crm.team"].sudo().search(ALL).ids):
            for old, new in itertools.permutations(stages, 2):
                pipeline = Stage._get_pipeline(team_id, old, new)
                steps = pipeline.index(new) - pipeline.index(old)
                rows.append(SQL("(%s, %s, %s, %s)", old, new, team_id, steps))
        if not rows:
            return SQL("SELECT 0 AS from_id, 0 AS to_id, 0 AS team_id, 0 AS steps LIMIT 0")
        values = SQL(", ").join(rows)
        return SQL("SELECT * FROM (VALUES %s) AS place (from_id, to_id, team_id, steps)", values)

    @api.model
    def _worked_before(self, moment):
        """Return the expression for the seconds worked in the company before ``moment``."""
        return SQL(
            """COALESCE((SELECT work.before + EXTRACT(EPOCH FROM LEAST(%(moment)s, work.stop)
                                                                  - work.start)
                           FROM playbook_work AS work
                          WHERE work.company_id = company.id AND work.start <= %(moment)s
                       ORDER BY work.start DESC LIMIT 1), 0)""",
            moment=moment,
        )
