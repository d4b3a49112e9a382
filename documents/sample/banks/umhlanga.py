"""Umhlanga Mutual: the date stands between the amounts as month and day, debits with a trailing minus."""

from __future__ import annotations

from documents.sample.banks.layout import SMALL, Layout, Page, each_page, grouped, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_BLUE = (0.0, 0.2, 0.55)
_BODY = Face(size=8.5)
_MONEY = Money(negative="{}-")
_DATE = Dates("{d} {month} {yyyy}")
_STYLE = Style(
    columns=(
        Column("text", "Details", 40, width=190),
        Column("fee", "Service|Fee", 285, "right"),
        Column("debit", "Debits", 360, "right"),
        Column("credit", "Credits", 435, "right"),
        Column("date", "Date", 452),
        Column("balance", "Balance", 556, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    dates=Dates("{mm} {dd}"),
    money=_MONEY,
    balance=_MONEY,
    out=Money(negative="{}-"),
    step=14,
    upper=True,
    carried=("BALANCE CARRIED FORWARD", "BALANCE BROUGHT FORWARD"),
)


def _letterhead(page: Page) -> None:
    sheet = page.sheet
    sheet.fill(36, 28, 70, 62, _BLUE)
    sheet.text(53, 50, "UM", Face("Helvetica-Bold", 14, (1, 1, 1)), align="middle")
    sheet.text(78, 50, "Umhlanga Mutual", Face("Helvetica-Bold", 16, _BLUE), value="bank_name")
    sheet.text(556, 40, "Umhlanga Mutual Bank Ltd (Reg. No. 1999/999903/06)", SMALL, align="right")
    sheet.text(556, 49, "Customer care 0860 555 0103", SMALL, align="right")


def _details(page: Page) -> None:
    sheet, account = page.sheet, page.account
    rows = (
        (_DATE(account.end), ""),
        (f"Statement No. {account.statement_number}", ""),
    )
    sheet.text(556, 92, rows[0][0], _BODY, align="right")
    sheet.runs(400, 106, _BODY, "Statement No. ", (str(account.statement_number), "statement_number"))
    sheet.text(40, 180, "BANK STATEMENT / TAX INVOICE", Face("Helvetica-Bold", 13, _BLUE))
    sheet.runs(
        40,
        200,
        _BODY,
        "CLASSIC CURRENT ACCOUNT   Account Number ",
        (grouped(account.number, 2, 3, 3), "account_number"),
    )
    sheet.runs(
        40,
        214,
        _BODY,
        "Statement from ",
        (_DATE(account.start), "period_start"),
        " to ",
        (_DATE(account.end), "period_end"),
    )
    sheet.runs(
        400, 214, _BODY.bold(), "Month-end Balance  ", (f"R{_MONEY(account.closing)}", "closing_balance")
    )


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page)
        sheet.text(40, 90, f"CLASSIC CURRENT ACCOUNT  {grouped(account.number, 2, 3, 3)}", _BODY)
        return 116

    _letterhead(page)
    holder_block(page, 40, 96, _BODY)
    _details(page)
    table = Table(sheet, _STYLE, y=244, bottom=740, next_page=next_page)
    table.heading()
    table.note(
        "BALANCE BROUGHT FORWARD",
        date=_STYLE.dates(account.start),
        balance=account.opening,
        value="opening_balance",
    )
    table.bookings(account.bookings)
    y = table.y + 12
    sheet.block(
        40,
        y,
        ("## These fees include VAT", "VAT Summary: total VAT this statement R 24.65"),
        SMALL,
        leading=9,
    )

    def foot(number: int, total: int) -> None:
        sheet.rule(36, 796, 558)
        sheet.text(
            40,
            808,
            "We subscribe to the Code of Banking Practice. Please verify all transactions within 30 days.",
            SMALL,
        )
        sheet.text(556, 808, f"Page {number} of {total}", SMALL, align="right")

    each_page(sheet, foot)
    return table.lines


UMHLANGA = Layout("umhlanga", "Umhlanga Mutual", "ZA", _draw, fees=True, prefix="10", digits=11)
