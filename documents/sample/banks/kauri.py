"""Kauri Savings Bank (New Zealand): withdrawals and deposits, dates without a year, totals at the end."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, grouped, holder_block, listing
from documents.sample.printing import DOT, Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_GREEN = (0.13, 0.35, 0.2)
_BODY = Face(size=8.5)
_SUM = Money(negative="${} OD", positive="${}")
_DATE = Dates("{d} {mon} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 44),
        Column("code", "Type", 90),
        Column("text", "Particulars, code and reference", 122, width=210),
        Column("debit", "Withdrawals", 410, "right"),
        Column("credit", "Deposits", 480, "right"),
        Column("balance", "Balance", 552, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    zebra=(0.95, 0.97, 0.95),
    dates=Dates("{d} {mon}"),
    money=DOT,
    balance=Money(negative="{} OD"),
    step=13,
)


def _head(page: Page) -> None:
    page.sheet.fill(0, 0, page.sheet.width, 64, _GREEN)
    page.sheet.text(44, 42, "Kauri Savings Bank", Face("Helvetica-Bold", 18, (1, 1, 1)), value="bank_name")
    page.sheet.text(552, 42, "Freephone 0800 555 010", Face(size=8, colour=(1, 1, 1)), align="right")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    number = grouped(account.number, 2, 4, 7, sign="-")
    _head(page)
    holder_block(page, 44, 104, _BODY)
    sheet.text(330, 104, "Everyday Account", _BODY.bold().sized(11))
    sheet.runs(330, 120, _BODY, "Account number  ", (number, "account_number"))
    sheet.runs(
        330,
        134,
        _BODY,
        "Statement period  ",
        (_DATE(account.start), "period_start"),
        " - ",
        (_DATE(account.end), "period_end"),
    )
    sheet.runs(330, 148, _BODY, "Statement number  ", (str(account.statement_number), "statement_number"))
    table = listing(page, _STYLE, y=206, top=96, bottom=744, head=lambda: _head(page))
    table.note("Opening account balance", balance=_SUM(account.opening), value="opening_balance currency")
    table.bookings(account.bookings)
    sheet.rule(44, table.y - 9, 552)
    table.note("Totals at end of period", debit=account.total_out, value="total_debits")
    table.y -= _STYLE.step
    table.note("", credit=account.total_in, value="total_credits")
    table.note("Closing account balance", balance=_SUM(account.closing), value="closing_balance")

    def foot(page_number: int, total: int) -> None:
        sheet.text(
            44, 806, "Withholding tax deducted this year $14.52. Overdraft rate 16.95 % p.a.", _BODY.sized(7)
        )
        sheet.text(552, 806, f"Page {page_number} of {total}", _BODY.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


KAURI = Layout("kauri", "Kauri Savings Bank", "NZ", _draw, digits=16, prefix="06")
