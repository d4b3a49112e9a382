"""Alpenkreis Bank (Switzerland): apostrophes between thousands, Belastung and Gutschrift, Saldovortrag."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.identifiers import spaced
from documents.sample.printing import SWISS, Dates
from documents.sample.sheet import GREY, Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_RED = (0.78, 0.05, 0.1)
_BODY = Face(size=8)
_DATE = Dates("{dd}.{mm}.{yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Datum", 48),
        Column("text", "Text", 104, width=200),
        Column("debit", "Belastung CHF", 384, "right"),
        Column("credit", "Gutschrift CHF", 458, "right"),
        Column("value_date", "Valuta", 466),
        Column("balance", "Saldo CHF", 552, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    dates=Dates("{dd}.{mm}.{yy}"),
    money=SWISS,
    balance=SWISS,
    balance_when="day",
    step=13,
    carried=("Übertrag", "Übertrag"),
)


def _head(page: Page) -> None:
    page.sheet.fill(48, 34, 64, 50, _RED)
    page.sheet.text(72, 48, "Alpenkreis Bank", Face("Helvetica-Bold", 14), value="bank_name")
    page.sheet.text(552, 48, "Bahnhofplatz 8, 8001 Zürich", _BODY.tinted(GREY), align="right")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 330, 96, _BODY, formal=False)
    sheet.text(48, 176, "Kontoauszug Privatkonto", _BODY.bold().sized(12))
    sheet.runs(
        48, 192, _BODY, (_DATE(account.start), "period_start"), " - ", (_DATE(account.end), "period_end")
    )
    sheet.runs(
        48,
        206,
        _BODY,
        "IBAN ",
        (spaced(account.iban), "iban account_number"),
        "   Währung ",
        ("CHF", "currency"),
    )
    table = listing(page, _STYLE, y=234, top=88, bottom=744, head=lambda: _head(page))
    table.note("Saldovortrag", balance=account.opening, value="opening_balance")
    table.bookings(account.bookings)
    sheet.rule(320, table.y - 9, 552)
    table.note("Umsatztotal", debit=account.total_out, value="total_debits")
    table.y -= _STYLE.step
    table.note("", credit=account.total_in, value="total_credits")
    table.note("Schlusssaldo", balance=account.closing, value="closing_balance")

    def foot(number: int, total: int) -> None:
        sheet.text(552, 806, f"Seite {number} von {total}", _BODY.sized(7), align="right")
        sheet.text(
            48,
            806,
            "Bitte prüfen Sie den Auszug. Ohne Einwand innert 30 Tagen gilt er als genehmigt.",
            _BODY.sized(7),
        )

    each_page(sheet, foot)
    return table.lines


HELVETIA = Layout(
    "helvetia", "Alpenkreis Bank", "CH", _draw, running=False, formal=False, iban_number=slice(0, None)
)
