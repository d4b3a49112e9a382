"""Kasi Digital Bank: newest booking first, R before every amount, plus and minus signs."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.printing import Dates, Money
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_YELLOW = (0.98, 0.78, 0.05)
_INK = (0.1, 0.1, 0.12)
_BODY = Face(size=8, colour=_INK)
_SMALL = Face(size=6.5, colour=GREY)
_MONEY = Money(group=" ", negative="- R{}", positive="+ R{}")
_BALANCE = Money(group=" ", negative="-R{}", positive="R{}")
_DATE = Dates("{dd} {mon} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 40),
        Column("text", "Description", 112, width=250),
        Column("amount", "Amount", 470, "right"),
        Column("balance", "Balance", 556, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    head_fill=_YELLOW,
    rules=True,
    dates=_DATE,
    money=_MONEY,
    balance=_BALANCE,
    step=16,
)


def _head(page: Page) -> None:
    page.sheet.fill(36, 28, 128, 56, _YELLOW)
    page.sheet.text(82, 47, "KASI", Face("Helvetica-Bold", 18, _INK), align="middle")
    page.sheet.text(136, 47, "Kasi Digital Bank", Face("Helvetica-Bold", 12, _INK), value="bank_name")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 40, 88, _BODY, formal=False)
    sheet.text(556, 47, "Daily Account Statement", _BODY.bold().sized(11), align="right")
    rows = (
        ("Account number", account.number, "account_number"),
        ("Branch code", "999907", ""),
        ("From", _DATE(account.start), "period_start"),
        ("To", _DATE(account.end), "period_end"),
        ("Opening balance", _BALANCE(account.opening), "opening_balance currency"),
        ("Money in", _BALANCE(account.total_in), "total_credits"),
        ("Money out", _BALANCE(-account.total_out), "total_debits"),
        ("Closing balance", _BALANCE(account.closing), "closing_balance"),
        ("Savings goal balance", _BALANCE(account.total_in / 10), ""),
    )
    sheet.pairs(360, 88, rows, _BODY, at=556, align="right")
    table = listing(page, _STYLE, y=228, top=90, bottom=764, head=lambda: _head(page))
    table.bookings(account.bookings)

    def foot(number: int, total: int) -> None:
        sheet.text(
            40,
            810,
            "Kasi Digital Bank Limited Reg 1999/999907/06. Deposits earn up to 8.00 % a year.",
            _SMALL,
        )
        sheet.text(556, 810, f"{number}/{total}", _SMALL, align="right")

    each_page(sheet, foot)
    return table.lines


KASI = Layout(
    "kasi", "Kasi Digital Bank", "ZA", _draw, prefix="51", digits=11, formal=False, newest_first=True
)
