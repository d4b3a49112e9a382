"""What all statement readers do alike: the account, and the period where the file gives none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from documents.reading.reconcile import statement_checks
from documents.reading.structured.identifiers import compact, has_iban_shape, is_iban
from documents.reading.structured.model import SURE, Draft, Span, StructuredReading, assemble
from documents.reading.types import DocumentType

_BAD_CHECK_DIGITS = 0.9
_DIGITS_OF_A_NUMBER = 3
_PERIOD_OF_BALANCES = 0.9
_PERIOD_OF_BOOKINGS = 0.85


def statements(
    label: DocumentType, text: str, drafts: Sequence[Draft], problems: Sequence[str] = ()
) -> StructuredReading:
    """Return the reading of a file of statements, with its periods completed and its sums checked."""
    for draft in drafts:
        complete_period(draft)
        _miss_bookings(draft)
    return assemble(label, text, drafts, statement_checks, problems)


def add_account(draft: Draft, text: str, span: Span, rule: str, *, confidence: float = SURE) -> None:
    """Take an account number, as IBAN too where it is one, or a mere name where it has no digits."""
    clean = compact(text)
    if sum(letter.isdigit() for letter in clean) < _DIGITS_OF_A_NUMBER:
        draft.add("account_name", text, span, rule, confidence=confidence)
        return
    draft.add("account_number", text, span, rule, normal=clean, confidence=confidence)
    if has_iban_shape(clean):
        sure = confidence if is_iban(clean) else min(confidence, _BAD_CHECK_DIGITS)
        draft.add("iban", text, span, rule, normal=clean.upper(), confidence=sure)


def complete_period(draft: Draft) -> None:
    """Derive a period that the file does not give from the dates of its balances and bookings.

    The rule of the values says so: "first_date" and "last_date".
    """
    dates = [booking.date for booking in draft.bookings if booking.date and not booking.pending]
    for name, balance, rule, earliest in (
        ("period_start", "opening_date", "first_date", True),
        ("period_end", "closing_date", "last_date", False),
    ):
        if draft.has(name):
            continue
        found = next((value for value in draft.values if value.name == balance), None)
        known = [*dates, *([dt.date.fromisoformat(found.normal)] if found else [])]
        if known:
            date = min(known) if earliest else max(known)
            span = found.span if found else _span_of(draft, date)
            sure = _PERIOD_OF_BALANCES if found else _PERIOD_OF_BOOKINGS
            draft.add_date(name, date, date.isoformat(), span, rule, confidence=sure)
    draft.values = [value for value in draft.values if value.name not in {"opening_date", "closing_date"}]


def _miss_bookings(draft: Draft) -> None:
    """Report a balance that moves in a file without any booking: in data nothing is overlooked."""
    opening, closing = draft.get("opening_balance"), draft.get("closing_balance")
    if opening and closing and not draft.bookings and Decimal(opening) != Decimal(closing):
        draft.problems.append(f"The balance moves from {opening} to {closing}, but the file has no bookings.")


def _span_of(draft: Draft, date: dt.date) -> Span:
    return next(booking.span for booking in draft.bookings if booking.date == date)
