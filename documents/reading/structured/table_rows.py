"""The rows of a table whose columns are known: what books something, and what only tells of the account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.reading.amounts import decimal_sign_of
from documents.reading.structured.columns import Columns
from documents.reading.structured.heading_words import Role
from documents.reading.structured.headings import fold
from documents.reading.structured.model import Draft
from documents.reading.structured.printed import decide_order
from documents.reading.structured.table import Table
from documents.reading.structured.table_amounts import Figures
from documents.reading.structured.table_cells import mark_of, number
from documents.reading.structured.table_notes import add_notes, note_of

MONEY_ROLES = (Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.FEE, Role.BALANCE)
_NOTED = 0.95
# Words in the first cell with which some banks tell the kinds of rows apart.
_RECORD_TYPES = {"OPEN": "opening_balance", "CLOSE": "closing_balance"}
_TOTALS = {"total", "totals", "sum", "summe", "gesamt", "totaal", "totale", "totales", "totaux", "subtotal"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table that books something, or tries to."""

    index: int
    date: dt.date | None
    figures: Figures


class TableRows:
    """Reads the rows of a table; `notes` collects what stands around the bookings.

    The order of day and month and the decimal sign are decided over whole columns.
    """

    def __init__(self, table: Table, columns: Columns) -> None:
        """Take a table and its columns."""
        self.table = table
        self.columns = columns
        self.notes = Draft()
        self._unpaid: list[int] = []  # rows with a date and without an amount
        self._sign = decimal_sign_of(list(self._printed(MONEY_ROLES)))
        american = "USD" in set(self._printed((Role.CURRENCY,)))
        self.order = decide_order(list(self._printed((Role.DATE,))), month_first=american)

    def read(self) -> list[Row]:
        """Return the rows that book something, in the order of the file."""
        for index in range(self.columns.first_row):
            if index != self.columns.header:
                add_notes(self.notes, self.table, index, self.order, self._sign)
        rows = [row for row in map(self._row, self.body()) if row is not None]
        self.notes.problems += self._remarks(rows)
        return self._without_repeated_balance(rows)

    def body(self) -> range:
        """Return the numbers of the rows below the headings."""
        return range(self.columns.first_row, len(self.table.rows))

    def cell(self, index: int, role: Role) -> str:
        """Return the text of a row in the column of a role, empty where there is none."""
        return self.table.cell(index, self.columns.at(role))

    def date(self, index: int, role: Role) -> dt.date | None:
        """Return the date of a row in the column of a role, or None where there is none."""
        column = self.columns.at(role)
        known = self.table.typed.get((index, column)) if column is not None else None
        if isinstance(known, dt.date):
            return known
        text = self.table.cell(index, column)
        return self.order.date(text) or self._date_in_period(text)

    def _date_in_period(self, text: str) -> dt.date | None:
        """Return a date printed without its year, in the year that puts it into the period of the file."""
        start, end = self.notes.get("period_start"), self.notes.get("period_end")
        if not text or not (start and end):
            return None
        for year in range(int(start[:4]), int(end[:4]) + 1):
            date = self.order.date(text, year)
            if date is not None and start <= date.isoformat() <= end:
                return date
        return None

    def _row(self, index: int) -> Row | None:
        """Return a row if it books something; what else it says goes to the notes."""
        date = self.date(index, Role.DATE)
        figures = self._figures(index)
        if name := self._balance_row(index, figures):
            self._take_balance(name, index, figures)
            return None
        if date is None and self._is_note(index, figures):
            add_notes(self.notes, self.table, index, self.order, self._sign)
            return None
        if figures.has_money or any(self.cell(index, role) for role in MONEY_ROLES[:3]):
            return Row(index, date, figures)
        if date is not None:
            self._unpaid.append(index)
        return None

    def _figures(self, index: int) -> Figures:
        amount, debit, credit, fee, balance = (
            number(self.table, index, self.columns.at(role), self._sign) for role in MONEY_ROLES
        )
        return Figures(amount, debit, credit, fee, mark_of(self.cell(index, Role.MARK)), balance)

    def _balance_row(self, index: int, figures: Figures) -> str:
        """Return which balance a row brings forward, if it does nothing else, with or without a date."""
        moves = figures.has_money and figures.amount not in (Decimal(0), figures.balance)
        has_balances = self.columns.at(Role.BALANCE) is not None
        if moves and has_balances:
            return ""
        cells = self.table.rows[index]
        names = [name for cell in cells if (name := note_of(cell)).endswith("_balance")]
        names += [_RECORD_TYPES[cell] for cell in cells[:1] if cell in _RECORD_TYPES]
        if not names or (moves and names[0] == "current_balance"):
            return ""
        return names[0]

    def _take_balance(self, name: str, index: int, figures: Figures) -> None:
        """Take the balance of such a row; of several closing ones the last counts."""
        role = Role.AMOUNT if figures.balance is None else Role.BALANCE
        balance = figures.amount if figures.balance is None else figures.balance
        column = self.columns.at(role)
        if balance is None or column is None:
            add_notes(self.notes, self.table, index, self.order, self._sign)
            return
        if name == "closing_balance":
            self.notes.values = [found for found in self.notes.values if found.name != name]
        text, span = self.table.cell(index, column), self.table.span(index, column)
        self.notes.add_amount(name, balance, text, span, "table:balance_row", confidence=_NOTED)

    def _is_note(self, index: int, figures: Figures) -> bool:
        """Tell whether a row without a date is no booking: a total, a remark, a line of the letterhead."""
        cells = [cell for cell in self.table.rows[index] if cell]
        totals = any(word in _TOTALS for cell in cells for word in fold(cell).split())
        return totals or not figures.has_money or any(map(note_of, cells))

    def _without_repeated_balance(self, rows: list[Row]) -> list[Row]:
        """Take a balance that is the same in all rows for that of the day of the download."""
        balances = {row.figures.balance for row in rows}
        balance = next(iter(balances), None)
        column = self.columns.at(Role.BALANCE)
        if len(rows) < 2 or len(balances) > 1 or balance is None or column is None:
            return rows
        if not any(row.figures.amount or row.figures.debit or row.figures.credit for row in rows):
            return rows
        text, span = self.table.cell(rows[0].index, column), self.table.span(rows[0].index, column)
        self.notes.add_amount("current_balance", balance, text, span, "table:same_in_all_rows")
        return [replace(row, figures=replace(row.figures, balance=None)) for row in rows]

    def _remarks(self, rows: list[Row]) -> Iterator[str]:
        if self.order.caveat and rows:
            yield self.order.caveat
        if self._unpaid:
            shown = ", ".join(str(index + 1) for index in self._unpaid[:5])
            more = ", ..." if len(self._unpaid) > 5 else ""
            yield f"{len(self._unpaid)} dated rows carry no amount and are not listed (rows {shown}{more})."

    def _printed(self, roles: Iterable[Role]) -> Iterator[str]:
        """Yield the texts of some columns that a workbook has not already understood."""
        columns = [column for role in roles if (column := self.columns.at(role)) is not None]
        for index in self.body():
            for column in columns:
                if (index, column) not in self.table.typed and (text := self.table.cell(index, column)):
                    yield text
