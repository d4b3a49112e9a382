"""Till and other receipts: supplier, number, date, total, tax and currency."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.extract.billing.sheet import Sheet
from documents.reading.totals import invoice_checks
from documents.reading.types import CheckResult, Extraction, PageText, Value

_REQUIRED = {
    "supplier_name": "The name of the supplier could not be read.",
    "receipt_date": "The date of the receipt could not be read.",
    "gross_total": "The total paid could not be read.",
}


def extract(pages: Sequence[PageText]) -> Extraction:
    """Read the values of one receipt.

    Args:
        pages: of the receipt, in order; usually one, read by OCR.

    Returns:
        Values with page, box and confidence; the check of net, tax and total; a sentence for each value
        without which a receipt is worth little that could not be read.
    """
    sheet = Sheet(pages, "receipt")
    found = [
        sheet.supplier,
        sheet.tax_number(),
        sheet.number("receipt_number"),
        sheet.date("receipt_date", "date"),
        sheet.currency(),
        *sheet.sums(),
    ]
    values = tuple(value for value in found if value is not None)
    names = {value.name for value in values}
    return Extraction(
        values=values,
        checks=_checks(sheet, values),
        problems=tuple(sentence for name, sentence in _REQUIRED.items() if name not in names),
    )


def _checks(sheet: Sheet, values: Sequence[Value]) -> tuple[CheckResult, ...]:
    """Check net + tax = total, with the rounding of the till where there is one."""
    total = sheet.total
    rounding = total.parts.rounding if total else None
    known = [*values, sheet.part("rounding_amount", rounding)] if rounding else values
    return tuple(check for check in invoice_checks(known, ()) if check.kind == "net_plus_tax")
