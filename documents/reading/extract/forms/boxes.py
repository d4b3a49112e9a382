"""What was written into the boxes of a form: beside a box's label or under it, and not another label."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from documents.reading.extract.label_cells import cell_of_label, first_cell, trimmed, words_right_of
from documents.reading.layout import Cell, Label, Row, cell_of, labels_in
from documents.reading.types import Word

_REACH = 0.062  # of the page's height: how far under its label a value is looked for
_ROWS = 4
_SLACK = 0.012  # of the width by which a value may begin left of its box
_MARGIN = 0.04
_BESIDE = 0.35  # of the width: how far right of its label a value is looked for
_NUMBER_LETTERS = 3  # a cell so short left of a label is the number of its box
_ALIKE = {"i": "[ilt1!]", "l": "[ilt1!]", "t": "[ilt1]", "1": "[il1]", "o": "[o0]", "0": "[o0]"}


def loose(phrase: str) -> str:
    """Return a pattern for a label that forgives what OCR confuses, lost spaces and missing signs.

    Args:
        phrase: the label in plain words; an apostrophe may be missing or curly.
    """
    letters = []
    for character in phrase.lower():
        if character == " ":
            letters.append(r"\s*")
        elif character in "'’":
            letters.append(".?")
        else:
            letters.append(_ALIKE.get(character, re.escape(character)))
    return "".join(letters)


def labels(sheets: Sequence[Sequence[Row]], phrases: Sequence[str]) -> list[Label]:
    """Return where the phrases stand as labels, the first phrase of the list first."""
    patterns = [loose(phrase) for phrase in phrases]
    found = [label for sheet in sheets for label in labels_in(sheet, patterns)]
    return sorted(found, key=lambda label: (label.rank, label.page, label.index))


def under(label: Label, fits: Callable[[str], bool]) -> Cell | None:
    """Return what stands under a label, left of the next box, if it has the shape of such a value."""
    return next((cell for cell in _cells_under(label) if fits(trimmed(cell.text))), None)


def beside(label: Label, fits: Callable[[str], bool]) -> Cell | None:
    """Return what stands right of a label, or else under it, if it has the shape of such a value."""
    return next((cell for cell in (*_right(label), *_cells_under(label)) if fits(trimmed(cell.text))), None)


def _right(label: Label) -> Iterator[Cell]:
    rest = words_right_of(label)
    if rest and rest[0].box.x0 - label.box.x1 < _BESIDE:
        yield first_cell(label.row, rest)


def _cells_under(label: Label) -> Iterator[Cell]:
    """Yield what stands in the box under a label, nearest first: all of a row, then its first cell."""
    left, right = _left_edge(label) - _SLACK, _right_edge(label)
    taken = 0
    for row in label.rows[label.index + 1 :]:
        if row.box.y0 - label.box.y1 > _REACH or taken == _ROWS:
            return
        words = _without_box_number([word for word in row.words if left <= word.box.x0 < right])
        if words:
            taken += 1
            yield cell_of(row.page, words)
            yield first_cell(row, words)


def _left_edge(label: Label) -> float:
    """Return where the box begins: at its label, or at the number printed before the label."""
    cells = label.row.cells()
    own = cell_of_label(label)
    before = [cell for cell in cells if cell.box.x1 <= own.box.x0]
    if before and len(before[-1].text) <= _NUMBER_LETTERS:
        before.pop()
    if not before:  # the first box of the row: its value may begin at the margin, left of the box number
        return min(cells[0].box.x0, own.box.x0 - _MARGIN)
    starts_cell = own.words[0] is label.row.words[label.start]
    far = label.box.x0 - own.box.x0 > _BESIDE / 2  # several boxes whose labels run together
    return label.box.x0 if far and not starts_cell else own.box.x0


def _right_edge(label: Label) -> float:
    for cell in label.row.cells():
        if cell.box.x0 > label.box.x1:
            return cell.box.x0 - _SLACK
    return 1.0


def _without_box_number(words: Sequence[Word]) -> Sequence[Word]:
    if len(words) > 1 and words[0].text.isdigit() and not words[1].text[0].isdigit():
        return words[1:]
    return words
