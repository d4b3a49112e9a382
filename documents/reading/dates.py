"""Dates as documents print them, in the order the document uses."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
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
            "mar march maerz marz mars marzo maart mrt mrz mae maer",
            "apr april avril abril aprile avr abr",
            "may mai mayo maggio mei mag",
            "jun june juni juin junio giugno junie giu",
            "jul july juli juillet julio luglio julie juil lug",
            "aug august aout agosto augustus ago",
            "sep sept september septembre septiembre settembre set",
            "oct october oktober octobre octubre ottobre okt ott",
            "nov november novembre noviembre",
            "dec december dezember decembre diciembre dicembre desember dez dic des",
        ),
        start=1,
    )
    for name in names.split()
}
_YMD = re.compile(r"^((?:19|20)\d{2})([-/. ]?)(\d{1,2})\2(\d{1,2})(?:[T ]+\d{1,2}:\d{2}.*)?$")
_DIGITS = re.compile(
    r"^(\d{1,2})(?:(?P<sign>[-/.] ?| )(\d{1,2})(?P=sign))((?:19|20)\d{2}|(?<! )\d{2}|(?<=[-/.] )\d{2})\.?"
    r"(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_SHORT = re.compile(r"^(\d{1,2})[-/.](\d{1,2})\.?$")
_SPACED = re.compile(r"^(\d{2}) (\d{2})$")
_DAY_NAME = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|º|°)?[-/. ]*(?:de |of )?([^\W\d_]{3,10})\.?"
    r"(?:(?: del? |,? ?'?|[-/.])(\d{4}|\d{2}))?$"
)
_NAME_DAY = re.compile(
    r"^([^\W\d_]{3,10})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?(?:(?:,? ?'?|[-/.])(\d{4}|\d{2}))?$"
)
_YEAR_NAME_DAY = re.compile(r"^(\d{4})[-/. ]([^\W\d_]{3,10})\.?[-/. ](\d{1,2})$")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|lu|ma|me|je|ve|"
    r"lunes|martes|miercoles|jueves|viernes|sabado|domingo|maandag|dinsdag|woensdag|donderdag|vrydag|vrijdag|"
    r"saterdag|zaterdag|sondag|zondag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
    r"(?:day|sday|nesday|rsday|urday|di|edi|credi|dredi)?[.,]?\s+(?=\S+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as printed: the year is None where none is printed."""

    day: int
    month: int
    year: int | None = None

    def date(self, year: int | None = None) -> dt.date | None:
        """Return the date, with `year` where none is printed, or None where there is no such day."""
        full = self.year if self.year is not None else year
        return _date(full, self.month, self.day) if full is not None else None


def date_parse(text: str, *, order: Order = Order.DMY, year: int | None = None) -> dt.date | None:
    """Return the date that `text` prints, or None where it prints none.

    Args:
        text: one date and nothing else (a time after an ISO date is ignored).
        order: how all-digit dates of this document are to be read; a part above 12 overrules it.
        year: for dates printed without a year (statement lines), the year of the period.
    """
    parts = date_parts(text, order=order)
    return parts.date(year) if parts else None


def date_parts(text: str, *, order: Order = Order.DMY, spaced: bool = False) -> DateParts | None:
    """Return day, month and, where printed, year of the date that `text` is, or None.

    Args:
        text: one date and nothing else; a weekday before it and a time after it are ignored.
        order: how all-digit dates of this document are to be read; a part above 12 overrules it, and
            dates with dots have the day first everywhere.
        spaced: also read "03 14" (two digits each, no year), which only a date column may hold.
    """
    clean = text.strip().strip(",;:")
    parts = _parts(clean, order, spaced=spaced)
    if parts is None and (stripped := _WEEKDAY.sub("", clean)) != clean:
        parts = _parts(stripped, order, spaced=spaced)
    return parts if parts and parts.date(2000) else None


def order_of(texts: list[str]) -> Order | None:
    """Return the order that most all-digit dates of one document prove, or None where none of them does."""
    votes = {Order.DMY: 0, Order.MDY: 0}
    for text in texts:
        clean = text.strip()
        if match := _DIGITS.match(clean) or _SHORT.match(clean):
            first, second = int(match[1]), int(match[3 if match.re is _DIGITS else 2])
            votes[Order.DMY] += 31 >= first > 12 >= second
            votes[Order.MDY] += 31 >= second > 12 >= first
    if votes[Order.DMY] == votes[Order.MDY]:
        return None
    return max(votes, key=lambda order: votes[order])


def month_number(name: str) -> int | None:
    """Return 1..12 for a month's name or abbreviation in one of our languages, else None."""
    folded = unicodedata.normalize("NFKD", name.lower().replace("ä", "ae"))
    return _MONTHS.get("".join(c for c in folded if not unicodedata.combining(c)))


def _parts(text: str, order: Order, *, spaced: bool) -> DateParts | None:
    return _year_first(text) or _digits(text, order, spaced=spaced) or _named(text)


def _year_first(text: str) -> DateParts | None:
    if (match := _YEAR_NAME_DAY.match(text)) and (month := month_number(match[2])):
        return DateParts(int(match[3]), month, int(match[1]))
    match = _YMD.match(text)
    if match is None or (not match[2] and len(match[3] + match[4]) < 4):
        return None
    return DateParts(int(match[4]), int(match[3]), int(match[1]))


def _digits(text: str, order: Order, *, spaced: bool) -> DateParts | None:
    if match := _DIGITS.match(text):
        first, second, year = int(match[1]), int(match[3]), _full_year(match[4])
    elif match := _SHORT.match(text) or (_SPACED.match(text) if spaced else None):
        first, second, year = int(match[1]), int(match[2]), None
    else:
        return None
    month_first = order is Order.MDY and "." not in text
    if first > 12:
        month_first = False
    elif second > 12:
        month_first = True
    day, month = (second, first) if month_first else (first, second)
    return DateParts(day, month, year)


def _named(text: str) -> DateParts | None:
    if match := _DAY_NAME.match(text):
        day, name, printed = match[1], match[2], match[3]
    elif match := _NAME_DAY.match(text):
        name, day, printed = match[1], match[2], match[3]
    else:
        return None
    month = month_number(name)
    return DateParts(int(day), month, _full_year(printed) if printed else None) if month else None


def _full_year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
