"""When a payslip was paid and which period it is for."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from documents.reading.dates import month_number
from documents.reading.extract.label_cells import stands_alone
from documents.reading.extract.pay import vocabulary
from documents.reading.extract.pay.slip import Slip
from documents.reading.extract.statement.tokens import Day
from documents.reading.layout import Cell, Label, cell_matching
from documents.reading.types import Box, Value

_LABELLED, _BARE, _MONTH = 0.96, 0.85, 0.88
_NEAR = 0.4  # of the width between a label and its date
_BELOW = 0.05  # of the height
_TITLE = 0.3  # of the page: where a month alone tells the period
_SHORT = 8  # words of a title
_MONTH_YEAR = (
    r"(?<![\d.] )(?<![\d/.-])(?:([^\W\d_]{3,10})\.?[ /-]*((?:19|20)\d{2})(?!\d)|"
    r"(0?[1-9]|1[0-2]) ?[/.-] ?((?:19|20)\d{2})(?!\d))"
)


def days(slip: Slip) -> list[Value]:
    """Return `pay_date`, `period_start` and `period_end` as far as they were found."""
    start, end = _period(slip)
    start = start or _dated(slip, "period_start", vocabulary.PERIOD_START)
    end = end or _dated(slip, "period_end", vocabulary.PERIOD_END)
    if start is None and end is None:
        start, end = _month_labelled(slip)
    end = end or _dated(slip, "period_end", vocabulary.PERIOD)
    if start is None and end is None:
        start, end = _month_in_title(slip)
    paid = _dated(slip, "pay_date", vocabulary.PAY_DATE)
    return [value for value in (paid, start, end) if value is not None]


def _dated(slip: Slip, name: str, patterns: Sequence[str]) -> Value | None:
    for label in slip.labels(patterns):
        bare = len(label.text.split()) == 1
        if bare and not stands_alone(label):
            continue
        day = _beside(slip, label) or _below(slip, label)
        if day is not None:
            return _value(slip, name, label.page, day, _BARE if bare and name != "pay_date" else _LABELLED)
    return None


def _period(slip: Slip) -> tuple[Value | None, Value | None]:
    """Return both ends where they are printed together: "Pay period: 1 May 2024 - 31 May 2024"."""
    for label in slip.labels(vocabulary.PERIOD):
        following = [day for day in slip.scans[label.index].days if day.start >= label.end]
        if len(following) > 1 and following[0].box.x0 - label.box.x1 < _NEAR:
            first, last = following[0], following[1]
            if last.start - first.end <= 2 and _date(first) and _date(last):
                return (
                    _value(slip, "period_start", label.page, first, _LABELLED),
                    _value(slip, "period_end", label.page, last, _LABELLED),
                )
    return None, None


def _beside(slip: Slip, label: Label) -> Day | None:
    """Return the date right of a label with no other words between them."""
    for day in slip.scans[label.index].days:
        if day.start < label.end or not _date(day):
            continue
        between = label.row.words[label.end : day.start]
        plain = not any(re.search(r"[^\W\d_]{3}", word.text) for word in between)
        return day if plain and day.box.x0 - label.box.x1 < _NEAR else None
    return None


def _below(slip: Slip, label: Label) -> Day | None:
    """Return the date under a label."""
    for index in range(label.index + 1, min(label.index + 3, len(slip.rows))):
        if slip.rows[index].page != label.page or slip.rows[index].box.y0 - label.box.y1 > _BELOW:
            return None
        for day in slip.scans[index].days:
            if day.box.x0 < label.box.x1 and day.box.x1 > label.box.x0 and _date(day):
                return day
    return None


def _month_labelled(slip: Slip) -> tuple[Value | None, Value | None]:
    """Return the first and last day of the month that stands beside a label: "Payslip for May 2024"."""
    for label in slip.labels(vocabulary.PERIOD):
        cell = cell_matching(label.page, label.row.words[label.end :], _MONTH_YEAR)
        if cell is not None and (found := _month_ends(cell)) is not None:
            return _ends(cell, found, _MONTH)
    return None, None


def _month_in_title(slip: Slip) -> tuple[Value | None, Value | None]:
    """Return the first and last day of the month that stands in a short line near the top."""
    for row in slip.rows:
        if row.box.y0 > _TITLE or row.page != slip.rows[0].page:
            break
        cell = cell_matching(row.page, row.words, _MONTH_YEAR) if len(row.words) <= _SHORT else None
        if cell is not None and (found := _month_ends(cell)) is not None:
            return _ends(cell, found, _BARE)
    return None, None


def _month_ends(cell: Cell) -> tuple[dt.date, dt.date] | None:
    match = re.search(_MONTH_YEAR, cell.text)
    if match is None:
        return None
    month = month_number(match[1]) if match[1] else int(match[3])
    year = int(match[2] or match[4])
    if month is None:
        return None
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _ends(cell: Cell, found: tuple[dt.date, dt.date], sure: float) -> tuple[Value, Value]:
    confidence = round(sure * cell.confidence, 3)
    first, last = (
        Value(name, cell.text, day.isoformat(), confidence, cell.page, cell.box, "month")
        for name, day in zip(("period_start", "period_end"), found, strict=True)
    )
    return first, last


def _value(slip: Slip, name: str, page: int, day: Day, sure: float) -> Value:
    date = _date(day)
    words = _words_at(slip, page, day.box)
    confidence = round(sure * min(words, default=1.0), 3)
    return Value(name, day.text, date.isoformat() if date else "", confidence, page, day.box, "label")


def _words_at(slip: Slip, page: int, box: Box) -> list[float]:
    return [
        word.confidence
        for row in slip.rows
        if row.page == page and row.box.y0 <= box.y1 and row.box.y1 >= box.y0
        for word in row.words
        if word.box.x0 >= box.x0 and word.box.x1 <= box.x1 and word.box.y0 >= box.y0 and word.box.y1 <= box.y1
    ]


def _date(day: Day) -> dt.date | None:
    return day.parts.date()
