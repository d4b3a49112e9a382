"""Invoices and credit notes: parties, number, dates, currency, totals, bank account and positions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from documents.reading.extract.billing.identifiers import iban
from documents.reading.extract.billing.labels import Meaning
from documents.reading.extract.billing.positions import positions_of
from documents.reading.extract.billing.sheet import Sheet
from documents.reading.totals import invoice_checks
from documents.reading.types import Extraction, Line, PageText, Value

_REQUIRED = {
    "supplier_name": "The name of the supplier could not be read.",
    "invoice_number": "The number of the invoice could not be read.",
    "invoice_date": "The date of the invoice could not be read.",
    "gross_total": "The total of the invoice could not be read.",
}
_SUMS = frozenset({Meaning.SUBTOTAL, Meaning.AMOUNT, Meaning.NET, Meaning.NETT, Meaning.TOTAL})


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read the values and positions of one invoice.

    Args:
        pages: of the invoice, in order, from a text layer or by OCR.

    Returns:
        Values with page, box and confidence; the positions where a table is recognised; the checks of
        `totals.invoice_checks`; a sentence for each required value that could not be read.
    """
    sheet = Sheet(pages, "invoice")
    sums, unseen = _sums(sheet)
    found = [
        sheet.supplier,
        sheet.tax_number(),
        sheet.customer,
        sheet.number("invoice_number"),
        sheet.date("invoice_date", "date"),
        sheet.date("due_date", "due"),
        sheet.currency(),
        *sums,
        iban(sheet.rows),
    ]
    values = tuple(value for value in found if value is not None)
    names = {value.name for value in values}
    lines = _positions(sheet)
    return Extraction(
        values=values,
        lines=lines,
        checks=invoice_checks([*values, *unseen], lines),
        problems=tuple(sentence for name, sentence in _REQUIRED.items() if name not in names),
    )


def _sums(sheet: Sheet) -> tuple[list[Value], list[Value]]:
    """Return the totals as values, and what only the checks need: payments, balances, rounding."""
    sums = sheet.sums()
    if sheet.total is None:
        return sums, []
    due = sheet.due
    unseen = {"rounding_amount": sheet.total.parts.rounding}
    if due is not None:
        sums.append(sheet.part("amount_due", due.amount))
        unseen |= {"prepaid_total": due.prepaid, "previous_balance": due.previous}
    return sums, [sheet.part(name, part) for name, part in unseen.items() if part is not None]


def _positions(sheet: Sheet) -> tuple[Line, ...]:
    """Return the positions; they may add up to the net amount, the total or a subtotal before a discount."""
    total = sheet.total
    if total is None:
        return positions_of(sheet.rows, sheet.figures, ())
    labelled = [
        figure.amount for figure in sheet.figures if figure.meaning in _SUMS and not figure.after_label
    ]
    net = [total.parts.net.amount] if total.parts.net else []
    sums: list[Decimal] = [*net, total.amount, *labelled]
    return positions_of(sheet.rows, sheet.figures, list(dict.fromkeys(sums)))
