"""Workbooks (XLSX and XLS) as tables, one for each sheet."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import python_calamine

from documents.reading.structured.source import MAX_LINES
from documents.reading.structured.table import Table, Typed
from documents.reading.types import UnreadableError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 4_000_000
MAX_SHEETS = 60
_CELL_REFERENCE = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')
# The part of an OLE container in which Office keeps an encrypted document.
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
# What zipfile raises on archives with broken directories, names, offsets or data.
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_CHUNK = 1024 * 1024
_OVERLAP = 200  # bytes: no reference of a cell is longer


def workbook_tables(content: bytes) -> list[Table]:
    """Return the sheets of a workbook that hold anything, in their order.

    Raises:
        UnreadableError: "encrypted", "damaged" or "too_large".
    """
    if content.startswith(b"PK"):
        _check_unpacked(content)
    elif _ENCRYPTED_PART in content:
        raise _encrypted()
    tables: list[Table] = []
    before = 0
    for name, rows in _sheets(content):
        texts, typed = _cells(rows)
        if not any(any(row) for row in texts):
            continue
        table = Table.of(texts, typed, title=f"[{name}]", before=before)
        before += len(table.lines)
        tables.append(table)
    return tables


def _sheets(content: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            for name in book.sheet_names[:MAX_SHEETS]:
                sheet = book.get_sheet_by_name(name)
                if sheet.height > MAX_LINES or sheet.height * sheet.width > MAX_CELLS:
                    raise _too_large()
                yield name, sheet.to_python(skip_empty_area=True)
    except python_calamine.PasswordError as error:
        raise _encrypted() from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableError(
            "damaged",
            "The workbook is damaged and cannot be opened. Export it again and upload the new copy.",
        ) from error


def _cells(rows: list[list[Any]]) -> tuple[list[list[str]], dict[tuple[int, int], Typed]]:
    texts: list[list[str]] = []
    typed: dict[tuple[int, int], Typed] = {}
    for number, row in enumerate(rows):
        texts.append([])
        for column, value in enumerate(row):
            text, known = _cell(value)
            texts[-1].append(text)
            if known is not None:
                typed[number, column] = known
    return texts, typed


def _cell(value: object) -> tuple[str, Typed | None]:
    """Return a cell's text and, where the workbook knows it, its number or date."""
    if isinstance(value, bool) or value is None:
        return str(value or ""), None
    if isinstance(value, int | float):
        number = _decimal(value)
        return format(number, "f"), number
    if isinstance(value, dt.datetime):
        return value.isoformat(" ") if value.time() != dt.time() else value.date().isoformat(), value.date()
    if isinstance(value, dt.date):
        return value.isoformat(), value
    return " ".join(str(value).split()), None


def _decimal(value: float) -> Decimal:
    """Return the number that was typed: a workbook keeps 0.1 + 0.2 as 0.30000000000000004."""
    number = Decimal(repr(value)).normalize() if abs(value) >= 1e12 else Decimal(f"{value:.8f}").normalize()
    exponent = number.as_tuple().exponent
    return number.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else number


def _check_unpacked(content: bytes) -> None:
    """Refuse archives that unpack to more than memory holds, and cells so far apart that a grid would."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _too_large()
            for member in members:
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                    _check_extent(archive, member)
    except _BROKEN_ZIP as error:
        raise UnreadableError(
            "damaged",
            "The workbook is damaged and cannot be opened. Export it again and upload the new copy.",
        ) from error


def _check_extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    rows = columns = 0
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            for letters, digits in set(_CELL_REFERENCE.findall(rest + chunk)):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            rest = chunk[-_OVERLAP:]
    if rows > MAX_LINES or rows * columns > MAX_CELLS:
        raise _too_large()


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _encrypted() -> UnreadableError:
    return UnreadableError(
        "encrypted", "The workbook is protected by a password. Upload a copy without protection."
    )


def _too_large() -> UnreadableError:
    return UnreadableError(
        "too_large",
        f"The workbook has more than {MAX_LINES:,} rows or far too many cells. Export less at once.",
    )
