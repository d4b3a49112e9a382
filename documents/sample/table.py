"""The table of bookings on a statement: columns, wrapped text, page breaks, carried balances."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from documents.reading.types import Box
from documents.sample.accounts import Booking
from documents.sample.printing import DOT, Dates, Money
from documents.sample.sheet import Colour, Face, Sheet, wrap
from documents.sample.types import SampleLine


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it holds, its title, its anchor in points and how it is aligned there.

    Kinds: date, value_date, text, debit, credit, amount, balance, fee, accrued, code, category, reference,
    number, mark.
    """

    kind: str
    title: str
    x: float
    align: str = "left"
    width: float = 0  # where text wraps


@dataclass(frozen=True, slots=True)
class Style:
    """How a bank prints its table."""

    columns: tuple[Column, ...]
    face: Face = field(default_factory=lambda: Face(size=8.5))
    head: Face = field(default_factory=lambda: Face("Helvetica-Bold", 8.5))
    head_fill: Colour | None = None
    zebra: Colour | None = None
    rules: bool = False
    step: float = 13.0
    leading: float = 10.0
    dates: Dates = field(default_factory=Dates)
    value_dates: Dates | None = None
    money: Money = DOT
    balance: Money = DOT
    out: Money | None = None  # how the debit column prints, if not like `money` without a sign
    balance_when: str = "each"  # each, day (last of a day), none
    date_when: str = "each"  # each, first (of a day)
    max_lines: int = 9  # how many description lines are printed
    amounts_on: str = "first"  # the description's line that carries the amounts: first or last
    carried: tuple[str, str] | None = None  # foot of a page, head of the next
    marks: tuple[str, str] = ("", "")  # what the mark column prints for debits and credits
    upper: bool = False


class Table:
    """A table being drawn; it remembers its lines as truth."""

    def __init__(
        self, sheet: Sheet, style: Style, *, y: float, bottom: float, next_page: Callable[[], float]
    ) -> None:
        """Begin at base line `y`; `next_page` breaks the page and returns where the table goes on."""
        self.sheet, self.style = sheet, style
        self.y, self.bottom, self._next_page = y, bottom, next_page
        self.lines: list[SampleLine] = []
        self._row = 0
        self._last_date: dt.date | None = None
        self._balance: Decimal | None = None

    def heading(self) -> None:
        """Draw the columns' titles; a title may have two lines."""
        sheet, style = self.sheet, self.style
        tall = 2 if any("|" in column.title for column in style.columns) else 1
        if style.head_fill:
            top = self.y - style.head.size - 3
            sheet.fill(30, top, sheet.width - 30, self.y + style.leading * (tall - 1) + 4, style.head_fill)
        for column in style.columns:
            sheet.block(
                column.x,
                self.y,
                column.title.split("|"),
                style.head,
                leading=style.leading,
                align=column.align,
            )
        self.y += style.leading * (tall - 1) + style.step + 2
        if style.rules:
            sheet.rule(30, self.y - style.step + 2, sheet.width - 30)

    def section(self, title: str, face: Face) -> None:
        """Begin a section of its own with a title and the columns' titles."""
        self._room(5, quiet=True)
        self.y += self.style.step
        self.sheet.text(self.style.columns[0].x, self.y, title, face)
        self.y += self.style.step + 3
        self.heading()
        self._last_date = None

    def note(self, text: str, *, date: str = "", value: str = "", **amounts: Decimal | str) -> None:
        """Draw a row that is no booking: a balance brought forward, totals.

        `value` names the document's value that the row's amount prints; `amounts` go by kind of column, and a
        string among them is printed as it is.
        """
        self._room(1)
        for column in self.style.columns:
            printed = {"text": text, "date": date}.get(column.kind, "")
            if column.kind in amounts:
                what = amounts[column.kind]
                printed = what if isinstance(what, str) else self._money(column.kind)(what)
            if printed:
                name = value if column.kind in amounts else ""
                self.sheet.text(
                    column.x, self.y, printed, self.style.face.bold(), align=column.align, value=name
                )
        if isinstance(balance := amounts.get("balance"), Decimal):
            self._balance = balance
        self.y += self.style.step

    def bookings(self, rows: Sequence[Booking]) -> None:
        """Draw bookings, break pages, and add each to the truth."""
        for place, booking in enumerate(rows):
            last_of_day = place + 1 == len(rows) or rows[place + 1].date != booking.date
            self._booking(booking, last_of_day=last_of_day)

    def _booking(self, booking: Booking, *, last_of_day: bool) -> None:
        style = self.style
        texts = self._description(booking)
        self._room(len(texts))
        height = style.step + style.leading * (len(texts) - 1)
        if style.zebra and self._row % 2:
            top = self.y - style.face.size - 1
            self.sheet.fill(30, top, self.sheet.width - 30, top + height, style.zebra)
        balance = booking.balance if self._prints_balance(last_of_day=last_of_day) else None
        amounts_y = self.y + (style.leading * (len(texts) - 1) if style.amounts_on == "last" else 0)
        boxes = self._cells(booking, balance, amounts_y)
        text_column = next(column for column in style.columns if column.kind == "text")
        boxes += [
            self.sheet.text(text_column.x, self.y + style.leading * index, text, style.face)
            for index, text in enumerate(texts)
        ]
        if style.rules:
            self.sheet.rule(30, self.y + height - style.step + 4, self.sheet.width - 30)
        self._truth(booking, " ".join(texts), balance, Box.around(boxes))
        self._last_date, self._balance = booking.date, booking.balance
        self._row += 1
        self.y += height

    def _description(self, booking: Booking) -> list[str]:
        column = next(column for column in self.style.columns if column.kind == "text")
        pieces = booking.text[: self.style.max_lines]
        if self.style.upper:
            pieces = tuple(piece.upper() for piece in pieces)
        return [line for piece in pieces for line in wrap(piece, self.style.face, column.width or 200)]

    def _cells(self, booking: Booking, balance: Decimal | None, amounts_y: float) -> list[Box]:
        cells = ((column, self._cell(column.kind, booking, balance)) for column in self.style.columns)
        return [
            self.sheet.text(
                column.x,
                amounts_y if column.align == "right" else self.y,
                printed,
                self.style.face,
                align=column.align,
            )
            for column, printed in cells
            if printed
        ]

    def _cell(self, kind: str, booking: Booking, balance: Decimal | None) -> str:
        style = self.style
        plain = {"code": booking.code, "category": booking.category, "reference": booking.reference}
        if kind in plain:
            return plain[kind]
        if kind == "date":
            hidden = style.date_when == "first" and booking.date == self._last_date
            return "" if hidden else style.dates(booking.date)
        if kind == "value_date":
            return (style.value_dates or style.dates)(booking.value_date or booking.date)
        if kind == "number":
            return str(self._row + 1)
        if kind == "mark":
            return style.marks[booking.amount > 0]
        return self._amount(kind, booking, balance)

    def _amount(self, kind: str, booking: Booking, balance: Decimal | None) -> str:
        amount = {
            "debit": min(booking.amount, Decimal(0)),
            "credit": max(booking.amount, Decimal(0)),
            "amount": booking.amount,
            "fee": booking.fee,
            "accrued": booking.accrued,
        }.get(kind)
        if kind == "balance":
            return "" if balance is None else self._money(kind)(balance)
        return self._money(kind)(amount) if amount else ""

    def _money(self, kind: str) -> Callable[[Decimal], str]:
        style = self.style
        if kind == "balance":
            return style.balance
        if kind == "debit":
            return style.out or style.money.bare
        return style.money.bare if kind == "credit" else style.money

    def _prints_balance(self, *, last_of_day: bool) -> bool:
        if not any(column.kind == "balance" for column in self.style.columns):
            return False
        return self.style.balance_when == "each" or (self.style.balance_when == "day" and last_of_day)

    def _truth(self, booking: Booking, text: str, balance: Decimal | None, box: Box) -> None:
        page = self.sheet.page
        fee = booking.fee if any(column.kind == "fee" for column in self.style.columns) else Decimal(0)
        kinds = {column.kind for column in self.style.columns}
        line = SampleLine(
            booking.date,
            text,
            booking.amount,
            None if fee else balance,
            page,
            box,
            value_date=booking.value_date if "value_date" in kinds else None,
            reference=booking.reference if "reference" in kinds else "",
        )
        self.lines.append(line)
        if fee:
            self.lines.append(SampleLine(booking.date, "Fee", fee, balance, page, box))

    def _room(self, texts: int, *, quiet: bool = False) -> None:
        style = self.style
        if self.y + style.leading * (texts - 1) <= self.bottom:
            return
        carries = any(column.kind == "balance" for column in style.columns) and self._balance is not None
        if style.carried and carries:
            self._carry(style.carried[0])
        self.y = self._next_page()
        self._last_date, self._row = None, 0
        if not quiet:
            self.heading()
        if style.carried and carries:
            self._carry(style.carried[1])

    def _carry(self, text: str) -> None:
        balance = self._balance or Decimal(0)
        for column in self.style.columns:
            printed = {"text": text, "balance": self._money("balance")(balance)}.get(column.kind)
            if printed:
                self.sheet.text(column.x, self.y, printed, self.style.face.bold(), align=column.align)
        self.y += self.style.step
