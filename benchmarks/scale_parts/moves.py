"""Years of stage moves, made by the database itself."""

from common.databases import sql, vacuum
from common.report import say

PER_LEAD, DAYS = 3, 4 * 365
MOVES = f"""
    INSERT INTO crm_stage_move (lead_id, from_stage_id, to_stage_id, date, direction, hours,
                                team_id, company_id)
    SELECT lead.id, bench_pick(stages.ids, lead.id + n, 90), lead.stage_id,
           NOW() - bench_draw(lead.id + n, 91) * {DAYS} * INTERVAL '1 day',
           (ARRAY['forward', 'forward', 'back', 'skip'])
               [1 + FLOOR(4 * bench_draw(lead.id + n, 92))::int],
           500 * bench_draw(lead.id + n, 93), lead.team_id, lead.company_id
      FROM crm_lead AS lead, GENERATE_SERIES(1, {PER_LEAD}) AS n,
           (SELECT ARRAY_AGG(id ORDER BY sequence, id) AS ids FROM crm_stage
             WHERE is_won IS NOT TRUE) AS stages
"""


def add(database):
    say(f"Adding stage moves of four years to {database} …")
    sql(database, MOVES)
    vacuum(database, "crm_stage_move")
