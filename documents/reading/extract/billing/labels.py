"""From the printed label of an amount to what the amount is."""

from __future__ import annotations

from enum import StrEnum

from documents.reading.extract.billing.phrases import by_language
from documents.reading.extract.vocabulary.amounts import AMOUNT_WORDS, Concept


class Meaning(StrEnum):
    """What the label of an amount says the amount is."""

    GROSS = "gross"  # a total, and says that tax is in it
    TOTAL = "total"  # a total, no more said
    AMOUNT = "amount"
    NETT = "nett"
    DUE = "due"
    SUBTOTAL = "subtotal"
    NET = "net"
    TAX = "tax"
    INCLUDED = "included"  # "incl. GST": the tax inside or the sum with it
    TAXABLE = "taxable"
    CASH = "cash"
    CHANGE = "change"
    ROUNDING = "rounding"
    DISCOUNT = "discount"
    CHARGE = "charge"
    PREPAID = "prepaid"
    PREVIOUS = "previous"
    COUNT = "count"
    PRICE = "price"
    OTHER = "other"
    UNKNOWN = "unknown"


def meaning_of(text: str) -> Meaning:
    """Return what the label says, by the first rule that its concepts satisfy."""
    concepts = _TABLE.meant(text)
    for meaning, needed, refused in _RULES:
        if needed <= concepts and not refused & concepts:
            return meaning
    return Meaning.UNKNOWN


_C = Concept
_NOTHING: frozenset[Concept] = frozenset()
# The order is the rule: what makes a label speak of something else comes before what makes it a total.
_RULES: tuple[tuple[Meaning, frozenset[Concept], frozenset[Concept]], ...] = (
    (Meaning.OTHER, frozenset({_C.IDENTIFIER}), _NOTHING),
    (Meaning.OTHER, frozenset({_C.OTHER_SUM}), _NOTHING),
    (Meaning.COUNT, frozenset({_C.COUNT}), frozenset({_C.SUBTOTAL, _C.DUE})),
    (Meaning.CHANGE, frozenset({_C.CHANGE}), _NOTHING),
    (Meaning.ROUNDING, frozenset({_C.ROUNDING}), _NOTHING),
    (Meaning.DISCOUNT, frozenset({_C.DISCOUNT}), _NOTHING),
    (Meaning.PREPAID, frozenset({_C.PREPAID}), _NOTHING),
    (Meaning.PREVIOUS, frozenset({_C.PREVIOUS}), _NOTHING),
    (Meaning.TAX, frozenset({_C.DUE, _C.TAX}), frozenset({_C.TOTAL, _C.INCLUSIVE, _C.CASH})),
    (Meaning.DUE, frozenset({_C.DUE}), frozenset({_C.CASH})),
    (Meaning.TAXABLE, frozenset({_C.SUMMARY, _C.TAXABLE}), _NOTHING),
    (Meaning.OTHER, frozenset({_C.SUMMARY}), frozenset({_C.TOTAL})),
    (Meaning.CASH, frozenset({_C.CASH}), _NOTHING),
    (Meaning.CHARGE, frozenset({_C.CHARGE}), frozenset({_C.SUBTOTAL, _C.INCLUSIVE, _C.EXCLUSIVE})),
    (Meaning.NET, frozenset({_C.TAXABLE, _C.EXCLUSIVE}), frozenset({_C.INCLUSIVE})),
    (Meaning.TAXABLE, frozenset({_C.TAXABLE}), _NOTHING),
    (Meaning.GROSS, frozenset({_C.INCLUSIVE, _C.TOTAL}), _NOTHING),
    (Meaning.GROSS, frozenset({_C.INCLUSIVE, _C.SUBTOTAL}), _NOTHING),
    (Meaning.GROSS, frozenset({_C.INCLUSIVE, _C.AMOUNT}), _NOTHING),
    (Meaning.INCLUDED, frozenset({_C.INCLUSIVE, _C.TAX}), _NOTHING),
    (Meaning.GROSS, frozenset({_C.INCLUSIVE}), _NOTHING),
    (Meaning.PRICE, frozenset({_C.PRICE}), frozenset({_C.TOTAL})),
    (Meaning.NET, frozenset({_C.EXCLUSIVE}), _NOTHING),
    (Meaning.SUBTOTAL, frozenset({_C.SUBTOTAL}), _NOTHING),
    (Meaning.TAX, frozenset({_C.TAX}), _NOTHING),
    (Meaning.NETT, frozenset({_C.NETT}), _NOTHING),
    (Meaning.TOTAL, frozenset({_C.TOTAL}), _NOTHING),
    (Meaning.AMOUNT, frozenset({_C.AMOUNT}), _NOTHING),
)
_TABLE = by_language(AMOUNT_WORDS)
