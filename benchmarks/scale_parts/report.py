"""The table of the scale benchmark."""

from statistics import median

from common import databases
from common.report import MIB, number, print_table

from .lines import LINES


def report(database, results):
    headers = ["", "seconds", "shortest", "longest", "rounds or parts", "memory, MiB"]
    notes = (
        _describe(database),
        "Seconds: the median of the rounds; of a job the sum of its parts. A part is what is in "
        "one transaction, the longest of them how long anybody could have to wait for it.",
        "Memory: how much the highest resident size of the process rose above that with the "
        "registry loaded (VmHWM minus VmRSS), the whole operation long.",
    )
    print_table("A large database", headers, [_row(result) for result in results], notes)


def _row(result):
    line, durations = LINES[result["key"]], result["durations"]
    return [
        line.label,
        f"{(sum if line.is_parts else median)(durations):.2f}",
        f"{min(durations):.3f}",
        f"{max(durations):.3f}",
        number(len(durations)),
        number(result["growth"] / MIB),
    ]


def _describe(database):
    tables = {
        "leads": "crm_lead",
        "open deals": "crm_lead WHERE won_status = 'pending'",
        "people on maps": "crm_stakeholder",
        "stage moves": "crm_stage_move",
        "scores": "crm_icp_score",
        "messages": "mail_message",
    }
    counts = [
        f"{databases.sql(database, f'SELECT count(*) FROM {table}')[0][0]:,} {name}"
        for name, table in tables.items()
    ]
    return f"The database: {', '.join(counts)}."
