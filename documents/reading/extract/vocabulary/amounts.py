"""The words that label amounts."""

from __future__ import annotations

from enum import StrEnum

from documents.reading.extract.vocabulary import phrases_of


class Concept(StrEnum):
    """What a phrase of an amount's label says; several together make the meaning of the label.

    TAX with TOTAL is the tax, TAX with INCLUSIVE and TOTAL the sum with it.
    """

    TOTAL = "total"
    AMOUNT = "amount"  # weaker than a total: heads columns, too
    SUBTOTAL = "subtotal"
    TAX = "tax"
    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"
    NETT = "nett"  # "net" in English tills is the sum to pay, in invoices the sum before tax
    DUE = "due"
    CASH = "cash"
    CHANGE = "change"
    ROUNDING = "rounding"
    DISCOUNT = "discount"
    CHARGE = "charge"
    PREPAID = "prepaid"
    PREVIOUS = "previous"
    COUNT = "count"
    PRICE = "price"
    TAXABLE = "taxable"
    SUMMARY = "summary"
    IDENTIFIER = "identifier"
    OTHER_SUM = "other_sum"  # points, limits, capital of the company, penalties: never a total


AMOUNT_WORDS = phrases_of("amounts", Concept)
