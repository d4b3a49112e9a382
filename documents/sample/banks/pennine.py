"""Pennine Bank (UK): paid out and in, type codes, date once a day, balance at day end with OD."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, grouped, holder_block, listing
from documents.sample.identifiers import spaced
from documents.sample.printing import Dates, Money
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_TEAL = (0.1, 0.35, 0.4)
_BODY = Face("Times-Roman", 9)
_BALANCE = Money(negative="{} OD")
_POUNDS = Money(negative="-£{}", positive="£{}")
_DATE = Dates("{d} {month} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 44),
        Column("code", "Type", 102),
        Column("text", "Description", 138, width=200),
        Column("debit", "Paid out", 412, "right"),
        Column("credit", "Paid in", 478, "right"),
        Column("balance", "Balance", 552, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    rules=True,
    dates=Dates("{dd} {mon} {yy}"),
    balance=_BALANCE,
    balance_when="day",
    date_when="first",
    step=13,
    leading=10.5,
    carried=("BALANCE CARRIED FORWARD", "BALANCE BROUGHT FORWARD"),
)


def _head(page: Page) -> None:
    page.sheet.text(44, 52, "Pennine Bank", Face("Times-Bold", 20, _TEAL), value="bank_name")
    page.sheet.text(552, 44, "Contact tel 0300 555 0111", _BODY.sized(7).tinted(GREY), align="right")
    page.sheet.text(552, 53, "Your Bank Account details", _BODY.bold(), align="right")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 44, 96, _BODY, formal=True)
    rows = (
        ("Opening Balance", _POUNDS(account.opening), "opening_balance currency"),
        ("Payments In", _POUNDS(account.total_in), "total_credits"),
        ("Payments Out", _POUNDS(account.total_out), "total_debits"),
        ("Closing Balance", _POUNDS(account.closing), "closing_balance"),
        ("Arranged Overdraft Limit", "£1,500.00", ""),
    )
    sheet.frame(370, 84, 552, 156, colour=_TEAL)
    sheet.pairs(378, 97, rows, _BODY, at=544, align="right")
    sheet.text(44, 186, "Your Current Account statement", Face("Times-Bold", 13, _TEAL))
    sheet.runs(
        44, 202, _BODY, (_DATE(account.start), "period_start"), " to ", (_DATE(account.end), "period_end")
    )
    titles = ("Account Name", "Sort Code", "Account Number", "Sheet Number")
    sort_code = grouped(account.iban[8:14], 2, 2, sign="-")
    printed = (None, sort_code, account.number, str(account.statement_number))
    values = ("", "", "account_number", "statement_number")
    for place, (title, text, value) in enumerate(zip(titles, printed, values, strict=True)):
        sheet.text(44 + place * 130, 222, title, _BODY.tinted(GREY))
        sheet.text(44 + place * 130, 234, text or account.holder.name, _BODY, value=value)
    sheet.runs(44, 250, _BODY, "IBAN ", (spaced(account.iban), "iban"))
    table = listing(page, _STYLE, y=276, top=92, bottom=748, head=lambda: _head(page))
    table.note("BALANCE BROUGHT FORWARD", date=_STYLE.dates(account.start), balance=account.opening)
    table.bookings(account.bookings)
    table.note("BALANCE CARRIED FORWARD", date=_STYLE.dates(account.end), balance=account.closing)

    def foot(number: int, total: int) -> None:
        sheet.text(
            44,
            800,
            "Credit interest 0.00 % AER. Overdraft interest 39.90 % EAR. FSCS protects £85,000.00.",
            _BODY.sized(7),
        )
        sheet.text(552, 800, f"Page {number} of {total}", _BODY.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


PENNINE = Layout("pennine", "Pennine Bank", "GB", _draw, running=False, digits=8, prefix="")
