"""Cursors: the place where a page of documents begins, as a text that is handed out and comes back."""

from __future__ import annotations

import base64
import binascii
import re
from uuid import UUID

from documents.listing import Order, Place, Slice

_CURSOR = re.compile(r"(n|r)(<|>)([0-9a-f-]{36}|[0-9]{1,8})")


class InvalidCursorError(ValueError):
    """The text is no cursor that was handed out here."""


def cursor_parse(text: str) -> Place:
    """Return the place a cursor names; raises `InvalidCursorError`."""
    try:
        found = _CURSOR.fullmatch(base64.urlsafe_b64decode(text.encode() + b"==").decode("ascii"))
        kind, direction, value = found.groups() if found else ("", "", "")
        if kind == "r":
            return Place(Order.RANK, skip=int(value))
        return Place(Order.NEWEST, beside=UUID(value), is_back=direction == "<")
    except (binascii.Error, ValueError) as error:
        raise InvalidCursorError("Invalid cursor") from error


def cursors_beside(found: Slice, place: Place | None, size: int) -> tuple[str, str]:
    """Return the cursors of the page before and of the page after; empty where there is none."""
    back = _cursor(found, place, size, is_back=True) if found.has_previous else ""
    return back, _cursor(found, place, size, is_back=False) if found.has_next else ""


def _cursor(found: Slice, place: Place | None, size: int, *, is_back: bool) -> str:
    if found.order is Order.RANK:
        skip = place.skip if place else 0
        text = f"r>{max(0, skip - size) if is_back else skip + size}"
    elif found.rows:
        text = f"n<{found.rows[0].pk}" if is_back else f"n>{found.rows[-1].pk}"
    else:  # what stood there is gone: go back from where this page would have begun
        text = f"n{'<' if is_back else '>'}{place.beside if place else ''}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
