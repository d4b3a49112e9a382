"""Which column of a table holds what, told by the words above it and checked by its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from documents.reading.amounts import CURRENCY_CODES
from documents.reading.structured.heading_words import Role
from documents.reading.structured.headings import Heading, headings_of
from documents.reading.structured.table import Table
from documents.reading.structured.table_cells import is_amount, is_date, mark_of, prints_date, prints_money

_HEADER_WITHIN = 60  # rows
_SAMPLE = 300  # rows whose cells are looked at
_MOST = 0.6  # share of the cells that must be what the heading seems to say
_SOME = 0.3  # the same under a heading that is known word for word
_MONEY = frozenset({Role.AMOUNT, Role.DEBIT, Role.CREDIT})
_SINGLE = (
    Role.DATE,
    Role.VALUE_DATE,
    Role.AMOUNT,
    Role.DEBIT,
    Role.CREDIT,
    Role.FEE,
    Role.BALANCE,
    Role.MARK,
    Role.CURRENCY,
    Role.ACCOUNT,
    Role.SOME_ACCOUNT,
)
_BY_HEADING = 0.97


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a statement; `header` is the row with the headings, if there is one."""

    single: dict[Role, int]
    descriptions: tuple[int, ...]
    references: tuple[int, ...]
    header: int | None
    confidence: float

    def at(self, role: Role) -> int | None:
        """Return the column of a role that only one column has."""
        return self.single.get(role)

    @property
    def first_row(self) -> int:
        """Return the first row below the headings."""
        return 0 if self.header is None else self.header + 1


def columns_by_headings(table: Table) -> Columns | None:
    """Return the columns of a statement by the words above them, or None where no row has such words."""
    scores = {row: _score(headings_of(cells)) for row, cells in enumerate(table.rows[:_HEADER_WITHIN])}
    best = max(scores, key=lambda row: (scores[row], -row), default=None)
    if best is None or scores[best] == 0:
        return None
    return _below(table, best)


def has_headings(rows: Iterable[Sequence[str]]) -> bool:
    """Tell whether one of the rows holds headings of a statement."""
    return any(_score(headings_of(row)) > 0 for row in rows)


def has_bookings(rows: Iterable[Sequence[str]]) -> bool:
    """Tell whether many of the rows have a cell that is a date beside one that is an amount of money."""
    filled = [row for row in rows if any(row)]
    booked = [row for row in filled if any(map(prints_date, row)) and any(map(prints_money, row))]
    return len(booked) > 1 and len(booked) > _SOME * len(filled)


def _score(headings: Sequence[Heading | None]) -> int:
    """Return how much a row looks like headings of a statement: 0 without a date or without an amount."""
    known = {heading.role: heading for heading in headings if heading is not None}
    if Role.DATE not in known and Role.VALUE_DATE not in known:
        return 0
    if _MONEY.isdisjoint(known):
        return 0
    return sum(2 if heading.exact else 1 for heading in known.values())


def _below(table: Table, header: int) -> Columns | None:
    headings = headings_of(table.rows[header])
    rows = list(sampled(table, header + 1))
    ranked = sorted(
        ((column, heading) for column, heading in enumerate(headings) if heading is not None),
        key=lambda item: (not item[1].exact, -item[1].words, item[0]),
    )
    single: dict[Role, int] = {}
    for column, heading in ranked:
        role = _role_by_cells(heading, table, rows, column)
        if role in _SINGLE:
            single.setdefault(role, column)
    if Role.DATE not in single and Role.VALUE_DATE in single:
        single[Role.DATE] = single.pop(Role.VALUE_DATE)
    if Role.DATE not in single or _MONEY.isdisjoint(single):
        return None
    texts = _columns_of(headings, Role.DESCRIPTION) + _columns_of(headings, Role.COUNTERPARTY)
    references = _columns_of(headings, Role.REFERENCE)
    return Columns(single, texts, references, header, _BY_HEADING)


def _columns_of(headings: Sequence[Heading | None], role: Role) -> tuple[int, ...]:
    return tuple(
        column for column, heading in enumerate(headings) if heading is not None and heading.role is role
    )


def _role_by_cells(heading: Heading, table: Table, rows: Sequence[int], column: int) -> Role | None:
    """Return what a column is in the light of its cells; without any, the heading decides."""
    role = heading.role
    filled = [row for row in rows if table.cell(row, column)]
    if not filled:
        return role
    if (
        role is Role.VALUE_DATE
        and _share(filled, lambda row: table.cell(row, column) in CURRENCY_CODES) > _MOST
    ):
        return Role.CURRENCY  # "Valuta" is the currency in Dutch and the value date in German
    needed = _SOME if heading.exact else _MOST
    if role in (Role.DATE, Role.VALUE_DATE):
        return role if _share(filled, lambda row: is_date(table, row, column)) > needed else None
    if role in (*_MONEY, Role.FEE, Role.BALANCE):
        return role if _share(filled, lambda row: is_amount(table, row, column)) > needed else None
    if role is Role.MARK:
        return role if all(mark_of(table.cell(row, column)) for row in filled) else None
    return role


def _share(rows: Sequence[int], test: Callable[[int], bool]) -> float:
    return sum(map(test, rows)) / len(rows)


def sampled(table: Table, start: int) -> Iterator[int]:
    """Yield the first rows from `start` on that have at least two cells, as many as are worth looking at."""
    found = 0
    for row in range(start, len(table.rows)):
        if sum(bool(cell.strip()) for cell in table.rows[row]) > 1:
            yield row
            found += 1
            if found == _SAMPLE:
                return
