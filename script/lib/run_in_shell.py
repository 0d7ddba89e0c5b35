"""Run tests of installed modules with the complete registry; fed to ``odoo shell``.

``PLAYBOOK_TAGS`` and ``PLAYBOOK_MODULES`` say which; the file ``PLAYBOOK_RESULT`` gets
"passed failed skipped".
"""

import os
from pathlib import Path

from odoo.tests.shell import run_tests

report = run_tests(
    env,  # noqa: F821  (odoo shell provides it)
    os.environ["PLAYBOOK_TAGS"],
    modules=os.environ["PLAYBOOK_MODULES"].split(","),
)
failed = report.failures_count + report.errors_count
passed = report.testsRun - failed - report.skipped
Path(os.environ["PLAYBOOK_RESULT"]).write_text(f"{passed} {failed} {report.skipped}\n")
