"""Which column of a table holds what, told by the cells alone: for files whose headings say nothing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from documents.reading.structured.columns import Columns, sampled
from documents.reading.structured.heading_words import Role
from documents.reading.structured.table import Table
from documents.reading.structured.table_cells import is_date, is_money, number

_NEARLY_ALL = 0.75  # share of the cells of a column that must be alike
_MOST = 0.6  # share of the balances that must follow from the amounts
_MOST_COLUMNS, _MOST_NUMBERS = 60, 8  # columns that are looked at
_BY_ARITHMETIC, _BY_CONTENT = 0.95, 0.85


def columns_by_content(table: Table) -> Columns | None:
    """Return the columns of a statement by their cells, or None where there are no dates with amounts.

    Under headings in unknown words the amounts must add up to a running balance; they could be anything.
    """
    width = min(max((len(row) for row in table.rows), default=0), _MOST_COLUMNS)
    booked = [row for row in sampled(table, 0) if any(is_date(table, row, c) for c in range(width))]
    dates = [column for column in range(width) if _mostly(table, booked, column, is_date)]
    if not dates:
        return None
    header = booked[0] - 1 if booked[0] > 0 and _all_words(table, booked[0] - 1) else None
    numbers = [
        column for column in range(width) if column not in dates and _mostly(table, booked, column, is_money)
    ]
    if not numbers:
        return None
    single = {Role.DATE: dates[0], **_amount_and_balance(table, booked, numbers[:_MOST_NUMBERS])}
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
