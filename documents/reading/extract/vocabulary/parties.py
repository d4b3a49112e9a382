"""The words that announce, make up and exclude the names of suppliers and customers."""

from __future__ import annotations

from enum import StrEnum

from documents.reading.extract.vocabulary import phrases, phrases_of


class PartyRole(StrEnum):
    """Whose name or address a heading announces."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    NAME = "name"  # "Name:" says no more; the heading above it does
    OTHER = "other"  # delivery address, bank, contact: neither


_WORDS = phrases("parties")
PARTY_LABELS = phrases_of("parties", PartyRole)
LEGAL_FORMS = _WORDS["legal_forms"]["all"]  # end a company's name
TRADE_WORDS = _WORDS["trade_words"]["all"]  # stand in companies' names
STREET_WORDS = _WORDS["street_words"]["all"]
NOT_NAMES = _WORDS["not_names"]["all"]  # lines at the top that are nobody's name
