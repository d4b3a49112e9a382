"""The boxes of a label file: drawn around named fields, or around every line of print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from documents.evaluation.labels.families import Family, name_of
from documents.evaluation.truth import ExpectedBox


def expected_boxes(boxes: Sequence[Any], family: Family, kind: str) -> tuple[ExpectedBox, ...]:
    """Return the labelled boxes with the names of the values that stand in them, where the labels tell.

    Args:
        boxes: entries {"box": [x0, y0, x1, y1], "text", "field"?, "page"?, "unit"?}; a unit that speaks of
            a fraction, or coordinates up to 1, are fractions of the page, all else pixels.
        family: the vocabulary.
        kind: the type of the document as the source calls it.
    """
    built = (_box(entry, family, kind) for entry in boxes if isinstance(entry, Mapping))
    return tuple(box for box in built if box is not None)


def _box(entry: Mapping[str, Any], family: Family, kind: str) -> ExpectedBox | None:
    corners = entry.get("box")
    if not isinstance(corners, list) or len(corners) != 4:
        return None
    if not all(isinstance(corner, int | float | Decimal) for corner in corners):
        return None
    x0, y0, x1, y1 = (float(corner) for corner in corners)
    source, page = str(entry.get("field") or ""), entry.get("page")
    name = name_of(source, family, kind) or family.fallbacks.get(source)
    return ExpectedBox(
        page=page if isinstance(page, int) else 1,
        corners=(x0, y0, x1, y1),
        text=str(entry.get("text") or ""),
        pixels="fraction" not in str(entry.get("unit") or "") and max(x0, y0, x1, y1) > 1,
        # A field that reading does not read keeps a name that no value has.
        name=name or (f"({source})" if source else ""),
    )
