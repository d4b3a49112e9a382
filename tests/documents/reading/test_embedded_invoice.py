"""Values of an XML invoice tied to the page that carries it."""

from documents.reading.embedded import invoice_on_pages
from documents.reading.text import pdf_pages
from documents.reading.types import Extraction, Line, Outcome, PageText, TextSource, Value
from tests.documents.reading.paper import lines, pdf

VALUES = (
    Value("supplier_name", "Lieferant GmbH & Co. KG", "Lieferant GmbH & Co. KG", 0.99, page=1),
    Value("invoice_number", "R 471-102", "R471-102", 0.99, page=1),
    Value("invoice_date", "20260305", "2026-03-05", 0.99, page=1),
    Value("gross_total", "1529.87", "1529.87", 0.99, page=1),
    Value("tax_total", "244.27", "244.27", 0.99, page=1),
)


def pages(*texts: str) -> tuple[PageText, ...]:
    return pdf_pages(pdf(lines("Rechnung"), lines(*texts)))


def test_values_get_the_places_where_the_page_prints_them() -> None:
    printed = pages("Lieferant GmbH & Co. KG", "Nr. R471-102 vom 05.03.2026", "Gesamt 1.529,87 EUR")

    found = invoice_on_pages(Extraction(values=VALUES), printed)

    by_name = {value.name: value for value in found.values}
    assert [
        by_name[name].page for name in ("supplier_name", "invoice_number", "invoice_date", "gross_total")
    ] == [2] * 4
    assert by_name["gross_total"].box == printed[1].words[-2].box
    assert by_name["gross_total"].normal == "1529.87"
    assert (by_name["tax_total"].page, by_name["tax_total"].box) == (None, None)
    assert found.checks[-1].outcome is Outcome.PASSED
    assert found.checks[-1].kind == "xml_matches_page"


def test_a_total_that_the_page_does_not_print_fails_the_check() -> None:
    found = invoice_on_pages(Extraction(values=VALUES), pages("R 471-102", "Gesamt 1.429,87 EUR"))

    assert found.checks[-1].outcome is Outcome.FAILED
    assert found.checks[-1].detail == "The XML says the gross total 1529.87, but the page does not print it."


def test_a_page_without_text_cannot_be_compared() -> None:
    empty = (PageText(1, 595, 842, (), "", TextSource.NONE),)

    found = invoice_on_pages(Extraction(values=VALUES, lines=(Line(1, None, "Pen", None, page=3),)), empty)

    assert found.checks[-1].outcome is Outcome.NOT_POSSIBLE
    assert found.lines[0].page is None
    assert [value.normal for value in found.values] == [value.normal for value in VALUES]
