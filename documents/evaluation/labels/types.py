"""The type that a source gives a document, as the types that reading may answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from documents.reading.types import DocumentType

_STATEMENTS = (DocumentType.BANK_STATEMENT, DocumentType.CREDIT_CARD_STATEMENT)
_BROKER = (DocumentType.BROKER_NOTICE,)
# A bill says what is owed and by when: calling it an invoice is as right as calling it something else.
_BILL = (DocumentType.OTHER, DocumentType.INVOICE)

_TYPES: Mapping[str, tuple[DocumentType, ...]] = MappingProxyType(
    {
        **{label.value: (label,) for label in DocumentType},
        # The folder of a data file does not tell the account's kind; the file may.
        **{f"bank_statement:{kind}": _STATEMENTS for kind in ("ofx", "csv", "xlsx", "qif")},
        "dividend_notice": _BROKER,
        "interest_notice": _BROKER,
        "trade_confirmation": _BROKER,
        "tax_settlement_notice": _BROKER,
        "portfolio_statement": _BROKER,
        "brokerage_other": _BROKER,
        "utility_bill": _BILL,
        "hoa_statement": _BILL,
        "check": (DocumentType.OTHER,),
        "identity_document": (DocumentType.OTHER,),
    }
)
# These say what is odd about a file, or that it holds several documents: no type to be right about.
_NO_TYPE = frozenset({"packet", "robustness", ""})


def accepted_types(label: str) -> tuple[DocumentType, ...]:
    """Return the types that are right for a source's label, the one to report first; empty for none."""
    if label in _NO_TYPE:
        return ()
    return _TYPES.get(label) or _TYPES.get(label.partition(":")[0], ())


def is_unknown_type(label: str) -> bool:
    """Return whether the label should name a type and names none that is declared here."""
    return label not in _NO_TYPE and not accepted_types(label)
