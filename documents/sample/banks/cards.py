"""Credit cards, where charges are printed positive: a South African one and one with trailing CR."""

from __future__ import annotations

import datetime as dt

from documents.reading.types import DocumentType
from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.printing import Dates, Money
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_BLACK = (0.08, 0.08, 0.1)
_GOLD = (0.72, 0.56, 0.2)
_BODY = Face(size=8.5)
_OWED = Money(group=" ", negative="{}", positive="-{}")
_OWED_R = Money(group=" ", negative="R {}", positive="R -{}")
_DATE = Dates("{dd} {month} {yyyy}")
_GOLD_STYLE = Style(
    columns=(
        Column("date", "Transaction date", 44),
        Column("value_date", "Posting date", 128),
        Column("text", "Transaction details", 200, width=240),
        Column("amount", "Amount (R)", 552, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    rules=True,
    dates=Dates("{dd} {mon}"),
    value_dates=Dates("{dd} {mon}"),
    money=_OWED,
    step=15,
)
_CR = Money(negative="{}", positive="{} CR")
_BLUE = (0.0, 0.3, 0.6)
_BLUE_STYLE = Style(
    columns=(
        Column("date", "DATE", 44),
        Column("reference", "REFERENCE", 100),
        Column("text", "DESCRIPTION", 170, width=250),
        Column("amount", "AMOUNT", 530, "right"),
    ),
    face=Face("Courier", 8),
    head=Face("Courier-Bold", 8),
    dates=Dates("{dd}/{mm}/{yy}"),
    money=_CR,
    step=12,
)


def _gold_head(page: Page) -> None:
    page.sheet.fill(0, 0, page.sheet.width, 60, _BLACK)
    page.sheet.text(44, 40, "Protea Card Services", Face("Helvetica-Bold", 17, _GOLD), value="bank_name")
    page.sheet.text(552, 40, "Gold Credit Card", Face("Helvetica-Bold", 11, (1, 1, 1)), align="right")


def _gold(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _gold_head(page)
    holder_block(page, 44, 96, _BODY)
    due = account.end + dt.timedelta(days=25)
    rows = (
        ("Card number", account.number, "account_number"),
        ("Statement date", _DATE(account.end), "period_end"),
        ("Credit limit", "R 60 000.00", ""),
        ("Available credit", _OWED_R(-account.closing - 60000), ""),
        ("Minimum payment due", _OWED_R(account.closing / 20), ""),
        ("Payment due date", _DATE(due), ""),
    )
    sheet.pairs(330, 96, rows, _BODY, at=440)
    sheet.text(44, 196, "Credit card statement", Face("Helvetica-Bold", 12))
    balances = (
        ("Opening balance", _OWED_R(account.opening), "opening_balance currency"),
        ("Payments and credits received", _OWED_R(account.total_in), "total_credits"),
        ("Purchases, fees and interest", _OWED_R(-account.total_out), "total_debits"),
        ("Closing balance", _OWED_R(account.closing), "closing_balance"),
    )
    sheet.pairs(44, 212, balances, _BODY, at=290, align="right")
    table = listing(page, _GOLD_STYLE, y=286, top=92, bottom=750, head=lambda: _gold_head(page))
    table.bookings(account.bookings)

    def foot(number: int, total: int) -> None:
        sheet.text(
            44, 806, "Interest on purchases 21.75 % p.a. Budget facility balance R 0.00.", _BODY.sized(7)
        )
        sheet.text(552, 806, f"Page {number} of {total}", _BODY.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


def _blue_head(page: Page) -> None:
    page.sheet.text(44, 48, "HARBOUR MASTER CARD CO", Face("Helvetica-Bold", 15, _BLUE), value="bank_name")
    page.sheet.rule(44, 56, 552, colour=_BLUE, width=2)


def _blue(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    short = Dates("{dd}/{mm}/{yyyy}")
    _blue_head(page)
    holder_block(page, 44, 90, _BLUE_STYLE.face)
    titles = ("ACCOUNT NUMBER", "STATEMENT PERIOD", "PREVIOUS BALANCE", "NEW BALANCE")
    for place, title in enumerate(titles):
        sheet.fill(44 + place * 128, 150, 168 + place * 128, 164, (0.86, 0.91, 0.97))
        sheet.text(48 + place * 128, 160, title, _BODY.sized(7).tinted(GREY))
    small = _BODY.sized(8)
    sheet.text(48, 176, account.number, small, value="account_number")
    sheet.runs(
        176, 176, small, (short(account.start), "period_start"), "-", (short(account.end), "period_end")
    )
    sheet.text(304, 176, f"ZAR {_CR(account.opening)}", small, value="opening_balance currency")
    sheet.text(432, 176, f"ZAR {_CR(account.closing)}", small.bold(), value="closing_balance")
    table = listing(page, _BLUE_STYLE, y=208, top=84, bottom=750, head=lambda: _blue_head(page))
    table.bookings(account.bookings)
    table.note("TOTAL PAYMENTS", amount=account.total_in, value="total_credits")
    table.note("TOTAL CHARGES", amount=-account.total_out, value="total_debits")

    def foot(number: int, total: int) -> None:
        sheet.text(44, 806, f"PAGE {number} OF {total}", _BLUE_STYLE.face.sized(7))
        sheet.text(552, 806, "MINIMUM PAYMENT 5 % OR 150.00", _BLUE_STYLE.face.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


GOLD = Layout(
    "gold_card",
    "Protea Card Services",
    "ZA",
    _gold,
    DocumentType.CREDIT_CARD_STATEMENT,
    running=False,
    habits="ZA_CARD",
    prefix="4901",
    digits=16,
    mask="**** ****",
)
HARBOUR = Layout(
    "harbour_card",
    "HARBOUR MASTER CARD CO",
    "ZA",
    _blue,
    DocumentType.CREDIT_CARD_STATEMENT,
    running=False,
    habits="ZA_CARD",
    prefix="5412",
    digits=16,
    mask="XXXX XXXX",
)
