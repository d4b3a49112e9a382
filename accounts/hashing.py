"""Hashes passwords, so many at once and no more: a storm of sign-ins must not starve everything else."""

from __future__ import annotations

import fcntl
import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher, PBKDF2PasswordHasher

from accounts.exceptions import PasswordsBusy

# How many may wait beside those that compute, in each process: web threads that wait serve nobody else.
WAITING_ROOM = 3
PATIENCE_SECONDS = 5.0
_LOOK_EVERY_SECONDS = 0.01
_REFUSAL = "Too many people sign in at this moment. Try again in a few seconds."


class Gate:
    """Lets so many passwords be computed at once on this machine, whichever process computes them.

    Each place is a file that whoever computes holds locked: the kernel lets go of it when a process dies,
    however it dies. A process whose waiting room is full refuses at once.
    """

    def __init__(self, folder: Path, places: int, waiting: int = WAITING_ROOM) -> None:
        """Take the folder of the lock files, the places of the machine, the waiting room of the process."""
        self._folder = folder
        self._places = places
        self._room = threading.BoundedSemaphore(places + waiting)

    @contextmanager
    def passed(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Hold a place while the block runs.

        Raises:
            PasswordsBusy: the waiting room is full, or no place became free in time.
        """
        if not self._room.acquire(blocking=False):
            raise PasswordsBusy(_REFUSAL)
        try:
            descriptor = self._place(time.monotonic() + patience)
            try:
                yield
            finally:
                os.close(descriptor)
        finally:
            self._room.release()

    def _place(self, until: float) -> int:
        """Return the descriptor of a lock that is held: closing it frees the place."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            # From a random one on: else the first place would be asked for by all, the last by none.
            first = random.randrange(self._places)  # noqa: S311 - no secret
            for number in range(self._places):
                descriptor = self._try(self._folder / str((first + number) % self._places))
                if descriptor is not None:
                    return descriptor
            if time.monotonic() >= until:
                raise PasswordsBusy(_REFUSAL)
            time.sleep(_LOOK_EVERY_SECONDS)

    def _try(self, path: Path) -> int | None:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor


def places_of_machine() -> int:
    """Return how many passwords are computed at once: the setting, or one for every two processors."""
    configured: int = settings.PASSWORD_HASHES_AT_ONCE
    return configured or max(1, len(os.sched_getaffinity(0)) // 2)


_gates: dict[tuple[str, int], Gate] = {}


def gate() -> Gate:
    """Return the gate of this process; made at the first password, in each forked worker its own."""
    key = (str(settings.PASSWORD_GATE_DIR), places_of_machine())
    if key not in _gates:
        _gates[key] = Gate(Path(key[0]), key[1])
    return _gates[key]


# A child forked in the middle of a hash must not inherit a taken place in the waiting room.
os.register_at_fork(after_in_child=_gates.clear)


class BcryptHasher(BCryptSHA256PasswordHasher):
    """bcrypt over SHA-256 at the configured cost, through the gate. Verifying goes through `encode`, too."""

    @property
    def rounds(self) -> int:  # type: ignore[override]  # Django holds a constant
        """Return the cost, as a power of two."""
        cost: int = settings.BCRYPT_ROUNDS
        return cost

    def encode(self, password: str, salt: Any) -> str:
        """Return the hash of a password."""
        with gate().passed():
            return super().encode(password, salt)


class OlderHasher(PBKDF2PasswordHasher):
    """PBKDF2, for hashes brought along: the next sign-in replaces them."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        """Return the hash of a password."""
        with gate().passed():
            return super().encode(password, salt, iterations)
