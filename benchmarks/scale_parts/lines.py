"""The lines of the table: each a function of a database and a number of rounds that returns
durations in seconds."""

from ast import literal_eval
from collections import namedtuple

from common import databases
from common.report import stopwatch
from lxml import etree

from odoo.fields import Command

ADMIN = 2
OPEN = [("type", "=", "opportunity"), ("won_status", "=", "pending")]

# ``is_parts``: the durations are those of parts that follow one another.
Line = namedtuple("Line", "label measure is_parts")


def _repeat(prepare):
    """Return what measures an operation of which ``prepare(env, round_number)`` returns what to
    run. The first round, which fills caches, is not counted."""

    def measure(database, rounds):
        durations = []
        for round_number in range(rounds + 1):
            with databases.environment(database, ADMIN) as env:
                run = prepare(env, round_number)
                env.flush_all()
                env.invalidate_all()
                with stopwatch() as watch:
                    run()
                    env.flush_all()
                durations.append(watch.seconds)
        return durations[1:]

    return measure


def _ask(make):
    """Return what measures a request that asks; ``make(env)`` returns the button to press."""

    def measure(database, _rounds):
        with databases.environment(database, ADMIN) as env:
            button = make(env)
            with stopwatch() as watch:
                button()
                env.flush_all()
            env.cr.rollback()  # the job of another line would work on it
            return [watch.seconds]

    return measure


def _work(make):
    """Return what measures the parts that the scheduled action works on after that, in a small
    database too."""

    def measure(database, _rounds):
        with databases.environment(database, ADMIN) as env:
            for name in ("crm.stage.trial", "crm.icp.simulation"):
                env.registry[name]._most_at_once = 0
            action = make(env)()
        durations = []
        with databases.environment(database) as env:
            jobs = env["crm.playbook.background"]
            while dialog := jobs._get_next():
                with stopwatch() as watch:
                    dialog._work_safely()
                    env.cr.commit()
                durations.append(watch.seconds)
            dialog = env[action["res_model"]].browse(action["res_id"])
            if dialog.run_state != "done":
                raise SystemExit(f"{dialog} is {dialog.run_state}: {dialog.run_message}")
        return durations

    return measure


# --- what is asked --------------------------------------------------------------------------


def _make_criterion(env, **values):
    stage = env["crm.stage"].search([("is_won", "=", False)], order="sequence desc", limit=1)
    return env["crm.stage.criterion"].create(
        {"name": "Tried", "stage_id": stage.id, "gate": "exit", "state": "draft", **values}
    )


def _try_condition(env):
    domain = str([("expected_revenue", ">=", 50_000)])
    return _make_criterion(env, kind="condition", domain=domain).action_try


def _try_fields(env):
    fields = env["ir.model.fields"]._get("crm.lead", "source_id")
    return _make_criterion(env, kind="fields", field_ids=[Command.set(fields.ids)]).action_try


def _try_activity(env):
    return _make_criterion(env, kind="activity", activity_when="done").action_try


def _simulate(env):
    published = env["crm.icp.profile"].search([("state", "=", "published")], limit=1)
    draft = published.browse(published.action_new_version()["res_id"])
    draft.criterion_ids[0].weight += 15
    return draft.action_simulate


# --- what is opened, grouped, deleted -------------------------------------------------------


def _open_moves(is_filtered):
    def prepare(env, _round_number):
        moves = env["crm.stage.move"]
        arch = moves.get_views([(False, "search")])["views"]["search"]["arch"]
        [node] = etree.fromstring(arch).xpath("//filter[@name='last_12_months']")
        domain = literal_eval(node.get("domain")) if is_filtered else []
        groups = ["from_stage_id", "direction"]
        return lambda: moves.formatted_read_group(domain, groups, ["__count"])

    return prepare


def _group_leads(field):
    def prepare(env, _round_number):
        aggregates = ["__count", "expected_revenue:sum"]
        return lambda: env["crm.lead"].formatted_read_group(OPEN, [field], aggregates)

    return prepare


def _open_overview(env, _round_number):
    return env["crm.playbook.overview"].get_overview


def _delete_lead(env, round_number):
    lead = env["crm.lead"].search(OPEN, order="id desc", limit=1, offset=round_number)
    return lead.unlink


LINES = {
    "try_ask": Line("*Try It* a condition: the request", _ask(_try_condition), False),
    "try_condition": Line("*Try It* a condition: the job", _work(_try_condition), True),
    "try_fields": Line("*Try It* fields: the job", _work(_try_fields), True),
    "try_activity": Line("*Try It* an activity: the job", _work(_try_activity), True),
    "simulate_ask": Line("*Simulate*: the request", _ask(_simulate), False),
    "simulate": Line("*Simulate*: the job", _work(_simulate), True),
    "moves": Line("open *Stage Moves*, last 12 months", _repeat(_open_moves(True)), False),
    "all_moves": Line("*Stage Moves* without the filter", _repeat(_open_moves(False)), False),
    "stage": Line("group open deals by stage", _repeat(_group_leads("stage_id")), False),
    "tier": Line("group open deals by tier", _repeat(_group_leads("icp_tier")), False),
    "overview": Line("open the *Overview*", _repeat(_open_overview), False),
    "delete": Line("delete a lead, trials and simulations kept", _repeat(_delete_lead), False),
}
