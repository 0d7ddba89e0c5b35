"""Handovers and tasks in the same number, of the same people, made by the database itself."""

from common.databases import sql, vacuum
from common.report import say

RECEIVERS, PROJECTS, PROMISES = 10, 50, 2
LOGIN = "benchreceiver"
HANDOVERS = f"""
    INSERT INTO crm_handover
           (name, state, company_id, partner_id, from_user_id, salesperson_id, to_user_id,
            completeness, clock_deadline, date_first_submitted, date_submitted, date_kickoff,
            expected_revenue, template_id, create_uid, write_uid, create_date, write_date)
    SELECT 'Deal ' || i, state, company.id, partner.id, seller.id, seller.id,
           (:receivers)[1 + mod(i, {RECEIVERS})], 50 + mod(i, 51),
           CASE WHEN state IN ('submitted', 'accepted')
                THEN now() + (mod(i * 7919, 20000) - 4000) * interval '1 hour' END,
           now() - mod(i, 700) * interval '1 day', now() - mod(i, 700) * interval '1 day',
           current_date + mod(i, 90), mod(i, 100) * 1000, template.id, 1, 1, now(), now()
      FROM (SELECT i, (ARRAY['submitted', 'accepted', 'accepted', 'kicked_off', 'kicked_off',
                             'closed', 'closed', 'returned', 'closed', 'draft'])
                          [1 + mod(i / {RECEIVERS}, 10)] AS state
              FROM generate_series(1, %s) AS i) AS numbered
      JOIN bench_customer AS partner ON partner.rank = 1 + mod(i, :customers)
      JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank FROM res_users
             WHERE login ~ '^bench[0-9]+$') AS seller ON seller.rank = mod(i / 7, 10)
      JOIN (SELECT min(id) AS id FROM res_company) AS company ON TRUE
      JOIN (SELECT min(id) AS id FROM crm_handover_template) AS template ON TRUE
"""
PROMISE_ROWS = f"""
    INSERT INTO crm_handover_promise (handover_id, name, owner_id, state, date_due)
    SELECT handover.id, 'Promise ' || n, (:receivers)[1 + mod(handover.id + n, {RECEIVERS})],
           'open', current_date + mod(handover.id, 90)
      FROM crm_handover AS handover, generate_series(1, {PROMISES}) AS n
"""
TASKS = f"""
    INSERT INTO project_task
           (name, project_id, company_id, partner_id, stage_id, state, priority, active,
            display_in_project, is_template, date_deadline, sequence, create_uid, write_uid,
            create_date, write_date)
    SELECT 'Task ' || i, project.id, project.company_id, partner.id, stage.id,
           CASE WHEN mod(i / {RECEIVERS}, 10) < 7 THEN '01_in_progress' ELSE '1_done' END, '0',
           TRUE, TRUE, FALSE, now() + (mod(i * 7919, 20000) - 4000) * interval '1 hour', 10, 1, 1,
           now(), now()
      FROM generate_series(1, %s) AS i
      JOIN bench_customer AS partner ON partner.rank = 1 + mod(i, :customers)
      JOIN (SELECT id, company_id, row_number() OVER (ORDER BY id) - 1 AS rank
              FROM project_project WHERE name->>'en_US' LIKE 'Bench %%') AS project
        ON project.rank = mod(i, {PROJECTS})
      JOIN (SELECT min(id) AS id FROM project_task_type
             WHERE name->>'en_US' = 'Bench') AS stage ON TRUE
"""
ASSIGNEES = f"""
    INSERT INTO project_task_user_rel (task_id, user_id)
    SELECT id, (:receivers)[1 + mod(id, {RECEIVERS})] FROM project_task WHERE name LIKE 'Task %'
"""


def prepare(env):
    """Create what both refer to: people, a template, projects and a stage."""
    group = env.ref("project.group_project_user")
    env["res.users"].with_context(no_reset_password=True, tracking_disable=True).create(
        [
            {"name": f"Receiver {n}", "login": f"{LOGIN}{n}", "group_ids": [(4, group.id)]}
            for n in range(1, RECEIVERS + 1)
        ]
    )
    env["crm.handover.template"].create({"name": "Bench"})
    env["project.task.type"].create({"name": "Bench"})
    env["project.project"].create([{"name": f"Bench {n}"} for n in range(1, PROJECTS + 1)])


def add_handovers(database, count):
    """Add ``count`` handovers in every state, with promises, shared out among the receivers."""
    say(f"Adding {count:,} handovers to {database} …")
    sql(database, _fill_in(database, HANDOVERS), count)
    sql(database, _fill_in(database, PROMISE_ROWS))
    vacuum(database, "crm_handover", "crm_handover_promise")


def add_tasks(database, count):
    """Add ``count`` tasks, shared out among the same people."""
    say(f"Adding {count:,} tasks to {database} …")
    sql(database, _fill_in(database, TASKS), count)
    sql(database, _fill_in(database, ASSIGNEES))
    vacuum(database, "project_task", "project_task_user_rel")


def _fill_in(database, statement):
    rows = sql(database, "SELECT id FROM res_users WHERE login LIKE %s ORDER BY id", f"{LOGIN}%")
    [[customers]] = sql(database, "SELECT count(*) FROM bench_customer")
    receivers = ",".join(str(id_) for [id_] in rows)
    return statement.replace(":receivers", f"'{{{receivers}}}'::int[]").replace(
        ":customers", str(customers)
    )
