"""Data in every room, as people make it: by public methods, each called as who does it.

It is also made with older versions of the addon, so it calls only what has been there since
19.0.1.1.0.
"""

from datetime import date, timedelta

from handover import create
from icp import FUNDED, LARGE, new_criteria, publish, publish_next

SALES = "sales_team.group_sale_salesman"
PEOPLE = {
    "leader": f"{SALES}_all_leads",
    "seller": SALES,
    "receiver": "base.group_user",
    "hr": "crm_playbook.group_coaching_exception",
}
DAY = timedelta(days=1)


class Person:
    """Somebody who works in the process of a worker."""

    def __init__(self, worker, user_id, login):
        self.worker, self.user_id, self.login = worker, user_id, login

    def execute(self, model, method, *args, **kwargs):
        call = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.worker.step("execute_as", login=self.login, **call)


def fill(worker):
    """Fill a database in which the addon is installed and used by nobody."""
    people = {login: new_person(worker, login, group) for login, group in PEOPLE.items()}
    pipeline = make_pipeline(worker, people)
    deals = make_deals(worker, people, pipeline)
    score(worker, pipeline)
    map_people(worker, people["seller"], pipeline, deals)
    pass_gates(worker, people, pipeline, deals)
    hold_review(worker, people, pipeline, deals)
    coach(worker, people, deals)
    hand_over(worker, people, pipeline, deals)
    run_jobs(worker, "ir_cron_icp_rescore", "ir_cron_stakeholder_refresh")


def new_person(worker, login, group):
    values = {"name": login.title(), "login": login, "tz": "Europe/Vienna"}
    values |= {"email": f"{login}@example.com", "group_ids": [(4, ref(worker, group))]}
    return Person(worker, create(worker, "res.users", **values), login)


def ref(admin, name):
    return admin.execute("ir.model.data", "check_object_reference", *name.split("."))[1]


def run_jobs(admin, *names):
    for name in names:
        admin.execute("ir.cron", "method_direct_trigger", [ref(admin, f"crm_playbook.{name}")])


def make_pipeline(admin, people):
    """Return the ids of a team and of its stages, of which the last one is won."""
    leader, seller = people["leader"].user_id, people["seller"].user_id
    team = create(
        admin,
        "crm.team",
        name="Machines",
        user_id=leader,
        member_ids=[(6, 0, [seller])],
        stakeholder_min_engaged=2,
        lost_reason_required=True,
    )
    names = ("Found", "Understood", "Offered", "Signed")
    stages = [
        create(admin, "crm.stage", name=name, sequence=n, is_won=name == "Signed", team_ids=[team])
        for n, name in enumerate(names, 1)
    ]
    admin.execute("crm.stage", "write", [stages[0]], {"back_needs_reason": True})
    return team, stages


def make_deals(admin, people, pipeline):
    team, stages = pipeline
    facts = {"employee_count": 80, "annual_revenue": 9000}
    customer = create(admin, "res.partner", name="Northwind", is_company=True, **facts)
    about = {
        "use_case_id": create(admin, "crm.use.case", name="Line control"),
        "buying_trigger_ids": [(4, create(admin, "crm.buying.trigger", name="New factory"))],
    }
    tag = create(admin, "crm.tag", name="Machines")
    names = ("Line 4", "Line 5", "Line 6")
    seller = people["seller"]
    return [
        create(
            seller,
            "crm.lead",
            name=name,
            type="opportunity",
            team_id=team,
            stage_id=stages[0],
            partner_id=customer,
            expected_revenue=5000,
            date_deadline=str(date.today() + 30 * DAY),
            employee_count=80,
            budget=budget,
            tag_ids=[(4, tag)],
            **about,
        )
        for name, budget in zip(names, (500, 100, 0), strict=True)
    ]


def score(admin, pipeline):
    """Publish a profile and a second version of it, and try that on what was won and lost."""
    team, _stages = pipeline
    profile = publish_next(admin, publish(admin, LARGE), LARGE, FUNDED)
    draft = {"name": "Others", "team_ids": [(6, 0, [team])]}
    create(admin, "crm.icp.profile", **draft, criterion_ids=new_criteria([LARGE]))
    admin.execute("crm.icp.profile", "action_simulate", [profile])


def map_people(admin, seller, pipeline, deals):
    """Map a deal on which everybody is known, and one on which somebody is missing."""
    team, [first, *_others] = pipeline
    role = create(admin, "crm.stakeholder.role", name="Payer", is_decisive=True)
    create(admin, "crm.stakeholder.requirement", role_id=role, team_ids=[(6, 0, [team])])
    asked = {"stage_id": first, "kind": "roles", "role_ids": [(4, role)]}
    create(admin, "crm.stage.criterion", name="Payer is known", **asked)
    create(seller, "crm.stakeholder", lead_id=deals[1], placeholder_name="The user")
    contact = create(seller, "res.partner", name="Ann North", email="ann@example.com")
    person = create(seller, "crm.stakeholder", lead_id=deals[0], partner_id=contact)
    cfo = create(seller, "crm.stakeholder", lead_id=deals[0], placeholder_name="The CFO")
    values = {"reports_to_id": cfo, "conflict_ids": [(4, cfo)], "influence_ids": [(4, cfo)]}
    seller.execute("crm.stakeholder", "write", [person], {**values, "role_ids": [(4, role)]})
    seller.execute("crm.stakeholder", "action_judge", [person], "champion", "3", "Said so")


def pass_gates(admin, people, pipeline, deals):
    """Move a deal on by a confirmation, an approval and two waivers, of which one is a debt that
    was made twice; another one goes back with a reason."""
    team, [first, second, *_others] = pipeline
    leader, seller = people["leader"], people["seller"]
    asked = {"stage_id": first, "gate": "exit", "enforcement": "block", "team_ids": [team]}
    approver = {"approver": "user", "approver_id": leader.user_id}
    phone = ref(admin, "crm.field_crm_lead__phone")
    condition = "[('expected_revenue', '>', 9000)]"
    criteria = {
        kind: create(admin, "crm.stage.criterion", name=kind.title(), kind=kind, **asked, **values)
        for kind, values in {
            "confirmation": {"evidence": "note"},
            "approval": approver,
            "fields": {"field_ids": [(6, 0, [phone])]},
            "condition": {"domain": condition, "applies_domain": "[('name', '!=', 'Line 9')]"},
        }.items()
    }
    admin.execute("crm.stage.criterion", "action_activate", list(criteria.values()))
    minutes = create(seller, "ir.attachment", name="Minutes", raw="They said yes")
    said = [criteria["confirmation"], "Yes", [minutes]]
    seller.execute("crm.lead", "action_confirm_criterion", deals[:1], *said)
    seller.execute("crm.lead", "action_confirm_criterion", deals[1:], *said[:2])
    for deal in deals:
        seller.execute("crm.lead", "action_request_approval", [deal], [criteria["approval"]])
    decided = deals[:2]
    leader.execute("crm.lead", "action_decide_approval", decided, criteria["approval"], True, "Go")
    waived = [criteria["fields"], criteria["condition"]]
    admin.execute("crm.lead", "action_waive_criteria", decided, waived, "We know them")
    admin.execute("crm.lead", "action_waive_criteria", [deals[0]], waived[:1], "We still do")
    seller.execute("crm.lead", "write", decided, {"stage_id": second})
    seller.execute("crm.lead", "action_move_with_reason", [deals[1]], first, "Not yet understood")
    admin.execute("crm.stage.criterion", "action_try", [criteria["fields"]])


def hold_review(admin, people, pipeline, deals):
    team, _stages = pipeline
    leader, seller = people["leader"], people["seller"]
    create(admin, "crm.deal.review.plan", team_id=team, is_on=True)
    create(admin, "crm.deal.signal.setting", code="stage_age", team_id=team, weight=3)
    review = create(leader, "crm.deal.review", team_id=team)
    leader.execute("crm.deal.review", "action_prepare", [review])
    leader.execute("crm.deal.review", "action_add_deals", [review], deals)
    leader.execute("crm.deal.review", "action_start", [review])
    domain = [("review_id", "=", review)]
    lines = leader.execute("crm.deal.review.line", "search_read", domain, ["lead_id"])
    line_of = {line["lead_id"][0]: line["id"] for line in lines}
    day = str(date.today() + 60 * DAY)
    step = {"summary": "Call the buyer", "user_id": seller.user_id, "date": day}
    decide = "crm.deal.review.line", "action_decide"
    leader.execute(*decide, [line_of[deals[0]]], "keep", "All well", step=step)
    moved = {"date_deadline": day, "expected_revenue": 4000, "step": step}
    leader.execute(*decide, [line_of[deals[1]]], "forecast", "Later", **moved)
    leader.execute("crm.deal.review", "action_finish", [review])
    create(leader, "crm.deal.review", team_id=team)


def coach(admin, people, deals):
    """Share a note with ratings and an action, have it answered and opened by exception; keep a
    draft beside it."""
    leader, seller, hr = people["leader"], people["seller"], people["hr"]
    [skill] = leader.execute("crm.coaching.skill", "search", [], limit=1)
    values = {"coachee_id": seller.user_id, "lead_id": deals[0], "observation": "Talked a lot"}
    gap = create(admin, "crm.coaching.gap", name="Budget", kind="question")
    more = {"action_ids": [(0, 0, {"name": "Listen"})], "gap_ids": [(4, gap)]}
    note = create(leader, "crm.coaching.note", **values, **more)
    create(leader, "crm.coaching.rating", note_id=note, skill_id=skill, level=2)
    leader.execute("crm.coaching.note", "action_share", [note])
    seller.execute("crm.coaching.note", "action_answer", [note], "Next time I ask")
    create(leader, "crm.coaching.note", **{**values, "observation": "A draft"})
    about = {"coachee_id": seller.user_id, "reason": "A complaint"}
    exception = create(hr, "crm.coaching.exception", **about)
    hr.execute("crm.coaching.exception", "action_open", [exception])
    months = "crm_playbook.coaching_retention_months"
    admin.execute("ir.config_parameter", "set_param", months, "24")


def hand_over(admin, people, pipeline, deals):
    """Hand a deal over, have it sent back, hand it over again with its project and win it, which
    the template demands; another packet is a draft."""
    team, stages = pipeline
    seller, receiver = people["seller"], people["receiver"]
    project = create(admin, "project.project", name="Onboarding", is_template=True)
    task = create(admin, "project.task", name="Plan", project_id=project)
    trainer = create(admin, "project.role", name="Trainer")
    role = {"role_id": trainer, "assign_to": "user", "user_id": receiver.user_id}
    template = create(
        admin,
        "crm.handover.template",
        name="Standard",
        team_ids=[(6, 0, [team])],
        is_required=True,
        accept_hours=8,
        to_user_id=receiver.user_id,
        project_template_id=project,
        role_ids=[(0, 0, role)],
        task_ids=[(0, 0, {"task_id": task, "day_offset": 2})],
    )
    [contact] = seller.execute("res.partner", "search", [("name", "=", "Ann North")])
    packet = {
        "contact_ids": [(0, 0, {"partner_id": contact, "roles": "Payer"})],
        "problem": "Orders get lost",
        "promise_ids": [(0, 0, {"name": "Training", "owner_id": receiver.user_id})],
        "success_ids": [(0, 0, {"name": "Orders lost", "target": "0", "date": "2030-06-30"})],
        "risk_ids": [(0, 0, {"name": "Holidays"})],
        "document_ids": [(0, 0, {"name": "Offer", "raw": "An offer"})],
    }
    handover = create(seller, "crm.handover", lead_id=deals[0], template_id=template, **packet)
    seller.execute("crm.handover", "action_submit", [handover])
    receiver.execute("crm.handover", "action_return", [handover], ["scope_unclear"], "Which lines?")
    seller.execute("crm.handover", "write", [handover], {"scope_in": "Line 4 alone"})
    dialog = create(seller, "crm.handover.wizard", handover_id=handover)
    seller.execute("crm.handover.wizard", "action_hand_over", [dialog])
    receiver.execute("crm.handover", "action_accept", [handover])
    seller.execute("crm.lead", "write", [deals[0]], {"stage_id": stages[-1]})
    create(seller, "crm.handover", lead_id=deals[1], template_id=template, why_now="They grow")
