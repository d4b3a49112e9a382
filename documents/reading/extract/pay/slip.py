"""A payslip laid out for reading: rows with their amounts and dates, and what each column holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.reading.extract.pay import vocabulary
from documents.reading.extract.statement.style import Style, style_of
from documents.reading.extract.statement.tokens import Money, Scan, scan
from documents.reading.layout import Label, Row, fold, labels_in, row_of, rows
from documents.reading.types import Box, PageText, TextSource, Word

_REACH = 0.6  # of the page: how far above an amount the head of its column stands
_SLACK = 0.02  # of the width
_LEAD = re.compile(r"[-+(]{0,2}(?:[A-Z]{1,3}|[$€£])?-?\d{1,3}(?:\d{3})?")
_GROUP = re.compile(r"\d{3}(?:[.,]\d{2}\D{0,4})?")
_STARRED = re.compile(r"\S*\d[*†]")  # a note's mark
_SQUARE = 0.7  # width by height of a page: fractions of both compared
_THOUSANDS_GAP = 1.4  # heights of a digit; columns stand farther apart
_HEAD_REACH = 4  # rows under the head of a column in which its amounts begin
_TO_DATE_ROW = re.compile(
    r"\b(?:ytd|y\.t\.d|year[- ]to[- ]date|to[- ]date|td|this year|jahreswerte|kumul\w*|cumul\w*|jtd|"
    r"jahressumme|jaar tot datum|tot datum|acumulado|progressiv\w+|previous)\b"
)


class Column(StrEnum):
    """What the amounts of a column are."""

    CURRENT = "current"
    TO_DATE = "to_date"
    NOT_MONEY = "not_money"  # hours, rates, bases, the employer's part
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class _Head:
    row: int
    page: int
    box: Box
    column: Column


@dataclass(frozen=True, slots=True)
class Slip:
    """All rows of a payslip in order, what was recognised in each, and the heads of the columns."""

    rows: tuple[Row, ...]
    scans: tuple[Scan, ...]
    style: Style
    heads: tuple[_Head, ...]
    printed: tuple[Row, ...]  # the rows before thousands that stand apart were joined

    def labels(self, patterns: Sequence[str]) -> list[Label]:
        """Return where words of the vocabulary stand, the best pattern first."""
        found = labels_in(self.rows, patterns)
        return sorted(found, key=lambda label: (label.rank, label.index, label.start))

    def column(self, index: int, money: Money) -> Column:
        """Return what the column of an amount holds, by its row's words and the nearest head above it."""
        if _TO_DATE_ROW.search(self._left_text(index, money)):
            return Column.TO_DATE
        in_turn = self._column_in_turn(index, money)
        if in_turn is not None:
            return in_turn
        above = [head for head in self.heads if self._is_above(head, index, money)]
        nearest = max(above, key=lambda head: head.row, default=None)
        return nearest.column if nearest else Column.UNKNOWN

    def _column_in_turn(self, index: int, money: Money) -> Column | None:
        """Return the column by order where a row lost its gaps and holds one amount under each head."""
        row, amounts = self.rows[index], self.scans[index].money
        if len(amounts) < 2 or len(row.cells()) > 1:
            return None
        above = [head for head in self.heads if head.page == row.page and head.row < index]
        nearest = max((head.row for head in above), default=-1)
        heads = sorted((head for head in above if head.row == nearest), key=lambda head: head.box.x0)
        return heads[amounts.index(money)].column if len(heads) == len(amounts) else None

    def as_printed(self, page: int, box: Box) -> str:
        """Return the words at a place as they are printed, thousands apart where they are."""
        inside = [
            word.text
            for row in self.printed
            if row.page == page and row.box.y0 <= box.y1 and row.box.y1 >= box.y0
            for word in row.words
            if box.x0 <= (word.box.x0 + word.box.x1) / 2 <= box.x1
            and box.y0 <= (word.box.y0 + word.box.y1) / 2 <= box.y1
        ]
        return " ".join(inside)

    def _left_text(self, index: int, money: Money) -> str:
        """Return the words of the row that describe an amount: those left of it, from the amount before."""
        found = self.scans[index]
        before = [other.end for other in found.money if other.end <= money.start]
        words = [
            word.text
            for place, word in enumerate(found.row.words)
            if place < money.start and not any(m.start <= place < m.end for m in found.money)
        ]
        near = [word.text for word in found.row.words[max(before, default=0) : money.start]]
        return fold(" ".join(near if any(re.search(r"[^\W\d_]{2}", text) for text in near) else words))

    def _is_above(self, head: _Head, index: int, money: Money) -> bool:
        row = self.rows[index]
        near = head.page == row.page and head.row < index and row.box.y0 - head.box.y1 < _REACH
        return near and head.box.x0 - _SLACK < money.box.x1 and head.box.x1 + _SLACK > money.box.x0


def slip_of(pages: Sequence[PageText]) -> Slip:
    """Lay out a payslip."""
    printed = tuple(row for page in pages for row in rows(page))
    every = tuple(_joined(row) for row in printed)
    noisy = any(page.source is TextSource.OCR for page in pages)
    style = style_of(every, noisy=noisy)
    scans = tuple(scan(every, style))
    return Slip(every, scans, style, tuple(_heads(every, scans)), printed)


def _joined(row: Row) -> Row:
    """Return a row in which "19 321.95" is one word, so that narrow digits do not tear it apart."""
    words: list[Word] = []
    for word in row.words:
        before = words[-1] if words else None
        if before is not None and _LEAD.fullmatch(before.text) and _GROUP.fullmatch(word.text):
            height = word.box.y1 - word.box.y0
            if (word.box.x0 - before.box.x1) * _SQUARE <= _THOUSANDS_GAP * height:
                box, sure = before.box.union(word.box), min(before.confidence, word.confidence)
                words[-1] = Word(before.text + word.text, box, sure)
                continue
        words.append(
            Word(word.text[:-1], word.box, word.confidence) if _STARRED.fullmatch(word.text) else word
        )
    return row_of(row.page, words)


def _heads(every: Sequence[Row], scans: Sequence[Scan]) -> list[_Head]:
    """Return the heads of columns: known words in rows that hold no amount themselves."""
    kinds = (
        (Column.TO_DATE, vocabulary.TO_DATE),
        (Column.NOT_MONEY, vocabulary.NOT_MONEY),
        (Column.CURRENT, vocabulary.CURRENT),
    )
    patterns = [pattern for _, group in kinds for pattern in group]
    columns = [column for column, group in kinds for _ in group]
    return [
        _Head(label.index, label.page, label.box, columns[label.rank])
        for label in labels_in(every, patterns)
        if not scans[label.index].money and _amounts_follow(scans, label.index)
    ]


def _amounts_follow(scans: Sequence[Scan], index: int) -> bool:
    """Return whether one of the next rows holds an amount: else the words head no columns of amounts."""
    return any(found.money for found in scans[index + 1 : index + 1 + _HEAD_REACH])
