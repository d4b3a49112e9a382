"""Amounts as people print them, as exact decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_CODES = """
AED ARS AUD BGN BRL BWP CAD CHF CLP CNY COP CZK DKK EUR GBP GHS HKD HRK HUF IDR ILS INR ISK JPY KES KRW LSL
MUR MWK MXN MYR MZN NAD NGN NOK NZD PEN PHP PLN RON RUB SAR SEK SGD SZL THB TRY TZS UAH UGX USD UYU VND XAF
XOF ZAR ZMW ZWL
"""
CURRENCY_CODES = frozenset(_CODES.split())
CURRENCY = (
    r"(?:(?:US|AU|A|CA|C|NZ|HK|S|R)\$|[$€£¥₹]|"
    + "|".join(sorted(CURRENCY_CODES))
    + r"|SFr\.?|Fr\.?|Rs\.?|kr\.?|R(?=[\s\d\-+(]|$))"
)
_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "Rs": "INR",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "R$": "BRL",
    "R": "ZAR",
    "Fr": "CHF",
    "SFr": "CHF",
}
_PLAIN = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "’": "'", "´": "'", "`": "'"}
)
# Runs of spaces are taken whole ("*+"): given back one by one they cost the fifth power of their length.
_SHAPE = re.compile(
    rf"""^(?P<open>\()?\s*+(?P<lead>[-+])?\s*+(?P<currency>{CURRENCY})?\s*+(?P<lead2>[-+])?\s*+
    (?P<digits>\d[\d.,' ]*\d|\d)
    \s*+(?P<trail>[-+])?\s*+(?P<currency2>{CURRENCY}|%)?\s*+(?P<trail2>[-+])?\s*+(?P<close>\))?\s*+
    (?P<mark>CR|DR|OD|O/D|Cr|Dr|cr|dr|[SHCDK])?\.?\)?$""",
    re.VERBOSE,
)
_MARKS = {"DR": -1, "OD": -1, "O/D": -1, "S": -1, "D": -1, "CR": 1, "H": 1, "C": 1, "K": 1}
_GROUPED = re.compile(r"^\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*$|^\d{1,3}(?:,\d{2})*,\d{3}$|^\d+$")


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount and everything that was printed with it.

    `sign` is -1 or +1 where a sign, parentheses or a mark say so, else 0: nothing printed. `mark` is the
    letter mark in capitals (CR/DR, OD for overdrawn, S/H in German, C/D, K/D in Afrikaans) or empty.
    `currency` is ISO 4217 or empty.
    """

    magnitude: Decimal
    sign: int
    mark: str
    currency: str


def amount_parse(text: str, *, decimal_sign: str | None = None) -> Decimal | None:
    """Return the amount that `text` prints, or None where it prints none.

    Args:
        text: one amount, with any sign form (leading, trailing, parentheses, CR/DR, S/H) and currency.
        decimal_sign: "." or "," where the document has decided; otherwise the shape decides, and a
            single separator followed by three digits is read as a thousands separator.

    Returns:
        The signed amount with the printed number of decimals (debit marks and parentheses are negative).
        Digits that are not grouped in threes (or the Indian way) are no amount.
    """
    printed = amount_printed(text, decimal_sign=decimal_sign)
    if printed is None:
        return None
    return -printed.magnitude if printed.sign < 0 else printed.magnitude


def amount_printed(text: str, *, decimal_sign: str | None = None) -> PrintedAmount | None:
    """Do what `amount_parse` does, and keep the sign, the mark and the currency apart."""
    match = _SHAPE.match(text.translate(_PLAIN).strip())
    if match is None:
        return None
    number = _number(match["digits"], decimal_sign)
    if number is None:
        return None
    mark = (match["mark"] or "").upper()
    return PrintedAmount(
        number, _sign(match, mark), mark, currency_code(match["currency"] or match["currency2"])
    )


def currency_code(printed: str | None) -> str:
    """Return the ISO 4217 code for a printed code or symbol; empty where it names none (a bare "$")."""
    plain = (printed or "").strip().rstrip(".")
    return plain if plain in CURRENCY_CODES else _SYMBOLS.get(plain, "")


def decimal_sign_of(texts: list[str]) -> str | None:
    """Return the decimal sign that the amounts of one document agree on, or None where they do not tell."""
    votes = {".": 0, ",": 0}
    for text in texts:
        if match := re.search(r"([.,])\d{2}(?!\d)(?![.,]\d)", text):
            votes[match[1]] += 1
    if votes["."] == votes[","]:
        return None
    return max(votes, key=lambda sign: votes[sign])


def plain_signs(text: str) -> str:
    """Return `text` with every kind of minus, apostrophe and space in its plain form; lengths stay."""
    return text.translate(_PLAIN)


def _sign(match: re.Match[str], mark: str) -> int:
    signs = {match["lead"], match["lead2"], match["trail"], match["trail2"]}
    if "-" in signs or (match["open"] and match["close"]):
        return -1
    if mark:
        return _MARKS[mark]
    return 1 if "+" in signs else 0


def _number(digits: str, decimal_sign: str | None) -> Decimal | None:
    sign = decimal_sign or _sign_by_shape(digits)
    whole, _, fraction = digits.partition(sign)
    if sign in fraction or (fraction and not fraction.isdigit()) or not _GROUPED.match(whole):
        return None
    compact = re.sub(r"\D", "", whole)
    if compact.startswith("00"):
        return None
    return Decimal(f"{compact}.{fraction}") if fraction else Decimal(compact)


def _sign_by_shape(digits: str) -> str:
    last_dot, last_comma = digits.rfind("."), digits.rfind(",")
    if last_dot >= 0 and last_comma >= 0:
        return "." if last_dot > last_comma else ","
    position = max(last_dot, last_comma)
    if position < 0:
        return "."
    sign = digits[position]
    grouped = digits.count(sign) > 1 or len(digits) - position - 1 == 3
    return ("," if sign == "." else ".") if grouped else sign
