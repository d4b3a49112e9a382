"""Which processes are ours: never by a bare process id, which may be a zombie's or somebody else's."""

import contextlib
import itertools
import time
from collections.abc import Iterator

import psutil


def running(pid: int) -> psutil.Process | None:
    """Return the process if it runs; a zombie (dead, but not yet collected by its parent) does not."""
    try:
        process = psutil.Process(pid)
        alive = process.status() not in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.Error:
        return None
    return process if alive else None


def is_command(process: psutil.Process, program: str, option: str, value: str) -> bool:
    """Tell whether the process is `program` and was started with `option value`."""
    try:
        command = process.cmdline()
    except psutil.Error:
        return False
    named = bool(command) and command[0].rsplit("/", 1)[-1] == program
    return named and (option, value) in itertools.pairwise(command)


def find_command(program: str, option: str, value: str) -> psutil.Process | None:
    """Return the oldest running process of `program` that was started with `option value`."""
    found = [
        process
        for process in psutil.process_iter()
        if is_command(process, program, option, value) and running(process.pid) is not None
    ]
    return min(found, key=lambda process: (process.create_time(), process.pid), default=None)


def titled(prefix: str) -> Iterator[psutil.Process]:
    """Yield the running processes whose title (their rewritten command line) begins with `prefix`."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if " ".join(process.cmdline()).startswith(prefix) and running(process.pid) is not None:
                yield process


def wait_gone(process: psutil.Process, seconds: float) -> bool:
    """Wait until the process no longer runs (a zombie has gone); tell whether it has."""
    deadline = time.monotonic() + seconds
    # psutil compares the start time: a new process under the same id does not count as this one.
    while process.is_running() and running(process.pid) is not None:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
