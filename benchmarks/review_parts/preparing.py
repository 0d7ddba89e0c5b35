"""Preparing a review over all open deals of a team, against reading the same deals."""

import gc
import resource
import tracemalloc
from statistics import median

from common import databases
from common.report import MIB, number, print_table, stopwatch
from overhead import CONTEXT, Sample

MOST_QUERIES, MOST_TIMES = 40, 3
READ_FIELDS = (
    *("name", "team_id", "user_id", "company_id", "stage_id", "expected_revenue", "probability"),
    *("date_deadline", "date_last_stage_update"),
)


def measure(database, rounds):
    """Take turns and print the table."""
    samples = {_prepare: [], _read: []}
    for _round in range(rounds + 1):  # the first fills the caches
        for function, taken in samples.items():
            taken.append(_take(database, function))
    samples = {function: taken[1:] for function, taken in samples.items()}
    memory = {function: _get_peak(database, function) for function in samples}
    rows = [
        _make_row("prepare a review, all signals", samples[_prepare], memory[_prepare]),
        _make_row("`search_read` of the same deals", samples[_read], memory[_read]),
    ]
    pairs = zip(samples[_prepare], samples[_read], strict=True)
    ratio = median(mine.seconds / theirs.seconds for mine, theirs in pairs)
    rows[0].append(f"{ratio:.2f}")
    rows[1].append("1")
    most = max(sample.queries for sample in samples[_prepare])
    notes = [
        f"{number(_count(database))} open deals of one team. {_describe(database)}",
        f"`search_read` reads {', '.join(f'`{name}`' for name in READ_FIELDS)}.",
        "Medians of rounds in turns; memory: the peak that Python allocated, of a round apart.",
        f"Allowed: fewer than {MOST_QUERIES} queries, {MOST_TIMES} times as long. "
        f"{'Kept' if most < MOST_QUERIES and ratio <= MOST_TIMES else 'NOT KEPT'}.",
        f"Peak of the whole process: {number(_get_process_peak())} MiB.",
    ]
    headers = ["", "queries", "ms", "MiB", "× the reading"]
    print_table("Preparing a review", headers, rows, notes)


def _make_row(label, samples, peak):
    queries = median(sample.queries for sample in samples)
    milliseconds = 1000 * median(sample.seconds for sample in samples)
    return [label, f"{queries:.0f}", number(milliseconds), f"{peak / MIB:.1f}"]


def _take(database, function):
    """Run once on a fresh environment, and roll back."""
    with databases.environment(database, context=CONTEXT) as env:
        run = function(env)
        env.flush_all()
        env.invalidate_all()
        gc.collect()
        before = env.cr.sql_log_count
        with stopwatch() as watch:
            run()
            env.flush_all()
        sample = Sample(env.cr.sql_log_count - before, watch.seconds)
        env.cr.rollback()
    return sample


def _get_peak(database, function):
    """Return how many bytes Python allocated at most during a run."""
    tracemalloc.start()
    _take(database, lambda env: _then_reset(function(env)))
    _size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def _then_reset(run):
    def measured():
        tracemalloc.reset_peak()
        return run()

    return measured


def _get_process_peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _get_team(env):
    return env["crm.team"].search([("name", "=", "Bench 1")])


def _prepare(env):
    review = env["crm.deal.review"].create({"team_id": _get_team(env).id})
    return review.action_prepare


def _read(env):
    domain = [
        ("type", "=", "opportunity"),
        ("won_status", "=", "pending"),
        ("team_id", "=", _get_team(env).id),
    ]
    return lambda: env["crm.lead"].search_read(domain, READ_FIELDS)


def _count(database):
    [[count]] = databases.sql(
        database, "SELECT COUNT(*) FROM crm_lead WHERE won_status = 'pending' AND active"
    )
    return count


def _describe(database):
    """Say how often each signal speaks."""
    with databases.environment(database) as env:
        team, Signal = _get_team(env), env["crm.deal.signal"]
        leads = env["crm.lead"]._search([("won_status", "=", "pending")])
        rows = Signal._rank(leads, team, env.company, 10**6)
        counts = dict.fromkeys(Signal._get_codes(), 0)
        for row in rows:
            for signal in row["signals"]:
                counts[signal["code"]] += 1
    spoken = ", ".join(f"`{code}` {number(count)}" for code, count in counts.items())
    return f"Signals speak of {number(len(rows))} deals: {spoken}."
