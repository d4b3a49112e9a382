"""Reading in a child process that may crash, hang or be taken over without harm to the worker."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import io
import logging
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from documents.reading import child as child_side
from documents.reading import types
from documents.reading.types import Format, Reading

logger = logging.getLogger(__name__)

TIMEOUT = 600.0  # seconds for one file
START = 60.0  # seconds for a child to load
STALLED = 60.0  # seconds of its computing time without a sign of life after which a child is given up
OCR_SHARE = 0.6  # of the time for one file; the rest is for the other steps
WAIT = 5.0  # seconds between two calls of `on_wait`
FILES = 200  # files after which a child is replaced: libraries leak
GROWN = 2 * 1024**3  # bytes of resident memory after which it is replaced
MOST_ANSWER = 1024**3  # bytes; a longer answer is an attack
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
_CHILD = child_side.__name__
ROOT = Path(__file__).resolve().parents[2]


class Sandbox:
    """One warm child process; starts on first use. Safe to share between threads: they take turns."""

    def __init__(self, *, files: int = FILES, grown: int = GROWN) -> None:
        """Take after how many files, and how large, a child is replaced."""
        self._files, self._grown = files, grown
        self._lock = threading.Lock()
        self._child: _Child | None = None

    def __del__(self) -> None:
        """End the child of a sandbox that nobody closed."""
        with contextlib.suppress(Exception):  # at the end of the interpreter anything may be gone
            self.close()

    def read(
        self,
        source: int | bytes,
        name: str,
        *,
        on_wait: Callable[[], None] | None = None,
        timeout: float = TIMEOUT,
    ) -> Reading:
        """Read one file.

        Args:
            source: an open descriptor of the plaintext (a file in memory), or the bytes themselves.
            name: the file's name.
            on_wait: called about every five seconds while waiting; what it raises ends the reading and
                is passed on.
            timeout: seconds after which the child is killed.

        Returns:
            The reading. A child that died or took too long gives what it had found until then with a problem
            that says so, or, where it had found nothing, a failure ("crashed", "timeout").

        Raises:
            SandboxError: no child could be started, which is no fault of the file.
        """
        with self._lock, _descriptor(source) as descriptor:
            exchange = _Exchange(on_wait or _nothing, timeout)
            try:
                return self._attempt(descriptor, name, exchange)
            except _Lost as lost:
                if lost.code != "crashed" or not lost.served:
                    return _partial(exchange.known, lost)
            try:  # it may have died of what the files before left behind: a fresh child decides
                return self._attempt(descriptor, name, exchange)
            except _Lost as lost:
                return _partial(exchange.known, lost)

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._drop()

    def _attempt(self, descriptor: int, name: str, exchange: _Exchange) -> Reading:
        running = self._running(exchange)
        exchange.begin()
        try:
            child_side.request(running.channel, descriptor, name, OCR_SHARE * exchange.timeout)
            reading = running.answer(exchange)
        except OSError as error:
            self._drop()
            raise _Lost("crashed", "the process went away", served=running.served) from error
        except BaseException:  # lost, or the caller's own refusal to wait on: this child is of no more use
            self._drop()
            raise
        self._retire(running)
        return reading

    def _running(self, exchange: _Exchange) -> _Child:
        if self._child is not None and not self._child.usable():
            self._drop()
        if self._child is None:
            self._child = _Child()
            try:
                self._child.wait_ready(exchange)
            except BaseException:
                self._drop()
                raise
        return self._child

    def _retire(self, running: _Child) -> None:
        running.served += 1
        if running.served >= self._files or running.resident() > self._grown:
            self._drop()

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None


class SandboxError(Exception):
    """No reading process could be started; the file is as good as it was."""


def _nothing() -> None:
    """Nobody waits."""


class _Lost(Exception):
    """The child died or had to be killed."""

    def __init__(self, code: str, why: str, *, served: int = 0) -> None:
        super().__init__(why)
        self.code, self.why, self.served = code, why, served


@dataclass(slots=True)
class _Exchange:
    """One question to a child: until when, whom to tell meanwhile, and what is known so far."""

    on_wait: Callable[[], None]
    timeout: float
    known: bytes = b""  # a reading as far as it is known, not yet unpacked
    deadline: float = 0.0

    def begin(self) -> None:
        """Let the time run from now on: starting a child is not the file's."""
        self.deadline = time.monotonic() + self.timeout


class _Child:
    """The process, its end of the channel and how many files it has read."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        command = [sys.executable, "-m", _CHILD, str(theirs.fileno()), str(os.getpid())]
        try:
            self.process = subprocess.Popen(  # noqa: S603  # our own module, nothing of the file
                command,
                cwd=ROOT,
                env=child_environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        finally:
            theirs.close()
        self.channel = ours
        self._poll = select.poll()
        self._poll.register(ours, select.POLLIN)
        self.owner = os.getpid()
        self.served = 0
        self._alive_at = 0.0

    def usable(self) -> bool:
        """Tell whether it is alive and ours: after a fork it is the parent's."""
        return self.owner == os.getpid() and self.process.poll() is None

    def wait_ready(self, exchange: _Exchange) -> None:
        """Wait until the pipeline is loaded."""
        starting = _Exchange(exchange.on_wait, START)
        starting.begin()
        try:
            kind, _ = self._message(starting)
        except (_Lost, OSError) as error:
            reason = f"The reading process did not start: {error}. See the worker's log."
            raise SandboxError(reason) from error
        if kind != child_side.READY:
            raise SandboxError("The reading process did not start: it answered out of turn.")

    def answer(self, exchange: _Exchange) -> Reading:
        """Return the result; what is known before it is kept in the exchange."""
        while True:
            self._alive_at = self.computed()
            kind, payload = self._message(exchange)
            if kind == child_side.BEAT:
                continue
            if kind == child_side.RESULT:
                return _load(payload)
            exchange.known = payload

    def _message(self, exchange: _Exchange) -> tuple[bytes, bytes]:
        kind, length = child_side.HEADER.unpack(self._exactly(child_side.HEADER.size, exchange))
        if length > MOST_ANSWER:
            raise _Lost("crashed", "its answer was too long", served=self.served)
        return kind, self._exactly(length, exchange)

    def _exactly(self, length: int, exchange: _Exchange) -> bytes:
        parts: list[bytes] = []
        while length:
            self._wait(exchange)
            part = self.channel.recv(min(length, 1 << 20))
            if not part:
                raise _Lost("crashed", self._cause(), served=self.served)
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _wait(self, exchange: _Exchange) -> None:
        """Wait for bytes, telling the caller every few seconds, until the deadline."""
        while True:
            left = exchange.deadline - time.monotonic()
            if left <= 0:
                raise _Lost("timeout", f"it took longer than {exchange.timeout:.0f} seconds")
            if self._poll.poll(1000 * min(WAIT, left)):
                return
            if self.computed() - self._alive_at > STALLED:
                raise _Lost("timeout", f"it computed for {STALLED:.0f} seconds and got nowhere")
            exchange.on_wait()

    def _cause(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)
        code = self.process.returncode
        if not self.served and (last := self._last_words()):
            logger.error("the reading process ended with %s: %s", code, last)
        if code is None or code >= 0:
            return f"the process ended with code {code}"
        return f"the process was ended by {signal.Signals(-code).name}"

    def _last_words(self) -> str:
        stderr = self.process.stderr
        if stderr is None:
            return ""
        os.set_blocking(stderr.fileno(), False)
        lines = (stderr.read() or b"").decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else ""

    def computed(self) -> float:
        """Return the child's computing time in seconds, which a busy machine does not stretch."""
        try:
            fields = (
                Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            )
        except (OSError, IndexError):
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        """Return the child's resident memory in bytes, 0 where it cannot be told."""
        try:
            pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, ValueError, IndexError):
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Kill it, unless it is another process's child, and close the channel."""
        self.channel.close()
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        if self.process.stderr is not None:
            self.process.stderr.close()


def child_environment() -> dict[str, str]:
    """Return the child's environment: nothing secret, one thread per library."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **threads, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


@contextlib.contextmanager
def _descriptor(source: int | bytes) -> Iterator[int]:
    if isinstance(source, int):
        yield source
        return
    descriptor = os.memfd_create("reading", os.MFD_CLOEXEC)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(source)
        yield descriptor
    finally:
        os.close(descriptor)


def _partial(payload: bytes, lost: _Lost) -> Reading:
    """Return what a lost child had found, or a failure where that is nothing."""
    known: Reading | None = None
    with contextlib.suppress(_Lost):  # what it sent may make no sense either
        known = _load(payload) if payload else None
    if known is not None and (known.pages or known.extraction.values or known.extraction.lines):
        sentence = f"Reading was not finished: {lost.why}. What was found until then is kept."
        return replace(known, problems=(*known.problems, sentence))
    known = known or Reading(Format.UNKNOWN, "application/octet-stream")
    return replace(known, failure_code=lost.code, failure=_FAILURES[lost.code].format(lost.why))


_FAILURES = {
    "timeout": "Reading was given up: {0}. Split the file or export it again in a simpler form.",
    "crashed": "Reading broke off: {0}. Export the file again in another program and upload the new copy.",
}
_ALLOWED = {
    ("datetime", "date"): dt.date,
    ("decimal", "Decimal"): decimal.Decimal,
    **{
        (types.__name__, name): found
        for name, found in vars(types).items()
        if isinstance(found, type) and found.__module__ == types.__name__
    },
}


class _Unpickler(pickle.Unpickler):
    """Loads the types of a reading and nothing else: the child may have been taken over."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading") from None


def _load(payload: bytes) -> Reading:
    try:
        reading = _Unpickler(io.BytesIO(payload)).load()
    except Exception as error:  # bytes of a process that cannot be trusted: anything may be wrong with them
        raise _Lost("crashed", "its answer made no sense") from error
    if not isinstance(reading, Reading):
        raise _Lost("crashed", "its answer made no sense")
    return reading
