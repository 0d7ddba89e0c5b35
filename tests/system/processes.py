"""Processes that run Odoo: a worker for steps, a server for clients, a command to its end."""

import multiprocessing
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import xmlrpc.client
from pathlib import Path

HERE = Path(__file__).resolve().parent
ODOO = HERE.parents[1] / "script" / "lib" / "odoo_cli.py"
TIMEOUT = 300  # seconds, for machines that have much else to do
ADMIN, PASSWORD = 2, "admin"
# A server that hangs must not hang its client.
socket.setdefaulttimeout(TIMEOUT)


class StepFailed(Exception):
    """What went wrong in another process, with its traceback."""


def run_odoo(log, *arguments):
    command = [sys.executable, ODOO, *arguments, "--no-http", "--log-level=warn"]
    with log.open("w") as file:
        result = subprocess.run(
            command, check=False, timeout=TIMEOUT, stdout=file, stderr=subprocess.STDOUT
        )
    text = log.read_text(errors="replace")
    assert result.returncode == 0 and not re.search(r" (ERROR|CRITICAL) ", text), text[-4000:]


class _Process:
    """A running command whose output goes to a file."""

    def __init__(self, log, *command, **options):
        self.log = log
        with log.open("w") as file:
            self.process = subprocess.Popen(
                [sys.executable, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                **options,
            )

    def kill(self):
        self.process.kill()
        self.process.wait()

    def read_log(self):
        return self.log.read_text(errors="replace")


class Worker(_Process):
    """Runs the functions of ``steps.py`` and public methods of models, one after the other,
    with the same checks before and after each as a server has around a request."""

    def __init__(self, database, log, addons_path):
        self.is_busy = False
        self.pipe, theirs = multiprocessing.Pipe()
        with theirs:
            fileno = theirs.fileno()
            command = HERE / "worker.py", database, fileno, addons_path
            super().__init__(log, *command, pass_fds=[fileno])

    def execute(self, model, method, *args, **kwargs):
        """Call a public method, the way a client does, as the administrator."""
        return self.step("execute", model=model, method=method, args=args, kwargs=kwargs)

    def step(self, name, **arguments):
        """Run a step and return what it returned."""
        self.start_step(name, **arguments)
        return self.wait()

    def start_step(self, name, **arguments):
        assert not self.is_busy, "Nobody has waited for the step before this one."
        self.is_busy = True
        self.pipe.send((name, arguments))

    def wait(self):
        """Return what the started step returned, when it has ended."""
        if not self.pipe.poll(TIMEOUT):
            raise TimeoutError(self.read_log()[-4000:])
        try:
            result, error = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            raise StepFailed(self.read_log()[-4000:]) from None
        self.is_busy = False
        if error:
            raise StepFailed(error)
        return result

    def wait_for_death(self):
        """Wait until the started step has killed its process."""
        assert self.process.wait(TIMEOUT) < 0, self.read_log()[-4000:]


class Server(_Process):
    """An Odoo server as clients know it, without scheduled actions unless it gets threads for
    them."""

    def __init__(self, database, log, *options, cron_threads=0):
        self.database = database
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        threads = f"--max-cron-threads={cron_threads}"
        arguments = [f"--http-port={port}", threads, "--workers=0", *options]
        super().__init__(log, ODOO, "-d", database, *arguments)
        self._wait_until_ready()
        self.client = xmlrpc.client.ServerProxy(f"{self.url}/xmlrpc/2/object", allow_none=True)

    def _wait_until_ready(self):
        end = time.monotonic() + TIMEOUT
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/web/health", timeout=TIMEOUT):
                    return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        self.kill()
        raise TimeoutError(self.read_log()[-4000:])

    def execute(self, model, method, *args, **kwargs):
        """Call a public method as the administrator, over the network."""
        return self.client.execute_kw(self.database, ADMIN, PASSWORD, model, method, args, kwargs)

    def new_salesperson(self, login):
        """Return a new user who sees their own deals and no others, and calls methods as the
        server does."""
        domain = [("module", "=", "sales_team"), ("name", "=", "group_sale_salesman")]
        [group] = self.execute("ir.model.data", "search_read", domain, ["res_id"])
        values = {"name": login, "login": login, "password": login}
        values["group_ids"] = [(4, group["res_id"])]
        [user_id] = self.execute("res.users", "create", [values])
        return User(self, user_id, login)


class User:
    """Somebody who uses a server over the network."""

    def __init__(self, server, user_id, password):
        self.server, self.user_id, self.password = server, user_id, password

    def execute(self, model, method, *args, **kwargs):
        server = self.server
        return server.client.execute_kw(
            server.database, self.user_id, self.password, model, method, args, kwargs
        )
