"""The pages of a PDF or a picture as far as they need no OCR, and what is left for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from documents.reading.images import frames, picture_frames
from documents.reading.repair import repaired
from documents.reading.text import MAX_PAGES, LayerPage, pdf_layers, pdf_page_count
from documents.reading.types import PageText, TextSource, UnreadableError


def no_beat() -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Paged:
    """The pages of one file.

    `content` is the file as it can be opened, which differs from the original where it had to be repaired.
    `turns` are clockwise degrees by page number that set a page upright. `left` are the numbers of the pages
    whose words only OCR can give.
    """

    content: bytes
    pages: list[PageText] = field(default_factory=list)
    turns: dict[int, int] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def pdf_paged(content: bytes, *, max_pages: int = MAX_PAGES, beat: Callable[[], None] = no_beat) -> Paged:
    """Read the text layer of a PDF, after a repair where it does not open.

    Args:
        content: the whole file.
        max_pages: so many pages from the first are read.
        beat: called after each page, as a sign of life.

    Raises:
        UnreadableError: "encrypted" or "damaged".
    """
    paged = Paged(content)
    try:
        total = pdf_page_count(content)
    except UnreadableError as error:
        rebuilt = repaired(content) if error.code == "damaged" else None
        if rebuilt is None:
            raise
        paged.content = rebuilt
        paged.problems.append(
            "The file was damaged. It was repaired before it was read: compare it with its source."
        )
        total = pdf_page_count(rebuilt)
    for layer in pdf_layers(paged.content, max_pages=max_pages):
        _take(paged, layer)
        beat()
    if total > max_pages:
        paged.problems.append(f"Only the first {max_pages} of {total} pages were read. Split the file.")
    return paged


def _take(paged: Paged, layer: LayerPage) -> None:
    number = layer.page.number
    paged.pages.append(layer.page)
    if layer.damaged:
        paged.problems.append(f"Page {number} is damaged and could not be read.")
    if layer.needs_ocr:
        paged.left.append(number)
    elif layer.turn:
        paged.turns[number] = layer.turn


def picture_paged(content: bytes, *, max_pages: int = MAX_PAGES, beat: Callable[[], None] = no_beat) -> Paged:
    """Decode a picture once to see that it can be, and leave all its pages to OCR.

    Args:
        content: the whole file.
        max_pages: so many pages from the first are decoded.
        beat: called after each page, as a sign of life.

    Raises:
        UnreadableError: "damaged" or "too_large".
    """
    paged = Paged(content)
    total = picture_frames(content)
    try:
        _decode(paged, max_pages, beat, strict=True)
    except UnreadableError as error:
        if error.code != "damaged":
            raise
        _decode_what_is_there(paged, max_pages, beat)
    if total > max_pages:
        paged.problems.append(f"Only the first {max_pages} of {total} pages were read. Split the file.")
    return paged


def _decode(paged: Paged, max_pages: int, beat: Callable[[], None], *, strict: bool) -> None:
    paged.pages, paged.left = [], []
    for number, image in enumerate(frames(paged.content, max_frames=max_pages, strict=strict), start=1):
        paged.pages.append(PageText(number, image.width, image.height, (), "", TextSource.NONE, 0.0))
        paged.left.append(number)
        beat()


def _decode_what_is_there(paged: Paged, max_pages: int, beat: Callable[[], None]) -> None:
    try:
        _decode(paged, max_pages, beat, strict=False)
    except UnreadableError:
        if not paged.pages:
            raise
    paged.problems.append(
        "The picture is damaged. What could be decoded was read: compare it with its source."
    )
