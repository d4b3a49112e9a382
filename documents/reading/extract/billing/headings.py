"""Which headings stand at a place on the page: left in the row, above it, at the head of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.reading.extract.billing.phrases import by_language
from documents.reading.extract.vocabulary.headings import HEADINGS, Heading
from documents.reading.layout import Row
from documents.reading.types import Box

_TABLE = by_language(HEADINGS)
_REACH = 3  # rows above in which a heading is looked for
_NO_HEADINGS: frozenset[Heading] = frozenset()


@dataclass(frozen=True, slots=True)
class Headings:
    """The headings at one place.

    `nearest` are those of the last phrase left of the place, `gap` the folded words between the two,
    `left` all those in the row before it, `above` those of the text right above.
    """

    nearest: frozenset[Heading]
    gap: int
    left: frozenset[Heading]
    above: frozenset[Heading]
    left_words: int  # between the start of the row (or the field before) and the place


def headings_at(document: Sequence[Row], index: int, start: int, box: Box) -> Headings:
    """Return the headings at a place.

    Args:
        document: all rows.
        index: of the row of the place.
        start: where the place begins in the row's text.
        box: where it is on the page.
    """
    before = document[index].text[:start]
    field = _field(document[index], start)
    found = _TABLE.find(field) or ()
    folded = len(_folded(field))
    nearest = found[-1] if found else None
    return Headings(
        nearest=nearest.meant if nearest else _NO_HEADINGS,
        gap=folded - nearest.end if nearest else 99,
        left=_TABLE.meant(before),
        above=_TABLE.meant(_text_above(document, index, box)),
        left_words=folded,
    )


def headings_in(text: str) -> frozenset[Heading]:
    """Return all headings in a text."""
    return _TABLE.meant(text)


def _field(row: Row, start: int) -> str:
    """Return the text left of a place up to the value before it: a number or date ends the field before."""
    before = re.sub(r"\([^)]{0,12}\)", " ", row.text[:start])  # "(380)" and the like break no label
    values = list(re.finditer(r"\S*\d[\w/.:-]*(?=\s)", before))
    tail = before[values[-1].end() :] if values else before
    return tail if re.search(r"[^\W\d_]{2}|#", tail) else before


def _folded(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+|\d+", text)


def _text_above(document: Sequence[Row], index: int, box: Box) -> str:
    """Return the nearest text above that overlaps a place in x, within a few rows."""
    row = document[index]
    for step in range(1, min(index, _REACH) + 1):
        other = document[index - step]
        if other.page != row.page or row.box.y0 - other.box.y1 > 0.06:
            return ""
        cells = [
            cell for cell in other.cells() if cell.box.x0 < box.x1 + 0.01 and cell.box.x1 > box.x0 - 0.01
        ]
        if cells:
            return " ".join(cell.text for cell in cells)
    return ""
