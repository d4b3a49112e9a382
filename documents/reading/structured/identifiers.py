"""Account identifiers: what is an IBAN, and how an identifier is written without its spaces."""

from __future__ import annotations

import re

_IBAN = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")


def compact(text: str) -> str:
    """Return an identifier without spaces."""
    return "".join(text.split())


def has_iban_shape(text: str) -> bool:
    """Tell whether an identifier is written like an IBAN, whatever its check digits say."""
    return bool(_IBAN.match(compact(text).upper()))


def is_iban(text: str) -> bool:
    """Tell whether an identifier is an IBAN with right check digits.

    Source: ISO 13616-1, ISO 7064 MOD 97-10.
    """
    clean = compact(text).upper()
    if not _IBAN.match(clean):
        return False
    return int("".join(str(int(letter, 36)) for letter in clean[4:] + clean[:4])) % 97 == 1
