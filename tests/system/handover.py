"""Short ways to hand a deal over, for processes that are workers or servers."""

from switches import switch_on

COUNTS = """SELECT (SELECT COUNT(*) FROM project_project WHERE lead_id = %s),
                   (SELECT COUNT(*) FROM crm_handover_promise AS promise
                      JOIN crm_handover AS handover ON handover.id = promise.handover_id
                      JOIN project_task AS task ON task.id = promise.task_id
                     WHERE handover.lead_id = %s),
                   (SELECT COUNT(*) FROM project_task AS task
                      JOIN project_project AS project ON project.id = task.project_id
                     WHERE project.lead_id = %s)"""
TASKS = 3
ADMIN = 2


def create(process, model, **values):
    [record_id] = process.execute(model, "create", [values])
    return record_id


def make_template(process):
    """Return a handover template with a project template of some tasks, in a room that is on."""
    switch_on(process, "handover")
    project = create(process, "project.project", name="Onboarding", is_template=True)
    for number in range(TASKS):
        create(process, "project.task", name=f"Task {number}", project_id=project)
    return create(
        process,
        "crm.handover.template",
        name="Standard",
        to_user_id=ADMIN,
        project_template_id=project,
    )


def begin(process, **values):
    """Return a deal of whoever calls, its handover with one promise, and a dialog that is about
    to make all."""
    customer = create(process, "res.partner", name="Northwind", is_company=True)
    lead = create(
        process,
        "crm.lead",
        name="Line 4",
        type="opportunity",
        partner_id=customer,
        user_id=getattr(process, "user_id", ADMIN),
        **values,
    )
    handover = create(
        process,
        "crm.handover",
        lead_id=lead,
        promise_ids=[(0, 0, {"name": "Training", "owner_id": ADMIN})],
    )
    return lead, handover, open_dialog(process, handover)


def open_dialog(process, handover):
    return create(process, "crm.handover.wizard", handover_id=handover)


def hand_over(process, dialog):
    return process.execute("crm.handover.wizard", "action_hand_over", [dialog])


def count_made(database, lead):
    """Return how many projects, tasks of promises and tasks there are for a deal."""
    [counts] = database.rows(COUNTS, lead, lead, lead)
    return counts


def read_state(database, handover):
    return database.value("SELECT state FROM crm_handover WHERE id = %s", handover)
