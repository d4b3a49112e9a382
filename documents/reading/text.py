"""The text layer of a PDF: words with places, form fields and annotations included."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from documents.reading.annotations import Note, flattened, note_pieces
from documents.reading.glyphs import Frame, Glyphs, invisible, pieces_of, read_glyphs, upright_turn
from documents.reading.repair import ENCRYPTED
from documents.reading.types import PageText, TextSource, UnreadableError
from documents.reading.words import compose, rows_of

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it warns of forms made of XFA, which have pages too

MAX_PAGES = 500
FEW_LETTERS = 150  # over pictures that fill the page, so few letters are a stamp or a fax line, not its text
FILLS_PAGE = 0.5  # share of the page that pictures must cover to be a scan
MOST_OBJECTS = 20_000  # looked at on one page
MANY_SHAPES = 100  # on a page without letters so many shapes may be letters drawn as outlines
GARBAGE = 0.3  # share of letters without meaning above which the text layer is not believed
DAMAGED = "The file is damaged and cannot be opened. Export or scan it again and upload the new copy."


@dataclass(frozen=True, slots=True)
class LayerPage:
    """One page's text layer, whether a picture of the page must be read instead, and its turn.

    `turn` is the clockwise turn in degrees, on top of the file's own, under which the page reads upright;
    the words' places are on the page turned so.
    """

    page: PageText
    needs_ocr: bool
    turn: int = 0
    damaged: bool = False


def pdf_pages(content: bytes, *, max_pages: int = MAX_PAGES) -> tuple[PageText, ...]:
    """Return the pages of a PDF by their text layer alone, in order.

    Args:
        content: the whole file.
        max_pages: so many pages from the first are read.

    Raises:
        UnreadableError: "encrypted" or "damaged".
    """
    return tuple(layer.page for layer in pdf_layers(content, max_pages=max_pages))


def pdf_layers(content: bytes, *, max_pages: int = MAX_PAGES) -> Iterator[LayerPage]:
    """Yield the pages of a PDF with what is known about their text layer; errors as in `pdf_pages`."""
    with pdf_opened(content) as document:
        for index in range(min(len(document), max_pages)):
            yield _layer(document, index)


def pdf_page_count(content: bytes) -> int:
    """Return how many pages a PDF has; errors as in `pdf_pages`, "damaged" where there are none."""
    with pdf_opened(content) as document:
        if not len(document):
            raise UnreadableError("damaged", DAMAGED)
        return len(document)


@contextlib.contextmanager
def pdf_opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF with its form fields filled in; errors as in `pdf_pages`."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(error) from error
    try:
        with contextlib.suppress(pypdfium2.PdfiumError):  # a broken form leaves the pages readable
            document.init_forms()
        yield document
    finally:
        document.close()


def _unreadable(error: pypdfium2.PdfiumError) -> UnreadableError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return UnreadableError("encrypted", ENCRYPTED)
    return UnreadableError("damaged", DAMAGED)


def _layer(document: pypdfium2.PdfDocument, index: int) -> LayerPage:
    try:
        page, notes = flattened(document, index)
    except pypdfium2.PdfiumError:
        return LayerPage(
            PageText(index + 1, 0, 0, (), "", TextSource.NONE, 0.0), needs_ocr=False, damaged=True
        )
    try:
        return _read(page, index + 1, notes)
    finally:
        page.close()


def _read(page: Any, number: int, notes: Sequence[Note]) -> LayerPage:
    textpage = page.get_textpage()
    try:
        glyphs = read_glyphs(textpage)
        unseen = invisible(textpage)
    finally:
        textpage.close()
    rotation = page.get_rotation()
    frame = _frame(page, upright_turn(glyphs, rotation))
    pieces, aside = pieces_of(glyphs, frame)
    pieces += [piece for note in notes for piece in note_pieces(note, frame)]
    text = compose(number, frame.size, rows_of(pieces), source=TextSource.TEXT_LAYER, aside=aside)
    return LayerPage(
        text, needs_ocr=_needs_ocr(page, glyphs, unseen=unseen), turn=(frame.turn - rotation) % 360
    )


def _frame(page: Any, turn: int) -> Frame:
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, max(right - left, 1.0), max(top - bottom, 1.0), turn)


def _needs_ocr(page: Any, glyphs: Glyphs, *, unseen: bool) -> bool:
    letters = len(glyphs.texts)
    if letters >= FEW_LETTERS and not unseen:
        return glyphs.unmapped > GARBAGE * letters
    pictures, shapes = _drawn(page)
    if letters == 0:
        return pictures > 0 or shapes >= MANY_SHAPES
    # Letters unseen over a picture are what some other OCR made of it: how sure it was is not told.
    return pictures >= FILLS_PAGE or glyphs.unmapped > GARBAGE * letters


def _drawn(page: Any) -> tuple[float, int]:
    """Return the share of the page that pictures cover (or strips of them) and its number of shapes."""
    left, bottom, right, top = page.get_bbox()
    covered, shapes = 0.0, 0
    for item in itertools.islice(page.get_objects(max_depth=5), MOST_OBJECTS):
        if item.type == pdfium.FPDF_PAGEOBJ_PATH:
            shapes += 1
        elif item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = item.get_bounds()
            width = max(0.0, min(x1, right) - max(x0, left))
            covered += width * max(0.0, min(y1, top) - max(y0, bottom))
    return covered / max((right - left) * (top - bottom), 1.0), shapes
