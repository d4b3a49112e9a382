"""Tables printed in several groups of columns side by side, taken apart into tables under each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from documents.reading.extract.statement.columns import Column, Header, find_headers
from documents.reading.extract.statement.tokens import Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.layout import Row, row_of


def side_by_side(scans: Sequence[Scan]) -> list[Row] | None:
    """Return all rows with groups of columns put under each other, or None where no table repeats itself.

    "Date, number, amount" two or three times in one heading (lists of cheques) is one table per group: the
    rows of the first group come first, as they are read.
    """
    rows: list[Row] = []
    position = 0
    for header in find_headers(scans):
        cuts = _cuts(header)
        if not cuts:
            continue
        end = _end(scans, header)
        rows += [scan.row for scan in scans[position : header.first]]
        for left, right in pairwise([0.0, *cuts, 1.0]):
            rows += [part for scan in scans[header.first : end] if (part := _between(scan.row, left, right))]
        position = end
    if position == 0:
        return None
    return [*rows, *(scan.row for scan in scans[position:])]


def _cuts(header: Header) -> list[float]:
    """Return where one group of columns ends and the next begins; nothing where there is one group."""
    columns = header.columns
    for size in range(2, len(columns) // 2 + 1):
        groups = [columns[i : i + size] for i in range(0, len(columns), size)]
        if len(columns) % size == 0 and _alike(groups):
            return [(a[-1].x1 + b[0].x0) / 2 for a, b in pairwise(groups)]
    return []


def _alike(groups: Sequence[Sequence[Column]]) -> bool:
    shapes = {tuple(column.role for column in group) for group in groups}
    roles = {column.role for column in groups[0]}
    dated = groups[0][0].role in (Role.DATE, Role.VALUE_DATE)
    return len(shapes) == 1 and dated and bool(roles & {Role.AMOUNT, Role.BALANCE, Role.DEBIT, Role.CREDIT})


def _end(scans: Sequence[Scan], header: Header) -> int:
    """Return the row after the last one that begins with a date right under the heading."""
    end = header.last + 1
    while end < len(scans) and scans[end].page == header.page and scans[end].days and scans[end].money:
        end += 1
    return end


def _between(row: Row, left: float, right: float) -> Row | None:
    words = [word for word in row.words if left <= (word.box.x0 + word.box.x1) / 2 < right]
    return row_of(row.page, words) if words else None
