"""Which column of a table holds what: by the words above it, checked by its cells, or by its cells alone."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.amounts import CURRENCY_CODES
from documents.reading.dates import date_parse
from documents.reading.structured.heading_words import Role
from documents.reading.structured.headings import Heading, headings_of
from documents.reading.structured.printed import amount_of, date_text
from documents.reading.structured.table import Table

_LONGEST_DATE = 40  # letters, with a time of day behind it
_HEADER_WITHIN = 60  # rows
_SAMPLE = 300  # rows whose cells are looked at
_MOST = 0.6  # share of the cells that must be what the heading seems to say
_NEARLY_ALL = 0.75  # the same without any heading
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
DEBIT_MARKS = frozenset(
    [
        "-",
        "af",
        "cargo",
        "d",
        "dare",
        "db",
        "dbit",
        "debe",
        "debet",
        "debit",
        "debito",
        "dr",
        "out",
        "s",
        "soll",
        "uit",
    ]
)
CREDIT_MARKS = frozenset(
    [
        "+",
        "abono",
        "avere",
        "bij",
        "c",
        "cr",
        "crdt",
        "credit",
        "credito",
        "h",
        "haben",
        "haber",
        "in",
        "kredit",
        "krediet",
    ]
)
_BY_HEADING, _BY_ARITHMETIC, _BY_CONTENT = 0.97, 0.95, 0.85


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


def find_columns(table: Table) -> Columns | None:
    """Return the columns of a statement, or None where the table has no dates with amounts."""
    header = _header_row(table)
    if header is not None:
        found = _by_headings(table, header)
        if found is not None:
            return found
    return _by_content(table)


def has_headings(rows: Iterable[Sequence[str]]) -> bool:
    """Tell whether one of the rows holds headings of a statement."""
    return any(_score(headings_of(row)) > 0 for row in rows)


def has_bookings(rows: Iterable[Sequence[str]]) -> bool:
    """Tell whether many of the rows have a cell that is a date beside one that is an amount of money."""
    filled = [row for row in rows if any(row)]
    booked = [row for row in filled if any(map(_prints_date, row)) and any(map(_prints_money, row))]
    return len(booked) > 1 and len(booked) > _SOME * len(filled)


def mark_of(text: str) -> int:
    """Return -1 for a mark of debits ("D", "Soll", "Af"), 1 for one of credits, 0 for anything else."""
    folded = text.strip().lower().rstrip(".").replace("é", "e")
    return -1 if folded in DEBIT_MARKS else int(folded in CREDIT_MARKS)


def _header_row(table: Table) -> int | None:
    scores = {row: _score(headings_of(cells)) for row, cells in enumerate(table.rows[:_HEADER_WITHIN])}
    best = max(scores, key=lambda row: (scores[row], -row), default=None)
    return best if best is not None and scores[best] > 0 else None


def _score(headings: Sequence[Heading | None]) -> int:
    """Return how much a row looks like headings of a statement: 0 without a date or without an amount."""
    known = {heading.role: heading for heading in headings if heading is not None}
    if Role.DATE not in known and Role.VALUE_DATE not in known:
        return 0
    if _MONEY.isdisjoint(known):
        return 0
    return sum(2 if heading.exact else 1 for heading in known.values())


def _by_headings(table: Table, header: int) -> Columns | None:
    headings = headings_of(table.rows[header])
    rows = list(_sample(table, header + 1))
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
        return role if _share(filled, lambda row: _is_date(table, row, column)) > needed else None
    if role in (*_MONEY, Role.FEE, Role.BALANCE):
        return role if _share(filled, lambda row: _is_amount(table, row, column)) > needed else None
    if role is Role.MARK:
        return role if all(mark_of(table.cell(row, column)) for row in filled) else None
    return role


def _share(rows: Sequence[int], test: Callable[[int], bool]) -> float:
    return sum(map(test, rows)) / len(rows)


def _sample(table: Table, start: int) -> Iterator[int]:
    """Yield the rows to look at: those with at least two cells."""
    found = 0
    for row in range(start, len(table.rows)):
        if sum(bool(cell.strip()) for cell in table.rows[row]) > 1:
            yield row
            found += 1
            if found == _SAMPLE:
                return


def _is_date(table: Table, row: int, column: int) -> bool:
    known = table.typed.get((row, column))
    if known is not None:
        return not isinstance(known, Decimal)
    return _prints_date(table.cell(row, column))


def _prints_date(text: str) -> bool:
    return len(text) <= _LONGEST_DATE and date_parse(date_text(text), year=2000) is not None


def _prints_money(text: str) -> bool:
    return not text.isdigit() and amount_of(text, None) is not None


def _is_amount(table: Table, row: int, column: int) -> bool:
    known = table.typed.get((row, column))
    if known is not None:
        return isinstance(known, Decimal)
    return amount_of(table.cell(row, column), None) is not None


def _by_content(table: Table) -> Columns | None:
    """Tell the columns by their cells alone: for files without headings or with unknown ones."""
    width = max((len(row) for row in table.rows), default=0)
    booked = [row for row in _sample(table, 0) if any(_is_date(table, row, c) for c in range(width))]
    dates = [column for column in range(width) if _mostly(table, booked, column, _is_date)]
    if not dates:
        return None
    header = booked[0] - 1 if booked[0] > 0 and _all_words(table, booked[0] - 1) else None
    numbers = [
        column for column in range(width) if column not in dates and _mostly(table, booked, column, _is_money)
    ]
    if not numbers:
        return None
    single = {Role.DATE: dates[0], **_amount_and_balance(table, booked, numbers)}
    if header is not None and Role.BALANCE not in single:
        return None  # unknown words over numbers that nothing proves to be money of an account
    if len(dates) > 1:
        single[Role.VALUE_DATE] = dates[1]
    words = [
        column
        for column in range(width)
        if column not in (*dates, *numbers) and any(len(table.cell(row, column)) > 3 for row in booked)
    ]
    words.sort(key=lambda column: -sum(len(table.cell(row, column)) for row in booked))
    sure = _BY_ARITHMETIC if Role.BALANCE in single else _BY_CONTENT
    return Columns(single, tuple(sorted(words[:2])), (), header, sure)


def _mostly(table: Table, rows: Sequence[int], column: int, test: Callable[[Table, int, int], bool]) -> bool:
    filled = [row for row in rows if table.cell(row, column)]
    return len(filled) > len(rows) / 2 and sum(
        test(table, row, column) for row in filled
    ) > _NEARLY_ALL * len(filled)


def _is_money(table: Table, row: int, column: int) -> bool:
    """Tell whether a cell is an amount and not a mere number: with decimals, a sign or a currency."""
    text = table.cell(row, column)
    return _is_amount(table, row, column) and not text.isdigit()


def _all_words(table: Table, row: int) -> bool:
    cells = [cell for cell in table.rows[row] if cell.strip()]
    return len(cells) > 2 and not any(any(letter.isdigit() for letter in cell) for cell in cells)


def _amount_and_balance(table: Table, rows: Sequence[int], numbers: Sequence[int]) -> dict[Role, int]:
    """Return the pair of columns of which one adds up the other, else the first as the amounts."""
    for amount in numbers:
        for balance in numbers:
            if amount != balance and _adds_up(table, rows, amount, balance):
                return {Role.AMOUNT: amount, Role.BALANCE: balance}
    return {Role.AMOUNT: numbers[0]}


def _adds_up(table: Table, rows: Sequence[int], amount: int, balance: int) -> bool:
    pairs = [(number(table, row, amount), number(table, row, balance)) for row in rows]
    known = [(added, total) for added, total in pairs if added is not None and total is not None]
    if len(known) < 2:
        return False
    pairs_of_rows = list(itertools.pairwise(known))
    forward = sum(first[1] + second[0] == second[1] for first, second in pairs_of_rows)
    backward = sum(second[1] + first[0] == first[1] for first, second in pairs_of_rows)
    return max(forward, backward) > _MOST * (len(known) - 1)


def number(table: Table, row: int, column: int | None, decimal_sign: str | None = None) -> Decimal | None:
    """Return the amount in a cell: the workbook's own number, or what the text prints."""
    if column is None:
        return None
    known = table.typed.get((row, column))
    if isinstance(known, Decimal):
        return known
    return amount_of(table.cell(row, column), decimal_sign)
