from . import move

# isort: split
from . import backfill, crossing, report
