"""Words, their places and their order from the text layer of PDFs."""

from dataclasses import replace

import pypdfium2
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from documents.reading.text import pdf_layers, pdf_pages
from documents.reading.types import TextSource, UnreadableError
from documents.reading.words import Piece, compose, rows_of
from tests.documents.reading.paper import HEIGHT, WIDTH, lines, pdf, picture, placed, scan, texts_of


def test_a_page_gives_its_words_line_by_line() -> None:
    (page,) = pdf_pages(pdf(lines("Statement of account", "Balance $9989.00 CR")))

    assert texts_of(page) == ["Statement", "of", "account", "Balance", "$9989.00", "CR"]
    assert page.text == "Statement of account\nBalance $9989.00 CR"
    assert (page.number, round(page.width), round(page.height)) == (1, 595, 842)
    assert page.source is TextSource.TEXT_LAYER
    assert page.confidence == 1.0


def test_the_box_of_a_word_lies_tightly_around_its_ink() -> None:
    (page,) = pdf_pages(pdf(lines("MMMM", left=100, top=100, size=10)))

    box = page.words[0].box
    assert box.x0 * WIDTH == pytest.approx(100, abs=1.5)
    assert box.x1 * WIDTH == pytest.approx(133.3, abs=1.5)
    assert box.y1 * HEIGHT == pytest.approx(100, abs=0.5)  # the baseline
    assert box.y0 * HEIGHT == pytest.approx(92.8, abs=0.7)  # the height of a capital


def test_columns_stay_apart_and_in_order_however_the_file_orders_them() -> None:
    (page,) = pdf_pages(pdf(placed((400, 100, "1 250.00"), (72, 120, "Rent"), (72, 100, "Salary"))))

    assert page.text.splitlines()[0].split() == ["Salary", "1", "250.00"]
    assert "Salary        " in page.text
    assert "1 250.00" in page.text
    assert page.text.splitlines()[1] == "Rent"


def test_a_number_printed_piece_by_piece_is_one_word() -> None:
    def draw(canvas: Canvas) -> None:
        x = 100.0
        for piece in ("12", ".", "50"):
            canvas.drawString(x, 700, piece)
            x += canvas.stringWidth(piece)

    (page,) = pdf_pages(pdf(draw))

    assert texts_of(page) == ["12.50"]


def test_words_without_a_space_between_them_are_told_apart_by_their_gap() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 700, "Rent", charSpace=1.5)
        canvas.drawString(72 + canvas.stringWidth("Rent") + 4 * 1.5 + 2.2, 700, "March")

    (page,) = pdf_pages(pdf(draw))

    assert texts_of(page) == ["Rent", "March"]


def test_a_slightly_raised_amount_stays_in_its_row() -> None:
    (page,) = pdf_pages(pdf(placed((72, 100, "Fee"), (300, 98.5, "4.00"), (72, 114, "Tax"))))

    assert [line.split() for line in page.text.splitlines()] == [["Fee", "4.00"], ["Tax"]]


def test_rows_that_sink_from_column_to_column_do_not_melt_into_one() -> None:
    steps = [(72.0 + 90 * number, 100.0 + 3 * number, f"cell{number}") for number in range(5)]

    (page,) = pdf_pages(pdf(placed(*steps)))

    assert len(page.text.splitlines()) == 2


def test_bold_print_faked_by_printing_twice_is_read_once() -> None:
    first = Piece("Total", 72, 90, 98, 100, 72, 98, baseline=100, height=12)
    again = replace(first, left=73.2, right=99.2, start=73.2, end=99.2)
    amount = replace(first, text="8.00", left=200, right=220, start=200, end=220)

    page = compose(1, (595, 842), rows_of([first, again, amount]), source=TextSource.TEXT_LAYER)

    assert texts_of(page) == ["Total", "8.00"]


def test_leaders_between_label_and_value_are_left_out() -> None:
    (page,) = pdf_pages(pdf(lines("Wages................1200.00", "Tax . . . . . . 90.00")))

    assert texts_of(page) == ["Wages", "1200.00", "Tax", "90.00"]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_the_file_turns_has_places_on_the_page_as_shown(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)  # which also swaps width and height of the page in the file
        canvas.translate(*{90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[rotation])
        canvas.rotate(rotation)
        canvas.drawString(72, 72, "near the bottom left corner of a page that reads upright")

    (layer,) = pdf_layers(pdf(draw))

    box = layer.page.words[0].box
    assert layer.turn == 0
    assert layer.page.words[0].text == "near"
    assert box.x0 * layer.page.width == pytest.approx(72, abs=1.5)
    assert (1 - box.y1) * layer.page.height == pytest.approx(72, abs=3)
    assert (round(layer.page.width), round(layer.page.height)) == (595, 842)


def test_a_page_printed_sideways_is_turned_upright() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        canvas.drawString(72, 500, "Printed sideways without saying so in the file at all")
        canvas.drawString(72, 480, "second line")

    (layer,) = pdf_layers(pdf(draw))

    assert layer.turn == 90
    assert layer.page.text.splitlines()[1] == "second line"
    assert round(layer.page.width) == 842
    assert layer.page.words[0].box.x0 * layer.page.width == pytest.approx(72, abs=1.5)


def test_a_note_up_the_margin_comes_last_and_in_one_piece() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(30, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Printed in Pretoria")
        canvas.restoreState()
        lines("Dear customer", "your balance is", "below this line", "thank you for banking")(canvas)

    (page,) = pdf_pages(pdf(draw))

    assert page.text.splitlines()[0] == "Dear customer"
    assert page.text.splitlines()[-1] == "Printed in Pretoria"


def test_what_a_form_field_holds_is_read_at_its_place() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Employer")
        canvas.acroForm.textfield(name="employer", value="Karoo Traders", x=200, y=695, width=200, height=20)

    (page,) = pdf_pages(pdf(draw))

    assert page.text.split() == ["Employer", "Karoo", "Traders"]
    assert 200 < page.words[1].box.x0 * WIDTH < 210


def test_a_note_typed_onto_the_page_is_read_at_its_place() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 695, "Opening balance")
        canvas.freeTextAnnotation("now 99.00", "(/Helv 12 Tf)", Rect=[200, 690, 300, 712], relative=0)
        canvas.drawString(72, 650, "Closing balance")

    (page,) = pdf_pages(pdf(draw))

    assert [line.split() for line in page.text.splitlines()] == [
        ["Opening", "balance", "now", "99.00"],
        ["Closing", "balance"],
    ]
    assert page.words[2].box.x0 * WIDTH == pytest.approx(200, abs=0.1)
    assert page.words[3].box.x1 * WIDTH == pytest.approx(300, abs=0.1)


def test_a_scan_needs_ocr_and_a_text_with_a_small_logo_does_not() -> None:
    logo = picture(["logo"], size=(100, 100))

    def letter(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(logo), 72, 700, 50, 50)
        canvas.drawString(72, 600, "Dear customer")

    scanned, written = pdf_layers(pdf(scan(picture(["Receipt"])), letter))

    assert scanned.needs_ocr
    assert scanned.page.source is TextSource.NONE
    assert not written.needs_ocr


def test_a_stamp_on_a_scan_does_not_pass_for_its_text() -> None:
    def draw(canvas: Canvas) -> None:
        scan(picture(["Receipt"]))(canvas)
        canvas.drawString(72, 20, "Scanned on 2026-03-04")

    (layer,) = pdf_layers(pdf(draw))

    assert layer.needs_ocr
    assert texts_of(layer.page) == ["Scanned", "on", "2026-03-04"]


def test_what_another_ocr_laid_unseen_over_a_scan_is_not_believed() -> None:
    def draw(canvas: Canvas) -> None:
        scan(picture(["Receipt"]))(canvas)
        text = canvas.beginText(72, 700)
        text.setTextRenderMode(3)
        for _ in range(20):
            text.textLine("what some scanner made of it")
        canvas.drawText(text)

    (layer,) = pdf_layers(pdf(draw))

    assert layer.needs_ocr
    assert len(layer.page.words) == 120


def test_a_blank_page_is_no_reason_for_ocr() -> None:
    blank, written = pdf_layers(pdf(lines(), lines("text")))

    assert not blank.needs_ocr
    assert blank.page.words == ()
    assert written.page.number == 2


def test_only_so_many_pages_are_read() -> None:
    content = pdf(*[lines(f"page {number}") for number in range(4)])

    assert [page.number for page in pdf_pages(content, max_pages=2)] == [1, 2]


def test_a_protected_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="password") as raised:
        pdf_pages(pdf(lines("secret"), password="open sesame"))

    assert raised.value.code == "encrypted"


def test_a_damaged_file_says_so() -> None:
    with pytest.raises(UnreadableError, match="damaged") as raised:
        pdf_pages(b"%PDF-1.7\nnothing follows")

    assert raised.value.code == "damaged"
    assert isinstance(raised.value.__cause__, pypdfium2.PdfiumError)
