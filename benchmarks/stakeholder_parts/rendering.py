"""How long Chromium takes to draw a map, against Odoo's hierarchy view of the same people."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from common import databases
from common.report import print_table, say
from playwright.sync_api import sync_playwright

from odoo.tools import config

from .people import LARGE_MAP

ROUNDS = 15
LONGEST_START = 120  # seconds
LONGEST_DRAWING = 30_000  # milliseconds
SETTLE = 2000  # milliseconds; the web client never reports that it has nothing left to do
PASSWORD = "bench"  # noqa: S105  of a database that is dropped afterwards
OTHER_TAB = ".o_notebook .nav-item:first-child .nav-link"
TAB, TREE = ".o_notebook .nav-link[name=stakeholders]", ".o_stakeholder_tree"
# From the click until everybody is drawn; what the server takes is part of it.
CLICK = """
    async ([button, drawn, count, longest]) => {
        const start = performance.now();
        const passed = () => performance.now() - start;
        document.querySelector(button).click();
        while (document.querySelectorAll(drawn).length < count) {
            if (passed() > longest) {
                const found = document.querySelectorAll(drawn).length;
                throw new Error(`Only ${found} people are drawn after a click on ${button}`);
            }
            await new Promise(requestAnimationFrame);
        }
        return passed();
    }
"""
STEPS = (
    ("map of the deal", TAB, ".o_stakeholder_node[data-id]"),
    ("hierarchy view of the same people", TREE, ".o_hierarchy_node"),
)


def measure(database, quick):
    """Open both views in turns and print the table."""
    deal_id, login = _prepare(database)
    taken = {label: [] for label, _button, _drawn in STEPS}
    with (
        _server(database) as url,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=_find_chromium()) as browser,
    ):
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        _log_in(page, url, login)
        for round_number in range(1 if quick else ROUNDS):
            say(f"Drawing, round {round_number + 1} …")
            for label, milliseconds in _take(page, f"{url}/odoo/crm.lead/{deal_id}"):
                taken[label].append(milliseconds)
    _report(taken)


def _prepare(database):
    """Let the owner of the largest map log in; return ``(deal id, login)``."""
    with databases.environment(database) as env:
        deals = env["crm.lead"].with_context(active_test=False)
        deal = deals.search([("has_stakeholders", "=", True)], order="id", limit=1)
        deal.user_id.password = PASSWORD
        return deal.id, deal.user_id.login


@contextmanager
def _server(database):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, str(databases.ODOO_CLI), "-c", os.environ["PLAYBOOK_CONF"]]
    command += ["-d", database, "--http-port", str(port), "--http-interface", "127.0.0.1"]
    command += ["--max-cron-threads", "0", "--log-level", "error"]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=sys.stderr) as process:
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.terminate()


def _wait_for(url, process):
    for _second in range(LONGEST_START):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/web/health"):  # noqa: S310  our own server
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
    raise SystemExit("The server of the benchmark did not start.")


def _find_chromium():
    return str(Path(config["data_dir"]).resolve().parent / "bin" / "chromium")


def _log_in(page, url, login):
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def _take(page, address):
    """Open both views twice, one after the other, and yield how long the second time took: by
    then the web client has the code and the descriptions of the views."""
    page.goto(address)
    for is_known in (False, True):
        page.wait_for_selector(TAB)
        page.wait_for_timeout(SETTLE)
        page.click(OTHER_TAB)
        for label, button, drawn in STEPS:
            taken = page.evaluate(CLICK, [button, drawn, LARGE_MAP, LONGEST_DRAWING])
            if is_known:
                yield label, taken
        page.go_back()


def _report(taken):
    rows = []
    drawn_map, drawn_tree = taken.values()
    for label, times in taken.items():
        spread = f"{min(times):,.0f}–{max(times):,.0f}"
        rows.append([label, LARGE_MAP, f"{median(times):,.0f} ({spread})"])
    ratio = median(a / b for a, b in zip(drawn_map, drawn_tree, strict=True))
    rows[0][-1] += f", {ratio:.2f} × the hierarchy view"
    note = "From the click to the last person on the screen, requests to the server included."
    print_table("Drawing in Chromium", ["view", "people", "ms, median (range)"], rows, [note])
