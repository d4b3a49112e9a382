"""QIF: Quicken's text format, one field to a line, for bank accounts and cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from documents.reading.amounts import decimal_sign_of
from documents.reading.structured.model import Booking, Draft, Span, StructuredReading, unrecognised
from documents.reading.structured.printed import DateOrder, amount_of, decide_order
from documents.reading.structured.source import check_size, decode, printable
from documents.reading.structured.statements import add_account, statements
from documents.reading.types import DocumentType

_STATEMENTS = {"bank", "ccard", "cash", "oth a", "oth l"}
_OPENING = {
    "opening balance",
    "anfangssaldo",
    "eröffnungssaldo",
    "solde initial",
    "beginsaldo",
    "saldo inicial",
}
_ACCOUNT_NAME = 0.85  # that digits in what the user called the account are its number
_NUMBER = re.compile(r"\d[\d -]{3,}\d")
_FROM_FIRST_RECORD = 0.95


@dataclass(slots=True)
class _Record:
    """The fields of one entry up to its "^", each with the place of its text; the first of a code counts."""

    kind: str
    fields: dict[str, tuple[str, Span]] = field(default_factory=dict)

    def text(self, code: str) -> str:
        return self.fields[code][0] if code in self.fields else ""

    @property
    def span(self) -> Span:
        spans = [span for _text, span in self.fields.values()]
        whole = spans[0].to(spans[-1])
        return Span(whole.line, 0, whole.end, whole.last_line)


def read_qif(content: bytes) -> StructuredReading:
    """Read the accounts of a QIF file; lists of categories and investments are reported, not read.

    Source: the QIF description of Quicken; it names neither currency nor order of dates.
    """
    check_size(content)
    text = printable(decode(content))
    records = [record for record in _records(text) if record.fields]
    kinds = {record.kind for record in records}
    if not kinds & _STATEMENTS:
        return unrecognised(text, "The QIF file holds no bookings of an account.")
    entries = [record for record in records if record.kind in _STATEMENTS]
    order = decide_order([_date_text(record) for record in entries], month_first=True)
    sign = decimal_sign_of([record.text("T") or record.text("U") for record in entries])
    drafts = list(_drafts(records, order, sign))
    problems = [order.caveat] if order.caveat else []
    if "invst" in kinds:
        problems.append("The investment bookings of the file were not read.")
    cards = kinds & _STATEMENTS == {"ccard"}
    label = DocumentType.CREDIT_CARD_STATEMENT if cards else DocumentType.BANK_STATEMENT
    return statements(label, text, drafts, problems)


def _records(text: str) -> Iterator[_Record]:
    """Yield the entries of the file; "!Type:Bank" and the like say what the following ones are."""
    record = _Record("")
    for number, line in enumerate(text.split("\n")):
        if line.startswith("!"):
            yield record
            record = _Record(line[1:].strip().lower().removeprefix("type:").strip())
        elif line.startswith("^"):
            yield record
            record = _Record(record.kind)
        elif line.strip():
            value = line[1:].strip()
            start = line.index(value) if value else 0
            record.fields.setdefault(line[0], (value, Span(number, start, max(len(line.rstrip()), 1))))
    yield record


def _drafts(records: list[_Record], order: DateOrder, sign: str | None) -> Iterator[Draft]:
    """Yield a draft for each account; an account is announced by an "!Account" entry, if at all."""
    draft = Draft()
    for record in records:
        if record.kind == "account":
            if draft.bookings or draft.has("opening_balance"):
                yield draft
            draft = Draft()
            if "N" in record.fields:
                _account(draft, *record.fields["N"], rule="qif:N")
        elif record.kind in _STATEMENTS:
            _take(draft, record, order, sign)
    yield draft


def _take(draft: Draft, record: _Record, order: DateOrder, sign: str | None) -> None:
    if record.text("P").lower() in _OPENING and not draft.bookings:
        _opening(draft, record, sign)
        return
    printed = record.text("T") or record.text("U")
    booking = Booking(
        date=order.date(_date_text(record)),
        description=" ".join(filter(None, dict.fromkeys((record.text("P"), record.text("M"))))),
        amount=amount_of(printed, sign),
        span=record.span,
        reference=record.text("N"),
        confidence=0.99 if order.proven else 0.8,
    )
    number = len(draft.bookings) + 1
    if booking.amount is None:
        draft.problems.append(f"The amount {printed!r} of booking {number} cannot be read.")
    if booking.date is None:
        draft.problems.append(f"The date {record.text('D')!r} of booking {number} cannot be read.")
    draft.bookings.append(booking)


def _opening(draft: Draft, record: _Record, sign: str | None) -> None:
    """Take Quicken's first entry of an account, which gives its name in brackets and its first balance."""
    text, span = record.fields.get("T", record.fields.get("U", ("", record.span)))
    draft.add_amount(
        "opening_balance", amount_of(text, sign), text, span, "qif:opening", confidence=_FROM_FIRST_RECORD
    )
    name, place = record.fields.get("L", ("", record.span))
    if name.startswith("[") and name.endswith("]"):
        _account(draft, name[1:-1], place, rule="qif:L")


def _account(draft: Draft, name: str, span: Span, *, rule: str) -> None:
    """Take what the user called the account, and the number in it, if there is one."""
    if match := _NUMBER.search(name):
        add_account(draft, match[0], span, rule, confidence=_ACCOUNT_NAME)
    draft.add("account_name", name, span, rule)


def _date_text(record: _Record) -> str:
    """Return the date as others write it: QIF has 3/ 4'05 for 2005 and leaves spaces for zeros."""
    return record.text("D").replace("' ", "/0").replace("'", "/").replace("/ ", "/").replace(" ", "")
