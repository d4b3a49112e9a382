"""One program under the supervisor: started, listened to, restarted, ended."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config import tether

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Process:
    """A program that `serve` runs.

    Attributes:
        name: Stands before each line it prints.
        command: Absolute path of the program and its arguments.
        restarts: How often within a minute it is started again when it ends by itself.
        environment: Variables beside those of the supervisor.
        niceness: How far it steps back where others want the processor, 0 to 19; on Linux.
    """

    name: str
    command: Sequence[str]
    restarts: int = 0
    environment: Mapping[str, str] = field(default_factory=dict)
    niceness: int = 0


@dataclass(frozen=True)
class Line:
    """A line of output, and who said it."""

    name: str
    text: str


class Child:
    """The running program of one `Process`; its lines go to a queue."""

    def __init__(self, process: Process, lines: "queue.Queue[Line]") -> None:
        self.process = process
        self._lines = lines
        self._running: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._restarts: deque[float] = deque()

    def start(self) -> None:
        """Start the program in a session of its own: Ctrl-C on the terminal reaches the supervisor alone."""
        command = list(self.process.command)
        if sys.platform == "linux":
            tied = [tether.__file__, str(os.getpid()), str(self.process.niceness)]
            command = [sys.executable, "-I", "-S", "-B", *tied, *command]
        self._running = subprocess.Popen(  # noqa: S603 - our own command line
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self.process.environment},
            start_new_session=True,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, args=(self._running,), daemon=True)
        self._reader.start()

    def ended(self) -> int | None:
        """Return the exit code (minus the signal's number if one ended it); None while it runs."""
        return self._running.poll() if self._running is not None else 0

    def ask_to_stop(self) -> None:
        """Ask the program to finish what it does and end."""
        if self._running is not None and self._running.poll() is None:
            self._running.terminate()

    def kill(self) -> None:
        """End the program and everything it started."""
        if self._running is not None:
            # The group lives on while one of the program's own children does: they go too.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()

    def may_restart(self) -> bool:
        """Count one more restart; tell whether it is within what a minute allows."""
        now = time.monotonic()
        self._restarts.append(now)
        while now - self._restarts[0] > 60:
            self._restarts.popleft()
        return len(self._restarts) <= self.process.restarts

    def drain(self) -> None:
        """Wait a moment for the last lines of a program that has ended."""
        if self._reader is not None:
            self._reader.join(timeout=1)

    def _read(self, running: "subprocess.Popen[str]") -> None:
        if running.stdout is not None:
            for line in running.stdout:
                self._lines.put(Line(self.process.name, line.rstrip("\n")))


def explain_end(code: int) -> str:
    """Say how a program ended."""
    if code < 0:
        with contextlib.suppress(ValueError):
            return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
