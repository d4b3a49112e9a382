"""Samples in formats with declared structure: OFX, MT940, CAMT, CSV, XLSX, UBL, CII, Factur-X."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from documents.reading.types import DocumentType, Format
from documents.sample import accounts
from documents.sample.accounts import Account, Plan
from documents.sample.chance import stream
from documents.sample.electronic import einvoice, tables
from documents.sample.electronic.camt import camt053
from documents.sample.electronic.mt940 import mt940, purpose, short_purpose
from documents.sample.electronic.ofx import ofx, short_name
from documents.sample.invoices import invoice, lines_of, values_of
from documents.sample.invoicing.deal import Deal, deal
from documents.sample.names import names
from documents.sample.types import Sample, SampleLine

BANK = "Drakens Bank Limited"
_ALWAYS = ("account_number", "currency", "period_start", "period_end", "closing_balance")


def structured(seed: int, count: int, kinds: Sequence[str] | None = None) -> Iterator[Sample]:
    """Give `count` files, the kinds in turn (names out of `STRUCTURED`; None means all)."""
    names = tuple(kinds or STRUCTURED)
    for index in range(count):
        rnd = stream(seed, "structured", index)
        kind = names[index % len(names)]
        yield replace(STRUCTURED[kind](rnd, f"{kind}-{seed}-{index:04d}"), layout=kind)


def account_for(rnd: Random, country: str, count: int = 0) -> Account:
    """Tell a month of an account in a country."""
    employer = rnd.choice(names(country, "companies")).split(" (")[0].upper()
    start, end = accounts.month(rnd.randrange(2019, 2026), rnd.randrange(1, 13))
    return accounts.account(
        rnd, Plan(country, start, end, count or rnd.choice((3, 8, 15, 30, 60)), employer=employer)
    )


def ofx_sample(name: str, told: Sequence[Account], *, sgml: bool, quicken: bool = False) -> Sample:
    """Write accounts as OFX or QFX."""
    content = ofx(told, BANK, sgml=sgml, quicken=quicken)
    suffix = "qfx" if quicken else "ofx"
    return _statement(
        f"{name}.{suffix}",
        content,
        told,
        format=Format.OFX,
        printed=(*_ALWAYS, "bank_name"),
        text_of=_ofx_text,
    )


def mt940_sample(
    name: str, told: Sequence[Account], *, structured_purpose: bool, wrapped: bool = False
) -> Sample:
    """Write accounts as MT940."""
    content = mt940(told, structured=structured_purpose, wrapped=wrapped)
    names = (
        "account_number",
        "iban",
        "statement_number",
        "currency",
        "period_start",
        "period_end",
        "opening_balance",
        "closing_balance",
    )
    said = short_purpose if structured_purpose else purpose
    made = _statement(f"{name}.sta", content, told, format=Format.MT940, printed=names, text_of=said)
    values = {
        number: {**known, "statement_number": f"{int(known['statement_number']):05d}/001"}
        for number, known in made.accounts.items()
    }
    return replace(made, values=values[told[0].number], accounts=values)


def camt_sample(name: str, told: Sequence[Account], *, version: str) -> Sample:
    """Write accounts as CAMT.053."""
    names = (*_ALWAYS, "iban", "bank_name", "account_holder", "statement_number", "opening_balance")
    return _statement(
        f"{name}.xml",
        camt053(told, BANK, version=version),
        told,
        format=Format.CAMT,
        printed=names,
        text_of=_text,
    )


def csv_sample(name: str, told: Account, dialect_name: str) -> Sample:
    """Write an account as CSV in a dialect."""
    dialect = tables.DIALECTS[dialect_name]
    facts = ("account_number", "account_holder", "bank_name", "opening_balance", "closing_balance")
    names: tuple[str, ...] = facts if dialect.preamble else ()
    if "currency" in dialect.columns:
        names = (*names, "currency")
    if "iban" in dialect.columns:
        names = (*names, "iban", "account_number")
    shown = replace(told, bookings=tables.ordered(told, dialect))
    content = tables.csv_file(told, BANK, dialect)
    made = _statement(f"{name}.csv", content, (shown,), format=Format.CSV, printed=names, text_of=_text)
    if "balance" in dialect.columns:
        return made
    return replace(made, lines=tuple(replace(line, balance=None) for line in made.lines))


def xlsx_sample(name: str, told: Account) -> Sample:
    """Write an account as a workbook."""
    names = ("account_number", "account_holder", "bank_name", "opening_balance", "closing_balance")
    return _statement(
        f"{name}.xlsx",
        tables.xlsx_file(told, BANK),
        (told,),
        format=Format.XLSX,
        printed=names,
        text_of=_text,
    )


def einvoice_sample(name: str, made: Deal, content: bytes, format: Format = Format.EINVOICE) -> Sample:  # noqa: A002 - the field's word
    """Describe an e-invoice; one without any tax or IBAN has no such value."""
    values = values_of(made)
    return Sample(
        name=name,
        content=content,
        type=DocumentType.INVOICE,
        format=format,
        values={key: value for key, value in values.items() if value},
        lines=lines_of(made),
    )


def facturx_sample(rnd: Random, name: str, made: Deal, layout: str) -> Sample:
    """Print an invoice and put its data inside."""
    printed = invoice(rnd, layout, made, name=f"{name}.pdf")
    data = einvoice_sample(printed.name, made, einvoice.facturx(printed.content, made), Format.PDF)
    return replace(data, boxes=printed.boxes, lines=printed.lines)


def _statement(
    name: str,
    content: bytes,
    told: Sequence[Account],
    *,
    format: Format,  # noqa: A002 - the field's word
    printed: Sequence[str],
    text_of: Callable[[accounts.Booking], str],
) -> Sample:
    by_account = {one.number: _values(one, printed) for one in told}
    balances = format in {Format.CSV, Format.XLSX}
    lines = tuple(
        SampleLine(
            booking.date,
            text_of(booking),
            booking.amount,
            booking.balance if balances else None,
            value_date=booking.value_date,
            reference=booking.reference,
            account=one.number,
        )
        for one in told
        for booking in one.bookings
    )
    return Sample(
        name=name,
        content=content,
        type=DocumentType.BANK_STATEMENT,
        format=format,
        values=by_account[told[0].number],
        lines=lines,
        reconciles=all(one.reconciles for one in told),
        notes=tuple(note for one in told for note in one.notes),
        accounts=by_account,
    )


def _values(told: Account, names: Sequence[str]) -> dict[str, str]:
    known = {
        "account_number": told.iban if "iban" in names and told.iban else told.number,
        "account_holder": told.holder.name,
        "bank_name": BANK,
        "iban": told.iban,
        "currency": told.currency,
        "statement_number": str(told.statement_number),
        "period_start": told.start.isoformat(),
        "period_end": told.end.isoformat(),
        "opening_balance": f"{told.opening:.2f}",
        "closing_balance": f"{told.closing:.2f}",
    }
    return {name: known[name] for name in names if known[name]}


def _text(booking: accounts.Booking) -> str:
    return " ".join(booking.text)


def _ofx_text(booking: accounts.Booking) -> str:
    return " ".join([short_name(booking), *booking.text[1:]])


def _several(rnd: Random, country: str) -> list[Account]:
    return [account_for(rnd, country, count) for count in (6, 12, 9)[: rnd.randrange(2, 4)]]


def _einvoice(rnd: Random, name: str, syntax: str) -> Sample:
    made = replace(deal(rnd, rnd.choice(("DE", "FR", "NL", "ES"))), credit=False)
    content = einvoice.ubl(made) if syntax == "ubl" else einvoice.cii(made)
    return einvoice_sample(f"{name}.xml", made, content)


def _facturx(rnd: Random, name: str) -> Sample:
    layout = rnd.choice(("de_window", "fr_letter", "nl_inline", "de_any"))
    made = replace(deal(rnd, layout[:2].upper()), credit=False)
    return facturx_sample(rnd, name, made, layout)


def _csv(dialect: str) -> Callable[[Random, str], Sample]:
    country = tables.DIALECTS[dialect].country
    return lambda rnd, name: csv_sample(name, account_for(rnd, country), dialect)


STRUCTURED: dict[str, Callable[[Random, str], Sample]] = {
    "ofx1": lambda rnd, name: ofx_sample(name, [account_for(rnd, "ZA")], sgml=True),
    "ofx2": lambda rnd, name: ofx_sample(name, _several(rnd, "ZA"), sgml=False),
    "qfx": lambda rnd, name: ofx_sample(name, [account_for(rnd, "US")], sgml=True, quicken=True),
    "mt940_plain": lambda rnd, name: mt940_sample(name, [account_for(rnd, "ZA")], structured_purpose=False),
    "mt940_several": lambda rnd, name: mt940_sample(name, _several(rnd, "DE"), structured_purpose=True),
    "mt940_swift": lambda rnd, name: mt940_sample(
        name, _several(rnd, "NL"), structured_purpose=False, wrapped=True
    ),
    "camt_02": lambda rnd, name: camt_sample(name, [account_for(rnd, "DE")], version="02"),
    "camt_08": lambda rnd, name: camt_sample(name, _several(rnd, "NL"), version="08"),
    **{f"csv_{dialect}": _csv(dialect) for dialect in tables.DIALECTS},
    "xlsx": lambda rnd, name: xlsx_sample(name, account_for(rnd, "ZA")),
    "ubl": lambda rnd, name: _einvoice(rnd, name, "ubl"),
    "cii": lambda rnd, name: _einvoice(rnd, name, "cii"),
    "facturx": _facturx,
}
