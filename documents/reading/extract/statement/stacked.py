"""Dates whose day, month and year stand under each other in a narrow column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from documents.reading.dates import DateParts, month_number
from documents.reading.extract.statement.tokens import Day, Scan

_DAY = re.compile(r"^(0?[1-9]|[12]\d|3[01])\.?$")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_ROWS_BELOW = 2
_FLUSH = 0.02  # of the page's width


def unstacked(scans: Sequence[Scan]) -> list[Scan]:
    """Give stacked dates to the row of their month, and the year below to a date that has none."""
    found = list(scans)
    for i, scan in enumerate(found):
        for at in range(i + 1, min(i + 1 + _ROWS_BELOW, len(found))):
            if day := _day_over_month(scan, found[at]):
                found[at] = replace(found[at], days=(day, *found[at].days))
                break
    for i, scan in enumerate(found):
        if scan.days and scan.days[0].start == 0 and scan.days[0].parts.year is None:
            below = found[i + 1 : i + 1 + _ROWS_BELOW]
            year = next((int(b.row.words[0].text) for b in below if _is_year_under(b, scan)), None)
            if year is not None:
                first = scan.days[0]
                dated = replace(first, parts=DateParts(first.parts.day, first.parts.month, year))
                found[i] = replace(scan, days=(dated, *scan.days[1:]))
    return found


def _day_over_month(above: Scan, below: Scan) -> Day | None:
    """Return the date of which one row holds nothing but the day and the next begins with the month."""
    if len(above.row.words) != 1 or above.page != below.page:
        return None
    match = _DAY.match(above.row.words[0].text)
    word = below.row.words[0]
    month = month_number(word.text.strip(".,"))
    if match is None or month is None or (below.days and below.days[0].start == 0):
        return None
    parts = DateParts(int(match[1]), month)
    return (
        Day(parts, f"{match[1]} {word.text}", 0, 1, above.row.box.union(word.box))
        if parts.date(2000)
        else None
    )


def _is_year_under(below: Scan, scan: Scan) -> bool:
    word = below.row.words[0]
    flush = abs(word.box.x0 - scan.row.words[0].box.x0) < _FLUSH
    return below.page == scan.page and flush and bool(_YEAR.match(word.text))
