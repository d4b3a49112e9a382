import io
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from documents.reading.types import Box, Format
from documents.sample import Sample, receipts, scan, statements
from documents.sample.degrade import Wear, scanned, turned
from documents.sample.slips import shops

TextIn = Callable[[bytes, int | None, Box | None], str]


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return list(receipts(2, 3 * len(shops())))


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert [s.content for s in receipts(3, 4)] == [s.content for s in receipts(3, 4)]


def test_net_and_tax_make_the_total_up_to_the_smallest_coin(samples: list[Sample]) -> None:
    differences = [
        abs(
            Decimal(s.values["gross_total"]) - Decimal(s.values["net_total"]) - Decimal(s.values["tax_total"])
        )
        for s in samples
    ]

    assert max(differences) <= Decimal("0.05")
    assert sum(difference > 0 for difference in differences) > 0


def test_receipts_come_as_pictures_and_as_pdf(samples: list[Sample]) -> None:
    assert {s.format for s in samples} == {Format.JPEG, Format.PNG, Format.TIFF, Format.PDF}
    for sample in samples:
        if sample.format is not Format.PDF:
            Image.open(io.BytesIO(sample.content)).verify()


def test_receipts_with_text_hold_their_values_in_their_boxes(samples: list[Sample], text_in: TextIn) -> None:
    with_text = [s for s in samples if s.format is Format.PDF and "image only" not in s.notes]
    missing = [
        (sample.name, name)
        for sample in with_text
        for name in ("supplier_name", "receipt_number")
        if text_in(sample.content, *sample.boxes[name]) != sample.values[name]
    ]

    assert len(with_text) > 0
    assert missing == []


def test_a_scan_is_a_pdf_without_text_on_as_many_pages() -> None:
    statement = next(statements(8, 1, ("umhlanga",)))

    document = pypdfium2.PdfDocument(scan(statement.content, 1, dpi=72))

    assert len(document) == len(pypdfium2.PdfDocument(statement.content))
    assert document[0].get_textpage().get_text_range() == ""


def test_a_turned_box_follows_the_page() -> None:
    quarter = turned(Box(0.7, 0.4, 0.9, 0.5), (1000, 1000), 90)

    assert [round(place, 6) for place in (quarter.x0, quarter.y0, quarter.x1, quarter.y1)] == [
        0.4,
        0.1,
        0.5,
        0.3,
    ]


def test_the_ink_of_a_scanned_value_is_inside_its_turned_box() -> None:
    clean = next(s for s in receipts(5, 40) if s.format is Format.PDF and "image only" not in s.notes)
    wear = Wear(dpi=150, skew=2.0, noise=0, blur=0)

    worn = scanned(clean, 1, wear, Format.PNG)

    image = Image.open(io.BytesIO(worn.content)).convert("L")
    box = worn.boxes["gross_total"][1]
    ink = np.asarray(image)[
        round(box.y0 * image.height) : round(box.y1 * image.height),
        round(box.x0 * image.width) : round(box.x1 * image.width),
    ]
    assert ink.min() < 60


def test_the_tax_inside_south_african_totals_is_fifteen_of_a_hundred_and_fifteen(
    samples: list[Sample],
) -> None:
    values = [s.values for s in samples if s.layout.startswith("za_")]

    off = [abs(Decimal(v["net_total"]) * 15 / 100 - Decimal(v["tax_total"])) for v in values]

    assert len(off) == 12
    assert max(off) < Decimal("0.01")
