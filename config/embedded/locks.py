"""Lock files held by the kernel (flock): a killed holder lets go by itself, so that no lock is ever stale."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.errors import EmbeddedError


def take(path: Path, *, shared: bool = False) -> int | None:
    """Take the lock if it is free.

    Returns:
        An open file descriptor (closing it lets go), or None while somebody else holds the lock.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def turn(path: Path, *, seconds: float = 60.0) -> Iterator[None]:
    """Hold the lock alone, after waiting for it.

    Raises:
        EmbeddedError: Another process held the lock all the time.
    """
    deadline = time.monotonic() + seconds
    while (descriptor := take(path)) is None:
        if time.monotonic() > deadline:
            raise EmbeddedError(
                f"Another process has been starting or stopping the embedded servers of {path.parent.parent} "
                f"for {seconds:.0f} s. Look at {path.parent.parent / 'log'} and end that process."
            )
        time.sleep(0.02)
    try:
        yield
    finally:
        os.close(descriptor)
