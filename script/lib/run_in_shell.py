"""Run tests of installed modules with the complete registry; fed to ``odoo shell``.

``PLAYBOOK_TAGS`` and ``PLAYBOOK_MODULES`` say which; the file ``PLAYBOOK_RESULT`` gets
"passed failed skipped". A module of which no test ran counts as failed: its tests may have tags
that nobody asked for.
"""

import logging
import os
from pathlib import Path

from odoo.tests.shell import run_tests

modules = os.environ["PLAYBOOK_MODULES"].split(",")
report = run_tests(env, os.environ["PLAYBOOK_TAGS"], modules=modules)  # noqa: F821  (of odoo shell)
# Names of tests are odoo.addons.<module>.tests.…
silent = set(modules).difference(name.split(".")[2] for name in report.stats)
for module in sorted(silent):
    logging.getLogger("odoo.tests").error("No test of %s ran", module)
failed = report.failures_count + report.errors_count
passed = report.testsRun - failed - report.skipped
Path(os.environ["PLAYBOOK_RESULT"]).write_text(
    f"{passed} {failed + len(silent)} {report.skipped}\n"
)
