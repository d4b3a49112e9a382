"""Crédit Garonne (France): débit and crédit columns, spaces between thousands, short dates, totals row."""

from __future__ import annotations

from documents.sample.banks.layout import Layout, Page, each_page, holder_block, listing
from documents.sample.identifiers import spaced
from documents.sample.printing import FRENCH, Dates, Money
from documents.sample.sheet import Face
from documents.sample.table import Column, Style
from documents.sample.types import SampleLine

_GREEN = (0.0, 0.42, 0.36)
_BODY = Face(size=8)
_SUM = Money(decimal=",", group=" ", negative="- {} €", positive="+ {} €")
_DATE = Dates("{d} {month} {yyyy}", "fr")
_STYLE = Style(
    columns=(
        Column("date", "Date", 44),
        Column("value_date", "Date valeur", 84),
        Column("text", "Nature des opérations", 140, width=220),
        Column("debit", "Débit", 470, "right"),
        Column("credit", "Crédit", 550, "right"),
    ),
    face=_BODY,
    head=_BODY.bold(),
    head_fill=(0.85, 0.93, 0.91),
    dates=Dates("{dd}.{mm}"),
    value_dates=Dates("{dd}.{mm}.{yy}"),
    money=FRENCH,
    balance=FRENCH,
    step=13,
)


def _head(page: Page) -> None:
    page.sheet.text(44, 50, "Crédit Garonne", Face("Helvetica-Bold", 18, _GREEN), value="bank_name")
    page.sheet.text(44, 62, "12 quai des Chartrons, 33000 BORDEAUX", _BODY.sized(7))


def _draw(page: Page) -> list[SampleLine]:
    sheet, account = page.sheet, page.account
    _head(page)
    holder_block(page, 340, 112, _BODY)
    sheet.text(44, 100, "RELEVÉ DE COMPTE", Face("Helvetica-Bold", 12))
    sheet.runs(
        44,
        116,
        _BODY,
        "du ",
        (_DATE(account.start), "period_start"),
        " au ",
        (_DATE(account.end), "period_end"),
    )
    sheet.runs(44, 130, _BODY, "Compte de dépôt n° ", (account.iban[14:25], "account_number"))
    sheet.runs(44, 144, _BODY, "IBAN ", (spaced(account.iban), "iban"))
    sheet.runs(
        44,
        158,
        _BODY,
        "Relevé n° ",
        (str(account.statement_number), "statement_number"),
        "   Monnaie du compte : ",
        ("EUR", "currency"),
    )
    opening = "SOLDE CRÉDITEUR AU" if account.opening >= 0 else "SOLDE DÉBITEUR AU"
    sheet.text(44, 200, f"{opening} {Dates('{dd}.{mm}.{yyyy}')(account.start)}", _BODY.bold())
    sheet.text(550, 200, _SUM(account.opening), _BODY.bold(), align="right", value="opening_balance")
    table = listing(page, _STYLE, y=222, top=90, bottom=736, head=lambda: _head(page))
    table.bookings(account.bookings)
    sheet.rule(380, table.y - 9, 550)
    table.note("TOTAL DES OPÉRATIONS", debit=account.total_out, value="total_debits")
    table.y -= _STYLE.step
    table.note("", credit=account.total_in, value="total_credits")
    closing = "SOLDE CRÉDITEUR AU" if account.closing >= 0 else "SOLDE DÉBITEUR AU"
    sheet.text(44, table.y + 8, f"{closing} {Dates('{dd}.{mm}.{yyyy}')(account.end)}", _BODY.bold())
    sheet.text(550, table.y + 8, _SUM(account.closing), _BODY.bold(), align="right", value="closing_balance")

    def foot(number: int, total: int) -> None:
        sheet.text(
            44,
            804,
            "Crédit Garonne, SA au capital de 124 821 566,00 €. TEG découvert 15,90 %.",
            _BODY.sized(6.5),
        )
        sheet.text(550, 804, f"Page {number}/{total}", _BODY.sized(6.5), align="right")

    each_page(sheet, foot)
    return table.lines


GARONNE = Layout("garonne", "Crédit Garonne", "FR", _draw, running=False, iban_number=slice(14, 25))
