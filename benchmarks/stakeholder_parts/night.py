"""The nightly pass against a bare aggregate over the messages that it is about."""

import resource
from datetime import timedelta
from statistics import median
from unittest.mock import patch

from common import databases
from common.report import number, print_table, say, seconds, stopwatch

from odoo import fields

ROUNDS = 5
DEALS_AT_ONCE = 2000
KIBIBYTE = 1024
# Who wrote where, how often and when at last: nothing is joined and nothing is written.
BARE = """
    SELECT COUNT(*) FROM (
        SELECT model, res_id, author_id, MAX(date),
               COUNT(*) FILTER (WHERE date > NOW() - INTERVAL '30 days'),
               COUNT(*) FILTER (WHERE date > NOW() - INTERVAL '90 days')
          FROM mail_message
         WHERE model IN ('crm.lead', 'res.partner') AND message_type IN ('email', 'comment')
      GROUP BY model, res_id, author_id) AS contact
"""
TABLES = ("crm_stakeholder", "crm_stakeholder_map", "mail_message")


def measure(database):
    """Fill the facts, then let nights pass, in turns with the aggregate; print the table."""
    filled = _fill(database)
    bare, nights, gatherings, batches = [], {"the same moment": [], "a day later": []}, [], []
    for round_number in range(ROUNDS):
        say(f"Night {round_number + 1} of {ROUNDS} …")
        for label, days in (("the same moment", round_number), ("a day later", round_number + 1)):
            databases.vacuum(database, *TABLES)
            bare.append(_measure_bare(database))
            result, locks, gathering, taken = _measure_night(database, days)
            nights[label].append(result)
            gatherings.append(gathering)
            batches += taken
    _report(filled, bare, nights, gatherings, batches, locks)


def _fill(database):
    """Gather all facts for the first time, as when people are put on their deals."""
    with databases.environment(database) as env, stopwatch() as watch:
        leads = env["crm.lead"].with_context(active_test=False)
        lead_ids = leads.search([("has_stakeholders", "=", True)], order="id").ids
        for start in range(0, len(lead_ids), DEALS_AT_ONCE):
            some = lead_ids[start : start + DEALS_AT_ONCE]
            env["crm.stakeholder"]._refresh_contact(some)
            env["crm.stakeholder.map"]._assess(env["crm.lead"].browse(some))
            env.flush_all()
            env.invalidate_all()
            env.cr.commit()
    return len(lead_ids), watch.seconds


def _measure_bare(database):
    with stopwatch() as watch:
        databases.sql(database, BARE)
    return watch.seconds


def _measure_night(database, days):
    """Run a pass some days ahead; return its figures, its locks on deals, the seconds that it
    took to read the messages and those of each whole batch."""
    now, taken, locks = fields.Datetime.now() + timedelta(days=days), [], set()
    with databases.environment(database) as env, stopwatch() as whole:
        with patch.object(fields.Datetime, "now", lambda: now):
            run = env["crm.stakeholder.refresh"]._begin()
            with stopwatch() as gathering:
                run._gather()
                env.flush_all()
            locks.update(_get_locks(env.cr))
            env.cr.commit()
            processed = True
            while processed:
                with stopwatch() as watch:
                    processed = run._process_batch()
                    env.flush_all()
                taken.append((processed, watch.seconds))
                locks.update(_get_locks(env.cr))
                env.cr.commit()
        figures = run.lead_count, run.changed_count, run.assessed_count
    largest = max(count for count, _seconds in taken)
    batches = [s for count, s in taken if count == largest]
    return (whole.seconds, *figures), locks, gathering.seconds, batches


def _get_locks(cr):
    """Return the modes of the locks on deals that this transaction holds."""
    cr.execute(
        """SELECT mode FROM pg_locks
            WHERE relation = 'crm_lead'::regclass AND pid = PG_BACKEND_PID()"""
    )
    return {mode for [mode] in cr.fetchall()}


def _report(filled, bare, nights, gatherings, batches, locks):
    rows = [
        ["first time, all messages", number(filled[0]), "", "", f"{filled[1]:.2f}", ""],
        ["bare aggregate over all messages", "", "", "", seconds(bare), "1.0"],
    ]
    for label, results in nights.items():
        _seconds, deals, changed, assessed = results[-1]
        taken = [result[0] for result in results]
        ratio = f"{median(taken) / median(bare):.1f}"
        rows.append(
            [
                f"pass, {label}",
                number(deals),
                number(changed),
                number(assessed),
                seconds(taken),
                ratio,
            ]
        )
    headers = ["", "deals", "people changed", "deals assessed", "seconds", "× aggregate"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE / 2**20
    notes = (
        "The pass reads messages of the last 90 days again; the aggregate reads all of them.",
        f"Seconds to read the messages: {seconds(gatherings)}; per whole batch after it: "
        f"{seconds(batches)}. Peak memory of the process: {peak:,.0f} MiB.",
        f"Locks on `crm_lead` before each commit: {', '.join(sorted(locks)) or 'none'}.",
    )
    print_table("Nightly pass", headers, rows, notes)
