"""A full rescoring against Odoo's predictive scoring and against a bare write, in turns on
the same leads, so that whatever else the machine does hits all of them."""

from collections import namedtuple
from statistics import median

from common import databases, profiles
from common.report import number, print_table, say, seconds, stopwatch

ROUNDS = 3
LEADS_PER_COMMIT = 50_000  # as the rescoring does

Result = namedtuple("Result", "leads seconds")
LABELS = {
    "pls": "Odoo: `_cron_update_automated_probabilities`",
    "changed": "Rescoring, every row changed (new version)",
    "unchanged": "Rescoring, no row changed",
    "bare": "Bare `UPDATE` of the same rows",
}


def run(database):
    """Measure in turns and print the tables."""
    with databases.environment(database) as env:
        profiles.publish(env)
        say(f"First pass: {profiles.rescore(env)}")
    results = {key: [] for key in LABELS}
    for round_number in range(1, ROUNDS + 1):
        say(f"Speed, round {round_number} of {ROUNDS} …")
        for key, measure in MEASURES.items():
            results[key].append(measure(database))
    _report(results, _count_updates(database))


def _settle(database):
    databases.vacuum(database, "crm_lead", "crm_icp_score")


def _measure_changed(database):
    with databases.environment(database) as env:
        profiles.publish(env)
    count, written, seconds_taken = _time_pass(database)
    if written != count:
        raise SystemExit(f"{written} of {count} scores were written; all were to change.")
    return Result(count, seconds_taken)


def _measure_unchanged(database):
    count, written, seconds_taken = _time_pass(database)
    if written:
        raise SystemExit(f"{written} scores were written; none was to change.")
    return Result(count, seconds_taken)


def _time_pass(database):
    _settle(database)
    with databases.environment(database) as env, stopwatch() as watch:
        count, written, _repeated = profiles.rescore(env)
    return count, written, watch.seconds


def _measure_pls(database):
    """Time Odoo's pass over leads whose probabilities are all to be written."""
    databases.sql(
        database,
        """UPDATE crm_lead SET probability = NULL, automated_probability = NULL
            WHERE won_status = 'pending'""",
    )
    _settle(database)
    with databases.environment(database) as env, stopwatch() as watch:
        env["crm.lead"]._cron_update_automated_probabilities()
    [[written]] = databases.sql(
        database,
        """SELECT count(*) FROM crm_lead
            WHERE won_status = 'pending' AND automated_probability IS NOT NULL""",
    )
    return Result(written, watch.seconds)


def _measure_bare(database):
    """Time nothing but the write: values that are ready, the same columns of the same rows
    by the same batches, the profile replaced by another one as a publication does."""
    databases.sql(database, "DROP TABLE IF EXISTS bench_value")
    databases.sql(
        database,
        """CREATE TABLE bench_value AS
           SELECT id, lead_id, (SELECT min(id) FROM crm_icp_profile) AS profile_id,
                  score, coverage, tier, disqualified, disqualifier_id
             FROM crm_icp_score""",
    )
    databases.sql(database, "CREATE INDEX ON bench_value (lead_id)")
    databases.vacuum(database, "bench_value")
    _settle(database)
    [[last]] = databases.sql(database, "SELECT max(lead_id) FROM bench_value")
    with databases.environment(database) as env, stopwatch() as watch:
        count = sum(_write_bare(env.cr, after) for after in range(0, last, LEADS_PER_COMMIT))
    return Result(count, watch.seconds)


def _write_bare(cr, after):
    cr.execute(
        """UPDATE crm_icp_score AS row
              SET (profile_id, score, coverage, tier, disqualified, disqualifier_id, date)
                = (value.profile_id, value.score, value.coverage, value.tier,
                   value.disqualified, value.disqualifier_id, now() AT TIME ZONE 'UTC')
             FROM bench_value AS value
            WHERE value.lead_id > %s AND value.lead_id <= %s AND row.id = value.id""",
        (after, after + LEADS_PER_COMMIT),
    )
    count = cr.rowcount
    cr.commit()
    return count


MEASURES = {
    "pls": _measure_pls,
    "changed": _measure_changed,
    "unchanged": _measure_unchanged,
    "bare": _measure_bare,
}


def _count_updates(database):
    [[distinct]] = databases.sql(
        database,
        "SELECT count(DISTINCT automated_probability) FROM crm_lead WHERE won_status = 'pending'",
    )
    return distinct


def _report(results, distinct):
    rates = {key: median(_rates(values)) for key, values in results.items()}
    times = {key: median(r.seconds for r in values) for key, values in results.items()}
    rows = [
        [
            LABELS[key],
            number(values[0].leads),
            seconds([result.seconds for result in values]),
            number(rates[key]),
            f"{rates[key] / rates['pls']:.1f}",
            f"{times['pls'] / times[key]:.1f}",
        ]
        for key, values in results.items()
    ]
    headers = ["pass", "leads", "seconds, median (range)", "leads/s"]
    headers += ["× Odoo's leads/s", "× faster, whole pass"]
    share = 100 * (1 - times["bare"] / times["changed"])
    notes = (
        f"Medians of {ROUNDS} rounds in turns; tables vacuumed and analysed before each pass.",
        "Odoo scores pending leads only, the rescoring all of them. The last column compares "
        "whole passes, hence the same pending leads.",
        f"Odoo writes one UPDATE per distinct probability; here there were {distinct:,}.",
        f"Share of the changed pass above the bare write: {share:.0f} %.",
    )
    print_table(f"Full rescoring of {results['changed'][0].leads:,} leads", headers, rows, notes)


def _rates(values):
    return [result.leads / result.seconds for result in values]
