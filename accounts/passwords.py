"""Passwords as people type them: what counts as the same one."""

from __future__ import annotations

import unicodedata


def normalised(password: str) -> str:
    """Return the form that is hashed: one and the same, whatever keyboard typed it.

    Source: NIST SP 800-63B-4 section 3.1.1.2 (NFKC or NFKD before hashing).
    """
    return unicodedata.normalize("NFKC", password)
