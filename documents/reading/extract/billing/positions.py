"""The positions of an invoice: the rows of its table that add up to the net amount."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.extract.billing.figures import Figure
from documents.reading.extract.billing.labels import Meaning, meaning_of
from documents.reading.extract.billing.phrases import PhraseTable
from documents.reading.extract.vocabulary import phrases
from documents.reading.layout import Cell, Row
from documents.reading.types import Box, Line

_DESCRIPTION = PhraseTable(("description", words) for words in phrases("tables")["description"].values())
_AMOUNT = frozenset(
    {
        Meaning.AMOUNT,
        Meaning.TOTAL,
        Meaning.NET,
        Meaning.GROSS,
        Meaning.NETT,
        Meaning.INCLUDED,
        Meaning.SUBTOTAL,
    }
)
_HEADS = _AMOUNT | {
    Meaning.COUNT,
    Meaning.PRICE,
    Meaning.TAX,
    Meaning.DISCOUNT,
    Meaning.OTHER,
    Meaning.TAXABLE,
}
_ENDS = frozenset(
    {
        Meaning.TOTAL,
        Meaning.NET,
        Meaning.GROSS,
        Meaning.NETT,
        Meaning.DUE,
        Meaning.TAX,
        Meaning.TAXABLE,
        Meaning.SUBTOTAL,
    }
)
_SKIPPED = frozenset({Meaning.PREVIOUS, Meaning.CASH, Meaning.PREPAID})
_SIDE = 0.03  # of the page's width: how far a column's amounts lie from its head, and from each other
_PROVEN, _LIKELY, _UNPROVEN = 0.97, 0.9, 0.5  # adds up to the net amount, to another sum, to none
_PLAIN_LABEL = 1  # words of a label that can be nothing else
_GIVEN_UP = 60  # rows after a table's last amount


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a table's head stands and where its last column is."""

    start: int  # the row after the head
    head: Cell
    description: Cell


def positions_of(
    document: Sequence[Row], figures: Sequence[Figure], sums: Sequence[Decimal]
) -> tuple[Line, ...]:
    """Return the positions of the table that is recognised by its head.

    Args:
        document: all rows.
        figures: the sums of money.
        sums: what the positions may add up to, best first (net, subtotal, total).

    Returns:
        The rows of the column that adds up to one of the sums; else those of the last column whose head says
        "amount" or the like, with low confidence. Nothing where no head is found.
    """
    table = _table(document)
    if table is None:
        return ()
    last: list[Figure] = []
    for head in _amount_heads(document, table):
        everything = list(_column(figures, table, head))
        positions = _up_to_totals(document, everything)
        for rank, total in enumerate(sums):
            if chosen := _adding_up(positions, total) or _adding_up(everything, total):
                return tuple(_lines(document, chosen, table, _PROVEN if rank == 0 else _LIKELY))
        last = last or positions
    return tuple(_lines(document, last, table, _UNPROVEN))


def _adding_up(column: Sequence[Figure], total: Decimal) -> Sequence[Figure]:
    """Return the figures from the top of a column that first add up to a sum; what follows are totals."""
    running = Decimal(0)
    for count, figure in enumerate(column, start=1):
        running += figure.amount
        if running == total:
            return column[:count]
    return ()


def _table(document: Sequence[Row]) -> _Table | None:
    """Return the first row that heads a description and an amount, its words perhaps spread over rows."""
    for index, row in enumerate(document):
        cells = row.cells(1.6)
        if len(cells) < 2 or re.search(r"\d[.,]\d\d\b", row.text):
            continue
        descriptions = [
            cell for cell in cells if _DESCRIPTION.find(cell.text) and not cell.text.rstrip().endswith(":")
        ]
        meanings = [meaning_of(cell.text) for cell in cells]
        amounts = [cell for cell, meaning in zip(cells, meanings, strict=True) if meaning in _AMOUNT]
        heads = sum(meaning in _HEADS for meaning in meanings)
        if (
            descriptions
            and amounts
            and heads >= min(2, len(cells) - 1)
            and descriptions[0].box.x0 < amounts[-1].box.x0
        ):
            widest = max(descriptions, key=_main)
            return _Table(index + 1, amounts[-1], widest)
    return None


def _main(cell: Cell) -> tuple[bool, float]:
    """Prefer the head of the text to those of numbers and codes."""
    return (
        not re.fullmatch(r"(?:pos|no|nr|sku|code|item code|art|date|#)\.?", cell.text.lower()),
        cell.box.x0,
    )


def _amount_heads(document: Sequence[Row], table: _Table) -> Iterable[Cell]:
    """Yield the heads of columns that may hold the positions' amounts, the last column first."""
    row = document[table.start - 1]
    yield table.head
    for cell in reversed(row.cells(1.6)):
        if cell != table.head and meaning_of(cell.text) in _AMOUNT:
            yield cell


def _column(figures: Sequence[Figure], table: _Table, head: Cell) -> Iterable[Figure]:
    """Yield the amounts under a head, of each row the one nearest to it."""
    by_row: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.row_index >= table.start and _under(figure, head):
            by_row.setdefault(figure.row_index, []).append(figure)
    last_index = table.start
    for index, same_row in by_row.items():
        if index - last_index > _GIVEN_UP:
            return
        last_index = index
        yield min(same_row, key=lambda figure: abs(figure.box.x1 - head.box.x1))


def _up_to_totals(document: Sequence[Row], column: Sequence[Figure]) -> list[Figure]:
    """Return the positions of a column up to the first row of totals, subtotals of sections left out."""
    found: list[Figure] = []
    for figure in column:
        kind = _kind(document, figure)
        if kind == "end":
            return found
        if kind == "position":
            found.append(figure)
    return found


def _kind(document: Sequence[Row], figure: Figure) -> str:
    """Tell whether a figure under the amounts is a position, a subtotal to skip, or begins the totals."""
    label = figure.row.text[: figure.row.text.find(figure.text)] if figure.after_label else figure.label
    meaning = figure.meaning if not figure.after_label else meaning_of(" ".join(label.split()[:4]))
    alone = len(re.findall(r"\d+[.,]\d\d(?!\d|[.,]\d)", figure.row.text)) <= 1
    if alone and meaning in _SKIPPED:
        return "skip"
    if alone and not figure.stacked and meaning is Meaning.SUBTOTAL and _goes_on(document, figure):
        return "skip"
    words = len(re.findall(r"[^\W\d_]{2,}", label))
    if (
        not figure.after_label
        and not figure.stacked
        and meaning in _ENDS
        and words <= _PLAIN_LABEL
        and not alone
    ):
        return "end"
    starts = not re.match(r"\W*\d+\s", figure.row.text)
    return (
        "end" if alone and meaning in _ENDS and words <= 5 and starts and not figure.stacked else "position"
    )


def _goes_on(document: Sequence[Row], figure: Figure) -> bool:
    """Tell whether rows with a price and an amount follow, so that a subtotal is one of a section."""
    following = document[figure.row_index + 1 : figure.row_index + 6]
    return any(
        len(re.findall(r"(?<!\d)\d+[.,]\d\d(?!\d)", row.text)) > 1
        for row in following
        if row.page == figure.row.page
    )


def _under(figure: Figure, head: Cell) -> bool:
    box = figure.box
    beside = box.x0 < head.box.x1 + _SIDE and box.x1 > head.box.x0 - _SIDE
    centre = (box.x0 + box.x1) / 2
    return beside and (
        abs(box.x1 - head.box.x1) < _SIDE or head.box.x0 - _SIDE <= centre <= head.box.x1 + _SIDE
    )


def _lines(
    document: Sequence[Row], chosen: Sequence[Figure], table: _Table, confidence: float
) -> Iterable[Line]:
    tops = [figure.row_index for figure in chosen]
    for number, figure in enumerate(chosen, start=1):
        after = tops[number] if number < len(tops) else figure.row_index + 1
        cells = list(_description(document, figure, after, table))
        boxes = [figure.box, *(cell.box for cell in cells if cell.page == figure.row.page)]
        yield Line(
            number=number,
            date=None,
            description=" ".join(cell.text for cell in cells),
            amount=figure.amount,
            confidence=round(min(confidence, figure.confidence), 3),
            page=figure.row.page,
            box=Box.around(boxes),
        )


def _description(document: Sequence[Row], figure: Figure, after: int, table: _Table) -> Iterable[Cell]:
    """Yield the text of a position: in its row, and in the rows under it up to the next position."""
    box = table.description.box
    for index in range(figure.row_index, max(after, figure.row_index + 1)):
        row = document[index]
        if row.page != figure.row.page or index - figure.row_index > 3:
            return
        for cell in row.cells(1.6):
            first = index == figure.row_index
            under = cell.box.x0 < box.x1 + 0.02 and cell.box.x1 > box.x0 - 0.02
            begins = first or abs(cell.box.x0 - box.x0) < 0.05
            if under and begins and re.search(r"[^\W\d_]{2}", cell.text):
                yield cell
