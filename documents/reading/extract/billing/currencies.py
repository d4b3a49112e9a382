"""Which currency a document is in, and what tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.layout import Row, cell_of
from documents.reading.types import Value

CODES = [
    "EUR",
    "USD",
    "GBP",
    "ZAR",
    "CHF",
    "MYR",
    "SGD",
    "AUD",
    "CAD",
    "NZD",
    "INR",
    "JPY",
    "CNY",
    "HKD",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "BRL",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "THB",
    "IDR",
    "PHP",
    "KRW",
    "TWD",
    "TRY",
    "ILS",
    "AED",
    "SAR",
    "NAD",
    "BWP",
    "KES",
    "NGN",
    "GHS",
    "ZMW",
    "MZN",
    "MUR",
    "EGP",
    "MAD",
    "ISK",
]
# What one country alone writes; "$", "kr" and "Rs" are shared and need a second sign.
_SURE = {
    "€": "EUR",
    "£": "GBP",
    "RM": "MYR",
    "US$": "USD",
    "S$": "SGD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "R$": "BRL",
    "₹": "INR",
    "₺": "TRY",
    "₪": "ILS",
    "₦": "NGN",
    "zł": "PLN",
    "Kč": "CZK",
    "฿": "THB",
    "₩": "KRW",
    "N$": "NAD",
    "R": "ZAR",
    "EURO": "EUR",
    "FR.": "CHF",
    "SFR": "CHF",
}
_SHARED = {"$": "USD", "¥": "JPY", "Rs": "INR", "Rs.": "INR", "kr": "SEK", "kr.": "DKK"}
_SIGN = "|".join(
    re.escape(sign)
    for sign in sorted(
        [*_SURE, *_SHARED, *CODES, "Rm", "Eur", "Euro", "euro", "Fr."], key=lambda sign: (-len(sign), sign)
    )
)
BEFORE = re.compile(rf"(?<![A-Za-z])({_SIGN})[\s:]*[-+(]?\s*$")
AFTER = re.compile(rf"^\s*({_SIGN})(?![A-Za-z\d/])(?!\s*[-(]?\d)")
# What a document of the country says about itself, for "$" and where no sign is printed at all.
_HINTS: dict[str, tuple[str, ...]] = {
    "MYR": (r"SDN\.? ?BHD", "MALAYSIA", "KUALA LUMPUR", "SELANGOR", "JOHOR", "PENANG"),
    "ZAR": ("SOUTH AFRICA", r"\(PTY\)", "GAUTENG", "CAPE TOWN", "JOHANNESBURG", "DURBAN", "PRETORIA", "SARS"),
    "SGD": (r"PTE\.? LTD", "SINGAPORE"),
    "AUD": ("ABN", "AUSTRALIA", "PTY LTD"),
    "NZD": ("NEW ZEALAND", r"\S+\.CO\.NZ"),
    "CAD": ("CANADA", "HST", "PST", "QST", r"(?:ON|BC|QC|AB) [A-Z]\d[A-Z] ?\d[A-Z]\d"),
    "HKD": ("HONG KONG",),
    "INR": ("GSTIN", "INDIA", "[CSI]GST"),
    "GBP": ("UNITED KINGDOM", "ENGLAND", r"U\.?K\.?", r"\S+\.CO\.UK", r"VAT (?:NO|REG)[^\n]{0,12}GB ?\d+"),
    "USD": (
        r"(?:CA|NY|TX|FL|WA|IL|MA|NJ|PA|OH|GA|VA|NC|MI|CO|AZ|OR),? \d{5}(?:-\d{4})?",
        "UNITED STATES",
        "USA",
        "US DOLLARS",
    ),
    "EUR": ("MWST", "UST", "UMSATZSTEUER", "SIRET", "TVA", "BTW", "PARTITA IVA", "DEUTSCHLAND", "FRANCE"),
    "CHF": ("SCHWEIZ", "SUISSE", r"CHE-\d{3}\S*"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign or code that stands at an amount."""

    code: str
    sure: bool


def mark_of(text: str) -> Mark | None:
    """Return the currency that a sign or code means, or None."""
    for table, sure in ((_SURE, True), (_SHARED, False)):
        for sign, code in table.items():
            if text == sign or (len(sign) > 1 and text.upper() == sign.upper()):
                return Mark(code, sure)
    return Mark(text.upper(), sure=True) if text.upper() in CODES else None


def currency_of(rows: Sequence[Row], marks: Sequence[tuple[Mark, Row]]) -> Value | None:
    """Return the currency of a document, or None where nothing tells it.

    Args:
        rows: the document.
        marks: the signs that stand at its amounts, each with its row.

    Returns:
        The most frequent sign that belongs to one currency alone; else a code beside the word "currency";
        else a shared sign ("$"), surer where the country is named. A country alone gives low confidence.
    """
    if named := _named(rows):
        return named
    sure = Counter(mark.code for mark, _ in marks if mark.sure)
    if sure:
        (code, count), *others = sure.most_common()
        share = count / (count + sum(number for _, number in others))
        row = next(row for mark, row in marks if mark.code == code)
        return _value(code, code, 0.6 + 0.37 * share * share, "currency at the amounts", row)
    hint = _hint(rows)
    shared = Counter(mark.code for mark, _ in marks)
    if shared:
        code = shared.most_common(1)[0][0]
        row = next(row for mark, row in marks if mark.code == code)
        dollar = code == "USD" and hint is not None and hint[0] in _DOLLARS
        if hint is not None and (dollar or hint[0] == code):
            return _value(hint[0], hint[0], 0.9, "shared sign at the amounts, country named", row)
        return _value(code, code, 0.65, "shared sign at the amounts, country not named", row)
    return (
        _value(*hint[:1], *hint[:1], 0.55, "country named, no sign at the amounts", hint[1]) if hint else None
    )


_DOLLARS = frozenset({"USD", "SGD", "AUD", "NZD", "CAD", "HKD"})
_NAMED = re.compile(
    r"\b(?:currency|w(?:ä|ae?)hrung|devise|monnaie|valuta|moneda|divisa|moeda|geldeenheid)\s*(?:code)?\s*[:.]?\s*"
    rf"({'|'.join(CODES)})\b",
    re.IGNORECASE,
)


def _named(rows: Sequence[Row]) -> Value | None:
    for row in rows:
        if match := _NAMED.search(row.text):
            return _value(match[1].upper(), match[1], 0.97, "currency named", row)
    return None


def _hint(rows: Sequence[Row]) -> tuple[str, Row] | None:
    for code, patterns in _HINTS.items():
        found = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
        for row in rows:
            if found.search(row.text.upper()):
                return code, row
    return None


def _value(code: str, text: str, confidence: float, rule: str, row: Row) -> Value:
    words = [word for word in row.words if text.casefold() in word.text.casefold()] or list(row.words)
    place = cell_of(row.page, words)
    return Value(
        "currency",
        place.text if len(words) == 1 else text,
        code,
        round(confidence, 3),
        row.page,
        place.box,
        rule,
    )
