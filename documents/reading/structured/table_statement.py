"""A table with dates and amounts as one or several statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.reading.amounts import CURRENCY_CODES, amount_printed, decimal_sign_of
from documents.reading.structured.columns import Columns, find_columns, mark_of, number
from documents.reading.structured.heading_words import Role
from documents.reading.structured.headings import fold
from documents.reading.structured.model import Booking, Draft, plain
from documents.reading.structured.printed import decide_order
from documents.reading.structured.statements import add_account
from documents.reading.structured.table import Table
from documents.reading.structured.table_amounts import (
    Figures,
    Movement,
    backward_links,
    fees_are_unproven,
    forward_links,
    movements,
)
from documents.reading.structured.table_notes import add_notes, note_of

_MONEY_ROLES = (Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.FEE, Role.BALANCE)
_RUNNING, _NOTED, _DERIVED, _CURRENT = 0.95, 0.95, 0.9, 0.85
_FEE = "Fee"
_UNPROVEN_ORDER = 0.75
# Words in the first cell with which some banks tell the kinds of rows apart.
_RECORD_TYPES = {"OPEN": "opening_balance", "CLOSE": "closing_balance"}
_TOTALS = {"total", "totals", "sum", "summe", "gesamt", "totaal", "totale", "totales", "totaux", "subtotal"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table that books something, or tries to."""

    index: int
    date: dt.date | None
    figures: Figures


class TableStatement:
    """Reads the statements of one table whose columns are known."""

    def __init__(self, table: Table, columns: Columns) -> None:
        """Take the table; the order of its dates and its decimal sign are decided over whole columns."""
        self.table = table
        self.columns = columns
        self._account = self._account_column()
        self.notes = Draft()
        self._unpaid: list[int] = []  # rows with a date and without an amount
        self._sign = decimal_sign_of(list(self._printed(_MONEY_ROLES)))
        american = "USD" in set(self._printed((Role.CURRENCY,)))
        self.order = decide_order(list(self._printed((Role.DATE,))), month_first=american)

    def drafts(self) -> list[Draft]:
        """Return a draft for each account and currency of the table, in the order of appearance."""
        for index in range(self.columns.first_row):
            if index == self.columns.header:
                continue
            add_notes(self.notes, self.table, index, self.order, self._sign)
        rows = [row for row in map(self._row, self._body()) if row is not None]
        moves = movements([row.figures for row in rows])
        if fees_are_unproven([row.figures for row in rows], moves):
            self.notes.problems.append("The fees beside the amounts are not counted: no balance proves them.")
        rows = self._without_repeated_balance(rows)
        groups: dict[tuple[str, str], list[tuple[_Row, Movement]]] = {}
        for row, move in zip(rows, moves, strict=True):
            groups.setdefault(self._group(row), []).append((row, move))
        drafts = [self._draft(key, members) for key, members in groups.items()] or [Draft()]
        for draft in drafts:
            self._add_common(draft, alone=len(drafts) == 1)
        drafts[0].problems += [*self._remarks(bool(rows)), *self.notes.problems]
        return drafts

    def _without_repeated_balance(self, rows: list[_Row]) -> list[_Row]:
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

    def _remarks(self, has_rows: bool) -> Iterator[str]:  # noqa: FBT001  # a plain fact, used once
        if self.order.caveat and has_rows:
            yield self.order.caveat
        if self._unpaid:
            shown = ", ".join(str(index + 1) for index in self._unpaid[:5])
            more = ", ..." if len(self._unpaid) > 5 else ""
            yield f"{len(self._unpaid)} dated rows carry no amount and are not listed (rows {shown}{more})."

    def _account_column(self) -> int | None:
        """Return the column with the account of each row; an account that varies may be the other side's."""
        column = self.columns.at(Role.SOME_ACCOUNT)
        if self.columns.at(Role.ACCOUNT) is not None or column is None:
            return self.columns.at(Role.ACCOUNT)
        cells = [self.table.cell(index, column) for index in self._body() if any(self.table.rows[index])]
        return column if len(cells) > 1 and len(set(cells)) == 1 and cells[0] else None

    def _printed(self, roles: Iterable[Role]) -> Iterator[str]:
        """Yield the texts of some columns that a workbook has not already understood."""
        columns = [column for role in roles if (column := self.columns.at(role)) is not None]
        for index in self._body():
            for column in columns:
                if (index, column) not in self.table.typed and (text := self.table.cell(index, column)):
                    yield text

    def _body(self) -> range:
        return range(self.columns.first_row, len(self.table.rows))

    def _cell(self, index: int, role: Role) -> str:
        return self.table.cell(index, self.columns.at(role))

    def _row(self, index: int) -> _Row | None:
        """Return a row if it books something; what else it says goes to the notes."""
        date = self._date(index, Role.DATE)
        figures = self._figures(index)
        if name := self._balance_row(index, figures):
            self._take_balance(name, index, figures)
            return None
        if date is None and self._is_note(index, figures):
            add_notes(self.notes, self.table, index, self.order, self._sign)
            return None
        if figures.has_money or self._unreadable(index):
            return _Row(index, date, figures)
        if date is not None:
            self._unpaid.append(index)
        return None

    def _date(self, index: int, role: Role) -> dt.date | None:
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

    def _figures(self, index: int) -> Figures:
        amount, debit, credit, fee, balance = (
            number(self.table, index, self.columns.at(role), self._sign) for role in _MONEY_ROLES
        )
        return Figures(amount, debit, credit, fee, mark_of(self._cell(index, Role.MARK)), balance)

    def _unreadable(self, index: int) -> bool:
        return any(self._cell(index, role) for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT))

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

    def _group(self, row: _Row) -> tuple[str, str]:
        account = self.table.cell(row.index, self._account)
        return account, self._cell(row.index, Role.CURRENCY).upper()

    def _draft(self, key: tuple[str, str], members: Sequence[tuple[_Row, Movement]]) -> Draft:
        draft = Draft()
        account, currency = key
        first = members[0][0].index
        if account and self._account is not None:
            span = self.table.span(first, self._account)
            add_account(draft, account.strip("-"), span, "table:column", confidence=_DERIVED)
        column = self.columns.at(Role.CURRENCY)
        if currency in CURRENCY_CODES and column is not None:
            draft.add("currency", currency, self.table.span(first, column), "table:column")
        newest_first = _newest_first(members)
        for row, move in members:
            booking = self._booking(row, move)
            draft.problems += self._complaints(row, booking)
            draft.bookings += _with_its_fee(booking, move, newest_first=newest_first)
        self._add_balances(draft, members)
        return draft

    def _booking(self, row: _Row, move: Movement) -> Booking:
        texts = [self.table.cell(row.index, column).strip("'\"") for column in self.columns.descriptions]
        references = [self.table.cell(row.index, column) for column in self.columns.references]
        return Booking(
            date=row.date,
            description=" ".join(dict.fromkeys(text for text in texts if text)),
            amount=move.amount,
            span=self.table.row_span(row.index),
            balance=row.figures.balance,
            value_date=self._date(row.index, Role.VALUE_DATE),
            reference=next((text for text in references if text), ""),
            confidence=self.columns.confidence if self.order.proven else _UNPROVEN_ORDER,
        )

    def _complaints(self, row: _Row, booking: Booking) -> Iterator[str]:
        if booking.amount is None:
            printed = " ".join(
                filter(None, (self._cell(row.index, role) for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT)))
            )
            yield f"The amount {printed!r} in row {row.index + 1} cannot be read."
        if booking.date is None:
            yield f"The date {self._cell(row.index, Role.DATE)!r} in row {row.index + 1} cannot be read."

    def _add_balances(self, draft: Draft, members: Sequence[tuple[_Row, Movement]]) -> None:
        """Take closing and opening balance from the running balance, as the rules of the values say."""
        column = self.columns.at(Role.BALANCE)
        if column is None:
            return
        ordered = list(members)[::-1] if _newest_first(members) else list(members)
        (first, move), (last, _move) = ordered[0], ordered[-1]
        if last.figures.balance is not None:
            text = self.table.cell(last.index, column)
            draft.add_amount(
                "closing_balance",
                last.figures.balance,
                text,
                self.table.span(last.index, column),
                "last_running_balance",
                confidence=_RUNNING,
            )
        if first.figures.balance is not None and move.total is not None:
            opening = first.figures.balance - move.total
            draft.add_amount(
                "opening_balance",
                opening,
                plain(opening),
                self.table.span(first.index, column),
                "derived_from_running_balance",
                confidence=_DERIVED,
            )

    def _add_common(self, draft: Draft, *, alone: bool) -> None:
        """Give a draft what stands around the table; balances only where there is one account."""
        for found in self.notes.values:
            balance = found.name.endswith("_balance")
            if balance and not alone:
                continue
            if balance:
                draft.values = [value for value in draft.values if value.name != found.name]
            if not draft.has(found.name):
                draft.values.append(found)
        self._add_currency(draft)
        self._settle_current_balance(draft)

    def _settle_current_balance(self, draft: Draft) -> None:
        """Let the balance of the day of the download close the statement where nothing else does."""
        current = next((found for found in draft.values if found.name == "current_balance"), None)
        draft.values = [found for found in draft.values if found is not current]
        if current is not None and not draft.has("closing_balance"):
            draft.values.append(replace(current, name="closing_balance", confidence=_CURRENT))

    def _add_currency(self, draft: Draft) -> None:
        """Take the currency from the headings or the amounts where no column gives it."""
        if draft.has("currency"):
            return
        for role in _MONEY_ROLES:
            column = self.columns.at(role)
            if column is None or (self.columns.header is None and not draft.bookings):
                continue
            places = [self.columns.header] if self.columns.header is not None else []
            for index in [*places, *self._body()[:1]]:
                text = self.table.cell(index, column)
                code = next(
                    (word for word in CURRENCY_CODES if word in text.split() or f"({word})" in text), ""
                )
                printed = amount_printed(text)
                code = code or (printed.currency if printed else "")
                if code:
                    span = self.table.span(index, column)
                    draft.add("currency", code, span, "table:heading", confidence=_DERIVED)


def statement_of(table: Table) -> list[Draft] | None:
    """Return the statements of a table, or None where it has no columns of dates and amounts."""
    columns = find_columns(table)
    if columns is None:
        return None
    drafts = TableStatement(table, columns).drafts()
    if columns.header is None and columns.at(Role.BALANCE) is None:
        drafts[0].problems.append("The file has no headings; its columns were told by their content.")
    if not any(draft.bookings for draft in drafts):
        drafts[0].problems.append("The table has headings, but no bookings.")
    return drafts


def _with_its_fee(booking: Booking, move: Movement, *, newest_first: bool) -> list[Booking]:
    """Return a booking, and as one of its own the fee that its row takes beside it.

    The balance is the one after both, so that it stands with the later of the two.
    """
    if not move.fee:
        return [booking]
    fee = replace(booking, description=_FEE, amount=move.fee)
    if newest_first:
        return [booking, replace(fee, balance=None)]
    return [replace(booking, balance=None), fee]


def _newest_first(members: Sequence[tuple[_Row, Movement]]) -> bool:
    dates = [row.date for row, _move in members if row.date is not None]
    if dates and dates[0] != dates[-1]:
        return dates[0] > dates[-1]
    totals = [move.total for _row, move in members]
    balances = [row.figures.balance for row, _move in members]
    return backward_links(totals, balances) > forward_links(totals, balances)
