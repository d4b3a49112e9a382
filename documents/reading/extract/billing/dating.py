"""Which of the dates on the pages is the date of the document, and which the day it is due."""

from __future__ import annotations

import re
from collections.abc import Sequence

from documents.reading.extract.billing.headings import headings_at
from documents.reading.extract.billing.printed_dates import PrintedDate
from documents.reading.layout import Row
from documents.reading.types import Value

_TIME = re.compile(r"^\W{0,3}\d{1,2}[:.]\d\d")
_RANGE = re.compile(r"^\s*(?:-|–|—|to|bis|au|al|tot|t/m|until|a|até|hasta)\s*\d", re.IGNORECASE)
_SURE_WORD = 0.8  # OCR's own confidence under which a date is doubted
_AMBIGUOUS = 0.75  # how often day first is right where neither the document nor its country tells


def date_evidence(document: Sequence[Row], dates: Sequence[PrintedDate]) -> list[dict[str, float]]:
    """Return for each printed date what speaks for it being the document's date or its due date."""
    days = [date.date for date in dates if not date.compact]
    return [_evidence(document, dates, position, days) for position in range(len(dates))]


def date_value(name: str, date: PrintedDate, probability: float) -> Value:
    """Return a date as a value, less sure where day and month could be the other way round."""
    rule = "date by its label and place"
    return Value(
        name=name,
        text=date.text,
        normal=date.date.isoformat(),
        confidence=round(
            probability * (1.0 if date.sure else _AMBIGUOUS) * min(1.0, date.confidence / _SURE_WORD), 3
        ),
        page=date.row.page,
        box=date.box,
        rule=rule if date.sure else f"{rule}, order of day and month not proven",
    )


def _evidence(
    document: Sequence[Row], dates: Sequence[PrintedDate], position: int, days: Sequence[object]
) -> dict[str, float]:
    date = dates[position]
    headings = headings_at(document, date.row_index, date.start, date.box)
    found = {f"nearest_{heading}": 1.0 for heading in headings.nearest}
    found |= {f"left_{heading}": 1.0 for heading in headings.left - headings.nearest}
    if not headings.nearest:
        found |= {f"above_{heading}": 1.0 for heading in headings.above}
    found["gap"] = min(headings.gap, 6) / 6 if headings.nearest else 0.0
    found["rank"] = 1 / (1 + position)
    found["place"] = date.row_index / max(len(document), 1)
    found["repeated"] = min(sum(day == date.date for day in days) - 1, 3) / 3
    found |= {name: 1.0 for name, holds in _facts(dates, date, headings.left_words).items() if holds}
    return found


def _facts(dates: Sequence[PrintedDate], date: PrintedDate, left_words: int) -> dict[str, bool]:
    behind = date.row.text[date.end :]
    before = date.row.text[: date.start]
    same_row = [other for other in dates if other.row_index == date.row_index]
    others = [other.date for other in dates if not other.compact and other.date != date.date]
    return {
        "time_behind": bool(_TIME.match(behind)),
        "starts_range": bool(_RANGE.match(behind)) and len(same_row) > 1,
        "ends_range": any(
            _RANGE.match(date.row.text[other.end :]) for other in same_row if other.end < date.start
        ),
        "compact": date.compact,
        "alone": not before.strip() and len(behind.strip()) < 3,
        "in_sentence": left_words > 5,
        "amount_in_row": bool(re.search(r"\d[.,]\d\d(?!\d|[./-]\d)", before + behind)),
        "later_than_some": any(other < date.date for other in others),
        "latest": bool(others) and all(other < date.date for other in others),
        "earliest": bool(others) and all(other > date.date for other in others),
        "only": not others,
        "second_page": date.row.page > 1,
        "two_digit_year": bool(re.search(r"(?<!\d)\d{2}$", date.text)),
        "old": bool(others) and (max(others) - date.date).days > 365,
    }
