"""Waterkant Bank (Netherlands): Af and Bij beside the amount, no balances, IBAN only."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.identifiers import spaced
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_ORANGE = (1.0, 0.38, 0.0)
_BODY = Face("Vera", 7.5)
_PLAIN = Money(decimal=",", group=".", negative="{}")
_SUM = Money(decimal=",", group=".", negative="- € {}", positive="€ {}")
_DATE = Dates("{dd}-{mm}-{yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Datum", 44),
        Column("text", "Naam / Omschrijving", 112, width=240),
        Column("code", "Code", 372),
        Column("mark", "Af Bij", 420),
        Column("amount", "Bedrag (EUR)", 548, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    rules=True,
    dates=_DATE,
    money=_PLAIN,
    marks=("Af", "Bij"),
    step=15,
    leading=10,
)


def _head(page: Page) -> None:
    page.sheet.disc(60, 46, 14, _ORANGE)
    page.sheet.text(82, 52, "Waterkant Bank", Face("VeraBd", 16, _ORANGE), value="bank_name")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    sheet.text(548, 52, "Rekeningafschrift Betaalrekening", _BODY.bold(), align="right")
    holder_block(page, 44, 100, _BODY, formal=False)
    rows = (
        ("Rekeningnummer", spaced(account.iban), "iban account_number"),
        ("Periode van", _DATE(account.start), "period_start"),
        ("Periode tot en met", _DATE(account.end), "period_end"),
        ("Volgnummer", str(account.statement_number), "statement_number"),
    )
    sheet.pairs(320, 100, rows, _BODY, at=420)
    titles = ("Vorig saldo", "Totaal bijgeschreven", "Totaal afgeschreven", "Nieuw saldo")
    amounts = (account.opening, account.total_in, account.total_out, account.closing)
    values = ("opening_balance currency", "total_credits", "total_debits", "closing_balance")
    for place, (title, amount, value) in enumerate(zip(titles, amounts, values, strict=True)):
        sheet.text(44 + place * 128, 190, title, _BODY.sized(7))
        sheet.text(44 + place * 128, 203, _SUM(amount), _BODY.bold(), value=value)
    table = listing(page, _STYLE, y=236, top=92, bottom=752, head=lambda: _head(page))
    table.bookings(account.bookings)

    def foot(number: int, total: int) -> None:
        sheet.text(
            44, 806, "Dit product valt onder het depositogarantiestelsel (tot € 100.000,00).", _BODY.sized(6)
        )
        sheet.text(548, 806, f"Pagina {number} van {total}", _BODY.sized(6), align="right")

    each_page(sheet, foot)
    return table.lines


WATERKANT = Layout(
    "waterkant", "Waterkant Bank", "NL", _draw, running=False, formal=False, iban_number=slice(0, None)
)
