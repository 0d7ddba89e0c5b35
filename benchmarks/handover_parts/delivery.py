"""Handing over by a large template, next to Odoo's own copy of that template.

Both sides take turns in one database, each round in a transaction that is rolled back: a
salesperson who has no right on projects hands over a packet; an administrator copies the same
template with the same people by ``action_create_from_template``.
"""

from statistics import median

from common import databases
from common.report import print_table, say, stopwatch

from odoo.fields import Command

TASKS, SUBTASKS_OF, PROMISES, MILESTONES, STAKEHOLDERS, ROLES = 200, 4, 30, 15, 12, 3
ROUNDS, QUICK_ROUNDS = 15, 3
# What the handover may take at most, as a multiple of Odoo's own copy.
TARGET = 1.3


def measure(database, quick=False):
    """Fill the database, take turns, and print what came out."""
    say("Making a project template …")
    with databases.environment(database) as env:
        ids = _prepare(env)
    databases.vacuum(database, "")
    rounds = [
        _take_round(database, ids) for _number in range(2 + (QUICK_ROUNDS if quick else ROUNDS))
    ]
    _print(rounds[2:])


def _prepare(env):
    """Return the ids of the salesperson, the project template and a deal."""
    context = {"tracking_disable": True, "no_reset_password": True}
    env = env(context=context)
    groups = {"seller": "sales_team.group_sale_salesman", "receiver": "base.group_user"}
    users = {name: _new_user(env, name, group) for name, group in groups.items()}
    workers = [_new_user(env, f"worker {n}", "project.group_project_user") for n in range(ROLES)]
    roles = env["project.role"].create([{"name": f"Role {n}"} for n in range(ROLES)])
    template = _new_project_template(env, roles)
    asked = _new_handover_template(env, template, roles, workers, users["receiver"])
    deal = _new_deal(env, users, asked)
    return users["seller"].id, template.id, deal.id


def _new_user(env, name, group):
    return env["res.users"].create(
        {"name": name, "login": f"bench {name}", "group_ids": [Command.set(env.ref(group).ids)]}
    )


def _new_project_template(env, roles):
    """One task in four is below another, all have a role, half a milestone."""
    template = env["project.project"].create(
        {"name": "Onboarding", "is_template": True, "allow_milestones": True}
    )
    milestones = env["project.milestone"].create(
        [{"name": f"Milestone {n}", "project_id": template.id} for n in range(MILESTONES)]
    )
    tasks = env["project.task"].create(
        [
            {
                "name": f"Task {n}",
                "project_id": template.id,
                "role_ids": [Command.set(roles[n % ROLES].ids)],
                "milestone_id": milestones[n % MILESTONES].id if n % 2 else False,
            }
            for n in range(TASKS)
        ]
    )
    for number, task in enumerate(tasks):
        if number % SUBTASKS_OF:
            continue
        task.child_ids = tasks[number + 1]
    return template


def _new_handover_template(env, template, roles, workers, receiver):
    dates = [{"task_id": task.id, "day_offset": n % 90} for n, task in enumerate(template.tasks)]
    dates += [
        {"milestone_id": milestone.id, "day_offset": 7 * n}
        for n, milestone in enumerate(template.milestone_ids)
    ]
    return env["crm.handover.template"].create(
        {
            "name": "Large",
            "to_user_id": receiver.id,
            "project_template_id": template.id,
            "role_ids": [
                Command.create({"role_id": role.id, "assign_to": "user", "user_id": worker.id})
                for role, worker in zip(roles, workers, strict=True)
            ],
            "task_ids": [Command.create(date) for date in dates],
        }
    )


def _new_deal(env, users, asked):
    customer = env["res.partner"].create({"name": "Northwind", "is_company": True})
    people = env["res.partner"].create(
        [{"name": f"Person {n}", "parent_id": customer.id} for n in range(STAKEHOLDERS)]
    )
    deal = env["crm.lead"].create(
        {
            "name": "Line 4",
            "type": "opportunity",
            "partner_id": customer.id,
            "user_id": users["seller"].id,
        }
    )
    env["crm.handover"].create(
        {
            "lead_id": deal.id,
            "template_id": asked.id,
            "to_user_id": users["receiver"].id,
            "outcome": "No order is lost",
            "date_kickoff": "2030-01-10",
            "promise_ids": [
                Command.create(
                    {
                        "name": f"Promise {n}",
                        "owner_id": users["receiver"].id,
                        "date_due": "2030-02-01",
                        "is_customer_visible": bool(n % 2),
                    }
                )
                for n in range(PROMISES)
            ],
            "contact_ids": [Command.create({"partner_id": person.id}) for person in people],
            "success_ids": [Command.create({"name": f"Measure {n}"}) for n in range(3)],
        }
    )
    return deal


def _take_round(database, ids):
    """Return ``(seconds of Odoo's copy, seconds of the handover, queries of both)``."""
    seller_id, template_id, deal_id = ids
    own, own_queries = _run(database, 2, lambda env: _prepare_copy(env, template_id))
    ours, our_queries = _run(database, seller_id, lambda env: _prepare_handover(env, deal_id))
    return own, ours, own_queries, our_queries


def _run(database, user_id, prepare):
    """Run what ``prepare`` returns in a transaction that is rolled back."""
    with databases.environment(database, user_id) as env:
        run = prepare(env)
        env.flush_all()
        env.invalidate_all()
        start = env.cr.sql_log_count
        with stopwatch() as watch:
            run()
            env.flush_all()
        queries = env.cr.sql_log_count - start
        env.cr.rollback()
    return watch.seconds, queries


def _prepare_copy(env, template_id):
    template = env["project.project"].browse(template_id)
    roles = env["project.role"].search([("name", "like", "Role %")], order="id")
    workers = env["res.users"].search([("login", "like", "bench worker %")], order="id")
    mapping = env["project.template.role.to.users.map"].create(
        [
            {"role_id": role.id, "user_ids": [Command.set(worker.ids)]}
            for role, worker in zip(roles, workers, strict=True)
        ]
    )
    return lambda: template.action_create_from_template({"name": "Copy"}, mapping)


def _prepare_handover(env, deal_id):
    action = env["crm.lead"].browse(deal_id).action_hand_over()
    wizard = env["crm.handover.wizard"].browse(action["res_id"])
    wizard.role_line_ids  # noqa: B018  (the dialog shows them before its button is pressed)
    return wizard.action_hand_over


def _print(rounds):
    own, ours, own_queries, our_queries = zip(*rounds, strict=True)
    ratio = median(there / here for here, there in zip(own, ours, strict=True))
    rows = [
        ["Odoo's action_create_from_template", f"{median(own) * 1000:,.0f}", own_queries[0], ""],
        ["handing over, all in one", f"{median(ours) * 1000:,.0f}", our_queries[0], f"{ratio:.2f}"],
    ]
    notes = (
        f"{TASKS} tasks, {MILESTONES} milestones, {ROLES} roles; the handover makes "
        f"{PROMISES} tasks of promises and 3 milestones more, dates all of them, tells "
        f"{STAKEHOLDERS} people in the packet, and submits it.",
        f"Medians of {len(rounds)} rounds; the ratio is the median of the ratios within one "
        f"round. At most {TARGET} was promised.",
    )
    print_table("Handing over by a large template", ["", "ms", "queries", "ratio"], rows, notes)
