"""The statements that gather real contact with the people of deals.

What counts: mail and comments by a person, and by a colleague to that person, on the deal, on
its customer or on the person's own contact; meetings the person did not decline; logged calls.
What does not: internal notes, and whatever the system or a mailing wrote.
"""

from collections import namedtuple

from odoo.tools import SQL

from .buying_group import ENGAGED_DAYS, FRESH_DAYS

LAST = ("last_inbound", "last_outbound", "last_meeting")
COUNTS = (
    "inbound_30",
    "inbound_90",
    "outbound_30",
    "outbound_90",
    "meeting_30",
    "meeting_90",
)
WAYS = ("inbound", "outbound", "meeting")
# What counts as written by a person.
CONTACT_TYPES = ("email", "comment")

# Which deals to look at: ``lead_ids``, or those from ``first_id`` to ``last_id``. Messages with
# an id below ``since_id`` are left out; what they said last is kept then.
Scope = namedtuple("Scope", "lead_ids first_id last_id since_id", defaults=(None, 0, 0, 0))


def make_update(scope, now):
    """Return the ``SQL`` that brings the facts of contact up to date.

    It writes the rows that differ and no others, and returns ``(stakeholder id, lead id,
    moved)`` of these; ``moved`` says whether somebody was heard from, written to or met since,
    other than that time has passed.
    """
    return SQL(
        """
        %(facts)s
        UPDATE crm_stakeholder AS stakeholder
           SET %(assignments)s
          FROM fact
         WHERE fact.id = stakeholder.id
     RETURNING stakeholder.id, stakeholder.lead_id, fact.moved
        """,
        facts=_make_facts(scope, now),
        assignments=_ASSIGNMENTS,
    )


def make_gathering(scope, now):
    """Return the ``SQL`` that notes in ``crm_stakeholder_refresh_fact`` what
    :func:`make_update` would write, and a mark of what is there now. It writes nothing else,
    and returns nothing."""
    return SQL(
        """
        %(facts)s
        INSERT INTO crm_stakeholder_refresh_fact
                    (stakeholder_id, lead_id, partner_id, is_moved, before, %(columns)s)
        SELECT id, lead_id, partner_id, moved, before, %(columns)s FROM fact
        """,
        facts=_make_facts(scope, now),
        columns=_list(map(SQL.identifier, LAST + COUNTS)),
    )


def make_application(first_id, last_id):
    """Return the ``SQL`` that writes what was noted about the people of the deals from
    ``first_id`` to ``last_id``; it returns the same as :func:`make_update`.

    Whose facts have changed since they were noted is left out: they are newer.
    """
    return SQL(
        """
        UPDATE crm_stakeholder AS stakeholder
           SET %(assignments)s
          FROM crm_stakeholder_refresh_fact AS fact
         WHERE fact.lead_id BETWEEN %(first_id)s AND %(last_id)s
           AND stakeholder.id = fact.stakeholder_id
           AND stakeholder.lead_id = fact.lead_id
           AND stakeholder.partner_id = fact.partner_id
           AND MD5(ROW(%(present)s)::text) = fact.before
     RETURNING stakeholder.id, stakeholder.lead_id, fact.is_moved
        """,
        assignments=_ASSIGNMENTS,
        present=_list(SQL.identifier("stakeholder", name) for name in LAST + COUNTS),
        first_id=first_id,
        last_id=last_id,
    )


def _make_facts(scope, now):
    """Return the ``SQL`` of the ``WITH`` clause up to ``fact``: the people whose facts differ.

    It reads each message of the deals, of their customers and of their people once, and joins
    what is said to the people.
    """
    return SQL(
        """
        WITH deal AS MATERIALIZED (
            SELECT lead.id, lead.partner_id AS customer_id,
                   NULLIF(customer.commercial_partner_id, lead.partner_id) AS company_id
              FROM crm_lead AS lead
         LEFT JOIN res_partner AS customer ON customer.id = lead.partner_id
             WHERE %(of_deals)s
        ), person AS MATERIALIZED (
            SELECT id, lead_id, partner_id, %(columns)s
              FROM crm_stakeholder
             WHERE partner_id IS NOT NULL AND %(of_people)s
        ), place AS MATERIALIZED (
            SELECT partner_id AS id FROM person
             UNION
            SELECT customer_id FROM deal WHERE customer_id IS NOT NULL
             UNION
            SELECT company_id FROM deal WHERE company_id IS NOT NULL
        ), message AS MATERIALIZED (
            SELECT id, res_id AS lead_id, NULL::int AS place_id, author_id, date,
                   %(is_call)s AS is_call, %(is_ours)s AS is_ours
              FROM mail_message AS message
             WHERE model = 'crm.lead' AND %(of_messages)s AND %(counts)s
             UNION ALL
            SELECT message.id, NULL, place.id, author_id, date, %(is_call)s, %(is_ours)s
              FROM place
              JOIN mail_message AS message
                ON message.model = 'res.partner' AND message.res_id = place.id
             WHERE %(counts)s
        ), recipient AS (
            SELECT message.id AS message_id, link.res_partner_id AS partner_id
              FROM message
              JOIN mail_message_res_partner_rel AS link
                ON link.mail_message_id = message.id AND link.mail_message_id >= %(since_id)s
             WHERE is_ours AND NOT is_call
             UNION
            SELECT message.id, notification.res_partner_id
              FROM message
              JOIN mail_notification AS notification
                ON notification.mail_message_id = message.id
               AND notification.mail_message_id >= %(since_id)s
             WHERE is_ours AND NOT is_call
        ), said AS MATERIALIZED (
            SELECT 'inbound' AS way, lead_id, place_id, author_id AS partner_id, date
              FROM message
             WHERE NOT is_call
             UNION ALL
            SELECT 'outbound', lead_id, place_id, recipient.partner_id, date
              FROM message
              JOIN recipient ON recipient.message_id = message.id
             UNION ALL
            SELECT 'meeting', NULL, place_id, place_id, date
              FROM message
             WHERE is_call AND place_id IS NOT NULL
             UNION ALL
            SELECT 'meeting', deal.id, NULL, deal.customer_id, date
              FROM message
              JOIN deal ON deal.id = message.lead_id
             WHERE is_call
        ), touch AS (
            SELECT person.id, said.way, said.date
              FROM said
              JOIN person
                ON person.lead_id = said.lead_id AND person.partner_id = said.partner_id
             UNION ALL
            SELECT person.id, said.way, said.date
              FROM said
              JOIN person ON person.partner_id = said.partner_id
              JOIN deal
                ON deal.id = person.lead_id
               AND said.place_id IN (person.partner_id, deal.customer_id, deal.company_id)
             WHERE said.place_id IS NOT NULL
             UNION ALL
            SELECT person.id, 'meeting', event.start
              FROM person
              JOIN calendar_event_res_partner_rel AS link
                ON link.res_partner_id = person.partner_id
              JOIN calendar_event AS event
                ON event.id = link.calendar_event_id AND event.active
               AND event.stop <= %(now)s
               AND COALESCE(event.opportunity_id, person.lead_id) = person.lead_id
             WHERE NOT EXISTS (
                   SELECT FROM calendar_attendee AS attendee
                    WHERE attendee.event_id = event.id AND attendee.state = 'declined'
                      AND attendee.partner_id = person.partner_id)
        ), total AS (
            SELECT id, %(totals)s FROM touch GROUP BY id
        ), fact AS (
            SELECT person.id, person.lead_id, person.partner_id, %(facts)s,
                   MD5(ROW(%(old)s)::text) AS before,
                   (%(old_last)s) IS DISTINCT FROM (%(new_last)s) AS moved
              FROM person
         LEFT JOIN total ON total.id = person.id
             WHERE (%(old)s) IS DISTINCT FROM (%(new)s)
        )
        """,
        of_deals=_restrict(scope, "lead.id"),
        of_people=_restrict(scope, "crm_stakeholder.lead_id"),
        of_messages=_restrict(scope, "message.res_id"),
        counts=_make_filter(scope),
        is_call=_IS_CALL,
        is_ours=_IS_OURS,
        now=now,
        since_id=scope.since_id,
        columns=_list(SQL.identifier(name) for name in LAST + COUNTS),
        totals=_list(_make_totals(now)),
        facts=_list(
            SQL("%s AS %s", new, SQL.identifier(name))
            for name, new in _get_new_values(scope).items()
        ),
        old_last=_list(SQL.identifier("person", name) for name in LAST),
        new_last=_list(_get_new_values(scope)[name] for name in LAST),
        old=_list(SQL.identifier("person", name) for name in LAST + COUNTS),
        new=_list(_get_new_values(scope).values()),
    )


_ASSIGNMENTS = SQL(", ").join(
    SQL("%s = fact.%s", SQL.identifier(name), SQL.identifier(name)) for name in LAST + COUNTS
)
_IS_CALL = SQL(
    """(message.mail_activity_type_id = ANY(ARRAY(
            SELECT id FROM mail_activity_type WHERE category = 'phonecall'))) IS TRUE"""
)
_IS_OURS = SQL(
    """message.author_id = ANY(ARRAY(
            SELECT partner_id FROM res_users WHERE share IS NOT TRUE))"""
)


def _list(parts):
    return SQL(", ").join(parts)


def _restrict(scope, column):
    column = SQL.identifier(*column.split("."))
    if scope.lead_ids is not None:
        return SQL("%s = ANY(%s)", column, list(scope.lead_ids))
    # A range lets PostgreSQL estimate how much there is to read, a list does not.
    return SQL("%s BETWEEN %s AND %s", column, scope.first_id, scope.last_id)


def _make_filter(scope):
    return SQL(
        """message.id >= %s AND (%s
            OR message.message_type = ANY(%s) AND message.is_internal IS NOT TRUE
               AND message.subtype_id = ANY(ARRAY(
                   SELECT id FROM mail_message_subtype WHERE internal IS NOT TRUE)))""",
        scope.since_id,
        _IS_CALL,
        list(CONTACT_TYPES),
    )


def _make_totals(now):
    for way in WAYS:
        yield SQL("MAX(date) FILTER (WHERE way = %s) AS %s", way, SQL.identifier(f"last_{way}"))
        for days in (FRESH_DAYS, ENGAGED_DAYS):
            yield SQL(
                "COUNT(*) FILTER (WHERE way = %s AND date > %s - %s * INTERVAL '1 day') AS %s",
                way,
                now,
                days,
                SQL.identifier(f"{way}_{days}"),
            )


def _get_new_values(scope):
    """Return ``{column: SQL}`` of the facts from ``person`` and ``total``."""
    values = {}
    for name in LAST:
        values[name] = SQL.identifier("total", name)
        if scope.since_id:
            values[name] = SQL("GREATEST(person.%s, total.%s)", *[SQL.identifier(name)] * 2)
    for name in COUNTS:
        values[name] = SQL("COALESCE(total.%s, 0)", SQL.identifier(name))
    return values
