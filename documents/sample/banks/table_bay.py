"""Table Bay Bank: transaction list numbers, fees inside the debits, a summary of four boxes."""

from __future__ import annotations

from decimal import Decimal

from documents.sample.banks.layout import SMALL, Layout, Page, each_page, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_GREEN = (0.0, 0.38, 0.2)
_PALE = (0.92, 0.96, 0.92)
_BODY = Face(size=8)
_MONEY = Money(negative="-{}")
_DATE = Dates("{dd}/{mm}/{yyyy}")
_STYLE = Style(
    columns=(
        Column("number", "Tran list no", 40),
        Column("date", "Date", 92),
        Column("text", "Description", 150, width=170),
        Column("accrued", "Fees (R)", 368, "right"),
        Column("debit", "Debits (R)", 430, "right"),
        Column("credit", "Credits (R)", 492, "right"),
        Column("balance", "Balance (R)", 557, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    head_fill=(0.82, 0.9, 0.82),
    zebra=_PALE,
    dates=_DATE,
    money=_MONEY,
    balance=_MONEY,
    step=13.5,
)


def _letterhead(page: Page) -> None:
    sheet = page.sheet
    sheet.fill(0, 20, 220, 56, _GREEN)
    sheet.text(40, 44, "TABLE BAY BANK", Face("Helvetica-Bold", 15, (1, 1, 1)), value="bank_name")
    sheet.text(557, 36, "Table Bay Place, 5 Dock Road, Cape Town 8001", SMALL, align="right")
    sheet.text(557, 45, "Tel 0860 555 0104   www.tablebay.example", SMALL, align="right")


def _summary(page: Page) -> None:
    sheet, account = page.sheet, page.account
    sheet.text(40, 176, "Current Account Statement", Face("Helvetica-Bold", 12, _GREEN))
    rows = (
        ("Account number", account.number, "account_number"),
        ("Account type", "Bundle Current Account", ""),
        ("Statement date", _DATE(account.end), ""),
    )
    sheet.pairs(330, 84, rows, _BODY, at=430)
    sheet.runs(
        330,
        123,
        _BODY,
        "Statement period:  ",
        (_DATE(account.start), "period_start"),
        " – ",
        (_DATE(account.end), "period_end"),
    )
    sheet.labelled(330, 136, "Currency", "ZAR", _BODY, at=430, value="currency")
    boxes = (
        ("Opening balance", account.opening, "opening_balance"),
        ("Funds received/Credits", account.total_in, "total_credits"),
        ("Funds used/Debits", account.total_out, "total_debits"),
        ("Closing balance", account.closing, "closing_balance"),
    )
    for place, (label, amount, value) in enumerate(boxes):
        left = 36 + place * 131
        sheet.fill(left, 190, left + 126, 226, _PALE)
        sheet.text(left + 8, 203, label, _BODY)
        sheet.text(left + 8, 219, f"R{_MONEY(amount)}", _BODY.bold().sized(10), value=value)
    overdraft = Decimal(page.rnd.choice((2500, 15000)))
    sheet.text(40, 240, f"Overdraft limit R{_MONEY(overdraft)}   Annual credit interest rate 0.000 %", SMALL)


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page)
        return 90

    _letterhead(page)
    holder_block(page, 40, 88, _BODY, formal=False)
    _summary(page)
    table = Table(sheet, _STYLE, y=266, bottom=764, next_page=next_page)
    table.heading()
    table.note("Opening balance", date=_DATE(account.start), balance=account.opening)
    table.bookings(account.bookings)
    table.note("Closing balance", balance=account.closing)

    def foot(number: int, total: int) -> None:
        sheet.text(
            40,
            806,
            "Table Bay Bank Ltd  Reg No 1999/999904/06  VAT Reg No 4999999040",
            SMALL,
        )
        sheet.text(557, 806, f"Page {number} of {total}", SMALL, align="right")

    each_page(sheet, foot)
    return table.lines


TABLE_BAY = Layout("table_bay", "TABLE BAY BANK", "ZA", _draw, prefix="11", formal=False)
