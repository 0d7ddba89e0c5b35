"""Contacts of the benchmark's customers, people on the maps of its deals, and what was written
and said between them and us, made by the database itself.

Each value is drawn by a hash of the row's number, as ``common.leads`` does.
"""

from common.databases import sql, vacuum
from common.report import say

CONTACTS_PER_CUSTOMER = 12
PEOPLE_PER_DEAL = 6
# One deal has as many people as a large map, and the last ones have none.
LARGE_MAP = 60
WITHOUT_PEOPLE = 100
DAYS = 700
# Of all messages: the rest are tracking and other messages by the system.
INBOUND, OUTBOUND = 0.45, 0.4
# Of what people write: the rest is on the deal.
ON_CONTACT, ON_COMPANY = 0.1, 0.05

CONTACTS = f"""
    INSERT INTO res_partner (name, complete_name, email, email_normalized, active, type,
                             is_company, parent_id, commercial_partner_id,
                             commercial_company_name, function, partner_share,
                             create_date, write_date, create_uid, write_uid)
    SELECT 'Bench Person ' || rank || '.' || number, 'Bench Person ' || rank || '.' || number,
           'person' || rank || '.' || number || '@customer.example',
           'person' || rank || '.' || number || '@customer.example', TRUE, 'contact',
           FALSE, customer.id, customer.id, 'Bench Customer ' || rank,
           (ARRAY['CEO', 'CFO', 'Buyer', 'Engineer'])[1 + number %% 4], TRUE,
           NOW(), NOW(), 1, 1
      FROM bench_customer AS customer, GENERATE_SERIES(1, {CONTACTS_PER_CUSTOMER}) AS number
"""
CONTACT_TABLE = """
    CREATE TABLE bench_contact AS
    SELECT customer.rank, contact.id,
           ROW_NUMBER() OVER (PARTITION BY customer.rank ORDER BY contact.id)::int AS number
      FROM bench_customer AS customer
      JOIN res_partner AS contact ON contact.parent_id = customer.id
"""
# The customer of a deal is in its name, also where the deal is not linked to it.
PERSON_TABLE = f"""
    CREATE TABLE bench_person AS
    SELECT deal.id AS lead_id, deal.number AS deal_number, person.number, contact.id AS partner_id,
           deal.customer_id
      FROM (SELECT lead.id, ROW_NUMBER() OVER (ORDER BY lead.id)::int AS number, customer.rank,
                   customer.id AS customer_id
              FROM crm_lead AS lead
              JOIN bench_customer AS customer
                ON customer.rank = SUBSTRING(lead.partner_name FROM '[0-9]+')::int
           ) AS deal
CROSS JOIN GENERATE_SERIES(1, {PEOPLE_PER_DEAL}) AS person(number)
      JOIN bench_contact AS contact
        ON contact.rank = deal.rank
       AND contact.number = 1 + (person.number
           + FLOOR({CONTACTS_PER_CUSTOMER} * bench_draw(deal.number, 60))::int)
           %% {CONTACTS_PER_CUSTOMER}
     WHERE deal.number <= (SELECT COUNT(*) FROM crm_lead) - {WITHOUT_PEOPLE}
"""
LARGE_MAP_PEOPLE = f"""
    INSERT INTO bench_person (lead_id, deal_number, number, partner_id, customer_id)
    SELECT deal.lead_id, deal.deal_number, {PEOPLE_PER_DEAL} + ROW_NUMBER() OVER (), contact.id,
           deal.customer_id
      FROM (SELECT * FROM bench_person WHERE deal_number = 1 AND number = 1) AS deal,
           (SELECT id FROM bench_contact
             WHERE id NOT IN (SELECT partner_id FROM bench_person WHERE deal_number = 1)
          ORDER BY id LIMIT {LARGE_MAP - PEOPLE_PER_DEAL}) AS contact
"""
PEOPLE = """
    INSERT INTO crm_stakeholder (lead_id, partner_id, name, is_placeholder, influence, attitude,
                                 attitude_date, attitude_user_id, user_id, state,
                                 is_attitude_old, create_date, write_date, create_uid, write_uid)
    SELECT person.lead_id, person.partner_id, contact.name, FALSE,
           1 + FLOOR(5 * bench_draw(person.partner_id, 61))::int,
           (ARRAY['opponent', 'sceptic', 'neutral', 'supporter', 'champion', 'unknown'])
               [1 + FLOOR(6 * bench_draw(person.partner_id, 62))::int],
           NOW(), 1, lead.user_id, 'active', FALSE, NOW(), NOW(), 1, 1
      FROM bench_person AS person
      JOIN res_partner AS contact ON contact.id = person.partner_id
      JOIN crm_lead AS lead ON lead.id = person.lead_id
"""
ROLES = """
    INSERT INTO crm_stakeholder_role_rel (stakeholder_id, role_id)
    SELECT stakeholder.id, bench_pick(roles.ids, stakeholder.id, 63)
      FROM crm_stakeholder AS stakeholder,
           (SELECT ARRAY_AGG(id ORDER BY id) AS ids FROM crm_stakeholder_role) AS roles
"""
MAPPED = """
    UPDATE crm_lead SET has_stakeholders = TRUE
     WHERE id IN (SELECT lead_id FROM crm_stakeholder)
"""
# One person of one deal per message; the newer the message, the higher its number and, as in every
# database of Odoo's, its id.
MESSAGE_TABLE = f"""
    CREATE TABLE bench_message AS
    SELECT NEXTVAL('mail_message_id_seq')::int AS id, message.* FROM (
    SELECT i AS number, person.lead_id, person.partner_id, person.customer_id,
           users.partner_id AS user_partner_id,
           CASE WHEN bench_draw(i, 72) < {INBOUND} THEN 'in'
                WHEN bench_draw(i, 72) < {INBOUND + OUTBOUND} THEN 'out' ELSE 'log' END AS kind,
           CASE WHEN bench_draw(i, 73) < {ON_CONTACT} THEN person.partner_id
                WHEN bench_draw(i, 73) < {ON_CONTACT + ON_COMPANY} THEN person.customer_id
            END AS place_id,
           NOW() AT TIME ZONE 'UTC' - {DAYS} * INTERVAL '1 day' * (1 - i / %s::float8) AS date
      FROM GENERATE_SERIES(1, %s) AS i
      JOIN bench_person AS person
        ON person.deal_number = 1 + FLOOR(%s * bench_draw(i, 70))::int
       AND person.number = 1 + FLOOR({PEOPLE_PER_DEAL} * bench_draw(i, 71))::int
CROSS JOIN LATERAL (
        SELECT (ARRAY(SELECT partner_id FROM res_users WHERE login LIKE 'bench%%' ORDER BY id))
                   [1 + i %% (SELECT COUNT(*) FROM res_users WHERE login LIKE 'bench%%')]
                   AS partner_id
        ) AS users
  ORDER BY i) AS message
"""
MESSAGES = """
    INSERT INTO mail_message (id, model, res_id, date, message_type, subtype_id, is_internal,
                              author_id, subject, body, message_id, create_date, create_uid)
    SELECT id, CASE WHEN kind <> 'log' AND place_id IS NOT NULL THEN 'res.partner'
                    ELSE 'crm.lead' END,
           CASE WHEN kind <> 'log' AND place_id IS NOT NULL THEN place_id ELSE lead_id END,
           date, (CASE kind WHEN 'in' THEN 'email' WHEN 'out' THEN 'comment'
                       ELSE 'notification' END),
           (SELECT res_id FROM ir_model_data WHERE module = 'mail' AND name = (
                CASE kind WHEN 'log' THEN 'mt_note' ELSE 'mt_comment' END)),
           FALSE, CASE kind WHEN 'in' THEN partner_id ELSE user_partner_id END,
           'About line ' || number,
           '<p>' || REPEAT('We will look at the offer and answer soon. ',
                           1 + (10 * bench_draw(number, 74))::int) || '</p>',
           '<' || number || '@bench.example>', date, 1
      FROM bench_message
"""
RECIPIENTS = """
    INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
    SELECT id, partner_id FROM bench_message WHERE kind = 'out'
"""
# Whom a message was sent to; what comes in is sent on to the salesperson.
NOTIFICATIONS = """
    INSERT INTO mail_notification (mail_message_id, res_partner_id, notification_type,
                                   notification_status, is_read)
    SELECT id, CASE kind WHEN 'out' THEN partner_id ELSE user_partner_id END, 'email', 'sent',
           TRUE
      FROM bench_message WHERE kind <> 'log'
"""
MEETINGS = """
    WITH event AS (
        INSERT INTO calendar_event (name, start, stop, active, privacy, show_as, opportunity_id,
                                    res_id, user_id, create_uid, create_date)
        SELECT 'Meeting ' || id, date, date + INTERVAL '1 hour', TRUE, 'public', 'busy', lead_id,
               partner_id, 1, 1, date
          FROM bench_message WHERE number %% 30 = 0
     RETURNING id, res_id AS partner_id)
    , attendee AS (
        INSERT INTO calendar_attendee (event_id, partner_id, state)
        SELECT id, partner_id, 'accepted' FROM event)
    INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)
    SELECT id, partner_id FROM event
"""


def add_contacts(database):
    """Add contacts to the customers, and choose those who matter to each deal."""
    say(f"Adding contacts to {database} …")
    for statement in (CONTACTS, CONTACT_TABLE, PERSON_TABLE, LARGE_MAP_PEOPLE):
        sql(database, statement.replace("%%", "%"))
    sql(database, "CREATE UNIQUE INDEX ON bench_person (deal_number, number)")
    vacuum(database, "res_partner", "bench_person", "bench_contact")


def add_people(database):
    """Put these contacts on the maps of the deals."""
    say(f"Adding people to the deals of {database} …")
    for statement in (PEOPLE, ROLES, MAPPED):
        sql(database, statement)
    vacuum(database, "crm_stakeholder", "crm_stakeholder_role_rel", "crm_lead")


def add_messages(database, count, deals):
    """Add ``count`` messages, spread over the deals and over about two years."""
    say(f"Adding {count:,} messages to {database} …")
    sql(database, MESSAGE_TABLE, count, count, deals - WITHOUT_PEOPLE)
    for statement in (MESSAGES, RECIPIENTS, NOTIFICATIONS, MEETINGS):
        sql(database, statement.replace("%%", "%"))
    vacuum(database, "")
