"""What stands around the table of an export: account, holder, period, balances, as labels with values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.reading.amounts import CURRENCY_CODES
from documents.reading.structured.headings import fold
from documents.reading.structured.identifiers import is_iban
from documents.reading.structured.model import Draft, Span
from documents.reading.structured.note_words import NOTE_WORDS
from documents.reading.structured.printed import DateOrder, amount_of
from documents.reading.structured.statements import add_account
from documents.reading.structured.table import Table

_NAME_OF = {
    " ".join(phrase.split()): name for name, phrases in NOTE_WORDS.items() for phrase in phrases.split(";")
}
_DATE = r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}\.? [^\W\d_]{3,10}\.? \d{4})"
_RANGE = re.compile(
    rf"{_DATE}\s*(?:-|–|to|until|bis|au|t/m|tot(?: en met)?|al|hasta|a)\s*{_DATE}", re.IGNORECASE
)
_MASKED = re.compile(
    r"\b(?:account|acct|card|konto|rekening)\b.*?((?:[X*x]{2,}[- ]?)+\d{3,6})\b", re.IGNORECASE
)
_RULE = "table:note"
_NOTED, _TWO_DATES, _GUESSED = 0.95, 0.85, 0.8
_LONGEST_PERIOD = dt.timedelta(days=366)
_DIGITS_OF_A_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Note:
    """A label with its value, and where the value stands."""

    name: str
    text: str
    span: Span


def note_of(text: str) -> str:
    """Return the name of the value that a label announces ("Opening balance:"), or the empty string."""
    if not text[:1].isalpha():
        return ""
    folded = fold(text)
    if folded in _NAME_OF:
        return _NAME_OF[folded]
    words = folded.split()[:5]
    begun = (_NAME_OF.get(" ".join(words[:length]), "") for length in range(len(words), 1, -1))
    return next((name for name in begun if name.endswith("_balance")), "")


def notes_in(table: Table, row: int) -> Iterator[Note]:
    """Yield the labels with values of a row: "Label: value" in one cell, or the value in a later one."""
    cells = table.rows[row]
    for column, cell in enumerate(cells):
        label, colon, value = cell.partition(":")
        name = note_of(label if colon else cell)
        if not name:
            continue
        if value.strip():
            yield Note(name, value.strip(), table.span(row, column))
            continue
        following = next((c for c in range(column + 1, len(cells)) if table.cell(row, c)), None)
        if following is not None:
            yield Note(name, table.cell(row, following), table.span(row, following))


def add_notes(draft: Draft, table: Table, row: int, order: DateOrder, sign: str | None) -> bool:
    """Take what a row outside the bookings says; tell whether it said anything."""
    before = len(draft.values)
    for note in notes_in(table, row):
        _add(draft, note, order, sign)
    _add_free_text(draft, table, row, order)
    for column, cell in enumerate(table.rows[row]):
        bare = cell.strip(" :")
        if bare in CURRENCY_CODES:
            draft.add("currency", bare, table.span(row, column), _RULE, confidence=_NOTED)
        elif is_iban(bare):
            add_account(draft, bare, table.span(row, column), _RULE, confidence=_NOTED)
    return len(draft.values) > before


def _add_free_text(draft: Draft, table: Table, row: int, order: DateOrder) -> None:
    """Take a period ("From 1/1/2024 to 31/1/2024") or a masked account out of a sentence."""
    text = " ".join(cell for cell in table.rows[row] if cell)
    span = table.row_span(row)
    if match := _RANGE.search(text):
        for name, printed in (("period_start", match[1]), ("period_end", match[2])):
            if (date := order.date(printed)) is not None:
                draft.add_date(name, date, printed, span, "table:range", confidence=_NOTED)
    _add_two_dates(draft, table, row, order)
    if (masked := _MASKED.search(text)) and not draft.has("account_number"):
        add_account(draft, masked[1], span, "table:masked", confidence=_GUESSED)


def _add_two_dates(draft: Draft, table: Table, row: int, order: DateOrder) -> None:
    """Take two dates in cells of their own, in their order and not a year apart, as the period."""
    cells = [cell.strip("'\"") for cell in table.rows[row]]
    dated = [(date, column) for column, cell in enumerate(cells) if (date := order.date(cell)) is not None]
    if len(dated) != 2 or not dt.timedelta() < dated[1][0] - dated[0][0] < _LONGEST_PERIOD:
        return
    for name, (date, column) in zip(("period_start", "period_end"), dated, strict=True):
        span = table.span(row, column)
        draft.add_date(name, date, cells[column], span, "table:two_dates", confidence=_TWO_DATES)


def _add(draft: Draft, note: Note, order: DateOrder, sign: str | None) -> None:
    if note.name.endswith("_balance") or note.name.startswith("total_"):
        amount = amount_of(note.text, sign)
        if amount is not None:
            draft.add_amount(note.name, amount, note.text, note.span, _RULE, confidence=_NOTED)
    elif note.name.startswith("period_"):
        date = order.date(note.text)
        if date is not None:
            draft.add_date(note.name, date, note.text, note.span, _RULE, confidence=_NOTED)
    elif note.name == "account_number":
        if sum(letter.isdigit() for letter in note.text) >= _DIGITS_OF_A_NUMBER:
            number = next((word for word in note.text.split() if is_iban(word)), note.text.strip("'\""))
            add_account(draft, number, note.span, _RULE, confidence=_NOTED)
    else:
        draft.add(note.name, note.text.strip("'\""), note.span, _RULE, confidence=_NOTED)
