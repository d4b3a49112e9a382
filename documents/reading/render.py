"""Pages as pictures: for OCR, and for the screen with annotations and form fields."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2
from PIL import Image

from documents.reading.images import frames
from documents.reading.text import pdf_opened
from documents.reading.text_grid import grid_image
from documents.reading.types import Format, PageImage, PageText

SCREEN_WIDTH = 1200  # pixels
MAX_HEIGHT = 6000  # pixels; longer receipts become narrower
MAX_IMAGES = 200  # pages with a picture per file
MAX_GRIDS = 50  # of them drawn from text, letter by letter: a table goes on as it begins
QUALITY = 80  # JPEG; small print stays sharp at 1,200 pixels
PICTURES = frozenset({Format.PNG, Format.JPEG, Format.TIFF})


def page_images(
    content: bytes,
    file_format: Format,
    pages: Sequence[PageText],
    *,
    turns: Mapping[int, int] | None = None,
    max_pages: int = MAX_IMAGES,
) -> Iterator[PageImage]:
    """Yield the pages as pictures for the screen, in order.

    Args:
        content: the whole file.
        file_format: what it is; files without pages of their own are drawn from `pages`.
        pages: the pages as they were read.
        turns: clockwise degrees by page number that set a page upright, as its words are placed.
        max_pages: so many pages from the first are drawn.

    Raises:
        UnreadableError: the file or a page cannot be decoded; the pages before it were given.
    """
    turns = turns or {}
    if file_format is Format.PDF:
        yield from _pdf(content, turns, max_pages)
    elif file_format in PICTURES:
        for number, image in enumerate(frames(content, max_frames=max_pages), start=1):
            yield screen_image(upright(image, turns.get(number, 0)), number)
    else:
        for page in pages[: min(max_pages, MAX_GRIDS)]:
            yield grid_image(page, SCREEN_WIDTH)


def page_bitmap(
    document: pypdfium2.PdfDocument, index: int, *, dpi: float, turn: int = 0, max_side: int = MAX_HEIGHT
) -> Image.Image:
    """Draw one page of an open PDF in RGB.

    Args:
        document: opened with its form fields (`text.pdf_opened`).
        index: from 0.
        dpi: pixels per inch; less where a side would pass `max_side`.
        turn: clockwise degrees on top of the file's own.
        max_side: pixels.

    Raises:
        pypdfium2.PdfiumError: the page cannot be loaded.
    """
    page = document[index]
    try:
        longest = max(page.get_width(), page.get_height(), 1.0)
        scale = min(dpi / 72, max_side / longest)
        bitmap = page.render(scale=scale, rotation=turn, rev_byteorder=True)
        image: Image.Image = bitmap.to_pil()
        return image.convert("RGB")
    finally:
        page.close()


def upright(image: Image.Image, turn: int) -> Image.Image:
    """Turn a picture clockwise by 0, 90, 180 or 270 degrees."""
    return image.rotate(-turn, expand=True) if turn else image


def screen_image(image: Image.Image, number: int) -> PageImage:
    """Return a page as JPEG, at most SCREEN_WIDTH wide and MAX_HEIGHT high, never enlarged."""
    scale = min(1.0, SCREEN_WIDTH / image.width, MAX_HEIGHT / image.height)
    if scale < 1.0:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BOX if scale < 0.5 else Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    bare = image.copy()
    bare.info = {}  # the comment of the original would go along: the picture is drawn, not handed on
    bare.save(buffer, "JPEG", quality=QUALITY)
    return PageImage(number, "image/jpeg", buffer.getvalue(), image.width, image.height)


def _pdf(content: bytes, turns: Mapping[int, int], max_pages: int) -> Iterator[PageImage]:
    with pdf_opened(content) as document:
        for index in range(min(len(document), max_pages)):
            turn = turns.get(index + 1, 0)
            try:
                width, height = document.get_page_size(index)
                dpi = 72 * SCREEN_WIDTH / max(height if turn % 180 else width, 1.0)
                image = page_bitmap(document, index, dpi=dpi, turn=turn)
            except (pypdfium2.PdfiumError, ValueError):  # a page that cannot be loaded leaves a gap
                continue
            yield screen_image(image, index + 1)
