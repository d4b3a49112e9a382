"""Karoo Bank: charge column beside debits and credits, trailing minus, summary box on the left."""

from __future__ import annotations

from decimal import Decimal

from documents.sample.banks.layout import SMALL, Layout, Page, each_page, grouped, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_RED = (0.62, 0.08, 0.14)
_BODY = Face(size=8.5)
_MONEY = Money(group=" ", negative="{}-")
_DATE = Dates("{d} {mon} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 40),
        Column("text", "Transaction Description", 92, width=180),
        Column("accrued", "Charge", 330, "right"),
        Column("debit", "Debit Amount", 410, "right"),
        Column("credit", "Credit Amount", 480, "right"),
        Column("balance", "Balance", 555, "right"),
    ),
    face=_BODY,
    head=Face("Helvetica-Bold", 8.5, (1, 1, 1)),
    head_fill=_RED,
    dates=Dates("{d}/{mm}/{yyyy}"),
    money=_MONEY,
    balance=_MONEY,
    step=12.5,
    carried=("Bal Carried Forward", "Bal Brought Forward"),
)


def _letterhead(page: Page) -> None:
    sheet = page.sheet
    sheet.fill(0, 0, sheet.width, 8, _RED)
    sheet.disc(58, 46, 18, _RED)
    sheet.text(58, 49, "karoo", Face("Helvetica-Bold", 10, (1, 1, 1)), align="middle")
    sheet.text(84, 44, "Karoo Bank", Face("Helvetica-Bold", 15, _RED), value="bank_name")
    sheet.text(
        84, 56, "Karoo Bank Limited  Reg No 1999/999901/06  Authorised Financial Services Provider", SMALL
    )


def _summary(page: Page) -> None:
    sheet, account = page.sheet, page.account
    sheet.text(320, 92, "Cheque account statement", Face("Helvetica-Bold", 12, _RED))
    sheet.runs(
        320, 108, _BODY, (_DATE(account.start), "period_start"), " to ", (_DATE(account.end), "period_end")
    )
    number = grouped(account.number, 2, 4, sign="-")
    rows = (
        ("Account number:", number, "account_number"),
        ("Statement number:", str(account.statement_number), "statement_number"),
        ("VAT reg no:", "4999999016", ""),
        ("Issued on:", _DATE(account.end), ""),
    )
    sheet.pairs(320, 124, rows, _BODY, at=420)
    sheet.frame(36, 186, 300, 268, colour=_RED)
    sheet.text(44, 199, "Account summary:", _BODY.bold())
    limit = Decimal(page.rnd.choice((0, 5000, 20000)))
    totals = (
        ("Balance Brought Forward", _MONEY(account.opening), "opening_balance"),
        ("Total Credits", _MONEY(account.total_in), "total_credits"),
        ("Total Debits and Charges", _MONEY(-account.total_out), "total_debits"),
        ("Balance at statement date", _MONEY(account.closing), "closing_balance"),
        ("Overdraft Limit", _MONEY(limit), ""),
    )
    sheet.pairs(44, 212, totals, _BODY, at=290, align="right", step=12.5)


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page)
        sheet.runs(40, 82, _BODY, "Cheque account statement  ", grouped(account.number, 2, 4, sign="-"))
        return 104

    _letterhead(page)
    holder_block(page, 40, 96, _BODY)
    _summary(page)
    table = Table(sheet, _STYLE, y=300, bottom=770, next_page=next_page)
    table.heading()
    table.note("Bal Brought Forward", balance=account.opening)
    table.bookings(account.bookings)
    sheet.text(
        40,
        table.y + 10,
        "Charge: A = administration, T = transaction. Charges are debited at month end.",
        SMALL,
    )

    def foot(number: int, total: int) -> None:
        sheet.rule(36, 800, 560, colour=_RED)
        sheet.text(
            40,
            812,
            "Karoo Bank Limited, 12 Windpump Street, Beaufort West 6970. VAT 15.00 % included in charges.",
            SMALL,
        )
        sheet.text(555, 812, f"Page {number} of {total}", SMALL, align="right")

    each_page(sheet, foot)
    return table.lines


KAROO = Layout("karoo", "Karoo Bank", "ZA", _draw, prefix="40")
