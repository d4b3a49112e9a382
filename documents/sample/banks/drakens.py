"""Drakens Bank: category column, money in and out, a fee column that lowers the balance, decoy summaries."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from documents.sample.accounts import Account
from documents.sample.banks.layout import Layout, Page, each_page, holder_block
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_NAVY = (0.05, 0.18, 0.36)
_ORANGE = (0.88, 0.36, 0.1)
_BODY = Face("Vera", 7)
_MONEY = Money(group=" ")
_DATE = Dates("{dd}/{mm}/{yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 40),
        Column("text", "Description", 92, width=160),
        Column("category", "Category", 262),
        Column("credit", "Money In", 396, "right"),
        Column("debit", "Money Out", 450, "right"),
        Column("fee", "Fee*", 492, "right"),
        Column("balance", "Balance", 556, "right"),
    ),
    face=_BODY,
    head=Face("VeraBd", 7, _NAVY),
    rules=True,
    dates=_DATE,
    money=_MONEY,
    balance=_MONEY,
    out=_MONEY,
    step=13,
    leading=9,
)


def _letterhead(page: Page) -> None:
    sheet = page.sheet
    sheet.text(40, 46, "DRAKENS", Face("VeraBd", 20, _NAVY))
    sheet.text(152, 46, "BANK", Face("Vera", 20, _ORANGE))
    sheet.text(556, 38, "Drakens Bank Limited", Face("Vera", 7), align="right", value="bank_name")
    sheet.text(556, 48, "24hr Client Care 0860 555 0105", Face("Vera", 6), align="right")


def _by_category(account: Account, *, money_in: bool) -> list[tuple[str, str, str]]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for booking in account.bookings:
        if (booking.amount > 0) is money_in:
            sums[booking.category] += booking.amount
    return [(name, f"R{_MONEY(total)}", "") for name, total in sorted(sums.items())][:7]


def _summary(page: Page) -> float:
    sheet, account = page.sheet, page.account
    sheet.text(40, 170, "Main Account Statement", Face("VeraBd", 13, _NAVY))
    rows = (
        ("From Date:", _DATE(account.start), "period_start"),
        ("To Date:", _DATE(account.end), "period_end"),
        ("Account Number:", account.number, "account_number"),
        ("Opening Balance:", f"R{_MONEY(account.opening)}", "opening_balance"),
        ("Closing Balance:", f"R{_MONEY(account.closing)}", "closing_balance"),
        ("Available Balance:", f"R{_MONEY(account.closing + 150)}", ""),
    )
    sheet.pairs(330, 84, rows, _BODY, at=556, align="right", step=12)
    fees = sum((b.fee for b in account.bookings), Decimal("0.00"))
    sheet.text(40, 192, "Money In Summary", _BODY.bold())
    left = sheet.pairs(40, 206, _by_category(account, money_in=True), _BODY, at=280, align="right", step=11)
    sheet.text(310, 192, "Money Out Summary", _BODY.bold())
    spent = [*_by_category(account, money_in=False), ("Fees", f"R{_MONEY(fees)}", "")]
    right = sheet.pairs(310, 206, spent, _BODY, at=556, align="right", step=11)
    return max(left, right) + 14


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page)
        return 84

    _letterhead(page)
    holder_block(page, 40, 88, Face("Vera", 8), formal=False)
    y = _summary(page)
    sheet.text(40, y, "Transaction History", Face("VeraBd", 9, _NAVY))
    table = Table(sheet, _STYLE, y=y + 18, bottom=762, next_page=next_page)
    table.heading()
    table.bookings(account.bookings)

    def foot(number: int, total: int) -> None:
        sheet.text(40, 800, "* Includes VAT at 15%", Face("Vera", 6))
        sheet.text(
            40,
            812,
            "Drakens Bank is an authorised financial services provider (FSP 99905). Reg 1999/999905/06",
            Face("Vera", 5.5),
        )
        sheet.text(556, 812, f"Page {number} of {total}", Face("Vera", 6), align="right")

    each_page(sheet, foot)
    return table.lines


DRAKENS = Layout("drakens", "Drakens Bank Limited", "ZA", _draw, fees=True, prefix="14", formal=False)
