"""First Protea Bank: dates without a year, amounts with Cr, a column of accrued charges that are decoys."""

from __future__ import annotations

from decimal import Decimal

from documents.sample.banks.layout import SMALL, Layout, Page, each_page, holder_block, marketing
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style, Table
from documents.sample.types import SampleLine

_TEAL = (0.0, 0.45, 0.47)
_BODY = Face(size=8)
_CR = Money(negative="{}", positive="{}Cr")
_BALANCE = Money(negative="{}Dr", positive="{}Cr")
_DATE = Dates("{d} {month} {yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Date", 40),
        Column("text", "Description", 82, width=230),
        Column("amount", "Amount", 410, "right"),
        Column("balance", "Balance", 490, "right"),
        Column("accrued", "Accrued|Bank Charges", 558, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    dates=Dates("{dd} {mon}"),
    money=_CR,
    balance=_BALANCE,
    step=12,
    rules=True,
)


def _letterhead(page: Page, *, first: bool) -> None:
    sheet = page.sheet
    sheet.text(40, 44, "First Protea Bank", Face("Helvetica-Bold", 17, _TEAL), value="bank_name")
    sheet.text(40, 55, "a division of Protea Financial Holdings Limited", SMALL)
    sheet.fill(400, 26, 558, 50, _TEAL)
    sheet.text(479, 42, "Fynbos Cheque Account", Face("Helvetica-Bold", 10, (1, 1, 1)), align="middle")
    if not first:
        sheet.text(40, 76, f"Account {page.account.number}  (continued)", _BODY.bold())


def _boxes(page: Page) -> None:
    sheet, account = page.sheet, page.account
    sheet.runs(
        330,
        84,
        _BODY,
        "Statement Period : ",
        (_DATE(account.start), "period_start"),
        " to ",
        (_DATE(account.end), "period_end"),
    )
    sheet.text(330, 96, f"Statement Date : {_DATE(account.end)}", _BODY)
    sheet.runs(330, 108, _BODY, "Fynbos Cheque Account : ", (account.number, "account_number"))
    sheet.runs(
        330,
        120,
        _BODY,
        "Tax Invoice/Statement Number : ",
        (str(account.statement_number), "statement_number"),
    )
    sheet.frame(36, 172, 290, 236, colour=_TEAL)
    sheet.text(44, 185, "Statement Balances", _BODY.bold())
    balances = (
        ("Opening Balance", _BALANCE(account.opening), "opening_balance"),
        ("Closing Balance", _BALANCE(account.closing), "closing_balance"),
        ("VAT Inclusive (@ 15.000%)", _BALANCE(Decimal(page.rnd.randrange(900, 9900)) / 100), ""),
    )
    sheet.pairs(44, 200, balances, _BODY, at=282, align="right")
    sheet.frame(306, 172, 560, 236, colour=_TEAL)
    sheet.text(314, 185, "Bank Charges", _BODY.bold())
    charges = (
        ("Service Fees", "129.00Dr", ""),
        ("Cash Deposit Fees", "0.00", ""),
        ("Other Fees", f"{page.rnd.randrange(10, 90)}.50Dr", ""),
    )
    sheet.pairs(314, 200, charges, _BODY, at=552, align="right")


def _turnover(page: Page, y: float) -> None:
    sheet, account = page.sheet, page.account
    received = [b for b in account.bookings if b.amount > 0]
    sheet.text(40, y + 14, "Turnover for Statement Period", _BODY.bold())
    sheet.runs(
        40,
        y + 28,
        _BODY,
        f"No. Credit Transactions   {len(received)}   ",
        (_CR(account.total_in), "total_credits"),
    )
    count = len(account.bookings) - len(received)
    sheet.runs(
        40,
        y + 40,
        _BODY,
        f"No. Debit Transactions   {count}   ",
        (_BALANCE(-account.total_out), "total_debits"),
    )


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account

    def next_page() -> float:
        sheet.page_break()
        _letterhead(page, first=False)
        return 98

    _letterhead(page, first=True)
    holder_block(page, 40, 84, _BODY)
    _boxes(page)
    marketing(
        sheet,
        246,
        "Borrow up to R350 000.00 at rates from 11.25 %*|Dial *199*902# today. Terms apply.",
        _TEAL,
    )
    sheet.text(40, 312, "Transactions in RAND (ZAR)", _BODY.bold(), value="currency")
    table = Table(sheet, _STYLE, y=330, bottom=760, next_page=next_page)
    table.heading()
    table.note("Opening Balance", balance=account.opening)
    table.bookings(account.bookings)
    table.note("Closing Balance", balance=account.closing)
    if table.y > 720:
        table.y = next_page()
    _turnover(page, table.y)

    def foot(number: int, total: int) -> None:
        sheet.text(300, 806, f"Page {number} of {total}", _BODY, align="middle")
        sheet.text(40, 806, f"Delivery Method E1 R02   BBST 0{number} 2 500.00", SMALL)
        sheet.text(
            40,
            818,
            "First Protea Bank. An Authorised Financial Services and Credit Provider (NCRCP9902).",
            SMALL,
        )

    each_page(sheet, foot)
    return table.lines


PROTEA = Layout("protea", "First Protea Bank", "ZA", _draw, prefix="62", digits=11)
