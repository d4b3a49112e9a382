"""CSV and workbooks as statements."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.structured.delimited import rows_of
from documents.reading.structured.headings import fold
from documents.reading.structured.model import Draft, StructuredReading, unrecognised
from documents.reading.structured.source import check_size
from documents.reading.structured.statements import statements
from documents.reading.structured.table import Table
from documents.reading.structured.table_statement import statement_of
from documents.reading.structured.workbook import workbook_tables
from documents.reading.types import DocumentType, UnreadableError

_CARD_WORDS = frozenset(
    [
        "credit card",
        "card number",
        "card no",
        "card member",
        "cardholder",
        "card holder",
        "kreditkarte",
        "kartennummer",
        "carte de credit",
        "kredietkaart",
        "creditcard",
    ]
)
_CARD_ROWS = 10


def read_csv(content: bytes) -> StructuredReading:
    """Read delimited text with any separator, encoding, decimal sign and order of rows.

    Raises:
        UnreadableError: "empty" or "too_large".
    """
    check_size(content)
    return _read([Table.of(rows_of(content))])


def read_workbook(content: bytes) -> StructuredReading:
    """Read the sheets of a workbook; each one with bookings is a statement of its own.

    Raises:
        UnreadableError: "empty", "encrypted", "damaged" or "too_large".
    """
    tables = workbook_tables(content)
    if not tables:
        raise UnreadableError(
            "empty", "The workbook holds no cells. Export it again and upload the new copy."
        )
    return _read(tables)


def _read(tables: Sequence[Table]) -> StructuredReading:
    text = "\n".join(line for table in tables for line in table.lines)
    drafts: list[Draft] = []
    for table in tables:
        drafts += statement_of(table) or []
    if not drafts:
        return unrecognised(
            text, "The table is no statement: it has no column of dates beside one of amounts."
        )
    cards = any(_names_a_card(table) for table in tables)
    label = DocumentType.CREDIT_CARD_STATEMENT if cards else DocumentType.BANK_STATEMENT
    return statements(label, text, drafts)


def _names_a_card(table: Table) -> bool:
    """Tell whether the first rows speak of a credit card in a cell of its own."""
    cells = [fold(cell) for row in table.rows[:_CARD_ROWS] for cell in row if cell]
    return any(cell in _CARD_WORDS for cell in cells)
