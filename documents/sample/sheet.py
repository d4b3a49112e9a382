"""A PDF drawn in points from the top left that remembers where each value stands."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import reportlab
from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from documents.reading.types import Box

A4 = (595.28, 841.89)
LETTER = (612.0, 792.0)
_ASCENT, _DESCENT = 0.74, 0.22  # share of the font size that letters take above and below the base line
_BOLD = {
    "Helvetica": "Helvetica-Bold",
    "Times-Roman": "Times-Bold",
    "Courier": "Courier-Bold",
    "Vera": "VeraBd",
}
Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.42, 0.42, 0.42)
WHITE: Colour = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Face:
    """How text looks."""

    font: str = "Helvetica"
    size: float = 9.0
    colour: Colour = BLACK

    def bold(self) -> Face:
        """Return the same in bold."""
        return replace(self, font=_BOLD.get(self.font, self.font))

    def sized(self, size: float) -> Face:
        """Return the same in another size."""
        return replace(self, size=size)

    def tinted(self, colour: Colour) -> Face:
        """Return the same in another colour."""
        return replace(self, colour=colour)

    def width(self, text: str) -> float:
        """Return how many points wide a text comes out."""
        return float(stringWidth(text, self.font, self.size))


class _Text(NamedTuple):
    x: float
    y: float
    text: str
    face: Face


class _Shape(NamedTuple):
    kind: str  # "line", "fill", "frame" or "disc"
    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour
    width: float


class Sheet:
    """Pages under construction; every page stays open until `finish`, so "page 1 of 3" is easy."""

    def __init__(self, size: tuple[float, float] = A4, *, title: str = "", by_column: bool = False) -> None:
        """Begin page 1; `by_column` writes the text column by column, as some producers do."""
        self.width, self.height = size
        self.title = title
        self.by_column = by_column
        self.page = 1
        self.boxes: dict[str, tuple[int, Box]] = {}
        self.normals: dict[str, str] = {}  # normal forms that only the layout knows
        self._texts: list[list[_Text]] = [[]]
        self._shapes: list[list[_Shape]] = [[]]
        _register_fonts()

    @property
    def pages(self) -> int:
        """How many pages there are by now."""
        return len(self._texts)

    def page_break(self) -> None:
        """Begin a new last page."""
        self._texts.append([])
        self._shapes.append([])
        self.page = self.pages

    def text(self, x: float, y: float, text: str, face: Face, *, align: str = "left", value: str = "") -> Box:
        """Write one line with its base line at `y`; `x` is its left, right or middle by `align`.

        `value` names the document's values that this text prints, between spaces; the first place counts.
        """
        wide = face.width(text)
        left = {"left": x, "right": x - wide, "middle": x - wide / 2}[align]
        self._texts[self.page - 1].append(_Text(left, y, text, face))
        box = self.box(left, y - _ASCENT * face.size, left + wide, y + _DESCENT * face.size)
        for name in value.split():
            self.boxes.setdefault(name, (self.page, box))
        return box

    def block(
        self, x: float, y: float, texts: Sequence[str], face: Face, *, leading: float = 0, align: str = "left"
    ) -> float:
        """Write lines below each other and return the base line after the last."""
        for text in texts:
            self.text(x, y, text, face, align=align)
            y += leading or face.size * 1.25
        return y

    def labelled(
        self,
        x: float,
        y: float,
        label: str,
        text: str,
        face: Face,
        *,
        at: float,
        value: str = "",
        align: str = "left",
    ) -> Box:
        """Write a label at `x` and what it names at `at` on the same line."""
        self.text(x, y, label, face)
        return self.text(at, y, text, face, align=align, value=value)

    def runs(self, x: float, y: float, face: Face, *pieces: str | tuple[str, str]) -> float:
        """Write pieces after each other on one line; a pair is (text, name of its value). Return the end."""
        for piece in pieces:
            text, value = piece if isinstance(piece, tuple) else (piece, "")
            self.text(x, y, text, face, value=value)
            x += face.width(text)
        return x

    def pairs(
        self,
        x: float,
        y: float,
        rows: Sequence[tuple[str, str, str]],
        face: Face,
        *,
        at: float,
        align: str = "left",
        step: float = 13,
    ) -> float:
        """Write rows of (label, text, name of the value) below each other; return the line after them."""
        for label, text, value in rows:
            self.labelled(x, y, label, text, face, at=at, value=value, align=align)
            y += step
        return y

    def rule(self, x0: float, y: float, x1: float, *, colour: Colour = GREY, width: float = 0.5) -> None:
        """Draw a horizontal line."""
        self._shapes[self.page - 1].append(_Shape("line", x0, y, x1, y, colour, width))

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, colour: Colour = GREY, width: float = 0.5
    ) -> None:
        """Draw a line."""
        self._shapes[self.page - 1].append(_Shape("line", x0, y0, x1, y1, colour, width))

    def fill(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self._shapes[self.page - 1].append(_Shape("fill", x0, y0, x1, y1, colour, 0))

    def frame(
        self, x0: float, y0: float, x1: float, y1: float, *, colour: Colour = GREY, width: float = 0.6
    ) -> None:
        """Draw the outline of a rectangle."""
        self._shapes[self.page - 1].append(_Shape("frame", x0, y0, x1, y1, colour, width))

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        box = (x - radius, y - radius, x + radius, y + radius)
        self._shapes[self.page - 1].append(_Shape("disc", *box, colour, 0))

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Turn points into fractions of the page, kept inside it."""
        spans = ((x0, self.width), (y0, self.height), (x1, self.width), (y1, self.height))
        a, b, c, d = (min(1.0, max(0.0, place / whole)) for place, whole in spans)
        return Box(a, b, c, d)

    def finish(self) -> bytes:
        """Return the PDF: the same bytes for the same drawing."""
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=(self.width, self.height), invariant=1, pageCompression=1)
        canvas.setTitle(self.title)
        for shapes, texts in zip(self._shapes, self._texts, strict=True):
            for shape in shapes:
                self._draw_shape(canvas, shape)
            for item in sorted(texts, key=lambda t: t.x // 40) if self.by_column else texts:
                canvas.setFont(item.face.font, item.face.size)
                canvas.setFillColorRGB(*item.face.colour)
                canvas.drawString(item.x, self.height - item.y, item.text)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _draw_shape(self, canvas: Canvas, shape: _Shape) -> None:
        bottom = self.height - shape.y1
        canvas.setFillColorRGB(*shape.colour)
        canvas.setStrokeColorRGB(*shape.colour)
        canvas.setLineWidth(shape.width)
        if shape.kind == "line":
            canvas.line(shape.x0, self.height - shape.y0, shape.x1, bottom)
        elif shape.kind == "disc":
            canvas.circle(
                (shape.x0 + shape.x1) / 2,
                self.height - (shape.y0 + shape.y1) / 2,
                (shape.x1 - shape.x0) / 2,
                stroke=0,
                fill=1,
            )
        else:
            filled = int(shape.kind == "fill")
            canvas.rect(
                shape.x0, bottom, shape.x1 - shape.x0, shape.y1 - shape.y0, stroke=1 - filled, fill=filled
            )


def wrap(text: str, face: Face, width: float) -> list[str]:
    """Break a text into lines that fit `width` points; a longer word stays whole."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.width(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _register_fonts() -> None:
    rl_config.useA85 = 0  # plain bytes: a third faster to write than ASCII85, and smaller
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
