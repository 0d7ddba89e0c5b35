from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.any_of import any_of

BY_LEADER = ("approval", "leader")


class CrmLeadEvidence(models.Model):
    """Who confirmed, asked, approved or refused what on which deal, and with what. The
    newest row of a criterion on a deal counts; rows are never changed."""

    _name = "crm.lead.evidence"
    _description = "Evidence for a Stage Criterion"
    _order = "id desc"
    _rec_name = "criterion_id"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade", index=True)
    criterion_id = fields.Many2one("crm.stage.criterion", ondelete="set null", index=True)
    criterion_name = fields.Char(
        "Name of the Criterion", help="Of a criterion that was deleted.", readonly=True
    )
    outcome = fields.Selection(
        [
            ("confirmed", "Confirmed"),
            ("withdrawn", "Withdrawn"),
            ("requested", "Approval Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        required=True,
    )
    team_id = fields.Many2one(
        "crm.team",
        ondelete="set null",
        help="The team of the deal at that moment; its leader's approval holds for this team.",
    )
    user_id = fields.Many2one("res.users", "By", required=True, default=lambda self: self.env.user)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    note = fields.Text()
    activity_id = fields.Many2one(
        "mail.activity", ondelete="set null", index="btree_not_null", help="Of whoever was asked."
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments")

    # Two people who ask at the same moment ask once.
    _one_open_request = models.UniqueIndex(
        "(lead_id, criterion_id) WHERE activity_id IS NOT NULL",
        "This approval has just been asked for.",
    )

    def _end(self):
        """Let these requests wait no more. Returns their activities."""
        activities = self.activity_id
        self.activity_id = False
        return activities

    @api.model
    def _get_latest(self, leads, criteria):
        """Return ``{criterion id: {lead id: outcome}}`` of the newest evidence.

        Where a criterion asks again, evidence from before the deal went back across its gate
        does not count. What the leader of another team was asked or said does not count either:
        a deal is not taken there and back for it. A request whose activity is gone, or whose
        approver has left, is ``lapsed``.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT criterion_id, outcome, date, ARRAY_AGG(lead_id) FROM (%s) AS latest
                 GROUP BY criterion_id, outcome, date""",
                self._select_latest(leads, criteria),
            )
        )
        return self._group_latest(leads, criteria, rows)

    @api.model
    def _select_latest(self, leads, criteria):
        """Return ``SELECT lead_id, criterion_id, outcome, date``: the newest evidence, with its
        date where it may have been given too early."""
        self.flush_model()
        self.env["mail.activity"].flush_model(["active", "user_id"])
        self.env["res.users"].flush_model(["active", "share"])
        by_leader = [c for c, t in self._get_terms(criteria) if (t.kind, t.approver) == BY_LEADER]
        if by_leader:
            leads.env["crm.lead"].flush_model(["team_id"])
        return SQL(
            """SELECT DISTINCT ON (lead_id, criterion_id) lead_id, criterion_id,
                      CASE WHEN outcome = 'requested' AND NOT EXISTS (
                                SELECT FROM mail_activity AS activity
                                  JOIN res_users AS asked ON asked.id = activity.user_id
                                 WHERE activity.id = activity_id AND activity.active
                                   AND asked.active AND asked.share IS NOT TRUE)
                           THEN 'lapsed' ELSE outcome END AS outcome,
                      CASE WHEN criterion_id = ANY(%s) THEN date END AS date
                 FROM crm_lead_evidence AS evidence
                WHERE lead_id = %s AND criterion_id = ANY(%s)
                  AND NOT (criterion_id = ANY(%s)
                           AND team_id IS DISTINCT FROM (
                               SELECT team_id FROM crm_lead
                                WHERE crm_lead.id = evidence.lead_id))
             ORDER BY lead_id, criterion_id, id DESC""",
            [criterion_id for criterion_id, terms in self._get_terms(criteria) if terms.ask_again],
            any_of(leads._origin.ids),
            list(criteria.ids),
            by_leader,
        )

    @api.model
    def _get_terms(self, criteria):
        return [(criterion.id, criterion._get_terms()) for criterion in criteria]

    @api.model
    def _group_latest(self, leads, criteria, rows, steps=None):
        """Return ``{criterion id: {lead id: outcome}}`` of rows of criterion, outcome, date and
        deals, without what was given too early.

        :param dict steps: of ``crm.stage.move._get_steps``, read where they are needed
        """
        again = {c: terms for c, terms in self._get_terms(criteria) if terms.ask_again}
        returns = self.env["crm.stage.move"]._get_returns(leads, again, steps) if again else {}
        latest = {}
        for criterion_id, outcome, date, lead_ids in rows:
            if date:
                lead_ids = [i for i in lead_ids if date >= returns.get((criterion_id, i), date)]
            latest.setdefault(criterion_id, {}).update(dict.fromkeys(lead_ids, outcome))
        return latest
