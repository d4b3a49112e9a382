"""Is a worker at hand? A command that waits for readings starts one of its own where none runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from celery import current_app


@contextmanager
def worker_at_hand(*, tell: Callable[[str], object]) -> Iterator[None]:
    """Make sure that somebody reads while the block runs.

    Args:
        tell: takes a sentence for the person at the terminal.
    """
    if current_app.control.ping(timeout=1.0, limit=1):
        yield
        return
    tell("No worker is running; starting one until everything is read.")
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "2"]
    command += ["--queues", "read,ocr,match,retain,seal,notify", "--loglevel", "WARNING"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own program
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
