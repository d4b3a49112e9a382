"""Reading as the application does, and again from kept pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

from documents.evaluation.readers import PageCachedReader, SandboxedReader, from_pages
from documents.reading.text_grid import grid_pages
from documents.reading.types import Format, PageText, Reading, TextSource

_INVOICE = """Nordlicht GmbH
INVOICE
Invoice number: R-2024-17
Invoice date: 15.03.2024
Net total            100.00
VAT 19 %              19.00
Total EUR            119.00
"""


def _pages(source: TextSource) -> tuple[PageText, ...]:
    return tuple(
        PageText(page.number, page.width, page.height, page.words, page.text, source)
        for page in grid_pages(_INVOICE)
    )


class _Counting:
    """A reader that gives the same pages again and again, and counts."""

    def __init__(self, source: TextSource) -> None:
        self.reading = Reading(Format.PNG, "image/png", pages=_pages(source))
        self.calls = 0

    def __call__(self, _content: bytes, _name: str) -> Reading:
        self.calls += 1
        return self.reading


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    reading = SandboxedReader()(_INVOICE.encode(), "invoice.txt")
    assert reading.format is Format.TEXT
    assert reading.failure == ""
    assert [step.name for step in reading.steps][:2] == ["sniff", "text"]


def test_pages_read_by_ocr_are_kept_and_read_once(tmp_path: Path) -> None:
    counting = _Counting(TextSource.OCR)
    reader = PageCachedReader(tmp_path / "pages", counting)
    first = reader(b"picture", "a.png")
    again = reader(b"picture", "a.png")
    assert counting.calls == 1
    assert first is counting.reading
    assert again.pages == counting.reading.pages
    assert [file.name for file in (tmp_path / "pages").iterdir()] == [
        f"{hashlib.sha256(b'picture').hexdigest()}.pkl"
    ]


def test_pages_with_a_text_layer_are_read_afresh(tmp_path: Path) -> None:
    counting = _Counting(TextSource.TEXT_LAYER)
    reader = PageCachedReader(tmp_path, counting)
    reader(b"print", "a.pdf")
    reader(b"print", "a.pdf")
    assert counting.calls == 2
    assert list(tmp_path.iterdir()) == []


def test_kept_pages_are_classified_and_extracted_by_the_code_of_today() -> None:
    reading = from_pages(_pages(TextSource.OCR), _INVOICE.encode(), "invoice.txt")
    assert reading.classified is not None
    assert reading.classified.label.value == "invoice"
    assert {value.name: value.normal for value in reading.extraction.values}["gross_total"] == "119.00"
    assert reading.extraction.checks != ()
