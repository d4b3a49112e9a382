"""New files out of old ones: pages split off, joined, turned, or redacted; PDFs and pictures, bytes to bytes.

Runs only in the confined child (`remake_child`): it opens files that strangers made.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from documents.reading.images import frames
from documents.reading.types import UnreadableError

MAX_PAGES = 2000
_QUALITY = 92
_SCREEN_DPI = 150.0
# What a page carries beside what it shows: it may name or hold what stands on other pages.
_BESIDE = ("/Annots", "/PieceInfo", "/Metadata", "/Thumb", "/B", "/AA", "/StructParents", "/Tabs")


@dataclass(frozen=True, slots=True)
class Source:
    """One file, and the pictures of the pages that are redacted, by number."""

    content: bytes
    pictures: dict[int, bytes]


def remake(kind: str, sources: Sequence[Source], terms: dict[str, Any]) -> list[bytes]:
    """Return the new files, each a PDF.

    Args:
        kind: split, merge, rotation or redaction.
        sources: the files in order; all but a merge look at the first alone.
        terms: `ranges` of pages from 1, both ends included; `turns` in clockwise degrees by page; or `boxes`
            as [page, x0, y0, x1, y1] in fractions of the page's picture, origin top left.

    Raises:
        UnreadableError: a file cannot be opened, or has no such page.
    """
    try:
        return _MAKERS[kind](sources, terms)
    except pikepdf.PasswordError as error:
        raise UnreadableError("encrypted", "The file is protected by a password.") from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError) as error:
        raise UnreadableError(
            "damaged", "The file is damaged and its pages cannot be taken apart."
        ) from error


def _split(sources: Sequence[Source], terms: dict[str, Any]) -> list[bytes]:
    with _opened(sources[0].content) as origin:
        _bare(origin)
        made = []
        for first, last in terms["ranges"]:
            _page_of(origin, first)
            _page_of(origin, last)
            made.append(_copied([origin.pages[index] for index in range(first - 1, last)]))
        return made


def _merge(sources: Sequence[Source], _terms: dict[str, Any]) -> list[bytes]:
    with pikepdf.new() as joined:
        for source in sources:
            with _opened(source.content) as origin:
                _bare(origin)
                if len(joined.pages) + len(origin.pages) > MAX_PAGES:
                    raise UnreadableError("too_large", f"Together they have more than {MAX_PAGES} pages.")
                joined.pages.extend(origin.pages)
        return [_saved(joined)]


def _rotation(sources: Sequence[Source], terms: dict[str, Any]) -> list[bytes]:
    with _opened(sources[0].content) as document:
        for number, turn in terms["turns"].items():
            _page_of(document, int(number)).rotate(turn, relative=True)
        return [_saved(document)]


def _redaction(sources: Sequence[Source], terms: dict[str, Any]) -> list[bytes]:
    """Return the file with each redacted page in its place as a picture: no text, no layer, nothing below.

    The pages that stay are copied into a new file, without annotations, names, attachments or what else a
    document carries beside its pages, and without resources that they do not use themselves.
    """
    boxes: dict[int, list[list[float]]] = defaultdict(list)
    for page, *box in terms["boxes"]:
        boxes[int(page)].append(box)
    with _opened(sources[0].content) as origin:
        for number in boxes:
            _page_of(origin, number)
        _bare(origin)
        with pikepdf.new() as made:
            for number, page in enumerate(origin.pages, start=1):
                if number in boxes:
                    size = _size(page)
                    with pikepdf.open(io.BytesIO(_redacted(sources[0], number, boxes[number], size))) as flat:
                        made.pages.extend(flat.pages)
                else:
                    made.pages.append(page)
            return [_saved(made)]


def _redacted(source: Source, number: int, boxes: list[list[float]], size: tuple[float, float]) -> bytes:
    """Return one page as a PDF of one picture, as large on paper as before, blackened."""
    picture = source.pictures.get(number)
    if picture is None:
        raise UnreadableError("no_picture", f"Page {number} has no picture: it cannot be redacted.")
    with Image.open(io.BytesIO(picture), formats=["JPEG", "PNG"]) as opened:
        image = opened.convert("RGB")
    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in boxes:
        # Outward to whole pixels: no row of a letter shows at an edge.
        left, top = int(x0 * image.width), int(y0 * image.height)
        right, bottom = -int(-x1 * image.width // 1), -int(-y1 * image.height // 1)
        draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill="black")
    shorter, longer = sorted(size)
    width = shorter if image.width <= image.height else longer
    return _pictured([image], dpi=72 * image.width / max(width, 1.0))


def _opened(content: bytes) -> pikepdf.Pdf:
    if content.lstrip()[:5] == b"%PDF-" or b"%PDF-" in content[:1024]:
        document = pikepdf.open(io.BytesIO(content))
    else:
        document = pikepdf.open(io.BytesIO(_pictured(list(frames(content)), dpi=_SCREEN_DPI)))
    if len(document.pages) > MAX_PAGES:
        raise UnreadableError("too_large", f"The file has more than {MAX_PAGES} pages.")
    return document


def _pictured(images: list[Image.Image], *, dpi: float) -> bytes:
    for image in images:
        image.info = {}  # a comment in the original would go along, past every black box
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=dpi, quality=_QUALITY)
    return buffer.getvalue()


def _bare(document: pikepdf.Pdf) -> None:
    """Leave of each page what it shows: form values and notes become part of it, the rest goes."""
    document.generate_appearance_streams()
    document.flatten_annotations("screen")
    for page in document.pages:
        for name in _BESIDE:
            if name in page.obj:
                del page.obj[name]
    document.remove_unreferenced_resources()


def _page_of(document: pikepdf.Pdf, number: int) -> pikepdf.Page:
    if not 1 <= number <= len(document.pages):
        raise UnreadableError("no_page", f"There is no page {number}: the file has {len(document.pages)}.")
    return document.pages[number - 1]


def _size(page: pikepdf.Page) -> tuple[float, float]:
    box = [float(edge) for edge in page.mediabox]
    return abs(box[2] - box[0]), abs(box[3] - box[1])


def _copied(pages: list[pikepdf.Page]) -> bytes:
    with pikepdf.new() as made:
        made.pages.extend(pages)
        return _saved(made)


def _saved(document: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


_MAKERS = {"split": _split, "merge": _merge, "rotation": _rotation, "redaction": _redaction}
