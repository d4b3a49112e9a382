"""Buckeye Valley Bank (US): a section per kind of booking, and a table of daily balances."""

from __future__ import annotations

from dataclasses import replace

from documents.sample.accounts import Booking
from documents.sample.banks.layout import Layout, Page, each_page, grouped, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_BLUE = (0.05, 0.2, 0.45)
_BODY = Face(size=8.5)
_MONEY = Money(negative="-{}")
_SUM = Money(negative="-${}", positive="${}")
_DATE = Dates("{month} {d}, {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 48),
        Column("text", "Description", 96, width=330),
        Column("amount", "Amount", 560, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    dates=Dates("{mm}/{dd}/{yy}"),
    money=_MONEY,
    step=13,
)
_SECTIONS = ("Deposits and other additions", "Withdrawals and other subtractions", "Checks", "Service fees")


def _head(page: Page) -> None:
    page.sheet.text(48, 48, "Buckeye Valley Bank", Face("Helvetica-Bold", 16, _BLUE), value="bank_name")
    page.sheet.text(560, 40, "P.O. Box 99910  Columbus, OH 43215", _BODY.sized(7), align="right")
    page.sheet.text(560, 50, "Customer service 1.800.555.0110", _BODY.sized(7), align="right")


def _section_of(booking: Booking) -> int:
    if booking.amount > 0:
        return 0
    return {"CHK": 2, "FEE": 3}.get(booking.code, 1)


def _summary(page: Page) -> None:
    sheet, account = page.sheet, page.account
    sheet.text(48, 178, "Your Valley Checking", Face("Helvetica-Bold", 13, _BLUE))
    sheet.runs(
        48,
        194,
        _BODY,
        "for ",
        (_DATE(account.start), "period_start"),
        " to ",
        (_DATE(account.end), "period_end"),
    )
    sheet.runs(360, 194, _BODY, "Account number: ", (grouped(account.number, 4, 4), "account_number"))
    sheet.text(48, 216, "Account summary", _BODY.bold().sized(10))
    rows = [
        (f"Beginning balance on {_DATE(account.start)}", _SUM(account.opening), "opening_balance currency")
    ]
    for index, title in enumerate(_SECTIONS):
        total = sum((b.amount for b in account.bookings if _section_of(b) == index), account.opening * 0)
        rows.append((title, _MONEY(total), "total_credits" if index == 0 else ""))
    rows.append((f"Ending balance on {_DATE(account.end)}", _SUM(account.closing), "closing_balance"))
    sheet.pairs(48, 232, rows, _BODY, at=330, align="right")
    text = ("# of deposits/credits: 4", "# of withdrawals/debits: 31", "Average ledger balance: $2,841.77")
    sheet.block(360, 232, text, _BODY.tinted(GREY), leading=13)


def _daily(page: Page, y: float) -> None:
    """Print day-end balances in three columns: decoys for a reader of rows."""
    by_day = {
        booking.date: booking.balance for booking in sorted(page.account.bookings, key=lambda b: b.date)
    }
    page.sheet.text(48, y, "Daily ledger balances", _BODY.bold().sized(10))
    for place, (day, balance) in enumerate(by_day.items()):
        left, row = 48 + place % 3 * 175, y + 16 + place // 3 * 12
        page.sheet.text(left, row, Dates("{mm}/{dd}")(day), _BODY)
        page.sheet.text(left + 130, row, _MONEY(balance), _BODY, align="right")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _head(page)
        return 84

    _head(page)
    holder_block(page, 48, 100, _BODY)
    _summary(page)
    table = Table(sheet, _STYLE, y=330, bottom=716, next_page=next_page)
    for index, title in enumerate(_SECTIONS):
        rows = [replace(b) for b in account.bookings if _section_of(b) == index]
        if not rows:
            continue
        table.section(title, Face("Helvetica-Bold", 11, _BLUE))
        table.bookings(rows)
        table.note(f"Total {title.lower()}", amount=sum((b.amount for b in rows), account.opening * 0))
    if table.y > 500:
        table.y = next_page()
    _daily(page, table.y + 12)

    def foot(number: int, total: int) -> None:
        sheet.text(
            48,
            760,
            f"{account.holder.name.upper()}  |  Account # {grouped(account.number, 4, 4)}",
            _BODY.sized(7),
        )
        sheet.text(560, 760, f"Page {number} of {total}", _BODY.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


OHIO = Layout(
    "ohio", "Buckeye Valley Bank", "US", _draw, running=False, size="letter", digits=12, prefix="4830"
)
