"""OCR for the pages of a file that need it, within a budget of pages and time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pypdfium2
from PIL import Image

from documents.reading.images import frames
from documents.reading.ocr import DPI, ocr_upright
from documents.reading.paging import Paged, no_beat
from documents.reading.render import page_bitmap
from documents.reading.text import pdf_opened
from documents.reading.types import Format, PageText

MAX_PAGES = 150  # pages read by OCR per file
MAX_SECONDS = 360.0  # and time: at 4 seconds a page, 90 pages
ENOUGH = 0.6  # so many words for each of the page's own, and OCR is believed over a doubtful text layer
HARD_TO_READ = 0.80  # mean confidence under which a page is pointed out


def recognise(
    paged: Paged,
    file_format: Format,
    *,
    seconds: float = MAX_SECONDS,
    beat: Callable[[], None] = no_beat,
) -> None:
    """Give the pages that are left their words; what stays without is said in `paged.problems`.

    Args:
        paged: the file's pages, changed in place.
        file_format: PDF or a picture.
        seconds: no page is begun after so long.
        beat: called after each page, as a sign of life.
    """
    wanted = paged.left[:MAX_PAGES]
    deadline = time.monotonic() + seconds
    done = 0
    for number, image in _bitmaps(paged.content, file_format, wanted):
        if time.monotonic() > deadline:
            break
        page, turn = ocr_upright(image, number)
        _take(paged, page, turn)
        done += 1
        beat()
    if done < len(paged.left):
        paged.problems.append(
            f"Only {done} of {len(paged.left)} scanned pages were read. Split the file into smaller ones."
        )


def _take(paged: Paged, found: PageText, turn: int) -> None:
    """Keep what OCR found unless the page's own text has many more words."""
    index = found.number - 1
    before = paged.pages[index]
    if len(found.words) < ENOUGH * len(before.words):
        return
    width, height = (before.height, before.width) if turn % 180 else (before.width, before.height)
    paged.pages[index] = replace(found, width=width, height=height)
    if turn:
        paged.turns[found.number] = turn
    if found.words and found.confidence < HARD_TO_READ:
        paged.problems.append(
            f"Page {found.number} was hard to read: its words are only {found.confidence:.0%} sure."
        )


def _bitmaps(content: bytes, file_format: Format, numbers: list[int]) -> Iterator[tuple[int, Image.Image]]:
    wanted = set(numbers)
    if file_format is not Format.PDF:
        for number, image in enumerate(frames(content, max_frames=max(numbers, default=0)), start=1):
            if number in wanted:
                yield number, image
        return
    with pdf_opened(content) as document:
        for number in numbers:
            try:
                image = page_bitmap(document, number - 1, dpi=DPI)
            except (pypdfium2.PdfiumError, ValueError):  # counted as not read
                continue
            yield number, image
