"""From pages to values: one module per kind of document, each with `extract(pages) -> Extraction`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from documents.reading.types import DocumentType, Extraction, PageText

_MODULES = {
    DocumentType.BANK_STATEMENT: "statement",
    DocumentType.CREDIT_CARD_STATEMENT: "statement",
    DocumentType.INVOICE: "invoice",
    DocumentType.RECEIPT: "receipt",
    DocumentType.PAYSLIP: "payslip",
    DocumentType.TAX_FORM: "tax_form",
}


def extract(label: DocumentType, pages: Sequence[PageText]) -> Extraction:
    """Return what the extractor for this type reads; nothing for types that have none.

    The module is loaded where it is first needed: each can be imported, tested and fail on its own.
    """
    name = _MODULES.get(label)
    if name is None:
        return Extraction()
    result = importlib.import_module(f"{__name__}.{name}").extract(pages)
    if not isinstance(result, Extraction):
        raise TypeError(f"{name}.extract returned {type(result).__name__}")
    return result
