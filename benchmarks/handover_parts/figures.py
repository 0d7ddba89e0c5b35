"""The figures of all handovers, grouped as the report opens."""

from statistics import median

from common import databases
from common.report import print_table, stopwatch

ROUNDS = 5
MEASURES = (
    "handover_count:sum",
    "hours_to_accept:avg",
    "first_time_accepted:avg",
    "kicked_off_on_time:avg",
    "promise_kept_count:sum",
    "promise_broken_count:sum",
    "promise_late_count:sum",
    "defect_count:sum",
)


def measure(database, quick=False):
    """Print how long the pivot of all handovers takes for a manager."""
    rows = []
    for groupby in ("from_user_id", "date:month"):
        seconds = [_take(database, groupby) for _round in range(1 if quick else ROUNDS)]
        rows.append([f"by {groupby}", f"{1000 * median(seconds):,.0f}"])
    print_table("Figures of all handovers", ["pivot", "ms"], rows)


def _take(database, groupby):
    with databases.environment(database) as env:
        env["crm.handover.report"].search_count([], limit=1)
        with stopwatch() as watch:
            env["crm.handover.report"].formatted_read_group([], [groupby], MEASURES)
    return watch.seconds
