"""Looks a password up in a list of breached ones that the operator brings, where one is configured."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

_LINE = 41  # a SHA-1 in hexadecimal and at least a line break


def is_breached(password: str) -> bool:
    """Tell whether a password is in the configured list; False where none is configured.

    The list is a file of SHA-1 sums in hexadecimal, one a line, sorted, each perhaps with `:count` behind it:
    what "Pwned Passwords" calls ordered by hash. It may hold a billion lines: it is searched, not read.
    """
    if not settings.BREACHED_PASSWORDS_FILE:
        return False
    # SHA-1 is the list's own choice; nothing is protected by it here.
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    return _holds(Path(settings.BREACHED_PASSWORDS_FILE), wanted)


def _holds(path: Path, wanted: bytes) -> bool:
    """Search a sorted file by halves; lines may differ in length."""
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size  # the line looked for begins in [low, high)
        while high - low > _LINE * 4:
            middle = (low + high) // 2
            file.seek(middle)
            file.readline()  # the rest of a line that began before
            begins = file.tell()
            found = file.readline()[:40].upper()
            if found == wanted:
                return True
            if not found or found > wanted:
                high = middle
            else:
                low = begins
        file.seek(low)
        return any(line[:40].upper() == wanted for line in file.read(high - low + _LINE * 4).splitlines())
