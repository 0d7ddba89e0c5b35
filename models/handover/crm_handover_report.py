from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import days
from .constants import PROMISE_STATES, STATES

SECONDS_PER_HOUR = 3600


class CrmHandoverReport(models.Model):
    """Handovers, promises and defects to be counted, a row for each of them. Shares and times
    are empty where there is nothing to say yet, so that averages leave it out."""

    _name = "crm.handover.report"
    _description = "Handover Analysis"
    _auto = False
    _order = "date desc"
    _rec_name = "handover_id"
    _depends = {
        "crm.handover": [
            "company_id",
            "date_accepted",
            "date_first_submitted",
            "date_kicked_off",
            "from_user_id",
            "kickoff_deadline",
            "merged_into_id",
            "salesperson_id",
            "state",
            "template_id",
            "to_user_id",
        ],
        "crm.handover.promise": ["date_done", "date_due", "handover_id", "owner_id", "state"],
        "crm.handover.return": ["defect_ids", "handover_id"],
        "res.partner": ["tz"],
        "res.users": ["partner_id"],
    }

    kind = fields.Selection(
        [("handover", "Handover"), ("promise", "Promise"), ("defect", "Defect")], readonly=True
    )
    handover_id = fields.Many2one("crm.handover", readonly=True)
    date = fields.Datetime("First Submitted On", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    from_user_id = fields.Many2one("res.users", "Seller", readonly=True)
    to_user_id = fields.Many2one("res.users", "Receiver", readonly=True)
    salesperson_id = fields.Many2one("res.users", "Account Owner", readonly=True)
    template_id = fields.Many2one("crm.handover.template", readonly=True)
    defect_id = fields.Many2one("crm.handover.defect", readonly=True)
    promise_state = fields.Selection(PROMISE_STATES, readonly=True)
    owner_id = fields.Many2one("res.users", "Promise Kept By", readonly=True)
    handover_count = fields.Integer("Handovers", readonly=True)
    hours_to_accept = fields.Float(
        "Hours to Accept",
        readonly=True,
        aggregator="avg",
        help="Hours from the first submission to acceptance, nights and weekends included.",
    )
    first_time_accepted = fields.Float(
        "Accepted at First",
        readonly=True,
        aggregator="avg",
        help="Share of the decided handovers that were accepted without a return.",
    )
    kicked_off_on_time = fields.Float(
        "Kicked Off on Time",
        readonly=True,
        aggregator="avg",
        help="Share of the handovers with a clock that were kicked off before it ran out.",
    )
    return_count = fields.Integer("Returns", readonly=True)
    promise_count = fields.Integer("Promises", readonly=True)
    promise_kept_count = fields.Integer("Promises Kept", readonly=True)
    promise_broken_count = fields.Integer("Promises Broken", readonly=True)
    promise_late_count = fields.Integer(
        "Promises Late", readonly=True, help="Open after their day, or kept after it."
    )
    defect_count = fields.Integer("Defects", readonly=True)

    @property
    def _table_query(self):
        """A handover that was merged into another is told by that one."""
        return SQL(
            "%s UNION ALL %s UNION ALL %s",
            self._select_handovers(),
            self._select_promises(),
            self._select_defects(),
        )

    @api.model
    def _select_common(self):
        return SQL(
            """handover.id AS handover_id, handover.date_first_submitted AS date, handover.state,
               handover.company_id, handover.from_user_id, handover.to_user_id,
               handover.salesperson_id, handover.template_id"""
        )

    @api.model
    def _select_handovers(self):
        return SQL(
            """
            SELECT handover.id * 3 AS id, 'handover' AS kind, %(common)s,
                   NULL::int4 AS defect_id, NULL::varchar AS promise_state,
                   NULL::int4 AS owner_id, 1 AS handover_count,
                   EXTRACT(EPOCH FROM handover.date_accepted - handover.date_first_submitted)
                       / %(hour)s AS hours_to_accept,
                   CASE WHEN returned.count > 0 THEN 0.0
                        WHEN handover.date_accepted IS NOT NULL THEN 1.0
                        END AS first_time_accepted,
                   CASE WHEN handover.date_kicked_off <= handover.kickoff_deadline THEN 1.0
                        WHEN handover.kickoff_deadline
                             < COALESCE(handover.date_kicked_off, %(now)s) THEN 0.0
                        END AS kicked_off_on_time,
                   COALESCE(returned.count, 0) AS return_count,
                   0 AS promise_count, 0 AS promise_kept_count, 0 AS promise_broken_count,
                   0 AS promise_late_count, 0 AS defect_count
              FROM crm_handover AS handover
         LEFT JOIN (SELECT handover_id, COUNT(*) FROM crm_handover_return
                  GROUP BY handover_id) AS returned ON returned.handover_id = handover.id
             WHERE handover.date_first_submitted IS NOT NULL
               AND handover.merged_into_id IS NULL
            """,
            common=self._select_common(),
            hour=SECONDS_PER_HOUR,
            now=fields.Datetime.now(),
        )

    @api.model
    def _select_promises(self):
        return SQL(
            """
            SELECT promise.id * 3 + 1, 'promise', %(common)s,
                   NULL::int4, promise.state, promise.owner_id, 0, NULL, NULL, NULL, 0,
                   1, (promise.state = 'kept')::int4, (promise.state = 'broken')::int4,
                   (promise.state IN ('open', 'kept')
                       AND COALESCE(promise.date_due < %(day)s, FALSE))::int4, 0
              FROM crm_handover_promise AS promise
              JOIN crm_handover AS handover ON handover.id = promise.handover_id
         LEFT JOIN res_users AS owner ON owner.id = promise.owner_id
         LEFT JOIN res_partner AS owner_partner ON owner_partner.id = owner.partner_id
         LEFT JOIN res_users AS receiver ON receiver.id = handover.to_user_id
         LEFT JOIN res_partner AS receiver_partner ON receiver_partner.id = receiver.partner_id
         LEFT JOIN res_users AS seller ON seller.id = handover.salesperson_id
         LEFT JOIN res_partner AS seller_partner ON seller_partner.id = seller.partner_id
             WHERE handover.date_first_submitted IS NOT NULL
            """,
            common=self._select_common(),
            # As crm.handover.promise._compute_is_late does.
            day=days.make_day(
                SQL("COALESCE(promise.date_done, %s)", days.make_now()),
                SQL("COALESCE(owner_partner.tz, receiver_partner.tz, seller_partner.tz)"),
            ),
        )

    @api.model
    def _select_defects(self):
        return SQL(
            """
            SELECT (ROW_NUMBER() OVER ()) * 3 + 2, 'defect', %(common)s,
                   defect.defect_id, NULL, NULL::int4, 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 1
              FROM crm_handover_return_defect_rel AS defect
              JOIN crm_handover_return AS returned ON returned.id = defect.return_id
              JOIN crm_handover AS handover ON handover.id = returned.handover_id
            """,
            common=self._select_common(),
        )
