"""Opening a map of many people against reading the same contacts with their avatars."""

import gc
from statistics import median

from common import databases
from common.report import print_table, stopwatch
from overhead import CONTEXT, Sample

from .people import LARGE_MAP

ROUNDS = 40
CONTACT_FIELDS = ("name", "function", "email", "commercial_company_name", "avatar_128")


def measure(database, quick):
    """Take turns and print the table."""
    rows = [_measure_small(database, quick), *_measure_large(database, quick)]
    headers = ["opening", "people", "queries", "ms"]
    note = "Medians of rounds in turns. Contacts: `web_read` of name, function, mail and avatar."
    print_table("Opening a map", headers, rows, [note])


def _measure_small(database, quick):
    samples = [
        _take(database, _open_map, offset=1) for _ in range(ROUNDS // 10 if quick else ROUNDS)
    ]
    return _make_row("map of a common deal", samples)


def _measure_large(database, quick):
    samples = {_open_map: [], _read_contacts: []}
    for _round in range(ROUNDS // 10 if quick else ROUNDS):
        for function, taken in samples.items():
            taken.append(_take(database, function, offset=0))
    rows = [
        _make_row("map of a large deal", samples[_open_map]),
        _make_row("the same contacts, `web_read`", samples[_read_contacts]),
    ]
    ratio = median(a[1].seconds / b[1].seconds for a, b in zip(*samples.values(), strict=True))
    rows[0][-1] += f" ({ratio:.2f} × the contacts)"
    return rows


def _make_row(label, samples):
    queries = median(sample.queries for _count, sample in samples)
    seconds = median(sample.seconds for _count, sample in samples)
    return [label, samples[0][0], f"{queries:.0f}", f"{1000 * seconds:,.1f}"]


def _take(database, function, offset):
    """Run once on a fresh environment; return ``(people, Sample)``."""
    user_id = _get_user_id(database)
    with databases.environment(database, user_id, CONTEXT) as env:
        deal = (
            env["crm.lead"]
            .with_context(active_test=False)
            .search([("has_stakeholders", "=", True)], order="id", limit=1, offset=offset)
        )
        run = function(deal)
        count = len(deal.stakeholder_ids)
        env.invalidate_all()
        gc.collect()
        before = env.cr.sql_log_count
        with stopwatch() as watch:
            run()
        sample = Sample(env.cr.sql_log_count - before, watch.seconds)
        env.cr.rollback()
    if offset == 0 and count != LARGE_MAP:
        raise SystemExit(f"The large map has {count} people.")
    return count, sample


def _get_user_id(database):
    """Return the owner of the large map, who opens them."""
    [[user_id]] = databases.sql(
        database, "SELECT user_id FROM crm_lead WHERE has_stakeholders ORDER BY id LIMIT 1"
    )
    return user_id


def _open_map(deal):
    return deal.get_stakeholder_map


def _read_contacts(deal):
    contacts = deal.stakeholder_ids.partner_id
    specification = {name: {} for name in CONTACT_FIELDS}
    return lambda: contacts.web_read(specification)
