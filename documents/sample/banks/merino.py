"""Merino Private Bank: letter in Times, date on the first booking of a day, balance at day end only."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, grouped, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_BODY = Face("Times-Roman", 9.5)
_SMALL = Face("Times-Roman", 7, GREY)
_MONEY = Money(negative="({})")
_DATE = Dates("{d} {mon} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 50),
        Column("text", "Transaction", 120, width=210),
        Column("debit", "Debit", 405, "right"),
        Column("credit", "Credit", 475, "right"),
        Column("balance", "Balance", 548, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    rules=False,
    dates=_DATE,
    money=_MONEY,
    balance=_MONEY,
    balance_when="day",
    date_when="first",
    step=14,
    leading=11,
    carried=("Carried forward", "Brought forward"),
)


def _letterhead(page: Page) -> None:
    sheet = page.sheet
    sheet.text(548, 52, "Merino Private Bank", Face("Times-Bold", 18), align="right", value="bank_name")
    sheet.text(548, 64, "1 Merino Ridge, Sandown 2196   PO Box 99906 Sandton 2146", _SMALL, align="right")
    sheet.rule(50, 72, 548)


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page)
        return 96

    _letterhead(page)
    holder_block(page, 50, 100, _BODY, formal=False)
    sheet.text(50, 188, "Private Bank Account", Face("Times-Bold", 13))
    rows = (
        ("Account number", grouped(account.number, 5, 3), "account_number"),
        ("Branch code", "999906", ""),
        ("Opening balance", f"R {_MONEY(account.opening)}", "opening_balance"),
        ("Closing balance", f"R {_MONEY(account.closing)}", "closing_balance"),
    )
    sheet.pairs(50, 206, rows, _BODY, at=160)
    sheet.runs(
        330,
        206,
        _BODY,
        "For the period ",
        (_DATE(account.start), "period_start"),
        " to ",
        (_DATE(account.end), "period_end"),
    )
    table = Table(sheet, _STYLE, y=284, bottom=752, next_page=next_page)
    table.heading()
    sheet.rule(50, table.y - 11, 548)
    table.note("Balance brought forward", balance=account.opening)
    table.bookings(account.bookings)
    sheet.rule(330, table.y - 9, 548)
    table.note("Total", debit=account.total_out, value="total_debits")
    table.note("", credit=account.total_in, value="total_credits")

    def foot(number: int, total: int) -> None:
        sheet.text(50, 806, "Merino Bank Limited (1999/999906/06). A member of the Merino Group.", _SMALL)
        sheet.text(548, 806, f"Page {number} of {total}", _SMALL, align="right")

    each_page(sheet, foot)
    return table.lines


MERINO = Layout(
    "merino",
    "Merino Private Bank",
    "ZA",
    _draw,
    running=False,
    prefix="10",
    digits=11,
    formal=False,
    by_column=True,
)
