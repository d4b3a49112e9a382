"""Dates as documents print them, in the order the document uses."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from enum import StrEnum


class Order(StrEnum):
    """Which part comes first in an all-digit date."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio januari januarie janv jaen jaenner gen ene",
            "feb february februar fevrier febrero febbraio februari februarie fev fevr",
            "mar march maerz marz mars marzo maart mrt mrz mae",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei mag",
            "jun june juni juin junio giugno junie giu",
            "jul july juli juillet julio luglio julie juil lug",
            "aug august aout agosto augustus augustus ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember decembre diciembre dicembre desember dez dic des",
        ),
        start=1,
    )
    for name in names.split()
}
_YMD = re.compile(r"^(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})(?:\D.*)?$")
_DIGITS = re.compile(r"^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4}|\d{2})\.?$")
_SHORT = re.compile(r"^(\d{1,2})[-/.](\d{1,2})\.?$")
_DAY_NAME = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[-/. ]*([^\W\d_]{3,10})\.?[-/., ']*(\d{4}|\d{2})?$")
_NAME_DAY = re.compile(r"^([^\W\d_]{3,10})\.?[- ]*(\d{1,2})(?:st|nd|rd|th)?[,\s-]*(\d{4}|\d{2})?$")


def date_parse(text: str, *, order: Order = Order.DMY, year: int | None = None) -> dt.date | None:
    """Return the date that `text` prints, or None where it prints none.

    Args:
        text: one date and nothing else (a time after an ISO date is ignored).
        order: how all-digit dates of this document are to be read; a part above 12 overrules it.
        year: for dates printed without a year (statement lines), the year of the period.
    """
    clean = text.strip().strip(",;:")
    return _year_first(clean) or _digits(clean, order, year) or _named(clean, year)


def order_of(texts: list[str]) -> Order | None:
    """Return the order that the all-digit dates of one document prove, or None where none of them does."""
    for text in texts:
        if match := _DIGITS.match(text.strip()):
            first, second = int(match[1]), int(match[2])
            if first > 12 >= second:
                return Order.DMY
            if second > 12 >= first:
                return Order.MDY
    return None


def month_number(name: str) -> int | None:
    """Return 1..12 for a month's name or abbreviation in one of our languages, else None."""
    folded = unicodedata.normalize("NFKD", name.lower().replace("ä", "ae"))
    return _MONTHS.get("".join(c for c in folded if not unicodedata.combining(c)))


def _year_first(text: str) -> dt.date | None:
    match = _YMD.match(text)
    if match is None or len(re.sub(r"\D", "", match[0][:10])) < 6:
        return None
    return _date(int(match[1]), int(match[2]), int(match[3]))


def _digits(text: str, order: Order, year: int | None) -> dt.date | None:
    if match := _DIGITS.match(text):
        first, second, printed = int(match[1]), int(match[2]), _full_year(match[3])
    elif (match := _SHORT.match(text)) and year is not None:
        first, second, printed = int(match[1]), int(match[2]), year
    else:
        return None
    month_first = order is Order.MDY
    if first > 12:
        month_first = False
    elif second > 12:
        month_first = True
    day, month = (second, first) if month_first else (first, second)
    return _date(printed, month, day)


def _named(text: str, year: int | None) -> dt.date | None:
    if match := _DAY_NAME.match(text):
        day, name, printed = match[1], match[2], match[3]
    elif match := _NAME_DAY.match(text):
        name, day, printed = match[1], match[2], match[3]
    else:
        return None
    month = month_number(name)
    full = _full_year(printed) if printed else year
    return _date(full, month, int(day)) if month and full else None


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
