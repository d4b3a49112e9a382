"""What lies on top of a PDF page: fields and annotations as shown, and notes without looks of their own."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium

from documents.reading.glyphs import Frame
from documents.reading.words import Piece

MOST_NOTES = 500  # per page
_UNSHOWN = frozenset({pdfium.FPDF_ANNOT_LINK, pdfium.FPDF_ANNOT_POPUP})


@dataclass(frozen=True, slots=True)
class Note:
    """A text typed onto the page without an appearance; `box` is left, bottom, right, top in points."""

    text: str
    box: tuple[float, float, float, float]


def flattened(document: Any, index: int) -> tuple[Any, list[Note]]:
    """Open a page with what its fields and annotations show made part of its content.

    Returns:
        The page, to be closed by the caller, and the notes that have nothing to show.

    Raises:
        pypdfium2.PdfiumError: the page cannot be loaded.
    """
    page = document[index]
    notes: list[Note] = []
    shown = False
    for annotation, kind in _annotations(page):
        shown = shown or kind not in _UNSHOWN
        if kind == pdfium.FPDF_ANNOT_FREETEXT and not _appearance(annotation):
            notes += _note(annotation)
    if not shown:
        return page, notes
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return document[index], notes


def note_pieces(note: Note, frame: Frame) -> list[Piece]:
    """Spread a note's words over its box, line by line."""
    left, top, right, bottom = (float(value) for value in frame.boxes(np.array([note.box]))[0])
    lines = note.text.split("\n")
    height = (bottom - top) / len(lines)
    pieces = []
    for number, line in enumerate(lines):
        high, letter = top + number * height, (right - left) / max(len(line), 1)
        column = 0
        for word in line.split():
            column = line.index(word, column)
            start, end = left + column * letter, left + (column + len(word)) * letter
            low = high + height
            pieces.append(Piece(word, start, high, end, low, start, end, low - height / 4, height))
            column += len(word)
    return pieces


def _annotations(page: Any) -> Iterator[tuple[Any, int]]:
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        with _annotation(page, number) as annotation:
            if annotation:
                yield annotation, pdfium.FPDFAnnot_GetSubtype(annotation)


@contextmanager
def _annotation(page: Any, number: int) -> Iterator[Any]:
    annotation = pdfium.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        if annotation:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _appearance(annotation: Any) -> bool:
    empty = 2  # bytes: the closing zero in UTF-16
    return bool(pdfium.FPDFAnnot_GetAP(annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0) > empty)


def _note(annotation: Any) -> Iterator[Note]:
    size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (pdfium.FPDF_WCHAR * (size // 2 + 1))()
    pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    text = bytes(buffer)[:size].decode("utf-16-le", "replace").rstrip("\x00")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    box = pdfium.FS_RECTF()
    if text and pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(box)):
        yield Note(text, (box.left, box.bottom, box.right, box.top))
