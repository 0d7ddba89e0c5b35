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
        """Several changes of one day are one push."""
        return SQL(
            """
            SELECT lead_id,
                   JSONB_BUILD_OBJECT('count', COUNT(DISTINCT date::date),
                                      'first', (ARRAY_AGG(from_date ORDER BY id))[1],
                                      'now', (ARRAY_AGG(to_date ORDER BY id DESC))[1]) AS evidence
              FROM crm_deadline_move
             WHERE to_date > from_date AND lead_id IN (SELECT id FROM deal)
          GROUP BY lead_id HAVING COUNT(DISTINCT date::date) >= %s
            """,
            max(threshold, 1),
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
        """Compare with the last review, or where there was none with what Odoo tracked in the
        last days."""
        # sudo: the id of a field
        field = self.env["ir.model.fields"].sudo()._get("crm.lead", "expected_revenue")
        return SQL(
            """
            SELECT deal.id AS lead_id,
                   JSONB_BUILD_OBJECT(
                       'before', before.amount, 'now', deal.expected_revenue,
                       'percent', ROUND(100 * ABS(deal.expected_revenue - before.amount)
                                        / before.amount)) AS evidence
              FROM (
                   SELECT DISTINCT ON (lead_id) lead_id, amount FROM (
                       SELECT lead_id, (facts ->> 'expected_revenue')::numeric AS amount,
                              1 AS place, -id AS number
                         FROM crm_deal_review_line
                        WHERE lead_id IN (SELECT id FROM deal)
                          AND facts ->> 'expected_revenue' IS NOT NULL
                          AND state IN ('decided', 'carried')
                        UNION ALL
                       SELECT message.res_id, tracking.old_value_float, 2, tracking.id
                         FROM mail_tracking_value AS tracking
                         JOIN mail_message AS message ON message.id = tracking.mail_message_id
                        WHERE tracking.field_id = %(field)s AND tracking.create_date >= %(since)s
                          AND message.model = 'crm.lead'
                          AND message.res_id IN (SELECT id FROM deal)
                       ) AS known
                 ORDER BY lead_id, place, number
                   ) AS before
              JOIN deal ON deal.id = before.lead_id
             WHERE before.amount > 0
               AND ABS(deal.expected_revenue - before.amount) >= before.amount * %(share)s
               AND deal.expected_revenue <> before.amount
            """,
            field=field.id,
            since=fields.Datetime.now() - timedelta(days=AMOUNT_DAYS),
            share=threshold / 100,
        )

    def _say_amount(self, evidence):
        return self.env._(
            "The amount went from %(before)s to %(now)s, by %(percent)s%%.",
            before=formatLang(self.env, evidence["before"], digits=0),
            now=formatLang(self.env, evidence["now"], digits=0),
            percent=round(evidence["percent"]),
        )

    # --- left over ---------------------------------------------------------------------

    def _describe_unfinished(self):
        return {"name": self.env._("Left unfinished"), "unit": "", "threshold": 0, "weight": 1}

    def _find_unfinished(self, threshold):
        return SQL(
            """
            SELECT last.lead_id, JSONB_BUILD_OBJECT('date', last.date) AS evidence
              FROM (
                   SELECT DISTINCT ON (line.lead_id) line.lead_id, line.state, review.date::date
                     FROM crm_deal_review_line AS line
                     JOIN crm_deal_review AS review ON review.id = line.review_id
                    WHERE line.lead_id IN (SELECT id FROM deal)
                      AND line.state IN ('decided', 'carried')
                 ORDER BY line.lead_id, line.id DESC
                   ) AS last
             WHERE last.state = 'carried'
            """
        )

    def _say_unfinished(self, evidence):
        return self.env._(
            "The review of %s did not get to a decision.", format_date(self.env, evidence["date"])
        )
