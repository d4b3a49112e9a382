"""Names over addresses: the blocks that letters print without saying whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.reading.dates import date_parse
from documents.reading.extract.label_cells import asks
from documents.reading.extract.person_names import without_title
from documents.reading.layout import Cell, Row

_ALIGNED = 0.012  # of the width: cells of one block begin at the same x
_LEADING = 2.6  # heights of a line between the lines of one block, at most
_LINES = 6
_STREET = re.compile(
    r"^(?:\d{1,5}[A-Za-z]?[ ,/-]+[^\W\d_]|"
    r"[^\W\d_][^\d]*[ .](?!(?:19|20)\d\d\b)\d{1,5} ?[a-zA-Z]?(?:\s*[,·*].*)?$)|"
    r"\b(?:street|road|avenue|drive|lane|straat|strasse|stra(?:ß|ss)e|weg|laan|rue|via|calle|rua|box|postbus|"
    r"postfach|st|ave|rd|dr|blvd|parkway|way|court|place|close|crescent)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"\d[.,]\d{2}(?!\d)")
_TOWN = re.compile(r"\b\d{4,5}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b")


@dataclass(frozen=True, slots=True)
class AddressBlock:
    """A name and the lines under it."""

    name: Cell
    lines: tuple[Cell, ...]


def address_blocks(rows: Sequence[Row]) -> list[AddressBlock]:
    """Return the blocks of a page in which a street or a town with its code stands under another line."""
    cells = [cell for row in rows for cell in row.cells()]
    return [block for cell in cells if (block := _block(cell, cells)) is not None]


def _block(first: Cell, cells: Sequence[Cell]) -> AddressBlock | None:
    if re.search(r"\d", first.text) or ":" in first.text or not without_title(f"{first.text} "):
        return None
    lines = tuple(_below(first, cells))
    if not lines or not _leads_to_street(lines):
        return None
    if len(lines) < 2 and not _TOWN.search(lines[0].text):
        return None
    if any(asks(line.text) or date_parse(line.text) for line in lines[:2]):
        return None
    return AddressBlock(first, lines)


def _leads_to_street(lines: tuple[Cell, ...]) -> bool:
    """Return whether a street stands first, or after one more line of the name."""
    if any(_AMOUNT.search(line.text) for line in lines[:2]):
        return False
    if _STREET.search(lines[0].text):
        return True
    return len(lines) > 1 and not re.search(r"\d", lines[0].text) and bool(_STREET.search(lines[1].text))


def _below(first: Cell, cells: Sequence[Cell]) -> Iterator[Cell]:
    last = first
    for _ in range(_LINES):
        following = [
            cell
            for cell in cells
            if cell.page == last.page
            and abs(cell.box.x0 - first.box.x0) <= _ALIGNED
            and last.box.y0 < cell.box.y0 <= last.box.y0 + _LEADING * (last.box.y1 - last.box.y0)
        ]
        if not following:
            return
        last = min(following, key=lambda cell: cell.box.y0)
        yield last
