"""The cells of the first page as places of names: the block under each, and the heading that announces it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from documents.reading.extract.billing.names import Place, continuation, without_rest
from documents.reading.extract.billing.party_words import ends_in_legal_form, role_of_label, words_of_its_own
from documents.reading.extract.vocabulary.parties import PartyRole
from documents.reading.layout import Cell, Row
from documents.reading.types import Box

BLOCK_ROWS = 7  # of one address block, at most
_MOST_CELLS = 260  # of the first page that are looked at
_ABOVE = 9  # rows above in which the heading of a block is looked for


class PartyPage:
    """The first page of a document as a grid of cells."""

    def __init__(self, document: Sequence[Row]) -> None:
        """Take all rows of the document."""
        first = document[0].page if document else 1
        self._document = [row for row in document if row.page == first]
        self._cells = [row.cells() for row in self._document]
        heights = [word.box.y1 - word.box.y0 for row in self._document for word in row.words]
        self.height = median(heights) if heights else 0.01  # of a usual word

    def places(self) -> Iterable[Place]:
        """Yield every cell that could begin a name, from the top."""
        count = 0
        for index, cells in enumerate(self._cells):
            for position, cell in enumerate(cells):
                if count >= _MOST_CELLS:
                    return
                if _could_be_name(cell.text):
                    count += 1
                    yield self._place(cell, index, position)

    def is_tail(self, place: Place) -> bool:
        """Tell whether the row above may begin this name."""
        if place.row_index == 0:
            return False
        above = [cell for cell in self._cells[place.row_index - 1] if _aligned(cell, place.cell)]
        if not above:
            return False
        words = without_rest(above[0].words)
        return bool(words) and continuation(words, place.cell, named=place.named) is not None

    def heads(self, place: Place) -> bool:
        """Tell whether nothing stands right above in the same block."""
        if place.row_index == 0:
            return True
        above = [cell for cell in self._cells[place.row_index - 1] if _aligned(cell, place.cell)]
        return not above or place.cell.box.y0 - above[0].box.y1 > 1.2 * self.height

    def _place(self, cell: Cell, index: int, position: int) -> Place:
        label, steps, named = self._label(cell, index, position)
        return Place(cell, index, position, tuple(self._block(cell, index)), label, steps, named)

    def _block(self, cell: Cell, index: int) -> Iterable[Cell]:
        """Yield the cells under one, as long as they follow closely and begin (or centre) alike."""
        last = cell
        for other in range(index + 1, min(index + 2 * BLOCK_ROWS, len(self._document))):
            under = next(
                (below for below in self._cells[other] if _aligned(last, below) or _only_form(last, below)),
                None,
            )
            if under is None:
                if self._document[other].box.y0 - last.box.y1 > 2.5 * self.height:
                    return
                continue
            if under.box.y0 - last.box.y1 > 2.2 * self.height:
                return
            last = under
            yield under

    def _label(self, cell: Cell, index: int, position: int) -> tuple[PartyRole | None, int, bool]:
        """Return the nearest heading of a party, how many rows off it is, and whether "Name:" is beside."""
        named = False
        for left in reversed(self._cells[index][:position]):
            role = role_of_label(left.text)
            if role is PartyRole.NAME:
                named = True
            elif role:
                return role, 0, named
        for step in range(1, min(index, _ABOVE) + 1):
            for other in self._cells[index - step]:
                near = other.box.x0 <= cell.box.x0 + 0.02 and (
                    _overlaps(other.box, cell.box) or cell.box.x0 - other.box.x0 < 0.4
                )
                role = role_of_label(other.text) if near else None
                if (
                    role
                    and role is not PartyRole.NAME
                    and not self._column_between(other, cell, index - step)
                ):
                    return role, step, named
        return None, 99, named

    def _column_between(self, label: Cell, cell: Cell, index: int) -> bool:
        """Tell whether a cell right of the label stands nearer above the cell than the label does."""
        return any(
            other.box.x0 > label.box.x1 and abs(other.box.x0 - cell.box.x0) < abs(label.box.x0 - cell.box.x0)
            for other in self._cells[index]
            if role_of_label(other.text)
        )


def _could_be_name(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return letters >= 2 and len(text) <= 130 and letters > 0.3 * len(text.replace(" ", ""))


def _aligned(upper: Cell, lower: Cell) -> bool:
    left = abs(upper.box.x0 - lower.box.x0) < 0.015
    centre = abs(upper.box.x0 + upper.box.x1 - lower.box.x0 - lower.box.x1) < 0.1
    right = abs(upper.box.x1 - lower.box.x1) < 0.01
    return left or right or (centre and _overlaps(upper.box, lower.box))


def _only_form(upper: Cell, lower: Cell) -> bool:
    """Tell whether the lower cell is a mere legal form, which belongs to the name above."""
    return (
        _overlaps(upper.box, lower.box)
        and words_of_its_own(lower.text) == 0
        and ends_in_legal_form(lower.text)
    )


def _overlaps(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1
