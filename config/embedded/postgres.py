"""PostgreSQL under the var directory."""

import contextlib
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

from config.embedded import processes
from config.embedded.binaries import postgres_program
from config.embedded.errors import EmbeddedError
from config.embedded.identity import Identity
from config.embedded.paths import APP_USER, DATABASE, PORT, USER
from config.embedded.server import RETRY_SECONDS, Server, environment
from config.embedded.wire import NO_ANSWER, QueryRefusedError, postgres_query

_STARTING_UP = "57P03"

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    # Whoever may enter the directory of the socket may connect (pg_hba.conf says trust): its mode is 0700.
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "512MB",
    # A laptop's disk finds a page anywhere as fast as the next one; the defaults are for turning disks.
    "random_page_cost": "1.1",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    # Compiling a statement takes longer than running any of ours, and so does starting workers for it.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements and their details hold personal values: the log says what failed, not on which data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_FAST = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
}
_INITDB = (
    f"--username={USER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--auth=trust",
    "--data-checksums",
    "--no-instructions",
)


class Postgres(Server):
    """The database server; its socket is the only way in."""

    name = "PostgreSQL"

    @property
    def log(self) -> Path:
        """Return where PostgreSQL prints."""
        return self.layout.postgres_log

    def find(self) -> psutil.Process | None:
        """Return the postmaster that the data directory names, if it really is one of this directory."""
        pid = _pid_in(self.layout.postgres_data / "postmaster.pid")
        process = processes.running(pid) if pid else None
        return process if process is not None and self._is_ours(process) else None

    def answers(self) -> bool:
        """Run a statement; a server that refuses one also answers, unless it is still starting."""
        try:
            postgres_query(self.layout.postgres_socket, "SELECT 1", database="postgres")
        except QueryRefusedError as error:
            return error.code != _STARTING_UP
        except NO_ANSWER:
            return False
        return True

    def prepare(self, identity: Identity) -> None:
        """Clear what a killed server left; make the cluster if there is none."""
        self._end_leftovers()
        data = self.layout.postgres_data
        for lock in (data / "postmaster.pid", self.layout.postgres_socket.with_name(f".s.PGSQL.{PORT}.lock")):
            pid = _pid_in(lock)
            # PostgreSQL clears a dead pid itself. A zombie, or another program that got the number since,
            # would make it refuse for ever.
            if pid and psutil.pid_exists(pid):
                lock.unlink(missing_ok=True)
        if (data / "PG_VERSION").exists():
            identity.own(data)
        else:
            self._initialise(identity)

    def command(self, identity: Identity) -> list[str]:
        """Return the command line: all settings are on it, so that old clusters follow new versions."""
        settings = {**_SETTINGS, **(_DURABLE if self.durable else _FAST)}
        settings["cluster_name"] = self.layout.cluster_name
        settings["unix_socket_directories"] = f'"{self.layout.run}"'
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return identity.command(postgres_program("postgres"), "-D", str(self.layout.postgres_data), *options)

    def ask_to_stop(self, process: psutil.Process) -> None:
        """Ask for the fast shutdown: connections end, everything committed is on disk."""
        process.send_signal(signal.SIGINT)

    def finish(self) -> None:
        """Create the database and the application's role where missing."""
        socket = self.layout.postgres_socket
        names = postgres_query(socket, "SELECT datname FROM pg_database", database="postgres")
        if [DATABASE] not in names:
            postgres_query(socket, f"CREATE DATABASE {DATABASE}", database="postgres", timeout=60)
        roles = postgres_query(socket, "SELECT rolname FROM pg_roles", database="postgres")
        if [APP_USER] not in roles:
            postgres_query(socket, f"CREATE ROLE {APP_USER} LOGIN", database="postgres")

    def _is_ours(self, process: psutil.Process) -> bool:
        return processes.is_command(process, "postgres", "-D", str(self.layout.postgres_data))

    def _leftovers(self) -> list[psutil.Process]:
        """Return this cluster's processes; called when no postmaster of it runs that could have any."""
        return list(processes.titled(f"postgres: {self.layout.cluster_name}: "))

    def _end_leftovers(self) -> None:
        """End what a killed postmaster left, and a postmaster whose directory was deleted below it.

        Backends go by themselves when their postmaster dies, but one in the middle of work later. PostgreSQL
        refuses to start until they are gone: two generations on one directory would destroy it.
        """
        stray = processes.find_command("postgres", "-D", str(self.layout.postgres_data))
        if stray is not None:
            stray.send_signal(signal.SIGQUIT)
            processes.wait_gone(stray, RETRY_SECONDS / 2)
        deadline = time.monotonic() + 1.0
        if all(processes.wait_gone(process, deadline - time.monotonic()) for process in self._leftovers()):
            return
        for process in [*self._leftovers(), *([stray] if stray is not None else [])]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
            processes.wait_gone(process, RETRY_SECONDS / 2)

    def _initialise(self, identity: Identity) -> None:
        """Make the cluster beside its place and move it there: a killed initdb leaves no half cluster."""
        data = self.layout.postgres_data
        if data.exists() and any(data.iterdir()):
            raise EmbeddedError(f"{data} holds files but no PostgreSQL cluster. Move them away.")
        unfinished = data.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        identity.own(unfinished)
        # One syncfs() instead of a thousand fsync(): 1.5 s instead of 5 s on a busy disk.
        sync = ("--sync-method=syncfs",) if sys.platform == "linux" else ()
        options = (*_INITDB, *(sync if self.durable else ("--no-sync",)))
        made = subprocess.run(  # noqa: S603 - our own command line
            identity.command(postgres_program("initdb"), "-D", str(unfinished), *options),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=environment(),
        )
        if made.returncode != 0:
            raise EmbeddedError(self.explain(made.stderr))
        unfinished.rename(data)


def _pid_in(lock: Path) -> int:
    """Return the process id on the first line of one of PostgreSQL's lock files; 0 if there is none."""
    try:
        return abs(int(lock.read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return 0
