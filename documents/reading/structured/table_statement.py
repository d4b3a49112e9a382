"""A table with dates and amounts as one or several statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.reading.amounts import CURRENCY_CODES, amount_printed
from documents.reading.structured.columns import Columns, columns_by_headings
from documents.reading.structured.columns_by_content import columns_by_content
from documents.reading.structured.heading_words import Role
from documents.reading.structured.model import Booking, Draft, plain
from documents.reading.structured.statements import add_account
from documents.reading.structured.table import Table
from documents.reading.structured.table_amounts import (
    Movement,
    backward_links,
    fees_are_unproven,
    forward_links,
    movements,
)
from documents.reading.structured.table_rows import MONEY_ROLES, Row, TableRows

_RUNNING, _DERIVED, _CURRENT = 0.95, 0.9, 0.85
_FEE = "Fee"
_UNPROVEN_ORDER = 0.75
Member = tuple[Row, Movement]


def statement_of(table: Table) -> list[Draft] | None:
    """Return the statements of a table, or None where it has no columns of dates and amounts."""
    columns = columns_by_headings(table) or columns_by_content(table)
    if columns is None:
        return None
    drafts = TableStatement(table, columns).drafts()
    if columns.header is None and columns.at(Role.BALANCE) is None:
        drafts[0].problems.append("The file has no headings; its columns were told by their content.")
    if not any(draft.bookings for draft in drafts):
        drafts[0].problems.append("The table has headings, but no bookings.")
    return drafts


class TableStatement:
    """Puts the rows of one table into statements, one for each account and currency."""

    def __init__(self, table: Table, columns: Columns) -> None:
        """Take a table and its columns."""
        self.table = table
        self.columns = columns
        self._rows = TableRows(table, columns)
        self._account = self._account_column()

    def drafts(self) -> list[Draft]:
        """Return a draft for each account and currency of the table, in the order of appearance."""
        rows = self._rows.read()
        moves = movements([row.figures for row in rows])
        groups: dict[tuple[str, str], list[Member]] = {}
        for row, move in zip(rows, moves, strict=True):
            groups.setdefault(self._group(row), []).append((row, move))
        drafts = [self._draft(key, members) for key, members in groups.items()] or [Draft()]
        for draft in drafts:
            self._add_common(draft, alone=len(drafts) == 1)
        drafts[0].problems += self._rows.notes.problems
        if fees_are_unproven([row.figures for row in rows], moves):
            drafts[0].problems.append("The fees beside the amounts are not counted: no balance proves them.")
        return drafts

    def _account_column(self) -> int | None:
        """Return the column with the account of each row; an account that varies may be the other side's."""
        column = self.columns.at(Role.SOME_ACCOUNT)
        if self.columns.at(Role.ACCOUNT) is not None or column is None:
            return self.columns.at(Role.ACCOUNT)
        cells = [self.table.cell(index, column) for index in self._rows.body() if any(self.table.rows[index])]
        return column if len(cells) > 1 and len(set(cells)) == 1 and cells[0] else None

    def _group(self, row: Row) -> tuple[str, str]:
        account = self.table.cell(row.index, self._account)
        return account, self._rows.cell(row.index, Role.CURRENCY).upper()

    def _draft(self, key: tuple[str, str], members: Sequence[Member]) -> Draft:
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

    def _booking(self, row: Row, move: Movement) -> Booking:
        texts = [self.table.cell(row.index, column).strip("'\"") for column in self.columns.descriptions]
        references = [self.table.cell(row.index, column) for column in self.columns.references]
        return Booking(
            date=row.date,
            description=" ".join(dict.fromkeys(text for text in texts if text)),
            amount=move.amount,
            span=self.table.row_span(row.index),
            balance=row.figures.balance,
            value_date=self._rows.date(row.index, Role.VALUE_DATE),
            reference=next((text for text in references if text), ""),
            confidence=self.columns.confidence if self._rows.order.proven else _UNPROVEN_ORDER,
        )

    def _complaints(self, row: Row, booking: Booking) -> Iterator[str]:
        if booking.amount is None:
            printed = " ".join(
                filter(
                    None,
                    (self._rows.cell(row.index, role) for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT)),
                )
            )
            yield f"The amount {printed!r} in row {row.index + 1} cannot be read."
        if booking.date is None:
            yield f"The date {self._rows.cell(row.index, Role.DATE)!r} in row {row.index + 1} cannot be read."

    def _add_balances(self, draft: Draft, members: Sequence[Member]) -> None:
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
        for found in self._rows.notes.values:
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
        for role in MONEY_ROLES:
            column = self.columns.at(role)
            if column is None or (self.columns.header is None and not draft.bookings):
                continue
            places = [self.columns.header] if self.columns.header is not None else []
            for index in [*places, *self._rows.body()[:1]]:
                text = self.table.cell(index, column)
                code = next(
                    (word for word in CURRENCY_CODES if word in text.split() or f"({word})" in text), ""
                )
                printed = amount_printed(text)
                code = code or (printed.currency if printed else "")
                if code:
                    span = self.table.span(index, column)
                    draft.add("currency", code, span, "table:heading", confidence=_DERIVED)


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


def _newest_first(members: Sequence[Member]) -> bool:
    dates = [row.date for row, _move in members if row.date is not None]
    if dates and dates[0] != dates[-1]:
        return dates[0] > dates[-1]
    totals = [move.total for _row, move in members]
    balances = [row.figures.balance for row, _move in members]
    return backward_links(totals, balances) > forward_links(totals, balances)
