"""Small PDFs and pictures made for one test each."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.reading.types import PageText

WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]


def pdf(*pages: Draw, size: tuple[float, float] = A4, password: str | None = None) -> bytes:
    """Return a PDF with one page per drawing function."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, encrypt=password)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines(*texts: str, left: float = 72, top: float = 72, step: float = 20, size: float = 11) -> Draw:
    """Return a page that prints lines of text from the top."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for number, text in enumerate(texts):
            canvas.drawString(left, HEIGHT - top - step * number, text)

    return draw


def placed(*items: tuple[float, float, str]) -> Draw:
    """Return a page that prints texts at x and y from the top left, in this order."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for x, y, text in items:
            canvas.drawString(x, HEIGHT - y, text)

    return draw


def picture(texts: Sequence[str], *, size: tuple[int, int] = (1000, 700), step: int = 60) -> Image.Image:
    """Return a white picture that prints lines of text, as a scan would."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf", 30)
    for number, text in enumerate(texts):
        draw.text((60, 60 + step * number), text, fill="black", font=font)
    return image


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    """Return a picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def scan(image: Image.Image, size: tuple[float, float] = A4) -> Draw:
    """Return a page that shows nothing but a picture."""
    return lambda canvas: canvas.drawImage(ImageReader(image), 0, 0, *size)


def texts_of(page: PageText) -> list[str]:
    """Return the words of a page."""
    return [word.text for word in page.words]
