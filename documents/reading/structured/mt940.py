"""MT940 and MT942: the banks' statements as SWIFT messages, with or without the envelope around them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from documents.reading.structured.model import Booking, Draft, Span, StructuredReading
from documents.reading.structured.mt940_details import details_of
from documents.reading.structured.mt940_fields import Field, entries_of, fields_of, messages_of
from documents.reading.structured.source import check_size, decode, printable
from documents.reading.structured.statements import add_account, statements
from documents.reading.types import DocumentType, UnreadableError

_BALANCE = re.compile(r"^(?P<mark>C|D|RC|RD)(?P<date>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d.,]+)\s*$")
_ENTRY = re.compile(
    r"^(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>RC|RD|EC|ED|C|D)(?P<funds>[A-Z])?(?P<amount>\d[\d.,]*)"
    r"(?:(?P<kind>[A-Z][A-Z0-9]{3}|\d{4})(?P<own>[^/\n]*(?:/(?!/)[^/\n]*)*)(?://(?P<bank>.*))?)?"
)
_ACCOUNT_CURRENCY = re.compile(r"(?<=\d)\s*([A-Z]{3})$")
_NO_REFERENCE = {"", "NONREF", "NOREF", "NOTPROVIDED", "EREF", "MARF", "PREF"}
_REFERENCE_LENGTH = 16  # letters; the Rabobank puts the other side's name behind it
_OPENING = ("60F", "60M")
_CLOSING = ("62F", "62M")
_STATEMENT_TAGS = {"25", "25P", "61", *_OPENING, *_CLOSING}
_EXPECTED = ("EC", "ED")


@dataclass(slots=True)
class _Part:
    """The draft of one message, and what tells whether the next one is its next page."""

    draft: Draft = field(default_factory=Draft)
    number: str = ""
    open_end: bool = False  # closes with an intermediate balance
    goes_on: bool = False  # opens with an intermediate balance


def read_mt940(content: bytes) -> StructuredReading:
    """Read every statement of an MT940 or MT942 file; the pages of one statement become one.

    Raises:
        UnreadableError: "no_statement" where no field of a statement is found.

    Source: SWIFT Standards Release 2024, Category 9, MT940 and MT942.
    """
    check_size(content)
    text = printable(decode(content))
    fields = list(fields_of(text))
    if not any(found.tag in _STATEMENT_TAGS for found in fields):
        raise UnreadableError(
            "no_statement", "The MT940 file holds no account, no balance and no booking. Export it again."
        )
    parts: list[_Part] = []
    for message in messages_of(fields):
        if not any(found.tag in _STATEMENT_TAGS for found in message):
            continue
        part = _part(message)
        if parts and _continues(parts[-1], part):
            _append(parts[-1], part)
        else:
            parts.append(part)
    return statements(DocumentType.BANK_STATEMENT, text, [part.draft for part in parts])


def _part(message: list[Field]) -> _Part:
    part = _Part()
    _account(part.draft, message)
    _numbers(part, message)
    for name, tags in (("opening", _OPENING), ("closing", _CLOSING)):
        _balance(part.draft, name, [found for found in message if found.tag in tags])
    part.goes_on = any(found.tag == "60M" for found in message)
    part.open_end = any(found.tag == "62M" for found in message)
    _totals(part.draft, message)
    _bookings(part.draft, message)
    return part


def _account(draft: Draft, message: list[Field]) -> None:
    accounts = [found for found in message if found.tag in {"25", "25P"}]
    if not accounts or not accounts[0].lines[0].strip():
        draft.problems.append("The statement does not name its account.")
        return
    first = accounts[0]
    printed = first.lines[0].strip()
    bare = _ACCOUNT_CURRENCY.sub("", printed)
    add_account(draft, bare, first.span, f"mt940:{first.tag}")
    if match := _ACCOUNT_CURRENCY.search(printed):
        draft.add("currency", match[1], first.span, f"mt940:{first.tag}")
    if len(accounts) > 1:
        draft.problems.append(
            f"The statement has {len(accounts)} account fields; a line {accounts[1].lines[0][:30]!r} "
            "is probably a damaged :86: field and was not read."
        )


def _numbers(part: _Part, message: list[Field]) -> None:
    for found in message:
        if found.tag in {"28", "28C"}:
            part.number = found.lines[0].strip().partition("/")[0]
            part.draft.add("statement_number", found.lines[0], found.span, f"mt940:{found.tag}")


def _balance(draft: Draft, name: str, found: list[Field]) -> None:
    """Take a balance; several different ones in one statement contradict each other, so none is taken."""
    printed = {balance.lines[0].strip() for balance in found}
    if len(printed) > 1:
        draft.problems.append(f"The statement has {len(printed)} different {name} balances.")
        _common_currency(draft, found)
        return
    if not found:
        return
    balance = found[0]
    match = _BALANCE.match(balance.lines[0].strip())
    if match is None:
        draft.problems.append(f"The {name} balance {balance.lines[0].strip()!r} cannot be read.")
        return
    rule = f"mt940:{balance.tag}"
    amount = _signed(match["mark"], match["amount"])
    draft.add_amount(f"{name}_balance", amount, match["amount"], _inside(balance, match, "amount"), rule)
    draft.add("currency", match["currency"], _inside(balance, match, "currency"), rule)
    date = mt940_date(match["date"])
    draft.add_date(f"{name}_date", date, match["date"], _inside(balance, match, "date"), rule)


def _common_currency(draft: Draft, found: list[Field]) -> None:
    matches = [match for balance in found if (match := _BALANCE.match(balance.lines[0].strip()))]
    if len({match["currency"] for match in matches}) == 1:
        span = _inside(found[0], matches[0], "currency")
        draft.add("currency", matches[0]["currency"], span, f"mt940:{found[0].tag}")


def _inside(found: Field, match: re.Match[str], group: str) -> Span:
    """Return the place of a group in the first line of a field."""
    line = found.lines[0]
    before = len(found.tag) + 2 + found.span.start + len(line) - len(line.lstrip())
    return Span(found.span.line, before + match.start(group), before + match.end(group))


def _totals(draft: Draft, message: list[Field]) -> None:
    """Take the sums of an MT942 (":90C:3EUR1234,50")."""
    for found in message:
        name = {"90C": "total_credits", "90D": "total_debits"}.get(found.tag)
        match = re.match(r"^\d{1,5}[A-Z]{3}([\d.,]+)\s*$", found.lines[0])
        if name and match:
            draft.add_amount(name, _amount(match[1]), match[1], found.span, f"mt940:{found.tag}")


def _bookings(draft: Draft, message: list[Field]) -> None:
    """Pair each :61: with the :86: fields that follow it; those behind the balance tell of the statement."""
    for found, notes in entries_of(message):
        booking = _booking(found, notes)
        if booking is None:
            draft.problems.append(f"The booking {found.lines[0][:40].strip()!r} cannot be read.")
            booking = Booking(None, " ".join(found.lines[0].split()), None, found.span)
        draft.bookings.append(booking)
    expected = sum(booking.pending for booking in draft.bookings)
    if expected:
        draft.problems.append(f"{expected} bookings are only expected and count in no sum.")


def _booking(found: Field, notes: list[Field]) -> Booking | None:
    match = _ENTRY.match(found.lines[0].strip())
    value_date = mt940_date(match["value"]) if match else None
    amount = _signed(match["mark"], match["amount"]) if match else None
    if match is None or value_date is None or amount is None:
        return None
    details = details_of([line for note in notes for line in note.lines])
    own, bank = (match["own"] or "").strip(), (match["bank"] or "").strip()
    reference, name = own[:_REFERENCE_LENGTH].strip(), " ".join(own[_REFERENCE_LENGTH:].split())
    supplement = " ".join(" ".join(found.lines[1:]).split())
    known = "" if reference in _NO_REFERENCE else reference
    described = [details.description or supplement or known, name]
    return Booking(
        date=entry_date(match["entry"], value_date),
        description=" ".join(part for part in described if part) or (match["kind"] or ""),
        amount=amount,
        span=found.span.to(notes[-1].span) if notes else found.span,
        value_date=value_date,
        reference=next((text for text in (details.reference, known, bank) if text not in _NO_REFERENCE), ""),
        pending=match["mark"] in _EXPECTED,
    )


def _continues(before: _Part, part: _Part) -> bool:
    """Tell whether a message is the next page of the one before: same account and number, joined by :62M:."""
    same = (
        before.draft.get("account_number") == part.draft.get("account_number")
        and before.number == part.number
    )
    return same and (before.open_end or part.goes_on) and bool(part.number)


def _append(before: _Part, part: _Part) -> None:
    left, right = before.draft.get("closing_balance"), part.draft.get("opening_balance")
    if left and right and Decimal(left) != Decimal(right):
        before.draft.problems.append(
            f"A page of the statement ends with {left}, but the next one begins with {right}."
        )
    closing = {"closing_balance", "closing_date"}
    before.draft.values = [found for found in before.draft.values if found.name not in closing]
    before.draft.values += [found for found in part.draft.values if found.name in closing]
    before.draft.bookings += part.draft.bookings
    before.draft.problems += part.draft.problems
    before.open_end = part.open_end


def _signed(mark: str, text: str) -> Decimal | None:
    """Return the amount with its sign: the reversal of a credit (RC) takes money away."""
    amount = _amount(text)
    if amount is None:
        return None
    return -amount if mark in {"D", "RC", "ED"} else amount


def _amount(text: str) -> Decimal | None:
    """Return an amount with the comma that SWIFT prescribes, or with the dot that some banks write."""
    plain = (
        text.replace(",", ".")
        if text.count(",") + text.count(".") == 1
        else text.replace(".", "").replace(",", ".")
    )
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def mt940_date(text: str) -> dt.date | None:
    """Return the date of YYMMDD; years from 80 on are of the last century."""
    try:
        year = int(text[:2])
        return dt.date(year + (1900 if year >= 80 else 2000), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


def entry_date(text: str | None, value_date: dt.date) -> dt.date:
    """Return the booking date of MMDD in the year that brings it next to the value date.

    Args:
        text: month and day, or None where the bank gives only the value date, which then serves.
        value_date: the date with its year; the booking may lie on the other side of New Year.
    """
    if not text:
        return value_date
    candidates = []
    for year in (value_date.year - 1, value_date.year, value_date.year + 1):
        try:
            candidates.append(dt.date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    return min(candidates, key=lambda date: abs(date - value_date), default=value_date)
