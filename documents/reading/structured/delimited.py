"""Delimited text as rows of cells, whatever its separator and quotes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.structured.source import MAX_BYTES, check_lines, decode, printable

SEPARATORS = (";", ",", "\t", "|")
_SAMPLE_LINES = 200
_RUNAWAY = 20  # line breaks in one cell: a quote that was never closed
_DECLARED = re.compile(r"\A\ufeff?\"?sep=(.)\"?\s*\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """A separator, and how well it divides the lines of a text.

    `columns` is the most frequent number of cells, `share` the part of the lines that have it.
    """

    separator: str
    columns: int
    share: float
    lines: int


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of a delimited text; empty lines stay as empty rows.

    Raises:
        UnreadableError: "too_large".
    """
    text = printable_with_tabs(decode(content))
    separator = ""
    if match := _DECLARED.match(text):
        separator, text = match[1], text[match.end() :]
    separator = separator or dialect_of(text).separator
    rows = _parsed(text, separator, quoted=True)
    if any(cell.count("\n") > _RUNAWAY for row in rows for cell in row):
        rows = _parsed(text, separator, quoted=False)
    check_lines(len(rows))
    return [[" ".join(cell.split()) for cell in row] for row in rows]


def printable_with_tabs(text: str) -> str:
    """Return the text as `printable` does, but with its tabs, which may separate cells."""
    marked = text.replace("\t", "\ue000")
    return printable(marked).replace("\ue000", "\t")


def dialect_of(text: str) -> Dialect:
    """Return the separator that divides the first lines most evenly, and into the most cells."""
    lines = [line for line in text.split("\n")[:_SAMPLE_LINES] if line.strip()]
    found = [_measured(lines, separator) for separator in SEPARATORS]
    return max(
        found, key=lambda dialect: (round(dialect.share, 1) if dialect.columns > 1 else 0, dialect.columns)
    )


def sample_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """Return the first rows of a text as its dialect divides them."""
    lines = [line for line in text.split("\n")[:_SAMPLE_LINES] if line.strip()]
    return _parsed("\n".join(lines), dialect.separator, quoted=True)


def _measured(lines: Sequence[str], separator: str) -> Dialect:
    rows = [row for row in _parsed("\n".join(lines), separator, quoted=True) if any(row)]
    widths = Counter(len(row) for row in rows)
    if not widths:
        return Dialect(separator, 0, 0.0, 0)
    columns, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return Dialect(separator, columns, count / len(rows), len(rows))


def _parsed(text: str, separator: str, *, quoted: bool) -> list[list[str]]:
    csv.field_size_limit(MAX_BYTES)
    source = io.StringIO(text)
    if quoted:
        reader = csv.reader(source, delimiter=separator, skipinitialspace=True)
    else:
        reader = csv.reader(source, delimiter=separator, quoting=csv.QUOTE_NONE)
    return list(reader)
