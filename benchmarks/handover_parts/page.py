"""The page of a receiver against the task list of Odoo."""

import gc
from collections import namedtuple
from statistics import median

from common import databases
from common.report import print_table, stopwatch
from common.views import NAME, TAGS
from lxml import etree

from .records import LOGIN

ROUNDS = 30
LIMIT = 80
Sample = namedtuple("Sample", "queries seconds count")
Page = namedtuple("Page", "label model view domain order")
PAGES = (
    Page(
        "my handovers, open",
        "crm.handover",
        "crm_playbook.crm_handover_view_list",
        lambda uid: [("to_user_id", "=", uid), ("state", "!=", "closed")],
        "clock_deadline, id desc",
    ),
    Page(
        "my tasks, open",
        "project.task",
        "project.open_view_my_tasks_list_view",
        lambda uid: [("user_ids", "in", uid), ("is_closed", "=", False)],
        None,
    ),
    Page(
        "my handovers, all",
        "crm.handover",
        "crm_playbook.crm_handover_view_list",
        lambda uid: [("to_user_id", "=", uid)],
        "clock_deadline, id desc",
    ),
    Page(
        "my tasks, all",
        "project.task",
        "project.open_view_my_tasks_list_view",
        lambda uid: [("user_ids", "in", uid)],
        None,
    ),
)


def measure(database, quick):
    """Take turns and print the table; of each pair the second is the one to compare with."""
    samples = {page: [] for page in PAGES}
    for _round in range(ROUNDS // 10 if quick else ROUNDS):
        for page, taken in samples.items():
            taken.append(_take(database, page))
    rows = []
    for ours, theirs in zip(PAGES[::2], PAGES[1::2], strict=True):
        pairs = zip(samples[ours], samples[theirs], strict=True)
        ratio = median(a.seconds / b.seconds for a, b in pairs)
        rows += [_make_row(ours, samples[ours], f"{ratio:.2f} ×")]
        rows += [_make_row(theirs, samples[theirs], "")]
    headers = ["page", "records of the user", "queries", "ms", "against tasks"]
    notes = (
        "Medians of rounds in turns, on fresh environments: the first 80 rows with all fields of"
        " the list and the number of all, as the web client asks for them.",
        "The user receives a tenth of the handovers and is assigned to a tenth of the tasks.",
    )
    print_table("The page of a receiver", headers, rows, notes)


def _make_row(page, samples, ratio):
    seconds = median(sample.seconds for sample in samples)
    queries = median(sample.queries for sample in samples)
    return [page.label, f"{samples[0].count:,}", f"{queries:.0f}", f"{1000 * seconds:,.1f}", ratio]


def _take(database, page):
    [[user_id]] = databases.sql(database, "SELECT id FROM res_users WHERE login = %s", f"{LOGIN}3")
    with databases.environment(database, user_id) as env:
        records = env[page.model]
        specification = _get_specification(records, page.view)
        search = {"domain": page.domain(user_id), "limit": LIMIT, "order": page.order}
        env.invalidate_all()
        gc.collect()
        before = env.cr.sql_log_count
        with stopwatch() as watch:
            found = records.web_search_read(specification=specification, **search)
        queries = env.cr.sql_log_count - before
        count = records.search_count(search["domain"])
        if len(found["records"]) != LIMIT:
            raise SystemExit(f"{page.label}: {len(found['records'])} rows.")
    return Sample(queries, watch.seconds, count)


def _get_specification(records, xml_id):
    """Return what the web client asks for, by the fields of a list view."""
    # sudo: the id of a view, which the web client has from an action
    view = records.env.ref(xml_id).sudo()
    arch = records.get_views([(view.id, "list")])["views"]["list"]["arch"]
    fields = records.fields_get()
    specification = {}
    for node in etree.fromstring(arch).iter("field"):
        name, widget = node.get("name"), node.get("widget")
        kind = fields[name]["type"]
        specification[name] = {}
        if kind == "many2one":
            specification[name] = NAME
        elif kind == "many2many":
            specification[name] = TAGS if widget == "many2many_tags" else NAME
    return specification
