"""What makes every signal speak: activities, pushed close dates, tracked amounts, maps, waivers,
moves of won deals and an earlier review, made by the database itself.

Each value is drawn by a hash of the number of the deal, as ``common.leads`` does.
"""

from common.databases import sql, vacuum
from common.report import say

# Shares of the deals.
PLANNED, LATE, PUSHED, CHANGED, WAIVED, REVIEWED = 0.6, 0.25, 0.2, 0.1, 0.05, 0.2

ONE_TEAM = """
    UPDATE crm_lead SET team_id = (SELECT id FROM crm_team WHERE name->>'en_US' = 'Bench 1'),
           date_deadline = NOW()::date - 60 + FLOOR(240 * bench_draw(id, 80))::int
"""
ACTIVITIES = f"""
    INSERT INTO mail_activity (res_model_id, res_model, res_id, activity_type_id, user_id,
                               summary, date_deadline, active, automated, create_uid, write_uid,
                               create_date, write_date)
    SELECT model.id, 'crm.lead', lead.id, type.id, lead.user_id, 'Call', NOW()::date
           + CASE WHEN bench_draw(lead.id, 82) < {LATE} THEN -7 ELSE 7 END, TRUE, FALSE, 1, 1,
           NOW(), NOW()
      FROM crm_lead AS lead,
           (SELECT id FROM ir_model WHERE model = 'crm.lead') AS model,
           (SELECT MIN(id) AS id FROM mail_activity_type) AS type
     WHERE lead.won_status = 'pending' AND bench_draw(lead.id, 81) < {PLANNED}
"""
PUSHES = f"""
    INSERT INTO crm_deadline_move (lead_id, date, user_id, from_date, to_date)
    SELECT lead.id, NOW() - number * INTERVAL '9 days', 1, NOW()::date - 10 * number,
           NOW()::date + 10 - 10 * number
      FROM crm_lead AS lead, GENERATE_SERIES(1, 3) AS number
     WHERE bench_draw(lead.id, 83) < {PUSHED}
"""
# The newest message of a deal tells of its amount.
AMOUNTS = f"""
    INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_float,
                                     new_value_float, create_uid, create_date)
    SELECT message.id, field.id, 2 * lead.expected_revenue, lead.expected_revenue, 1,
           NOW() - INTERVAL '3 days'
      FROM (SELECT res_id, MAX(id) AS id FROM mail_message WHERE model = 'crm.lead'
          GROUP BY res_id) AS message
      JOIN crm_lead AS lead ON lead.id = message.res_id,
           (SELECT id FROM ir_model_fields
             WHERE model = 'crm.lead' AND name = 'expected_revenue') AS field
     WHERE bench_draw(lead.id, 84) < {CHANGED}
"""
# As many rows of tracking as a stage and a salesperson leave behind.
OTHER_TRACKING = """
    INSERT INTO mail_tracking_value (mail_message_id, field_id, old_value_integer,
                                     new_value_integer, create_uid, create_date)
    SELECT message.id, field.id, 1, 2, 1, message.date
      FROM mail_message AS message,
           (SELECT id FROM ir_model_fields WHERE model = 'crm.lead' AND name = 'stage_id') AS field
     WHERE message.model = 'crm.lead' AND message.id % 3 = 0
"""
MAPS = """
    INSERT INTO crm_stakeholder_map (lead_id, people_count, engaged_count, is_single_threaded,
                                     health, doubt_count)
    SELECT id, 6, 1, bench_draw(id, 85) < .3, 'amber', 1
      FROM crm_lead WHERE has_stakeholders
        ON CONFLICT DO NOTHING
"""
CONTACT = """
    UPDATE crm_stakeholder
       SET last_meeting = NOW() - FLOOR(120 * bench_draw(id, 86)) * INTERVAL '1 day'
"""
WAIVERS = f"""
    INSERT INTO crm_stage_waiver (lead_id, criterion_id, reason, user_id, date, state)
    SELECT lead.id, criterion.id, 'Later', 1, NOW(), 'open'
      FROM crm_lead AS lead, (SELECT MIN(id) AS id FROM crm_stage_criterion) AS criterion
     WHERE bench_draw(lead.id, 87) < {WAIVED}
"""
MOVES = """
    INSERT INTO crm_stage_move (lead_id, from_stage_id, to_stage_id, date, direction, hours,
                                team_id)
    SELECT lead.id, stage.id, lead.stage_id, NOW(), 'forward', 200 + 100 * stage.id, lead.team_id
      FROM crm_lead AS lead, crm_stage AS stage
     WHERE lead.won_status = 'won' AND stage.is_won IS NOT TRUE
"""
REVIEW = """
    INSERT INTO crm_deal_review (name, company_id, date, state, deal_limit, create_uid)
    SELECT 'Earlier', MIN(id), NOW() - INTERVAL '7 days', 'done', 20, 1 FROM res_company
"""
LINES = f"""
    INSERT INTO crm_deal_review_line (review_id, lead_id, lead_name, state, facts, date,
                                      create_uid)
    SELECT review.id, lead.id, lead.name,
           CASE WHEN bench_draw(lead.id, 88) < .0002 THEN 'carried' ELSE 'decided' END,
           JSONB_BUILD_OBJECT('expected_revenue', lead.expected_revenue * 1.4, 'icp_score', 90),
           review.date, 1
      FROM crm_lead AS lead, crm_deal_review AS review
     WHERE lead.won_status = 'pending' AND bench_draw(lead.id, 89) < {REVIEWED}
"""


def add_criterion(env):
    """Add what some deals owe to a gate."""
    stage = env["crm.stage"].search([], limit=1)
    env["crm.stage.criterion"].create(
        {"stage_id": stage.id, "name": "Budget", "kind": "condition", "gate": "exit"}
    )


def add(database):
    say(f"Adding what signals look at to {database} …")
    for statement in (
        *(ONE_TEAM, ACTIVITIES, PUSHES, AMOUNTS, OTHER_TRACKING, MAPS, CONTACT),
        *(WAIVERS, MOVES, REVIEW, LINES),
    ):
        sql(database, statement)
    vacuum(database, "crm_lead", "mail_activity", "mail_tracking_value", "crm_deal_review_line")
