"""Who holds the account, and at which bank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from documents.reading.extract.statement.head import Head, near, value_of
from documents.reading.extract.statement.head_words import (
    BANK_LABELS,
    BANKISH,
    HOLDER_LABELS,
    LEGAL_FORM,
    NO_BANK,
    NO_NAME,
    TITLE,
)
from documents.reading.extract.statement.vocabulary import pattern
from documents.reading.layout import Cell, Row, fold, value_below, value_right_of
from documents.reading.types import Value

_PARTICLES = pattern(
    r"""
    van|von|der|den|de|da|di|du|la|le|del|della|dos|das|do|ten|ter|te|zu|zur|bin|ibn|al|el|y|e|i|et|und|and|&|u
    geb|jr|sr|t/a|c/o
    """
)
_HEAD = 0.45  # of the first page: where addressee and bank stand


def find_holder(head: Head) -> Value | None:
    """Find the holder beside a label, else as the first line of the address block."""
    for label in head.labels(HOLDER_LABELS):
        for cell in (value_right_of(label), value_below(label, lines=1)):
            if cell is not None and _is_name(cell.text) and near(label, cell):
                return value_of("account_holder", cell, " ".join(cell.text.split()), 0.93, "label")
    return _addressee(head)


def find_bank(head: Head) -> Value | None:
    """Find the bank's name: labelled, else the most telling line that names a bank."""
    for label in head.labels(BANK_LABELS):
        cell = value_right_of(label)
        if (
            cell is not None
            and label.start == 0
            and label.row.text[len(label.text) :].lstrip().startswith(":")
        ):
            return value_of("bank_name", cell, " ".join(cell.text.split()), 0.9, "label")
    best: tuple[float, Value] | None = None
    every = [row for rows in head.pages for row in rows]
    usual = median(row.box.y1 - row.box.y0 for row in every) if every else 1.0
    for row in every:
        for cell in row.cells(3.0):
            score, text = _bank_score(cell, row, usual)
            if score > 0 and (best is None or score > best[0]):
                best = (score, value_of("bank_name", cell, text, min(0.6 + 0.1 * score, 0.9), "bank words"))
    return best[1] if best else None


def _addressee(head: Head) -> Value | None:
    """Find the first line of a block of short lines one of which ends or begins with a postal code."""
    if not head.pages:
        return None
    first = [row for row in head.pages[0] if row.box.y0 < _HEAD]
    cells = [cell for row in first for cell in row.cells(3.0)]
    for cell in cells:
        below = _block_below(cell, cells)
        lines = [cell, *below]
        while lines and TITLE.match(fold(lines[0].text)):
            lines.pop(0)
        if len(lines) < 2 or not _is_name(lines[0].text) or BANKISH.search(fold(lines[0].text)):
            continue
        if any(_postal(line.text) for line in lines[1:6]):
            return value_of("account_holder", lines[0], " ".join(lines[0].text.split()), 0.8, "address block")
    return _titled(cells)


def _block_below(cell: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells flush left with one and following it without a wide gap."""
    block = []
    last = cell
    for other in cells:
        step = other.box.y0 - last.box.y0
        height = last.box.y1 - last.box.y0
        if (
            other is not cell
            and abs(other.box.x0 - cell.box.x0) < 0.012
            and 0 < step < 3.4 * max(height, 0.006)
        ):
            block.append(other)
            last = other
    return block


def _titled(cells: Iterable[Cell]) -> Value | None:
    for cell in cells:
        first, _, rest = cell.text.partition(" ")
        if (
            TITLE.match(fold(first))
            and _is_name(rest)
            and len(rest.split()) < 5
            and not BANKISH.search(fold(rest))
        ):
            return value_of("account_holder", cell, " ".join(cell.text.split()), 0.7, "title")
    return None


def _postal(text: str) -> bool:
    clean = fold(text).strip()
    return bool(
        re.search(
            r"(?:^|\s|[a-z]-)\d{4,6}(?: ?[a-z]{2})?(?:\s|$|-\d)|^[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}$", clean
        )
        or re.search(r"(?<!\w)[a-z]{1,2}\d[\da-z]? \d[a-z]{2}(?!\w)|(?<!\w)[a-z]{2} \d{5}", clean)
    )


def _is_name(text: str) -> bool:
    folded = fold(text)
    letters = len(re.findall(r"[^\W\d_]", text))
    if any(word[0].islower() and not _PARTICLES.match(word) for word in text.split()) and not text.islower():
        return False
    return (
        letters >= 3
        and not NO_NAME.search(folded)
        and not re.search(r"\d{3,}|[:@]|www", folded)
        and len(text) < 60
    )


def _bank_score(cell: Cell, row: Row, usual: float) -> tuple[float, str]:
    """Return how telling a cell is as the bank's name, and the name in it; `usual` is the height of text."""
    large = max((cell.box.y1 - cell.box.y0) / usual - 1.0, 0.0)
    name = re.split(r"\s[-–|•·,(]\s?|,|\(| reg\b| Reg\b", " ".join(cell.text.split()))[0].strip()
    folded = fold(name)
    if not BANKISH.search(folded) or NO_BANK.search(folded) or len(name) > 45 or re.search(r"\d{3}", name):
        return 0.0, name
    if any(len(word) > 3 and word[0].islower() for word in name.split()):
        return 0.0, name
    words = len(name.split())
    score = 1.0 + (row.page == 1) * 0.5 + (row.box.y0 < 0.12) * 0.8 + bool(LEGAL_FORM.search(folded)) * 0.3
    return score + min(0.5 * large, 1.2) - 0.25 * max(words - 4, 0) - 0.1 * (words == 1), name
