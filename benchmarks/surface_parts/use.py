"""Puts every room to use on the same deals, so that each has something to say on a card."""

from common import profiles
from common.databases import environment, sql, vacuum
from common.report import say
from gate_parts import criteria
from handover_parts import records
from stakeholder_parts import people

# One of so many deals says something: not all look alike, and few say all.
WITHOUT_ACTIVITY, MISSING, HANDED_OVER = 3, 2, 4
PARAMETERS = {"crm_playbook.next_action_mark": "True", "crm_playbook.stage_age_factor": "1.5"}

BENCHMARKS = """
    INSERT INTO crm_stage_benchmark (stage_id, team_id, hours, count, date)
    SELECT DISTINCT stage_id, team_id, 24 * 120, 50, CURRENT_DATE FROM crm_lead
     WHERE stage_id IS NOT NULL
"""
# A handover is of one deal.
LINKS = f"""
    UPDATE crm_handover SET lead_id = deal.id
      FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS number FROM crm_lead
             WHERE MOD(id, {HANDED_OVER}) = 0 AND type = 'opportunity') AS deal,
           (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS number FROM crm_handover) AS handover
     WHERE handover.number = deal.number AND crm_handover.id = handover.id
"""


def leave_without_activity(database):
    """Let some deals have nothing planned, in stock too."""
    sql(database, f"DELETE FROM mail_activity WHERE MOD(res_id, {WITHOUT_ACTIVITY}) = 0")
    vacuum(database, "mail_activity")


def use_rooms(database):
    """Score, ask, map, hand over and mark, as a company that uses all rooms."""
    people.add_people(database)
    with environment(database) as env:
        for name, value in PARAMETERS.items():
            env["ir.config_parameter"].set_param(name, value)
        criteria.activate(env)
        _ask_more(env)
        roles = env["crm.stakeholder.role"].search([], limit=2)
        env["crm.stakeholder.requirement"].create([{"role_id": role.id} for role in roles])
        records.prepare(env)
        profiles.publish(env)
        say(f"Scored: {profiles.rescore(env)[1]}")
        _assess_people(env)
    [[deals]] = sql(database, "SELECT COUNT(*) FROM crm_lead")
    records.add_handovers(database, deals // HANDED_OVER)
    for statement in (LINKS, BENCHMARKS):
        sql(database, statement)


def _ask_more(env):
    """Let something be missing on every other deal."""
    first = env["crm.stage"].search([], limit=1)
    criterion = env["crm.stage.criterion"].create(
        {
            "name": "One more",
            "stage_id": first.id,
            "gate": "exit",
            "enforcement": "block",
            "kind": "confirmation",
        }
    )
    criterion.action_activate()
    env.cr.execute(
        """INSERT INTO crm_lead_evidence (lead_id, criterion_id, outcome, user_id, date)
           SELECT id, %s, 'confirmed', 1, NOW() AT TIME ZONE 'UTC'
             FROM crm_lead WHERE type = 'opportunity' AND MOD(id, %s) = 0""",
        [criterion.id, MISSING],
    )


def _assess_people(env):
    leads = env["crm.lead"].with_context(active_test=False)
    env["crm.stakeholder.map"]._assess(leads.search([("has_stakeholders", "=", True)]))
