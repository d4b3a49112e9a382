"""What is left of a value when it is masked. Pure; the whole value never leaves without a recorded reveal."""

from __future__ import annotations

from accounts.constants import ContactKind

HIDDEN = "***"


def identifier_mask(value: str) -> str:
    """Return stars and the last four characters; short values keep fewer, those under six none."""
    shown = 4 if len(value) >= 10 else 2 if len(value) >= 6 else 0
    return "*" * (len(value) - shown) + value[len(value) - shown :]


def name_mask(full: str) -> str:
    """Return the first letter of each word."""
    return " ".join(f"{word[0]}{HIDDEN}" for word in full.split())


def contact_mask(kind: str, value: str) -> str:
    """Return first letters and ending of an e-mail address, last digits of a phone, none of an address."""
    if kind == ContactKind.EMAIL:
        local, _, domain = value.rpartition("@")
        host, _, ending = domain.rpartition(".")
        return f"{local[:1]}{HIDDEN}@{host[:1]}{HIDDEN}.{ending}"
    if kind == ContactKind.PHONE:
        return identifier_mask(value)
    return HIDDEN
