"""Made-up invoices and receipts in every layout of the samples are read right, value by value."""

from decimal import Decimal

import pytest

from documents.reading.extract import invoice, receipt
from documents.reading.text import pdf_pages
from documents.reading.types import Format
from documents.sample import Sample, invoices, receipts
from documents.sample.invoices import INVOICE_LAYOUTS


def made_invoice(layout: str) -> Sample:
    return next(invoices(11, 1, [layout]))


@pytest.mark.parametrize("layout", sorted(INVOICE_LAYOUTS))
def test_every_printed_value_of_an_invoice_is_read(layout: str) -> None:
    sample = made_invoice(layout)

    found = {value.name: value.normal for value in invoice.extract(pdf_pages(sample.content)).values}

    assert {name: found.get(name) for name in sample.values} == sample.values


@pytest.mark.parametrize("layout", sorted(INVOICE_LAYOUTS))
def test_every_position_of_an_invoice_is_read(layout: str) -> None:
    sample = made_invoice(layout)

    found = invoice.extract(pdf_pages(sample.content))

    assert [line.amount for line in found.lines] == [line.amount for line in sample.lines]


@pytest.mark.parametrize("layout", sorted(INVOICE_LAYOUTS))
def test_a_total_lies_where_it_is_printed(layout: str) -> None:
    sample = made_invoice(layout)
    page, printed = sample.boxes["gross_total"]

    found = next(v for v in invoice.extract(pdf_pages(sample.content)).values if v.name == "gross_total")

    assert found.page == page
    assert found.box is not None
    assert abs(found.box.x1 - printed.x1) < 0.05
    assert abs((found.box.y0 + found.box.y1) / 2 - (printed.y0 + printed.y1) / 2) < 0.01


def test_receipts_with_text_are_read_whole() -> None:
    samples = [sample for sample in receipts(3, 24) if sample.format is Format.PDF]
    read = [(sample, receipt.extract(pdf_pages(sample.content))) for sample in samples]

    with_text = [(sample, found) for sample, found in read if found.values]
    wrong = [
        (sample.name, name, text, {value.name: value.normal for value in found.values}.get(name))
        for sample, found in with_text
        for name, text in sample.values.items()
        if not any(value.name == name and same(value.normal, text) for value in found.values)
    ]
    assert len(with_text) > 3
    assert wrong == []


def same(one: str, other: str) -> bool:
    """Tell whether two normal forms are equal, amounts as numbers."""
    try:
        return Decimal(one) == Decimal(other)
    except ArithmeticError:
        return one == other
