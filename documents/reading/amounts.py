"""Amounts as people print them, as exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal

_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "’": "'"})
_SHAPE = re.compile(
    r"""^(?P<open>\()?\s*(?P<lead>[-+])?\s*(?:[A-Z]{3}|R|\$|€|£|US\$|CHF|Fr\.?)?\s*(?P<lead2>[-+])?\s*
    (?P<digits>\d[\d.,' ]*\d|\d)
    \s*(?P<trail>[-+])?\s*(?:[A-Z]{3}|€|\$|£|%)?\s*(?P<close>\))?\s*(?P<mark>CR|DR|Cr|Dr|S|H|C|D)?\.?$""",
    re.VERBOSE,
)
_NEGATIVE_MARKS = {"DR", "S", "D"}


def amount_parse(text: str, *, decimal_sign: str | None = None) -> Decimal | None:
    """Return the amount that `text` prints, or None where it prints none.

    Args:
        text: one amount, with any sign form (leading, trailing, parentheses, CR/DR, S/H) and currency.
        decimal_sign: "." or "," where the document has decided; otherwise the shape decides, and a
            single separator followed by three digits is read as a thousands separator.

    Returns:
        The signed amount with the printed number of decimals (debit marks and parentheses are negative).
    """
    match = _SHAPE.match(text.translate(_MINUS).strip())
    if match is None:
        return None
    number = _number(match["digits"], decimal_sign)
    if number is None:
        return None
    negative = (
        bool(match["open"] and match["close"])
        or "-" in (match["lead"], match["lead2"], match["trail"])
        or (match["mark"] or "").upper() in _NEGATIVE_MARKS
    )
    return -number if negative else number


def decimal_sign_of(texts: list[str]) -> str | None:
    """Return the decimal sign that the amounts of one document agree on, or None where they do not tell."""
    votes = {".": 0, ",": 0}
    for text in texts:
        if match := re.search(r"([.,])\d{2}(?!\d)(?![.,]\d)", text):
            votes[match[1]] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda sign: votes[sign])


def _number(digits: str, decimal_sign: str | None) -> Decimal | None:
    compact = digits.replace(" ", "").replace("'", "")
    sign = decimal_sign or _sign_by_shape(compact)
    other = "," if sign == "." else "."
    whole, _, fraction = compact.replace(other, "").partition(sign)
    if sign in fraction or not whole.isdigit() or (fraction and not fraction.isdigit()):
        return None
    return Decimal(f"{whole}.{fraction}") if fraction else Decimal(whole)


def _sign_by_shape(compact: str) -> str:
    last_dot, last_comma = compact.rfind("."), compact.rfind(",")
    if last_dot >= 0 and last_comma >= 0:
        return "." if last_dot > last_comma else ","
    position = max(last_dot, last_comma)
    if position < 0:
        return "."
    sign = compact[position]
    grouped = compact.count(sign) > 1 or len(compact) - position - 1 == 3
    return ("," if sign == "." else ".") if grouped else sign
