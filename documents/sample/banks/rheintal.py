"""Sparbank Rheintal (Germany): Soll and Haben as S and H, comma decimals, value date, long booking texts."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.identifiers import spaced
from documents.sample.printing import Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_RED = (0.8, 0.0, 0.0)
_BODY = Face(size=8.5)
_MONEY = Money(decimal=",", group=".", negative="{} S", positive="{} H")
_BALANCE = Money(decimal=",", group=".", negative="EUR {} S", positive="EUR {} H")
_DATE = Dates("{dd}.{mm}.{yyyy}")
_STYLE = Style(
    columns=(
        Column("date", "Bu-Tag", 48),
        Column("value_date", "Wert", 88),
        Column("text", "Vorgang", 132, width=260),
        Column("amount", "Betrag EUR", 548, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    rules=True,
    dates=Dates("{dd}.{mm}."),
    money=_MONEY,
    step=15,
    leading=10.5,
)


def _head(page: Page) -> None:
    page.sheet.fill(48, 30, 78, 60, _RED)
    page.sheet.text(86, 52, "Sparbank Rheintal", Face("Helvetica-Bold", 16), value="bank_name")
    page.sheet.text(548, 42, "Sparbank Rheintal, Neumarkt 2, 50667 Köln", _BODY.sized(7), align="right")


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    number = f"{account.statement_number}/{account.end.year}"
    sheet.normals["statement_number"] = number
    _head(page)
    holder_block(page, 48, 104, _BODY, formal=False)
    sheet.runs(330, 104, _BODY.bold(), "Kontoauszug ", (number, "statement_number"))
    rows = (
        ("Kontonummer", account.number, "account_number"),
        ("IBAN", spaced(account.iban), "iban"),
        ("BIC", "SPRHDE33XXX", ""),
    )
    sheet.pairs(330, 118, rows, _BODY, at=400)
    sheet.runs(
        330,
        160,
        _BODY,
        "vom ",
        (_DATE(account.start), "period_start"),
        " bis ",
        (_DATE(account.end), "period_end"),
    )
    sheet.text(48, 204, f"Alter Kontostand vom {_DATE(account.start)}", _BODY.bold())
    sheet.text(
        548, 204, _BALANCE(account.opening), _BODY.bold(), align="right", value="opening_balance currency"
    )
    table = listing(page, _STYLE, y=226, top=90, bottom=742, head=lambda: _head(page))
    table.bookings(account.bookings)
    table.note(
        f"Neuer Kontostand vom {_DATE(account.end)}",
        amount=_BALANCE(account.closing),
        value="closing_balance",
    )
    sheet.text(
        48, table.y + 10, "Eingeräumte Kontoüberziehung EUR 2.000,00. Sollzins 11,20 % p. a.", _BODY.sized(7)
    )

    def foot(page_number: int, total: int) -> None:
        sheet.text(
            48,
            802,
            "Sparbank Rheintal, Anstalt des öffentlichen Rechts, USt-IdNr. DE999999912",
            _BODY.sized(6.5),
        )
        sheet.text(548, 802, f"Blatt {page_number} von {total}", _BODY.sized(6.5), align="right")

    each_page(sheet, foot)
    return table.lines


RHEINTAL = Layout("rheintal", "Sparbank Rheintal", "DE", _draw, running=False, formal=False)
