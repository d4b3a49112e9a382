from collections.abc import Callable
from typing import cast

import pypdfium2
import pytest

from documents.reading.types import Box

SLACK = 0.7  # points: glyphs reach a little over their advance width

TextIn = Callable[[bytes, int | None, Box | None], str]


@pytest.fixture(scope="session")
def text_in() -> TextIn:
    """What PDFium finds inside a box of a page."""
    opened: dict[bytes, pypdfium2.PdfDocument] = {}
    pages: dict[tuple[bytes, int], tuple[pypdfium2.PdfTextPage, float, float]] = {}

    def find(content: bytes, number: int | None, box: Box | None) -> str:
        assert number is not None
        assert box is not None
        document = opened.get(content) or opened.setdefault(content, pypdfium2.PdfDocument(content))
        if (content, number) not in pages:
            page = document[number - 1]
            pages[content, number] = (page.get_textpage(), *page.get_size())
        text, width, height = pages[content, number]
        found = text.get_text_bounded(
            left=box.x0 * width - SLACK,
            bottom=height - box.y1 * height - SLACK,
            right=box.x1 * width + SLACK,
            top=height - box.y0 * height + SLACK,
        )
        return cast("str", found).replace("\r\n", " ").strip()

    return find
