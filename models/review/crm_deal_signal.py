from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ...tools.days import make_day, make_now

# A change of the amount counts for so long where no review came before.
AMOUNT_DAYS = 30


class CrmDealSignal(models.AbstractModel):
    """The signals that deals and their activities give by themselves, and what reviews know."""

    _inherit = "crm.deal.signal"

    @api.model
    def _get_codes(self):
        own = ["no_next_action", "overdue", "past", "pushed", "amount", "unfinished"]
        return [*own, *super()._get_codes()]

    @api.model
    def _get_sticky_codes(self):
        return [*super()._get_sticky_codes(), "unfinished"]

    @api.model
    def _select_last_look(self):
        return SQL(
            """
            SELECT DISTINCT ON (lead_id) lead_id, facts
              FROM crm_deal_review_line
             WHERE lead_id IN (SELECT id FROM deal) AND state IN ('decided', 'carried')
               AND facts IS NOT NULL
          ORDER BY lead_id, id DESC
            """
        )

    # --- nothing planned ---------------------------------------------------------------

    def _describe_no_next_action(self):
        return {"name": self.env._("No next action"), "unit": "", "threshold": 0, "weight": 3}

    def _find_no_next_action(self, threshold):
        return SQL(
            """
            SELECT deal.id AS lead_id,
                   JSONB_STRIP_NULLS(JSONB_BUILD_OBJECT('last', activity.last)) AS evidence
              FROM deal LEFT JOIN (
                   SELECT res_id, BOOL_OR(active) AS is_open, MAX(date_done)::date AS last
                     FROM mail_activity
                    WHERE res_model = 'crm.lead' AND res_id IN (SELECT id FROM deal)
                 GROUP BY res_id
                   ) AS activity ON activity.res_id = deal.id
             WHERE activity.is_open IS NOT TRUE
            """
        )

    def _say_no_next_action(self, evidence):
        if "last" in evidence:
            return self.env._(
                "Nothing is planned; the last activity was done on %s.",
                format_date(self.env, evidence["last"]),
            )
        return self.env._("Nothing is planned.")

    # --- planned and not done ----------------------------------------------------------

    def _describe_overdue(self):
        name, unit = self.env._("Next action overdue"), self.env._("days overdue")
        return {"name": name, "unit": unit, "threshold": 1, "weight": 2}

    def _find_overdue(self, threshold):
        """The next action is the one that is due first. The day is that of whoever does it."""
        return SQL(
            """
            SELECT activity.res_id AS lead_id,
                   JSONB_BUILD_OBJECT('date', MIN(activity.date_deadline),
                                      'days', MAX(%(today)s - activity.date_deadline)) AS evidence
              FROM mail_activity AS activity
         LEFT JOIN res_users AS doer ON doer.id = activity.user_id
         LEFT JOIN res_partner AS partner ON partner.id = doer.partner_id
             WHERE activity.res_model = 'crm.lead' AND activity.active
               AND activity.res_id IN (SELECT id FROM deal)
          GROUP BY activity.res_id HAVING MAX(%(today)s - activity.date_deadline) >= %(days)s
            """,
            today=make_day(make_now(), SQL("partner.tz")),
            days=max(threshold, 1),
        )

    def _say_overdue(self, evidence):
        return self.env._(
            "The next action was due on %(date)s, %(days)s days ago.",
            date=format_date(self.env, evidence["date"]),
            days=evidence["days"],
        )

    # --- close date --------------------------------------------------------------------

    def _describe_past(self):
        name, unit = self.env._("Close date in the past"), self.env._("days ago")
        return {"name": name, "unit": unit, "threshold": 1, "weight": 3}

    def _find_past(self, threshold):
        """The day is that of the salesperson."""
        return SQL(
            """
            SELECT deal.id AS lead_id,
                   JSONB_BUILD_OBJECT('date', deal.date_deadline,
                                      'days', %(today)s - deal.date_deadline) AS evidence
              FROM deal
         LEFT JOIN res_users AS seller ON seller.id = deal.user_id
         LEFT JOIN res_partner AS partner ON partner.id = seller.partner_id
             WHERE %(today)s - deal.date_deadline >= %(days)s
            """,
            today=make_day(make_now(), SQL("partner.tz")),
            days=max(threshold, 1),
        )

    def _say_past(self, evidence):
        return self.env._(
            "It was to close on %(date)s, %(days)s days ago.",
            date=format_date(self.env, evidence["date"]),
            days=evidence["days"],
        )

    def _describe_pushed(self):
        name, unit = self.env._("Close date pushed"), self.env._("times pushed")
        return {"name": name, "unit": unit, "threshold": 2, "weight": 2}

    def _find_pushed(self, threshold):
        """Several changes of one day, that of whoever makes them, are one push."""
        return SQL(
            """
            SELECT move.lead_id,
                   JSONB_BUILD_OBJECT('count', COUNT(DISTINCT %(day)s),
                                      'first', (ARRAY_AGG(move.from_date ORDER BY move.id))[1],
                                      'now', (ARRAY_AGG(move.to_date ORDER BY move.id DESC))[1])
                       AS evidence
              FROM crm_deadline_move AS move
         LEFT JOIN res_users AS mover ON mover.id = move.user_id
         LEFT JOIN res_partner AS partner ON partner.id = mover.partner_id
             WHERE move.to_date > move.from_date AND move.lead_id IN (SELECT id FROM deal)
          GROUP BY move.lead_id HAVING COUNT(DISTINCT %(day)s) >= %(times)s
            """,
            day=make_day(SQL("move.date"), SQL("partner.tz")),
            times=max(threshold, 1),
        )

    def _say_pushed(self, evidence):
        return self.env._(
            "The close date was pushed %(count)s times, from %(first)s to %(now)s.",
            count=evidence["count"],
            first=format_date(self.env, evidence["first"]),
            now=format_date(self.env, evidence["now"]),
        )

    # --- amount ------------------------------------------------------------------------

    def _describe_amount(self):
        name, unit = self.env._("Large change of amount"), self.env._("percent")
        return {"name": name, "unit": unit, "threshold": 25, "weight": 2}

    def _find_amount(self, threshold):
        """Compare what the deal is worth with the last review, or where there was none with
        what Odoo tracked in the last days."""
        return SQL(
            """
            SELECT deal.id AS lead_id,
                   JSONB_BUILD_OBJECT(
                       'before', before.worth, 'now', deal.worth,
                       'months', CASE WHEN deal.monthly <> 0 OR before.is_recurring
                                      THEN %(months)s ELSE 0 END,
                       'percent', ROUND(100 * ABS(deal.worth - before.worth)
                                        / before.worth)) AS evidence
              FROM (
                   SELECT DISTINCT ON (lead_id) lead_id, is_recurring,
                          once + monthly * %(months)s AS worth
                     FROM (%(reviewed)s UNION ALL %(tracked)s) AS known
                 ORDER BY lead_id, place, number
                   ) AS before
              JOIN deal ON deal.id = before.lead_id
             WHERE before.worth > 0
               AND ABS(deal.worth - before.worth) >= before.worth * %(share)s
               AND deal.worth <> before.worth
            """,
            months=self._get_months(),
            reviewed=self._select_reviewed_amounts(),
            tracked=self._select_tracked_amounts(),
            share=threshold / 100,
        )

    def _select_reviewed_amounts(self):
        """Reviews of earlier versions did not note recurring revenue: it counts as unchanged."""
        return SQL(
            """
            SELECT line.lead_id, (line.facts ->> 'expected_revenue')::numeric AS once,
                   COALESCE((line.facts ->> 'recurring_revenue_monthly')::numeric, deal.monthly)
                       AS monthly,
                   (line.facts ->> 'recurring_revenue_monthly')::numeric <> 0 AS is_recurring,
                   1 AS place, -line.id AS number
              FROM crm_deal_review_line AS line JOIN deal ON deal.id = line.lead_id
             WHERE line.facts ->> 'expected_revenue' IS NOT NULL
               AND line.state IN ('decided', 'carried')
            """
        )

    def _select_tracked_amounts(self):
        """The plan of a recurring revenue is not tracked: that of today counts for before."""
        # sudo: the ids of two fields
        fields_ = self.env["ir.model.fields"].sudo()
        return SQL(
            """
            SELECT deal.id, COALESCE(old.once, deal.expected_revenue, 0),
                   COALESCE(old.recurring / COALESCE(NULLIF(plan.number_of_months, 0), 1),
                            deal.monthly),
                   old.recurring <> 0, 2, 0
              FROM deal
              JOIN (
                   SELECT message.res_id,
                          (ARRAY_AGG(tracking.old_value_float::numeric ORDER BY tracking.id)
                              FILTER (WHERE tracking.field_id = %(once)s))[1] AS once,
                          (ARRAY_AGG(tracking.old_value_float::numeric ORDER BY tracking.id)
                              FILTER (WHERE tracking.field_id = %(recurring)s))[1] AS recurring
                     FROM mail_tracking_value AS tracking
                     JOIN mail_message AS message ON message.id = tracking.mail_message_id
                    WHERE tracking.field_id IN (%(once)s, %(recurring)s)
                      AND tracking.create_date >= %(since)s
                      AND message.model = 'crm.lead' AND message.res_id IN (SELECT id FROM deal)
                 GROUP BY message.res_id
                   ) AS old ON old.res_id = deal.id
         LEFT JOIN crm_recurring_plan AS plan ON plan.id = deal.recurring_plan
            """,
            once=fields_._get("crm.lead", "expected_revenue").id,
            recurring=fields_._get("crm.lead", "recurring_revenue").id,
            since=fields.Datetime.now() - timedelta(days=AMOUNT_DAYS),
        )

    def _say_amount(self, evidence):
        values = {
            "before": formatLang(self.env, evidence["before"], digits=0),
            "now": formatLang(self.env, evidence["now"], digits=0),
            "percent": round(evidence["percent"]),
            "months": evidence.get("months"),
        }
        if values["months"]:
            return self.env._(
                "The amount, with %(months)s months of recurring revenue, went from %(before)s "
                "to %(now)s, by %(percent)s%%.",
                **values,
            )
        return self.env._("The amount went from %(before)s to %(now)s, by %(percent)s%%.", **values)

    # --- left over ---------------------------------------------------------------------

    def _describe_unfinished(self):
        return {"name": self.env._("Left unfinished"), "unit": "", "threshold": 0, "weight": 1}

    def _find_unfinished(self, threshold):
        """The day is that of the leader of the team, else of whoever led the review."""
        return SQL(
            """
            SELECT last.lead_id, JSONB_BUILD_OBJECT('date', last.day) AS evidence
              FROM (
                   SELECT DISTINCT ON (line.lead_id) line.lead_id, line.state, %s AS day
                     FROM crm_deal_review_line AS line
                     JOIN crm_deal_review AS review ON review.id = line.review_id
                LEFT JOIN crm_team AS team ON team.id = review.team_id
                LEFT JOIN res_users AS leader ON leader.id = COALESCE(team.user_id, review.user_id)
                LEFT JOIN res_partner AS partner ON partner.id = leader.partner_id
                    WHERE line.lead_id IN (SELECT id FROM deal)
                      AND line.state IN ('decided', 'carried')
                 ORDER BY line.lead_id, line.id DESC
                   ) AS last
             WHERE last.state = 'carried'
            """,
            make_day(SQL("review.date"), SQL("partner.tz")),
        )

    def _say_unfinished(self, evidence):
        return self.env._(
            "The review of %s did not get to a decision.", format_date(self.env, evidence["date"])
        )
