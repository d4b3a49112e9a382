"""The words that label numbers and dates."""

from __future__ import annotations

from enum import StrEnum

from documents.reading.extract.vocabulary import phrases_of


class Heading(StrEnum):
    """What a label announces, apart from amounts and parties."""

    INVOICE_NUMBER = "invoice_number"
    RECEIPT_NUMBER = "receipt_number"
    OTHER_NUMBER = "other_number"  # order, customer, account, delivery, phone...
    OUR_REFERENCE = "our_reference"  # some print the number of the invoice under it
    DATE = "date"  # a date, no more said
    INVOICE_DATE = "invoice_date"
    DUE_DATE = "due_date"
    OTHER_DATE = "other_date"  # order, delivery, period, print...
    TAX_NUMBER = "tax_number"  # of whoever stands near
    REGISTRATION = "registration"  # in a company register: no tax number
    IBAN = "iban"


HEADINGS = phrases_of("headings", Heading)
