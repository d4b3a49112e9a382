"""The words of a booking: which of a row's words describe it, and which rows of text belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from documents.reading.extract.statement.booking import Booking
from documents.reading.extract.statement.booking_dates import booking_days
from documents.reading.extract.statement.table import Table
from documents.reading.extract.statement.tokens import Money, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.types import Word

_FLUSH = 0.012  # of the page's width: text begins this much left of its heading at most
_TEXT_ROLES = frozenset({Role.DATE, Role.VALUE_DATE, Role.DESCRIPTION, Role.REFERENCE, Role.MARK, Role.ASIDE})
_KEPT_ROLES = frozenset({Role.REFERENCE, Role.MARK, Role.ASIDE})
_MARKS = {"af": -1, "bij": 1, "dr": -1, "cr": 1, "d": -1, "c": 1, "s": -1, "h": 1, "debit": -1, "credit": 1}


def mark(scan: Scan, table: Table) -> int:
    """Return -1 or +1 where a column of marks ("Af", "Cr") says so, else 0."""
    column = table.column(Role.MARK)
    for word in scan.free_words():
        near = column is not None and word.box.x0 < column.x1 and word.box.x1 > column.x0
        if near and word.text.lower() in _MARKS:
            return _MARKS[word.text.lower()]
    return 0


def describe(booking: Booking, scan: Scan) -> None:
    """Add the words of a row that are no amounts and no dates of the table to description or reference."""
    table = booking.table
    taken = {i for money in _own_money(booking, scan) for i in range(money.start, money.end)}
    taken |= {i for day in booking_days(scan, table) for i in range(day.start, day.end)}
    for i, word in enumerate(scan.row.words):
        if i in taken:
            continue
        role = _text_role(word, table)
        if role is Role.REFERENCE:
            booking.reference.append(word)
        elif role is Role.DESCRIPTION:
            booking.words.append(word)


def _own_money(booking: Booking, scan: Scan) -> list[Money]:
    if scan is not booking.scan:
        return []
    cells = list(booking.placed.cells.values())
    return cells if booking.table.ordered else list(booking.placed.loose)[-3:]


def _text_role(word: Word, table: Table) -> Role:
    """Return which column without amounts a word stands in: text stands flush left with its heading."""
    if not table.ordered or table.header is None:
        return Role.DESCRIPTION
    begun = [column for column in table.header.columns if column.x0 - _FLUSH <= word.box.x0]
    texts = [column for column in begun if column.role in _TEXT_ROLES]
    return texts[-1].role if texts and texts[-1].role in _KEPT_ROLES else Role.DESCRIPTION


def in_text_zone(scan: Scan, table: Table) -> bool:
    """Tell whether a row of text stands under the descriptions rather than across the table."""
    if not table.ordered or table.header is None:
        return True
    description = table.column(Role.DESCRIPTION)
    start = description.x0 if description else 0.0
    rest = [word for word in scan.row.words if word.box.x1 > start - 0.02]
    return bool(rest) and rest[0].box.x0 >= start - 0.03


def extend(booking: Booking, texts: Sequence[Scan], used: set[int], *, above: bool = False) -> None:
    """Add rows of text to a booking, before its own words where they stand above it."""
    own, booking.words = booking.words, []
    if not above:
        booking.words = own
    for scan in texts:
        describe(booking, scan)
        used.add(scan.index)
    if above:
        booking.words += own
    booking.rows += texts


def widest_gap(above: Scan, texts: Sequence[Scan], below: Scan) -> int:
    """Return the position of the widest gap between rows; where all are alike, everything goes below."""
    rows = [above, *texts, below]
    gaps = [(b.row.box.y0 - a.row.box.y0 if a.page == b.page else 1.0) for a, b in pairwise(rows)]
    widest = max(gaps)
    if widest < 1.15 * min(gaps):
        return 0
    return gaps.index(widest)


def pitch(table: Table) -> float:
    """Return the usual distance between two rows of a table that follow each other."""
    pairs = zip(table.scans, table.scans[1:], strict=False)
    steps = [b.row.box.y0 - a.row.box.y0 for a, b in pairs if a.page == b.page]
    return median(steps) if steps else 0.02
