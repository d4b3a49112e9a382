"""What is known to be right about a document, whatever vocabulary its labels use."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from documents.reading.types import DocumentType


class Comparison(StrEnum):
    """How a labelled value and a read value are compared (see `comparison.py`)."""

    AMOUNT = "amount"
    CURRENCY = "currency"
    DATE = "date"
    IDENTIFIER = "identifier"
    ACCOUNT = "account"
    NAME = "name"
    FORM_KIND = "form_kind"


@dataclass(frozen=True, slots=True)
class ExpectedValue:
    """A value that the document carries.

    `texts` are canonical as in `Value.normal`; several mean that any of them is right. `absent` marks a value
    that the document certainly does not carry: whatever is read under its name is invented.
    `account_index` (from 0) tells the statements of one file apart. `weak` marks what the label only makes
    likely (a year in a path): it is judged where the text bears it out.
    """

    name: str
    texts: tuple[str, ...]
    comparison: Comparison
    label: str = ""  # what the source calls it
    account_index: int | None = None
    absent: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A booking or a position that the document carries; a date of None is not known, so any will do.

    `account_index` (from 0) tells the statements of one file apart where the labels do.
    """

    amount: Decimal
    date: dt.date | None = None
    description: str = ""
    balance: Decimal | None = None
    account_index: int | None = None


@dataclass(frozen=True, slots=True)
class ExpectedBox:
    """Where a text stands on its page.

    Coordinates (x0, y0, x1, y1) are fractions of the page where `pixels` is false, else pixels of the image.
    `name` is the value that stands there, where the labels tell; otherwise only the text does.
    """

    page: int
    corners: tuple[float, float, float, float]
    text: str
    pixels: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """All that the labels of one document say.

    `types` are the types that count as right, the first being the one to report; empty where the labels name
    none that reading knows. `lines_complete` means that a line read beyond `lines` is wrong.
    `lines_imported` means that the lines are what an importer books: one may stand for several printed ones
    with its sum, and trades in securities may be left out. `signs_known` means that the sign of a labelled
    line is the account holder's (else only its size is compared).
    `reconciles` is None where the labels cannot tell.
    """

    family: str
    label: str = ""  # the type as the source calls it
    types: tuple[DocumentType, ...] = ()
    weak_type: bool = False  # the source says "mostly"
    values: tuple[ExpectedValue, ...] = ()
    lines: tuple[ExpectedLine, ...] = ()
    lines_complete: bool = False
    lines_imported: bool = False
    signs_known: bool = True
    boxes: tuple[ExpectedBox, ...] = ()
    reconciles: bool | None = None
    not_mapped: tuple[str, ...] = ()
    layout: str = ""  # of a generated document
    tampered: bool = False


NOTHING_KNOWN = Truth(family="unlabelled")
