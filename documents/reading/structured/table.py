"""A table of cells laid out in aligned columns, so that each cell has a place in the text."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.reading.structured.model import Span
from documents.reading.structured.source import check_lines

_GAP = 2
_WIDEST_TABLE = 236  # columns of the widest page, less its gaps
_NARROWEST_COLUMN = 8
_WIDEST_COLUMN = 60
Typed = Decimal | dt.date


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells as text; `typed` holds what a workbook knows to be a number or a date.

    Rows may be of different lengths; a cell beyond the end of its row is empty.
    """

    rows: Sequence[Sequence[str]]
    typed: Mapping[tuple[int, int], Typed] = field(default_factory=dict)
    title: str = ""
    lines: tuple[str, ...] = ()
    first: tuple[int, ...] = ()  # the line in which each row begins, counted over the whole text
    starts: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()

    @staticmethod
    def of(
        rows: Sequence[Sequence[str]],
        typed: Mapping[tuple[int, int], Typed] | None = None,
        *,
        title: str = "",
        before: int = 0,
    ) -> Table:
        """Lay out rows in aligned columns; cells that are too long go on below, within their column.

        Args:
            rows: the cells as text.
            typed: numbers and dates by row and column, where the source knows them.
            title: the name of the sheet, which gets a line of its own.
            before: how many lines of text stand before this table.
        """
        widths = _widths(rows)
        starts = tuple(sum(widths[:column]) + _GAP * column for column in range(len(widths)))
        lines = [title] if title else []
        first: list[int] = []
        for row in rows:
            first.append(before + len(lines))
            lines += _laid_out(row, widths)
            check_lines(before + len(lines))
        return Table(rows, typed or {}, title, tuple(lines), tuple(first), starts, widths)

    def cell(self, row: int, column: int | None) -> str:
        """Return the text of a cell without spaces around it; none is empty."""
        if column is None or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column].strip()

    def span(self, row: int, column: int) -> Span:
        """Return the place of a cell, of its first line where it is too long for one."""
        text = _wrapped(self.cell(row, column), self.widths[column])[0]
        start = self.starts[column]
        return Span(self.first[row], start, start + max(len(text), 1))

    def row_span(self, row: int) -> Span:
        """Return the place of a whole row."""
        line = self.first[row]
        height = len(_laid_out(self.rows[row], self.widths))
        before = self.first[0] - (1 if self.title else 0)
        end = len(self.lines[line + height - 1 - before])
        return Span(line, 0, max(end, 1), line + height - 1 if height > 1 else None)


def _widths(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return a width for each column; the long ones give way until the table fits the page."""
    count = max((len(row) for row in rows), default=0)
    natural = [1] * count
    for row in rows:
        for column, text in enumerate(row):
            natural[column] = max(natural[column], len(text.strip()))
    room = _WIDEST_TABLE - _GAP * max(count - 1, 0)
    cap = _WIDEST_COLUMN
    while cap > _NARROWEST_COLUMN and sum(min(width, cap) for width in natural) > room:
        cap -= 1
    return tuple(min(width, cap) for width in natural)


def _laid_out(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the lines of a row."""
    cells = [_wrapped(text.strip(), width) for text, width in zip(row, widths, strict=False)]
    height = max((len(cell) for cell in cells), default=1)
    lines = []
    for index in range(height):
        parts = [
            (cell[index] if index < len(cell) else "").ljust(width)
            for cell, width in zip(cells, widths, strict=False)
        ]
        lines.append((" " * _GAP).join(parts).rstrip())
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_long_words=True, break_on_hyphens=False) or [""]
