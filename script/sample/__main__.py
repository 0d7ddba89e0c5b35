"""Entry point of script/load-sample."""

import sys
from pathlib import Path

# Started as a file, so that a module of the same name in the caller's folder is never picked up.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from sample.cli import main  # noqa: E402

raise SystemExit(main())
