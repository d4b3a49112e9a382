"""Lists of imports: rows of CSV or JSON, with the columns that are known and no others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from documents.constants import MAX_IMPORT_ENTRIES
from documents.exceptions import ImportRefused

COLUMNS = frozenset({"file", "document", "name", "case", "subject", "type", "tags"})
MAX_CELL = 1_000


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: the file or document it speaks of, and what it says; only what it says is there."""

    file: str
    document: str
    given: dict[str, str]


def listed_csv(content: bytes) -> Iterator[Listed]:
    """Yield the rows of a table with a header, comma or semicolon between cells.

    Raises:
        ImportRefused: it is no such table.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused("The list is not UTF-8.") from error
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        _columns_check(set(reader.fieldnames or ()))
        for number, row in enumerate(reader, start=1):
            if None in row:
                raise ImportRefused(f"Row {number} has more cells than the header.")
            yield _listed(number, row)
    except csv.Error as error:
        raise ImportRefused(f"The list cannot be read: {error}.") from error


def listed_json(content: bytes) -> Iterator[Listed]:
    """Yield the rows of a list of objects; raises as `listed_csv`."""
    try:
        rows = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ImportRefused("The list is no JSON.") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ImportRefused("The list must be an array of objects.")
    for number, row in enumerate(rows, start=1):
        _columns_check(set(row))
        yield _listed(number, row)


def _columns_check(names: set[str]) -> None:
    if unknown := names - COLUMNS:
        known = ", ".join(sorted(COLUMNS))
        raise ImportRefused(f"There is no column {min(unknown)[:60]!r}. There are: {known}.")


def _listed(number: int, row: dict[str, Any]) -> Listed:
    if number > MAX_IMPORT_ENTRIES:
        raise ImportRefused(f"An import takes at most {MAX_IMPORT_ENTRIES:,} rows.")
    cells = {name: _cell(number, name, value) for name, value in row.items()}
    given = {name: text for name, text in cells.items() if text and name not in {"file", "document"}}
    return Listed(cells.get("file", ""), cells.get("document", ""), given)


def _cell(number: int, name: str, value: Any) -> str:
    if name == "tags" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ",".join(value)
    if value is None:
        return ""
    if not isinstance(value, str) or "\x00" in value or len(value) > MAX_CELL:
        raise ImportRefused(f"Row {number}: {name} must be text of at most {MAX_CELL} characters.")
    return value.strip()
