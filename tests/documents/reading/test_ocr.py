"""Words from pictures: the real engine on small pictures, each turned another way."""

import pytest
from PIL import Image

from documents.reading.ocr import ocr_page, ocr_upright
from documents.reading.types import TextSource
from tests.documents.reading.paper import picture, texts_of

PRINTED = ["Grünwald Bäckerei", "Invoice No: 2026-0417", "Café crème     12,50", "Total EUR      1234,56"]


@pytest.fixture(scope="module")
def receipt() -> Image.Image:
    return picture(PRINTED, size=(600, 400))


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_picture_is_read_whichever_way_it_was_scanned(receipt: Image.Image, turned: int) -> None:
    page, turn = ocr_upright(receipt.rotate(-turned, expand=True), 1)

    assert turn == (360 - turned) % 360
    assert (page.width, page.height) == (600, 400)
    assert [line.split() for line in page.text.splitlines()] == [line.split() for line in PRINTED]


def test_words_have_places_and_are_sure(receipt: Image.Image) -> None:
    page = ocr_page(receipt, 3)

    total = next(word for word in page.words if word.text == "Total")
    assert (page.number, page.source) == (3, TextSource.OCR)
    assert total.box.x0 * 600 == pytest.approx(60, abs=8)
    assert total.box.y0 * 400 == pytest.approx(247, abs=8)
    assert total.box.y1 * 400 == pytest.approx(270, abs=8)
    assert total.confidence > 0.9
    assert page.confidence > 0.9
    assert page.text.splitlines()[3].startswith("Total EUR  ")  # the gap before the amount is kept


def test_a_huge_picture_is_shrunk_and_keeps_its_measure(receipt: Image.Image) -> None:
    page = ocr_page(receipt.resize((4200, 2800)), 1)

    assert (round(page.width), round(page.height)) == (4200, 2800)
    assert texts_of(page)[:2] == ["Grünwald", "Bäckerei"]


@pytest.mark.parametrize("size", [(600, 400), (1, 1), (3000, 20)])
def test_an_empty_picture_has_no_words(size: tuple[int, int]) -> None:
    page, turn = ocr_upright(Image.new("RGB", size, "white"), 1)

    assert (page.words, page.text, page.source, turn) == ((), "", TextSource.NONE, 0)
