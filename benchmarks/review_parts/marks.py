"""The mark of missing next actions on cards and rows, and the digest of a morning."""

from statistics import median

from common import databases, views
from common.report import print_table
from overhead_parts.operations import CARDS

from .preparing import _take

PARAMETER = "crm_playbook.next_action_mark"
VIEWS = {"80 cards of a column": views.KANBAN, "80 rows of the list": views.LIST}


def measure(database, rounds):
    rows = []
    for label, xml_id in VIEWS.items():
        sides = [_measure_view(database, xml_id, is_on, rounds) for is_on in (False, True)]
        rows.append([label, *sides[0], *sides[1]])
    headers = ["reading", "queries, off", "ms", "queries, marked", "ms"]
    note = "Medians. The mark reads what the activity widgets of a card bring along anyway."
    print_table("Marks of missing next actions", headers, rows, [note])
    samples = [_take(database, _gather) for _round in range(rounds)]
    facts = [_take(database, _read_facts) for _round in range(rounds + 1)][1:]
    rows = [
        _make_row("gather the digests of ten salespeople", samples),
        _make_row("the facts beside one deal", facts),
    ]
    print_table("Digest and facts", ["", "queries", "ms"], rows)


def _make_row(label, samples):
    queries = median(sample.queries for sample in samples)
    return [label, f"{queries:.0f}", f"{1000 * median(s.seconds for s in samples):,.1f}"]


def _measure_view(database, xml_id, is_on, rounds):
    with databases.environment(database) as env:
        env["ir.config_parameter"].set_param(PARAMETER, is_on and "True")
    views._views.clear()
    samples = [_take(database, lambda env: _read(env, xml_id)) for _round in range(rounds + 2)][2:]
    return (
        f"{median(sample.queries for sample in samples):.0f}",
        f"{1000 * median(sample.seconds for sample in samples):,.1f}",
    )


def _read(env, xml_id):
    specification = views.get_specification(env, xml_id)
    stage = env["crm.stage"].search([], limit=1).id
    domain = [("type", "=", "opportunity"), ("stage_id", "=", stage)]
    return lambda: env["crm.lead"].web_search_read(domain, specification, limit=CARDS)


def _read_facts(env):
    deals = env["crm.lead"].search([("won_status", "=", "pending")], limit=1, offset=100)
    return deals.get_deal_facts


def _gather(env):
    users = env["res.users"].search([("login", "like", "bench%")])
    return lambda: env["crm.next.action.digest"]._get_deals(users)
