"""Amounts that OCR spelled with letters or wrong separators: proposals for the arithmetic to confirm."""

from __future__ import annotations

import re

_CONFUSED = str.maketrans(
    {"O": "0", "o": "0", "Q": "0", "l": "1", "I": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
)
_AMOUNT = re.compile(r"^(\D{0,3}?)(\d+|\d{1,3}(?:[.,' ]\d{3})+)[.,](\d{2})(\D{0,3})$")
_LEAST_DIGITS = 2


def amount_proposed(text: str, decimal: str) -> str | None:
    """Return the amount that a misspelled one most likely is, or None where it is none or needs no repair.

    Digits are never changed into other digits: what a forger altered stays as it is printed.

    Args:
        text: one word as OCR gave it.
        decimal: the decimal sign of the document.
    """
    if sum(letter.isdigit() for letter in text) < _LEAST_DIGITS:
        return None
    match = _AMOUNT.match(text.translate(_CONFUSED))
    if match is None:
        return None
    whole = re.sub(r"\D", "", match[2])
    proposed = f"{match[1]}{whole}{decimal}{match[3]}{match[4]}"
    return None if proposed == text else proposed
