"""What starting, finding and stopping have in common for both servers."""

import os
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO

import psutil

from config.embedded import processes
from config.embedded.errors import EmbeddedError
from config.embedded.identity import Identity
from config.embedded.paths import Layout

# After kill -9 the old processes take a moment to go and the first attempts meet what they left.
RETRY_SECONDS = 10.0
# A large write-ahead log or append-only file is replayed before the server answers.
RECOVERY_SECONDS = 120.0
STOP_SECONDS = 30.0
LARGEST_LOG = 10 * 1024 * 1024
POLL_SECONDS = 0.02
FULL_BYTES = 1024 * 1024


class Server(ABC):
    """One server of one var directory.

    Attributes:
        name: For people.
        layout: Where its files are.
        durable: False for tests, which need speed and may lose everything in a power cut.
    """

    name: str

    def __init__(self, layout: Layout, *, durable: bool) -> None:
        self.layout = layout
        self.durable = durable
        self._child: _Detached | None = None

    @property
    @abstractmethod
    def log(self) -> Path:
        """Return where the server prints."""

    @abstractmethod
    def find(self) -> psutil.Process | None:
        """Return the server's process if it runs, also when it does not answer (yet)."""

    @abstractmethod
    def answers(self) -> bool:
        """Ask the server something; tell whether it answered."""

    @abstractmethod
    def prepare(self, identity: Identity) -> None:
        """Make the data and clear what a killed server left behind."""

    @abstractmethod
    def command(self, identity: Identity) -> list[str]:
        """Return the command line of the server."""

    @abstractmethod
    def ask_to_stop(self, process: psutil.Process) -> None:
        """Send the signal that means: finish quickly and lose nothing."""

    def adopt(self) -> bool:
        """Wait for a server that already runs; tell whether there is one."""
        if self.answers():
            return True
        process = self.find()
        if process is None:
            return False
        deadline = time.monotonic() + RECOVERY_SECONDS
        while not self.answers():
            if processes.wait_gone(process, 0):
                return False
            if time.monotonic() > deadline:
                raise EmbeddedError(
                    f"{self.name} (pid {process.pid}) has not answered for {RECOVERY_SECONDS:.0f} s. "
                    f"Look at {self.log}; kill {process.pid} ends it."
                )
            time.sleep(POLL_SECONDS)
        return True

    def start(self, identity: Identity) -> None:
        """Start the server and wait until it answers; attempts are repeated for a while.

        Raises:
            EmbeddedError: It does not start: its own words, and the way out.
        """
        deadline = time.monotonic() + RETRY_SECONDS
        while True:
            self.prepare(identity)
            said = self._attempt(identity)
            if said is None:
                return
            if time.monotonic() > deadline:
                raise EmbeddedError(self.explain(said))
            time.sleep(0.2)

    def stop(self) -> bool:
        """Stop the server if it runs, by force if it does not listen; tell whether it ran."""
        process = self.find()
        if process is None:
            return False
        self.ask_to_stop(process)
        if not processes.wait_gone(process, STOP_SECONDS):
            process.kill()
            processes.wait_gone(process, STOP_SECONDS)
        self.collect()
        return True

    def explain(self, said: str) -> str:
        """Turn the server's last words into a message with the way out."""
        # On a full disk the log, too, stays empty.
        if "No space left on device" in said or shutil.disk_usage(self.layout.var).free < FULL_BYTES:
            return (
                f"The disk that holds {self.layout.var} is full: {self.name} cannot start. Free some space."
            )
        lines = [
            line for line in said.splitlines() if "FATAL" in line or "PANIC" in line
        ] or said.splitlines()
        reason = lines[-1].strip() if lines else "it said nothing"
        return f"{self.name} does not start: {reason}. More is in {self.log}."

    @abstractmethod
    def finish(self) -> None:
        """Do what only a running server can do before it is of use."""

    def collect(self) -> None:
        """Collect the server if it was our child and has died, so that no zombie stays."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None

    def _attempt(self, identity: Identity) -> str | None:
        """Start once; return None when it answers, or what it printed before it ended."""
        with _open_log(self.log) as log:
            before = os.fstat(log.fileno()).st_size
            process = _Detached(
                self.command(identity),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                start_new_session=True,
            )
        deadline = time.monotonic() + RECOVERY_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                self._child = process
                return None
            time.sleep(POLL_SECONDS)
        process.kill()
        process.wait()
        with self.log.open("rb") as log:
            log.seek(before)
            return log.read().decode(errors="replace")


class _Detached(subprocess.Popen[bytes]):
    """A child that is meant to outlive us: no warning about that."""

    def __del__(self) -> None:
        pass


def environment() -> dict[str, str]:
    """Return what servers see of the environment: nothing that could bend them (PGPORT, PGDATA, LC_ALL)."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def _open_log(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return os.fdopen(descriptor, "ab")
