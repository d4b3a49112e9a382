"""From bytes to a reading: every step timed, nothing lost, every failure in words."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from documents.reading import paging, pipeline
from documents.reading.types import DocumentType, Format, Outcome, Reading, TextSource
from tests.documents.reading.paper import HEIGHT, encoded, lines, pdf, picture, placed, scan

ALL_STEPS = ["sniff", "text", "ocr", "classify", "extract", "checks", "render"]
CSV = b"Date;Description;Amount;Balance\n2026-01-02;Rent;-900,00;100,00\n2026-01-03;Salary;2500,00;2600,00\n"
XML_INVOICE = b"""<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cbc:ID>INV-7001</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate>
 <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
 <cac:AccountingSupplierParty><cac:Party>
  <cac:PartyName><cbc:Name>Karoo Traders</cbc:Name></cac:PartyName>
  </cac:Party></cac:AccountingSupplierParty>
 <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">19.00</cbc:TaxAmount></cac:TaxTotal>
 <cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="EUR">100.00</cbc:TaxExclusiveAmount>
  <cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
  <cbc:PayableAmount currencyID="EUR">119.00</cbc:PayableAmount></cac:LegalMonetaryTotal>
</Invoice>"""


def with_attachment(content: bytes, name: str, attached: bytes) -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        file.attachments[name] = pikepdf.AttachedFileSpec(
            file, attached, description="", filename=name, mime_type="text/xml", creation_date="", mod_date=""
        )
        file.save(buffer)
    return buffer.getvalue()


def steps(reading: Reading) -> list[str]:
    return [step.name for step in reading.steps]


def test_a_pdf_goes_through_all_steps() -> None:
    reading = pipeline.read(pdf(lines("Dear customer", "thank you")), "letter.pdf")

    assert steps(reading) == ALL_STEPS
    assert all(step.seconds >= 0 and step.error == "" for step in reading.steps)
    assert (reading.format, reading.mime) == (Format.PDF, "application/pdf")
    assert reading.pages[0].text == "Dear customer\nthank you"
    assert [image.number for image in reading.images] == [1]
    assert reading.classified is not None
    assert (reading.problems, reading.failure_code, reading.failure) == ((), "", "")


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "a.pdf", "empty", "The file is empty"),
        (b"\n \n", "a.txt", "empty", "The file is empty"),
        (pdf(lines("x"), password="open"), "a.pdf", "encrypted", "protected by a password"),
        (b"%PDF-1.4\nnothing", "a.pdf", "damaged", "Export or scan it again"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR", "a.png", "damaged", "Scan or export it again"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "a.pdf", "unsupported", "a Windows program"),
        (b"<html><body>hello</body></html>", "a.html", "unsupported", "an HTML page"),
    ],
)
def test_what_cannot_be_read_fails_with_what_to_do(content: bytes, name: str, code: str, words: str) -> None:
    reading = pipeline.read(content, name)

    assert reading.failure_code == code
    assert words in reading.failure
    assert reading.pages == ()
    assert len(reading.steps) <= 2


def test_a_damaged_pdf_is_repaired_and_says_so() -> None:
    whole = pdf(lines("Balance 12.00"))

    reading = pipeline.read(whole[: whole.rindex(b"trailer")], "a.pdf")

    assert reading.failure == ""
    assert reading.pages[0].text == "Balance 12.00"
    assert len(reading.images) == 1
    assert reading.problems[0].startswith("The file was damaged. It was repaired before it was read")


def test_only_the_first_pages_of_a_long_file_are_read() -> None:
    paged = paging.pdf_paged(pdf(*[lines("text")] * 5), max_pages=3)

    assert [page.number for page in paged.pages] == [1, 2, 3]
    assert paged.problems == ["Only the first 3 of 5 pages were read. Split the file."]


def test_a_name_that_disagrees_is_a_problem() -> None:
    reading = pipeline.read(pdf(lines("text")), "scan.jpg")

    assert reading.problems == ("The name ends in .jpg but the file is a PDF document.",)


def test_scanned_and_written_pages_of_one_file_are_told_apart() -> None:
    small = (300.0, 300.0)
    receipt = picture(["Receipt 4711"], size=(500, 500))
    content = pdf(placed((20, HEIGHT - 200, "Covering letter")), scan(receipt, small), size=small)

    reading = pipeline.read(content, "a.pdf")

    assert [page.source for page in reading.pages] == [TextSource.TEXT_LAYER, TextSource.OCR]
    assert reading.pages[1].text == "Receipt 4711"
    assert (round(reading.pages[1].width), round(reading.pages[1].height)) == (300, 300)


def test_a_scan_lying_on_its_side_is_drawn_upright() -> None:
    content = encoded(
        picture(["Invoice 2026-0417", "Total 119,00"], size=(600, 400)).rotate(90, expand=True), "PNG"
    )

    reading = pipeline.read(content, "a.png")

    assert reading.pages[0].text.splitlines()[1] == "Total 119,00"
    assert (reading.pages[0].width, reading.pages[0].height) == (600, 400)
    assert (reading.images[0].width, reading.images[0].height) == (600, 400)


def test_a_page_without_text_waits_for_a_person() -> None:
    reading = pipeline.read(encoded(Image.new("RGB", (300, 200), "white"), "PNG"), "a.png")

    assert reading.problems == (
        "No text was found on any page. Look at the pages and enter the values by hand.",
    )
    assert reading.classified is None
    assert len(reading.images) == 1
    assert reading.failure == ""


def test_data_in_a_structured_file_needs_no_classifier() -> None:
    reading = pipeline.read(CSV, "a.csv")

    assert reading.format is Format.CSV
    assert [line.description for line in reading.extraction.lines] == ["Rent", "Salary"]
    assert reading.classified is not None
    assert reading.classified.model == "data:csv"
    assert reading.images[0].mime == "image/png"


def test_plain_text_is_laid_out_and_read() -> None:
    reading = pipeline.read("Kontoauszug\nMüller  12,00".encode("cp1252"), "a.txt")

    assert reading.format is Format.TEXT
    assert reading.pages[0].text == "Kontoauszug\nMüller  12,00"


def test_an_invoice_inside_a_pdf_gives_the_values_and_is_compared_with_the_page() -> None:
    page = pdf(lines("Invoice INV-7001", "Total 119.00 EUR"))

    reading = pipeline.read(with_attachment(page, "factur-x.xml", XML_INVOICE), "a.pdf")

    values = {value.name: (value.normal, value.page) for value in reading.extraction.values}
    matches = next(check for check in reading.extraction.checks if check.kind == "xml_matches_page")
    assert reading.classified is not None
    assert reading.classified.label is DocumentType.INVOICE
    assert values["invoice_number"] == ("INV-7001", 1)
    assert values["gross_total"] == ("119.00", 1)
    assert matches.outcome is Outcome.PASSED
    assert len(reading.pages) == 1


def test_a_broken_invoice_inside_a_pdf_leaves_the_page_readable() -> None:
    page = pdf(lines("Invoice INV-7001", "Total 119.00 EUR"))

    reading = pipeline.read(with_attachment(page, "factur-x.xml", XML_INVOICE[:300]), "a.pdf")

    assert reading.pages[0].text == "Invoice INV-7001\nTotal 119.00 EUR"
    assert reading.problems[0].startswith("The invoice XML inside the file could not be read: ")


def test_a_workbook_that_inflates_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MAX_UNPACKED", 1_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", bytes(600_000))
        file.writestr("xl/worksheets/sheet2.xml", bytes(600_000))

    reading = pipeline.read(buffer.getvalue(), "a.xlsx")

    assert reading.failure_code == "too_large"
    assert reading.failure == "The workbook is too large once unpacked. Export it in shorter periods."


def test_a_step_that_breaks_is_named_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(pages: object, file_format: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "classify", broken)

    reading = pipeline.read(pdf(lines("Dear customer")), "a.pdf")

    assert steps(reading) == ALL_STEPS
    assert reading.steps[3].error == "ZeroDivisionError"
    assert reading.problems == ("The step classify failed: ZeroDivisionError",)
    assert reading.pages[0].text == "Dear customer"
    assert len(reading.images) == 1
    assert reading.failure == ""


def test_without_its_first_steps_a_reading_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: bytes, **others: object) -> None:
        raise MemoryError

    monkeypatch.setattr(pipeline, "pdf_paged", broken)

    reading = pipeline.read(pdf(lines("Dear customer")), "a.pdf")

    assert reading.failure_code == "error"
    assert "MemoryError" in reading.failure
    assert reading.steps[-1].error == "MemoryError"


def test_what_is_known_is_handed_over_before_what_may_not_end() -> None:
    known: list[Reading] = []

    final = pipeline.read(pdf(lines("Dear customer")), "a.pdf", checkpoint=known.append)

    assert [reading.steps[-1].name for reading in known] == ["sniff", "text", "checks"]
    assert known[0].pages == ()
    assert known[1].pages == final.pages
    assert known[2].images == ()


def test_each_page_is_a_sign_of_life() -> None:
    beats: list[int] = []

    pipeline.read(pdf(lines("one"), lines("two")), "a.pdf", beat=lambda: beats.append(1))

    assert len(beats) == 4  # read and drawn


def test_a_page_that_cannot_be_loaded_leaves_the_others_readable() -> None:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(lines("first"), lines("second")))) as file:
        file.Root.Pages.Kids.append(file.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Nonsense)))
        file.Root.Pages.Count = 3
        file.save(buffer)

    reading = pipeline.read(buffer.getvalue(), "a.pdf")

    assert [page.text for page in reading.pages][:2] == ["first", "second"]
    assert reading.failure == ""
