"""Bookings as tables: CSV in the dialects of several banks, and a workbook."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.sample.accounts import Account, Booking
from documents.sample.electronic.markup import HEADER, Markup, element
from documents.sample.printing import FRENCH, GERMAN, PLAIN, Dates, Money

Cells = Callable[[Booking, "Dialect"], list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a bank exports bookings. The columns are date, text, amount, debit, credit, balance and others."""

    header: tuple[str, ...]
    columns: tuple[str, ...]
    dates: Dates
    country: str
    separator: str = ","
    money: Money = PLAIN
    encoding: str = "utf-8"
    quoted: bool = False
    preamble: bool = False  # account, holder and balances in lines above the table
    newest_first: bool = False
    marks: tuple[str, str] = ("", "")


DIALECTS: dict[str, Dialect] = {
    "za_preamble": Dialect(
        ("Date", "Amount", "Balance", "Description"), ("date", "amount", "balance", "text"),
        Dates("{yyyy}/{mm}/{dd}"), "ZA", preamble=True,
    ),
    "us_quoted": Dialect(
        ("Posting Date", "Description", "Debit", "Credit", "Running Bal."),
        ("date", "text", "debit", "credit", "balance"),
        Dates("{mm}/{dd}/{yyyy}"), "US", quoted=True, newest_first=True,
    ),
    "de_semicolon": Dialect(
        ("Buchungstag", "Wertstellung", "Verwendungszweck", "Betrag", "Währung", "Saldo"),
        ("date", "value_date", "text", "amount", "currency", "balance"),
        Dates("{dd}.{mm}.{yyyy}"), "DE", separator=";", money=GERMAN, encoding="cp1252", quoted=True,
    ),
    "nl_af_bij": Dialect(
        ("Datum", "Naam / Omschrijving", "Rekening", "Code", "Af Bij", "Bedrag (EUR)"),
        ("date", "text", "iban", "code", "mark", "bare"),
        Dates("{yyyy}{mm}{dd}"), "NL", money=Money(decimal=",", group=""), quoted=True, marks=("Af", "Bij"),
    ),
    "fr_semicolon": Dialect(
        ("Date", "Libellé", "Débit euros", "Crédit euros"), ("date", "text", "debit", "credit"),
        Dates("{dd}/{mm}/{yyyy}"), "FR", separator=";", money=FRENCH, encoding="utf-8-sig",
    ),
    "no_header": Dialect(
        (), ("date", "amount", "text", "balance"), Dates("{yyyy}-{mm}-{dd}"), "ZA",
    ),
    "gb_tab": Dialect(
        ("Date", "Type", "Narrative", "Money out", "Money in", "Balance"),
        ("date", "code", "text", "debit", "credit", "balance"),
        Dates("{dd} {mon} {yyyy}"), "GB", separator="\t", money=Money(), newest_first=True,
    ),
    "in_dr_cr": Dialect(
        ("Txn Date", "Description", "Amount", "Dr/Cr", "Balance"),
        ("date", "text", "bare", "mark", "balance"),
        Dates("{dd}-{mon}-{yyyy}"), "IN", marks=("DR", "CR"), money=Money(),
    ),
}  # fmt: skip


def csv_file(account: Account, bank: str, dialect: Dialect) -> bytes:
    """Return an account's bookings as CSV."""
    buffer = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if dialect.quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=dialect.separator, quoting=quoting, lineterminator="\r\n")
    if dialect.preamble:
        writer.writerows(_preamble(account, bank, dialect))
    if dialect.header:
        writer.writerow(dialect.header)
    for booking in ordered(account, dialect):
        writer.writerow([_cell(kind, booking, account, dialect) for kind in dialect.columns])
    return buffer.getvalue().encode(dialect.encoding, errors="replace")


def ordered(account: Account, dialect: Dialect) -> tuple[Booking, ...]:
    """Return the bookings in the order of the file."""
    return account.bookings[::-1] if dialect.newest_first else account.bookings


def _preamble(account: Account, bank: str, dialect: Dialect) -> list[list[str]]:
    return [
        ["ACCOUNT TRANSACTION HISTORY"],
        ["Bank:", bank],
        ["Name:", account.holder.name],
        ["Account:", account.number, "Cheque Account"],
        ["Opening Balance:", dialect.money(account.opening)],
        ["Closing Balance:", dialect.money(account.closing)],
        [],
    ]


def _cell(kind: str, booking: Booking, account: Account, dialect: Dialect) -> str:
    money = dialect.money
    amount = booking.amount
    plain = {
        "date": dialect.dates(booking.date),
        "value_date": dialect.dates(booking.value_date or booking.date),
        "text": " ".join(booking.text),
        "amount": money(amount),
        "bare": money.bare(amount),
        "debit": money.bare(amount) if amount < 0 else "",
        "credit": money.bare(amount) if amount > 0 else "",
        "balance": money(booking.balance),
        "code": booking.code,
        "currency": account.currency,
        "iban": account.iban,
        "mark": dialect.marks[amount > 0],
    }
    return plain[kind]


def xlsx_file(account: Account, bank: str) -> bytes:
    """Return a workbook: a few facts, a blank row, a header, bookings with real dates and numbers."""
    rows: list[Sequence[str | Decimal | dt.date]] = [
        ("Account statement",),
        ("Bank", bank),
        ("Account number", account.number),
        ("Account holder", account.holder.name),
        ("Opening balance", account.opening),
        ("Closing balance", account.closing),
        (),
        ("Date", "Description", "Debit", "Credit", "Balance"),
    ]
    for booking in account.bookings:
        debit = -booking.amount if booking.amount < 0 else ""
        credit = booking.amount if booking.amount > 0 else ""
        rows.append((booking.date, " ".join(booking.text), debit, credit, booking.balance))
    return workbook(rows)


def workbook(rows: Sequence[Sequence[str | Decimal | dt.date]]) -> bytes:
    """Return the smallest XLSX that holds one sheet of text, numbers and dates."""
    data = [_row(number, row) for number, row in enumerate(rows, 1)]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = element("sheet", name="Transactions", sheetId="1", r__id="rId1")
    parts = {
        "[Content_Types].xml": element(
            "Types",
            element(
                "Default",
                Extension="rels",
                ContentType="application/vnd.openxmlformats-package.relationships+xml",
            ),
            element("Default", Extension="xml", ContentType="application/xml"),
            element("Override", PartName="/xl/workbook.xml", ContentType=f"{kind}.sheet.main+xml"),
            element("Override", PartName="/xl/worksheets/sheet1.xml", ContentType=f"{kind}.worksheet+xml"),
            element("Override", PartName="/xl/styles.xml", ContentType=f"{kind}.styles+xml"),
            xmlns=f"{package}/content-types",
        ),
        "_rels/.rels": element(
            "Relationships",
            element("Relationship", Id="rId1", Type=f"{office}/officeDocument", Target="xl/workbook.xml"),
            xmlns=f"{package}/relationships",
        ),
        "xl/workbook.xml": element("workbook", element("sheets", sheet), xmlns=main, xmlns__r=office),
        "xl/_rels/workbook.xml.rels": element(
            "Relationships",
            element("Relationship", Id="rId1", Type=f"{office}/worksheet", Target="worksheets/sheet1.xml"),
            element("Relationship", Id="rId2", Type=f"{office}/styles", Target="styles.xml"),
            xmlns=f"{package}/relationships",
        ),
        "xl/styles.xml": _styles(main),
        "xl/worksheets/sheet1.xml": element("worksheet", element("sheetData", *data), xmlns=main),
    }
    return packed({name: (HEADER + text).encode() for name, text in parts.items()})


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a ZIP file without a clock in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def _styles(main: str) -> Markup:
    plain = element("xf", numFmtId="0", fontId="0", fillId="0", borderId="0")
    dated = element("xf", numFmtId="14", fontId="0", fillId="0", borderId="0", applyNumberFormat="1")
    return element(
        "styleSheet",
        element("fonts", element("font")),
        element("fills", element("fill")),
        element("borders", element("border")),
        element("cellStyleXfs", plain),
        element("cellXfs", plain, dated),
        xmlns=main,
    )


def _row(number: int, cells: Sequence[str | Decimal | dt.date]) -> Markup:
    made = []
    for place, cell in enumerate(cells):
        where = f"{'ABCDEFGH'[place]}{number}"
        if isinstance(cell, Decimal):
            made.append(element("c", element("v", f"{cell:.2f}"), r=where))
        elif isinstance(cell, dt.date):
            serial = (cell - dt.date(1899, 12, 30)).days  # day 0 of spreadsheets, which know 29 February 1900
            made.append(element("c", element("v", str(serial)), r=where, s="1"))
        elif cell:
            made.append(element("c", element("is", element("t", cell)), r=where, t="inlineStr"))
    return element("row", *made, r=str(number))
