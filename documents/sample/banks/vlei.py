"""Vlei Boerebank: Afrikaans, comma decimals, amounts on the last line of a booking, D and K."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, grouped, holder_block, listing
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_BROWN = (0.38, 0.24, 0.1)
_BODY = Face("Courier", 8)
_MONEY = Money(decimal=",", group=" ", negative="{}-")
_BALANCE = Money(decimal=",", group=" ", negative="{} D", positive="{} K")
_DATE = Dates("{d} {month} {yyyy}", "af")
_STYLE = Style(
    columns=(
        Column("date", "Datum", 40),
        Column("text", "Besonderhede", 100, width=210),
        Column("debit", "Debiet", 390, "right"),
        Column("credit", "Krediet", 468, "right"),
        Column("balance", "Saldo", 556, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    dates=Dates("{yyyy}-{mm}-{dd}"),
    money=_MONEY,
    balance=_BALANCE,
    amounts_on="last",
    upper=True,
    step=12,
    leading=9.5,
    carried=("SALDO OORGEDRA", "SALDO OORGEBRING"),
)


def _head(page: Page) -> None:
    page.sheet.text(
        298, 48, "VLEI BOEREBANK", Face("Courier-Bold", 18, _BROWN), align="middle", value="bank_name"
    )
    page.sheet.text(
        298, 60, "Koöperatief Beperk, Kerkplein 3, Bethlehem 9701", _BODY.sized(7), align="middle"
    )
    page.sheet.rule(40, 66, 556, colour=_BROWN, width=1.2)


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 40, 92, _BODY)
    rows = (
        ("Rekeningnommer:", grouped(account.number, 3, 3, sign="-"), "account_number"),
        ("Staatnommer:", str(account.statement_number), "statement_number"),
        ("Geldeenheid:", "ZAR", "currency"),
    )
    sheet.pairs(330, 92, rows, _BODY, at=430)
    sheet.text(40, 176, "TJEKREKENINGSTAAT", _BODY.bold().sized(11))
    sheet.runs(
        40,
        190,
        _BODY,
        "Tydperk ",
        (_DATE(account.start), "period_start"),
        " tot ",
        (_DATE(account.end), "period_end"),
    )
    table = listing(page, _STYLE, y=216, top=94, bottom=750, head=lambda: _head(page))
    table.note("SALDO OORGEBRING", balance=account.opening, value="opening_balance")
    table.bookings(account.bookings)
    sheet.rule(330, table.y - 8, 556)
    table.note("TOTALE", debit=account.total_out, value="total_debits")
    table.note("", credit=account.total_in, value="total_credits")
    table.note("EINDSALDO", balance=account.closing, value="closing_balance")

    def foot(number: int, total: int) -> None:
        sheet.text(40, 806, "Alle fooie sluit 15 % BTW in. Meld foute binne 30 dae.", _BODY.sized(7))
        sheet.text(556, 806, f"Bladsy {number} van {total}", _BODY.sized(7), align="right")

    each_page(sheet, foot)
    return table.lines


VLEI = Layout("vlei", "VLEI BOEREBANK", "ZA", _draw, prefix="307")
