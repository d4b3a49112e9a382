"""Dates where they stand on the pages, and the order in which a document writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.dates import Order, date_parse, month_number, order_of
from documents.reading.layout import Row
from documents.reading.types import Box, Word

_MONTH = r"[^\W\d_]{3,10}"
_PATTERN = re.compile(
    rf"""(?<![\d/.-])(?:
      (?P<digits>\d{{1,2}}\s?(?P<mark>[-/.])[-/.]?\s?\d{{1,2}}\s?(?P=mark)[-/.]?\s?(?:(?:19|20)\d\d|\d{{2}}(?!\d)|\d{{2}}(?=\d{{1,2}}:\d\d)))
    | (?P<year_first>(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?!\d))
    | (?P<day_name>\d{{1,2}}(?:st|nd|rd|th|er|º)?[-/. ,]{{0,3}}(?:(?:de|of|den)\s)?{_MONTH}
        [-/. ,']{{0,3}}(?:(?:de|del)\s)?(?:(?:19|20)\d\d|\d{{2}}(?!\d)))
    | (?P<name_day>(?<!\w){_MONTH}\.?[- ]{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?\s?[,\s-]\s?(?:19|20)\d\d)
    | (?P<compact>20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]{3,}")
_FILLERS = re.compile(r"\b(?:de|del|of|den)\b\s*", re.IGNORECASE)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|"
    "PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)  # without Delaware: "DE 80333" is Germany
UNITED_STATES = re.compile(
    rf"\b(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?\b|\bU\.?S\.?A\b"
    r"|\b(?:United States|UNITED STATES|Sales Tax|SALES TAX)\b"
)
_ELSEWHERE = re.compile(
    r"€|£|\b(?:EUR|GBP|ZAR|RM|MYR|SGD|INR|CHF|VAT|GST|MwSt|USt|TVA|BTW|IVA|Sdn|Bhd|Malaysia"
    r"|South Africa|GmbH|Rechnung|Factuur)\b",
    re.IGNORECASE,
)
FIRST_YEAR, LAST_YEAR = 1990, 2069


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed.

    `sure` is False where day and month could be the other way round: neither does another date of the file
    prove their order, nor does anything tell the country.
    """

    date: dt.date
    text: str
    words: tuple[Word, ...]
    row: Row
    row_index: int
    start: int  # in the row's text
    end: int
    sure: bool
    compact: bool  # digits without marks: a date only where a label says so

    @property
    def box(self) -> Box:
        """Return the place of the date."""
        return Box.around([word.box for word in self.words])

    @property
    def confidence(self) -> float:
        """Return how sure the least sure word is."""
        return min(word.confidence for word in self.words)


def spans_of_dates(text: str) -> list[tuple[int, int]]:
    """Return where dates stand in a text, so that their digits are taken for nothing else."""
    return [match.span() for match in _matches(text)]


def dates_of(document: Sequence[Row]) -> list[PrintedDate]:
    """Return all dates in reading order, day and month as the document proves or suggests them."""
    matches = [(index, match) for index, row in enumerate(document) for match in _matches(row.text)]
    proven = order_of([_clean(match) for _, match in matches if match["digits"]])
    american = any(UNITED_STATES.search(row.text) for row in document)
    order = proven or (Order.MDY if american else Order.DMY)
    told = proven is not None or american or any(_ELSEWHERE.search(row.text) for row in document)
    found = []
    for index, match in matches:
        date = date_parse(_clean(match), order=order)
        if date is not None and FIRST_YEAR <= date.year <= LAST_YEAR:
            found.append(_printed(document[index], index, match, date, told=told))
    return found


def _matches(text: str) -> list[re.Match[str]]:
    return [
        match
        for match in _PATTERN.finditer(text)
        if not (match["day_name"] or match["name_day"]) or _names_month(match[0])
    ]


def _names_month(text: str) -> bool:
    name = _NAME.search(_FILLERS.sub("", re.sub(r"(?<=\d)(?:st|nd|rd|th|er)\b", "", text)))
    return name is not None and month_number(name[0]) is not None


def _clean(match: re.Match[str]) -> str:
    text = match[0]
    if match["digits"] or match["year_first"]:
        return re.sub(r"([-/.])[-/.]", r"\1", re.sub(r"\s", "", text))  # OCR doubles the marks at times
    if match["compact"]:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    text = re.sub(r"(?<=\d)(?:er|º)", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s+,", ",", _FILLERS.sub("", text))


def _printed(row: Row, index: int, match: re.Match[str], date: dt.date, *, told: bool) -> PrintedDate:
    ambiguous = bool(match["digits"]) and not told and date.day <= 12 and date.day != date.month
    words, position = [], 0
    for word in row.words:
        if position < match.end() and position + len(word.text) > match.start():
            words.append(word)
        position += len(word.text) + 1
    return PrintedDate(
        date=date,
        text=match[0].strip(),
        words=tuple(words),
        row=row,
        row_index=index,
        start=match.start(),
        end=match.end(),
        sure=not ambiguous,
        compact=bool(match["compact"]),
    )
