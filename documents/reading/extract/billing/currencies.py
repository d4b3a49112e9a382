"""Which currency a document is in, and what tells it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from documents.reading.extract.billing.printed_dates import UNITED_STATES
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
_COUNTRIES: dict[str, tuple[str, ...]] = {
    "MYR": (r"SDN\.? ?BHD", "MALAYSIA", "KUALA LUMPUR", "SELANGOR", "JOHOR", "PENANG"),
    "ZAR": ("SOUTH AFRICA", r"\(PTY\)", "GAUTENG", "CAPE TOWN", "JOHANNESBURG", "DURBAN", "PRETORIA", "SARS"),
    "SGD": (r"PTE\.? LTD", "SINGAPORE"),
    "AUD": ("ABN", "AUSTRALIA", "PTY LTD"),
    "NZD": ("NEW ZEALAND", r"\S+\.CO\.NZ"),
    "CAD": ("CANADA", "HST", "PST", "QST", r"(?:ON|BC|QC|AB) [A-Z]\d[A-Z] ?\d[A-Z]\d"),
    "HKD": ("HONG KONG",),
    "INR": ("GSTIN", "INDIA", "[CSI]GST"),
    "GBP": ("UNITED KINGDOM", "ENGLAND", r"U\.?K\.?", r"\S+\.CO\.UK", r"VAT (?:NO|REG)[^\n]{0,12}GB ?\d+"),
    "USD": (UNITED_STATES.pattern, "US DOLLARS"),
    "EUR": ("MWST", "UST", "UMSATZSTEUER", "SIRET", "TVA", "BTW", "PARTITA IVA", "DEUTSCHLAND", "FRANCE"),
    "CHF": ("SCHWEIZ", "SUISSE", r"CHE-\d{3}\S*"),
}
_HINTS = {
    code: tuple(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") for pattern in patterns)
    for code, patterns in _COUNTRIES.items()
}
_NAMED_ONCE = 0.55
_NAMED_TWICE = 0.85  # in two ways, and no other country with it
_CONTRADICTED = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign or code that stands at an amount."""

    code: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Country:
    """A country that a document names: its currency, in how many ways it is named, and where first."""

    code: str
    ways: int
    row: Row


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
    countries = _countries(rows)
    found = _signed(marks) or _heading(rows)
    if found is not None:
        return _doubted(found, countries)
    if shared := Counter(mark.code for mark, _ in marks):
        code = shared.most_common(1)[0][0]
        return _of_shared_sign(code, next(row for mark, row in marks if mark.code == code), countries)
    return _of_country(countries)


def _signed(marks: Sequence[tuple[Mark, Row]]) -> Value | None:
    sure = Counter(mark.code for mark, _ in marks if mark.sure)
    if not sure:
        return None
    (code, count), *others = sure.most_common()
    share = count / (count + sum(number for _, number in others))
    row = next(row for mark, row in marks if mark.code == code)
    return _value(code, code, 0.6 + 0.37 * share * share, "currency at the amounts", row)


def _doubted(found: Value, countries: Sequence[Country]) -> Value:
    """Lower what a lone "R" says where another country is named: OCR reads it out of "RM", "Rp", "Rs"."""
    named = {country.code for country in countries}
    if found.normal == "ZAR" and named and "ZAR" not in named:
        return replace(found, confidence=min(found.confidence, _CONTRADICTED))
    return found


def _of_shared_sign(code: str, row: Row, countries: Sequence[Country]) -> Value:
    country = countries[0].code if countries else ""
    if country == code or (code == "USD" and country in _DOLLARS):
        return _value(country, country, 0.9, "shared sign at the amounts, country named", row)
    return _value(code, code, 0.65, "shared sign at the amounts, country not named", row)


def _of_country(countries: Sequence[Country]) -> Value | None:
    if not countries:
        return None
    country, *others = countries
    sure = _NAMED_TWICE if country.ways > 1 and not others else _NAMED_ONCE
    return _value(country.code, country.code, sure, "country named, no sign at the amounts", country.row)


_DOLLARS = frozenset({"USD", "SGD", "AUD", "NZD", "CAD", "HKD"})
_BRACKETED = re.compile(rf"[^\W\d_]\s?\((?:in )?({_SIGN})\)")
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


def _heading(rows: Sequence[Row]) -> Value | None:
    """Return the currency that the heads of columns name in brackets: "Amount (RM)"."""
    for row in rows:
        if match := _BRACKETED.search(row.text):
            mark = mark_of(match[1])
            if mark and mark.sure:
                return _value(mark.code, match[1], 0.93, "currency at the head of a column", row)
    return None


def _countries(rows: Sequence[Row]) -> list[Country]:
    """Return the countries that the document names, the one named in most ways first."""
    text = "\n".join(row.text.upper() for row in rows)
    found = []
    for code, patterns in _HINTS.items():
        starts = [match.start() for pattern in patterns if (match := pattern.search(text))]
        if starts:
            found.append(Country(code, len(starts), rows[text.count("\n", 0, min(starts))]))
    return sorted(found, key=lambda country: -country.ways)


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
