"""Several programs under one roof: started together, watched, stopped together."""

import datetime as dt
import itertools
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import FrameType

from honcho.colour import get_colours
from honcho.printer import Message, Printer

from config.children import Child, Line, Process, explain_end
from config.embedded import EmbeddedError

GRACE_SECONDS = 20.0
WATCH_SECONDS = 2.0
SELF = "muniment"

# Honcho gives the look (prefix, colours). Its own Manager kills everything five seconds after one program
# ended, restarts nothing, and leaves its programs behind when it is killed: the loop is ours.


def run(
    processes: Sequence[Process],
    *,
    announce: Callable[[], str] | None = None,
    watch: Callable[[], str] | None = None,
    grace: float = GRACE_SECONDS,
) -> int:
    """Run the programs until Ctrl-C, SIGTERM or SIGHUP, or until one ends that may not be restarted.

    Args:
        processes: What to run.
        announce: Called in a thread of its own at the start; what it returns is printed.
        watch: Called every two seconds; what it returns is printed, an EmbeddedError stops everything.
        grace: Seconds the programs get to end after they were asked to, before they are killed.

    Returns:
        The exit code: 0 when asked to stop, 1 when something ended by itself.
    """
    supervisor = _Supervisor(processes, watch=watch, grace=grace)
    with _Signals(supervisor.ask_to_stop):
        return supervisor.run(announce)


class _Signals:
    """Route the signals that mean stop, and give them back afterwards."""

    def __init__(self, handler: Callable[[str], None]) -> None:
        self._handler = handler
        self._before: dict[int, object] = {}

    def __enter__(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup SIGHUP is ignored, and stays so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._handle)

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type] # what signal() returned

    def _handle(self, number: int, _: FrameType | None) -> None:
        self._handler(
            "Stopping" if number == signal.SIGINT else f"{signal.Signals(number).name} received: stopping"
        )


class _Supervisor:
    def __init__(
        self, processes: Sequence[Process], *, watch: Callable[[], str] | None, grace: float
    ) -> None:
        self._lines: queue.Queue[Line] = queue.Queue()
        self._children = [Child(process, self._lines) for process in processes]
        self._output = _Output([SELF, *(process.name for process in processes)])
        self._watch = watch
        self._watch_at = time.monotonic() + WATCH_SECONDS
        self._grace = grace
        self._stop_before: float | None = None
        self._code = 0

    def run(self, announce: Callable[[], str] | None) -> int:
        if announce is not None:
            threading.Thread(target=self._announce, args=(announce,), daemon=True).start()
        try:
            for child in self._children:
                if self._stop_before is None:
                    child.start()
            while self._stop_before is None or any(child.ended() is None for child in self._children):
                self._print(seconds=0.1)
                self._look_after()
            return self._code
        finally:
            # Also after an error of our own: nothing stays behind.
            for child in self._children:
                child.kill()
                child.drain()
            self._print(seconds=0)

    def ask_to_stop(self, reason: str) -> None:
        """Begin to stop; asked a second time, do not wait any longer. Called by signal handlers as well."""
        if self._stop_before is not None:
            self._stop_before = time.monotonic()
            return
        # Not printed here: a signal may arrive in the middle of printing.
        self._lines.put(Line(SELF, f"{reason}; again to stop at once."))
        self._stop_before = time.monotonic() + self._grace
        for child in self._children:
            child.ask_to_stop()

    def _look_after(self) -> None:
        if self._stop_before is not None:
            if time.monotonic() > self._stop_before:
                self._kill_rest()
            return
        for child in self._children:
            code = child.ended()
            if code is not None and self._stop_before is None:
                self._react(child, code)
        self._watch_servers()

    def _react(self, child: Child, code: int) -> None:
        """Start again what may be, or stop everything."""
        name, allowed = child.process.name, child.process.restarts
        child.kill()
        if child.may_restart():
            self._say(f"{name} {explain_end(code)}; starting it again.")
            child.start()
            return
        often = f" for the {allowed + 1}. time within a minute" if allowed else ""
        self._fail(f"{name} {explain_end(code)}{often}: see its last lines above. Stopping the rest")

    def _watch_servers(self) -> None:
        if self._watch is None or time.monotonic() < self._watch_at:
            return
        try:
            if text := self._watch():
                self._say(text)
        except EmbeddedError as error:
            self._fail(f"{error} Stopping")
        self._watch_at = time.monotonic() + WATCH_SECONDS

    def _fail(self, reason: str) -> None:
        self._code = 1
        self.ask_to_stop(reason)

    def _kill_rest(self) -> None:
        for child in self._children:
            if child.ended() is None:
                self._say(f"{child.process.name} did not end in time: killed.")
                child.kill()

    def _announce(self, announce: Callable[[], str]) -> None:
        self._say(announce())

    def _say(self, text: str) -> None:
        for line in text.splitlines():
            self._lines.put(Line(SELF, line))

    def _print(self, *, seconds: float) -> None:
        """Print what was said; wait so long for the first line."""
        try:
            self._output.write(self._lines.get(timeout=seconds) if seconds else self._lines.get_nowait())
            while True:
                self._output.write(self._lines.get_nowait())
        except queue.Empty:
            return
        except BrokenPipeError:
            # Whoever read our output has gone (`make run | head`): stop, and print nowhere.
            self._output.close()
            self._fail("nobody reads the output")


class _Output:
    """Lines on standard output, each with the time and who said it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._printer = Printer(sys.stdout, width=max(map(len, names)))
        self._colours = dict(zip(names, itertools.chain([None], get_colours()), strict=False))

    def write(self, line: Line) -> None:
        now = dt.datetime.now()  # noqa: DTZ005 - the clock on the person's wall
        message = Message(
            type="line", data=line.text, time=now, name=line.name, colour=self._colours[line.name]
        )
        self._printer.write(message)

    def close(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
