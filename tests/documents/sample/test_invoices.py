from collections.abc import Callable
from decimal import Decimal

import pypdfium2
import pytest

from documents.reading.types import Box
from documents.sample import Sample, invoices
from documents.sample.invoices import INVOICE_LAYOUTS

TextIn = Callable[[bytes, int | None, Box | None], str]
COUNT = 4 * len(INVOICE_LAYOUTS)


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(invoices(11, COUNT))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert [s.content for s in invoices(3, 5)] == [s.content for s in invoices(3, 5)]


def test_net_and_tax_make_the_gross_total(samples: list[Sample]) -> None:
    differences = {
        Decimal(s.values["gross_total"])
        - Decimal(s.values["net_total"])
        - Decimal(s.values.get("tax_total", "0"))
        for s in samples
    }

    assert differences == {Decimal(0)}


def test_every_line_box_holds_description_and_amount(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for line in sample.lines:
            printed = text_in(sample.content, line.page, line.box)
            digits = "".join(char for char in printed if char.isdigit())
            words = [word for word in line.description.split() if word not in printed]
            if words or f"{line.amount}".replace(".", "") not in digits:
                missing.append((sample.name, line, printed))

    assert missing == []


def test_every_value_box_holds_its_value(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for name in ("supplier_name", "customer_name", "invoice_number", "supplier_tax_number", "iban"):
            if name in sample.values:
                printed = text_in(sample.content, *sample.boxes[name])
                if sample.values[name].replace(" ", "") not in printed.replace(" ", ""):
                    missing.append((sample.name, name, sample.values[name], printed))

    assert missing == []


def test_every_total_box_holds_the_digits_of_its_amount(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for name in ("net_total", "tax_total", "gross_total", "amount_due"):
            if name in sample.values:
                printed = text_in(sample.content, *sample.boxes[name])
                digits = "".join(char for char in printed if char.isdigit())
                if digits != sample.values[name].replace(".", ""):
                    missing.append((sample.name, name, sample.values[name], printed))

    assert missing == []


def test_some_invoices_have_several_pages_and_some_are_credit_notes(samples: list[Sample]) -> None:
    pages = [len(pypdfium2.PdfDocument(sample.content)) for sample in samples]

    assert max(pages) > 1
    assert any(sample.notes == ("credit note",) for sample in samples)
