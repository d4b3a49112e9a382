"""Deccan National Bank (India): lakh grouping, debit and credit columns, Cr and Dr balances."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.printing import Dates, Lakhs
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_PURPLE = (0.36, 0.1, 0.4)
_BODY = Face(size=7.5)
_BALANCE = Lakhs(negative="{} Dr", positive="{} Cr")
_DATE = Dates("{dd}-{mon}-{yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Txn Date", 36),
        Column("value_date", "Value Date", 90),
        Column("text", "Description", 144, width=140),
        Column("reference", "Ref No./Cheque No.", 296),
        Column("debit", "Debit", 420, "right"),
        Column("credit", "Credit", 486, "right"),
        Column("balance", "Balance", 560, "right"),
    ),
    face=_BODY,
    head=Face("Helvetica-Bold", 7.5, (1, 1, 1)),
    head_fill=_PURPLE,
    rules=True,
    dates=_DATE,
    value_dates=Dates("{dd}/{mm}/{yy}"),
    money=Lakhs(),
    balance=_BALANCE,
    step=14,
    leading=9,
)


def _head(page: Page) -> None:
    page.sheet.text(
        298,
        44,
        "DECCAN NATIONAL BANK",
        Face("Helvetica-Bold", 15, _PURPLE),
        align="middle",
        value="bank_name",
    )
    page.sheet.text(
        298, 56, "Branch: Camp, Pune 411001   IFSC: DCNB0000417   MICR: 411002003", _BODY, align="middle"
    )


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 36, 88, _BODY)
    rows = (
        ("Account No", account.number, "account_number"),
        ("Account Type", "SAVINGS - RESIDENT", ""),
        ("Currency", "INR", "currency"),
        ("CIF No", "87654321009", ""),
        ("Nominee registered", "Yes", ""),
    )
    sheet.pairs(330, 88, rows, _BODY, at=420)
    sheet.runs(
        36,
        168,
        _BODY.bold(),
        "Statement of account from ",
        (_DATE(account.start), "period_start"),
        " to ",
        (_DATE(account.end), "period_end"),
    )
    table = listing(page, _STYLE, y=192, top=84, bottom=742, head=lambda: _head(page))
    table.note("OPENING BALANCE", balance=account.opening, value="opening_balance")
    table.bookings(account.bookings)
    sheet.text(36, table.y + 12, "Statement Summary", _BODY.bold())
    money = Lakhs()
    titles = ("Brought Forward", "Total Debits", "Total Credits", "Closing Balance")
    printed = (
        _BALANCE(account.opening),
        money(account.total_out),
        money(account.total_in),
        _BALANCE(account.closing),
    )
    values = ("", "total_debits", "total_credits", "closing_balance")
    for place, (title, text, value) in enumerate(zip(titles, printed, values, strict=True)):
        sheet.text(36 + place * 130, table.y + 26, title, _BODY)
        sheet.text(36 + place * 130, table.y + 38, text, _BODY.bold(), value=value)

    def foot(number: int, total: int) -> None:
        sheet.text(
            36, 808, "This is a computer generated statement and does not need a signature.", _BODY.sized(6.5)
        )
        sheet.text(560, 808, f"Page No. {number} / {total}", _BODY.sized(6.5), align="right")

    each_page(sheet, foot)
    return table.lines


DECCAN = Layout("deccan", "DECCAN NATIONAL BANK", "IN", _draw, digits=14, prefix="60")
