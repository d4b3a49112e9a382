"""What single cells of a table are: dates, amounts, marks of debit and credit."""

from __future__ import annotations

from decimal import Decimal

from documents.reading.dates import date_parse
from documents.reading.structured.printed import amount_of, date_text
from documents.reading.structured.table import Table

_LONGEST_DATE = 40  # letters, with a time of day behind it
# In the languages of the banks we know, in small letters and without accents.
_DEBIT = "- af cargo d dare db dbit debe debet debit debito dr out s soll uit"
_CREDIT = "+ abono avere bij c cr crdt credit credito h haben haber in kredit krediet"
_MARKS = dict.fromkeys(_DEBIT.split(), -1) | dict.fromkeys(_CREDIT.split(), 1)


def mark_of(text: str) -> int:
    """Return -1 for a mark of debits ("D", "Soll", "Af"), 1 for one of credits, 0 for anything else."""
    return _MARKS.get(text.strip().lower().rstrip(".").replace("é", "e"), 0)


def prints_date(text: str) -> bool:
    """Tell whether a text is a date and nothing else, with or without a year or a time of day."""
    return len(text) <= _LONGEST_DATE and date_parse(date_text(text), year=2000) is not None


def prints_money(text: str) -> bool:
    """Tell whether a text is an amount and not a mere number: with decimals, a sign or a currency."""
    return not text.isdigit() and amount_of(text, None) is not None


def is_date(table: Table, row: int, column: int) -> bool:
    """Tell whether a cell is a date, by its type in a workbook or by its text."""
    known = table.typed.get((row, column))
    return prints_date(table.cell(row, column)) if known is None else not isinstance(known, Decimal)


def is_amount(table: Table, row: int, column: int) -> bool:
    """Tell whether a cell is a number, by its type in a workbook or by its text."""
    return number(table, row, column) is not None


def is_money(table: Table, row: int, column: int) -> bool:
    """Tell whether a cell is an amount and not a mere number."""
    return is_amount(table, row, column) and not table.cell(row, column).isdigit()


def number(table: Table, row: int, column: int | None, decimal_sign: str | None = None) -> Decimal | None:
    """Return the amount in a cell: the workbook's own number, or what the text prints."""
    if column is None:
        return None
    known = table.typed.get((row, column))
    if known is not None:
        return known if isinstance(known, Decimal) else None
    return amount_of(table.cell(row, column), decimal_sign)
