"""Pages as pictures for the screen."""

import io

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from documents.reading.render import MAX_HEIGHT, SCREEN_WIDTH, page_images
from documents.reading.text import pdf_layers
from documents.reading.text_grid import grid_pages
from documents.reading.types import Format, PageImage, UnreadableError
from tests.documents.reading.paper import HEIGHT, WIDTH, encoded, lines, pdf, picture


def pixels(page: PageImage) -> Image.Image:
    """Return the picture, having checked that it says what it is."""
    image = Image.open(io.BytesIO(page.content))
    assert Image.MIME[image.format or ""] == page.mime
    assert image.size == (page.width, page.height)
    return image.convert("L")


def darkest(image: Image.Image) -> int:
    return min(value for value, count in enumerate(image.histogram()) if count)


def test_each_page_of_a_pdf_is_drawn_as_wide_as_the_screen() -> None:
    first, second = page_images(pdf(lines("one"), lines("two")), Format.PDF, ())

    assert (first.number, second.number) == (1, 2)
    assert (first.mime, first.width, first.height) == ("image/jpeg", SCREEN_WIDTH, 1698)
    assert darkest(pixels(first)) < 100


def test_a_word_lies_where_its_box_says() -> None:
    content = pdf(lines("word", left=200, top=300, size=30))
    (layer,) = pdf_layers(content)
    (image,) = page_images(content, Format.PDF, ())

    box, drawn = layer.page.words[0].box, pixels(image)
    inside = (box.x0 * image.width, box.y0 * image.height, box.x1 * image.width, box.y1 * image.height)
    ink = drawn.point(lambda value: 255 * (value < 128)).getbbox()

    assert ink == pytest.approx(inside, abs=3)


def test_form_fields_and_annotations_are_drawn() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(name="a", value="MMMMMM", x=200, y=695, width=200, height=20, borderWidth=0)

    (image,) = page_images(pdf(draw), Format.PDF, ())

    scale = SCREEN_WIDTH / WIDTH
    field = pixels(image).crop(
        (int(200 * scale), int((HEIGHT - 715) * scale), int(300 * scale), int((HEIGHT - 695) * scale))
    )
    assert darkest(field) < 100


def test_a_sideways_page_is_drawn_upright() -> None:
    (image,) = page_images(pdf(lines("one")), Format.PDF, (), turns={1: 90})

    assert (image.width, image.height) == (SCREEN_WIDTH, 849)


def test_a_small_picture_is_not_enlarged_and_a_long_one_becomes_narrower() -> None:
    (small,) = page_images(encoded(picture(["Receipt"]), "PNG"), Format.PNG, ())
    (long,) = page_images(encoded(Image.new("L", (600, 9000)), "PNG"), Format.PNG, ())

    assert (small.width, small.height) == (1000, 700)
    assert (long.width, long.height) == (400, MAX_HEIGHT)


def test_a_page_of_extreme_size_stays_within_limits() -> None:
    (image,) = page_images(pdf(lines("x"), size=(10, 14_000)), Format.PDF, ())

    assert image.height <= MAX_HEIGHT + 1
    assert image.width >= 1


def test_only_so_many_pages_are_drawn() -> None:
    content = pdf(*[lines("text")] * 4)

    assert [image.number for image in page_images(content, Format.PDF, (), max_pages=2)] == [1, 2]


def test_a_file_without_pages_of_its_own_is_drawn_from_its_text() -> None:
    (image,) = page_images(b"", Format.CSV, grid_pages("Date;Amount\n2026-01-02;12.00"))

    assert (image.number, image.mime, image.width) == (1, "image/png", SCREEN_WIDTH)
    assert pixels(image).getextrema() == (0, 255)


def test_a_file_that_cannot_be_opened_says_so() -> None:
    with pytest.raises(UnreadableError):
        list(page_images(b"%PDF-1.7", Format.PDF, ()))
