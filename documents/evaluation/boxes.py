"""Whether a value's box lies where the labels say that its text stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from documents.evaluation.truth import ExpectedBox
from documents.reading.types import Box, PageText, Value


def box_match(
    value: Value, boxes: Sequence[ExpectedBox], pages: Sequence[PageText]
) -> tuple[float, bool] | None:
    """Return the overlap of a value's box with its labelled box, and whether its centre lies inside.

    Args:
        value: a value that was read rightly.
        boxes: the labelled boxes of the document, drawn around fields or around lines of print.
        pages: the pages, for the size in pixels.

    Returns:
        Intersection over union (0..1) of the best labelled box, and whether the centre of the value's box
        lies in any of them; (0.0, False) where the value has no box; None where the labels have none for it.
    """
    candidates = list(_candidates(value, boxes, pages))
    if not candidates:
        return None
    box = value.box
    if box is None:
        return 0.0, False
    return max(overlap(box, other) for other in candidates), any(
        _centre_in(box, other) for other in candidates
    )


def overlap(one: Box, other: Box) -> float:
    """Return intersection over union of two boxes (0..1)."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (_area(one) + _area(other) - shared)


def _candidates(value: Value, boxes: Sequence[ExpectedBox], pages: Sequence[PageText]) -> Iterator[Box]:
    page = value.page or 1
    here = [(box, _fraction(box, pages)) for box in boxes if box.page == page]
    placed = [(box, place) for box, place in here if place is not None]
    named = [place for box, place in placed if box.name == value.name]
    if named:
        # A field's words are labelled one by one.
        yield Box.around(named)
        return
    text = _compact(value.text)
    for box, place in placed:
        if not box.name and text and text in _compact(box.text):
            yield place
    if text:
        yield from _pieces([(box, place) for box, place in placed if not box.name], text)


def _pieces(placed: Sequence[tuple[ExpectedBox, Box]], text: str) -> Iterator[Box]:
    """Yield the union of neighbouring lines of print whose joined text holds the value."""
    for (first, upper), (second, lower) in pairwise(placed):
        joined = _compact(first.text) + _compact(second.text)
        apart = text not in _compact(first.text) and text not in _compact(second.text)
        if apart and text in joined:
            yield upper.union(lower)


def _fraction(box: ExpectedBox, pages: Sequence[PageText]) -> Box | None:
    x0, y0, x1, y1 = box.corners
    if not box.pixels:
        return Box(x0, y0, x1, y1)
    page = next((page for page in pages if page.number == box.page), None)
    if page is None or not page.width or not page.height:
        return None
    return Box(x0 / page.width, y0 / page.height, x1 / page.width, y1 / page.height)


def _centre_in(box: Box, other: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return other.x0 <= x <= other.x1 and other.y0 <= y <= other.y1


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.y1 - box.y0)


def _compact(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
