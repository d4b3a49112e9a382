"""What the generator hands out: a document with its exact truth."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from documents.reading.types import Box, DocumentType, Format


@dataclass(frozen=True, slots=True)
class SampleLine:
    """One booking or invoice position as printed, in the order of the document.

    `amount` is signed from the account holder's side (money in positive). `description` joins the printed
    pieces with single spaces. A fee printed in its own column of a booking's row, and taken off the balance
    there, is a line of its own right after the booking (description "Fee", same box); the printed balance
    then belongs to the fee line. `balance` is None where none is printed.
    """

    date: dt.date | None
    description: str
    amount: Decimal
    balance: Decimal | None = None
    page: int | None = None
    box: Box | None = None
    value_date: dt.date | None = None
    reference: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up document and all that is true of it.

    `values` has the names and normal forms of `documents.reading.types.Value`; a name is there only if the
    document prints it. Totals of debits, taxes and deductions are positive. On credit cards what is owed is
    negative, so that opening + sum of lines = closing holds on them as well. `boxes` gives page and box of a
    value's printed text. `reconciles` is False where a forger's change is in it; `notes` then say which row.
    `values` of files with several accounts are those of the first; `accounts` has them all, by account.
    """

    name: str
    content: bytes = field(repr=False)
    type: DocumentType
    format: Format
    values: dict[str, str]
    lines: tuple[SampleLine, ...] = ()
    boxes: dict[str, tuple[int, Box]] = field(default_factory=dict)
    reconciles: bool = True
    layout: str = ""
    notes: tuple[str, ...] = ()
    case: str = ""
    accounts: dict[str, dict[str, str]] = field(default_factory=dict)
