"""A process with Odoo in it: ``worker.py DATABASE PIPE ADDONS_PATH``. See ``processes.Worker``."""

import sys
import traceback
from multiprocessing.connection import Connection

import steps
from transactions import run_like_request

import odoo.cli  # noqa: F401  (it sets Odoo up)
from odoo.service.server import load_server_wide_modules
from odoo.tools import config


def answer(database, step, arguments):
    """Return ``(result, None)`` of a step, or ``(None, traceback)``."""
    try:
        return run_like_request(database, getattr(steps, step), **arguments), None
    except Exception:  # pylint: disable=broad-except
        return None, traceback.format_exc()


def main(database, pipe, addons_path):
    options = ["-d", database, f"--addons-path={addons_path}", "--no-http", "--log-level=info"]
    config.parse_config(options, setup_logging=True)
    load_server_wide_modules()
    while True:
        try:
            step, arguments = pipe.recv()
        except EOFError:
            return
        pipe.send(answer(database, step, arguments))


main(sys.argv[1], Connection(int(sys.argv[2])), sys.argv[3])
