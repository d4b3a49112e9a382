"""Net and tax that add up to a total take the doubt off all three; where they do not, it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from documents.reading.extract import receipt
from documents.reading.text_grid import grid_pages
from documents.reading.types import TextSource
from documents.reading.verdict import threshold_of

SUMS = ("net_total", "tax_total", "gross_total")
TILL = """
              PADANG STATIONERY SDN BHD
DOC NO : CS00012      DATE : 25/12/2017
PEN BLUE            2     1.50      3.00
FILE A4             4     1.83      7.34
SUB TOTAL                          10.34
GST 6%                              {tax}
{total}                             10.96
"""


def confidences(*, tax: str = "0.62", total: str = "TOTAL", ocr: float = 1.0) -> dict[str, float]:
    """Return how sure each sum is, read from a page whose amounts OCR was so sure of."""
    text = TILL.format(tax=tax, total=total)
    pages = [
        replace(
            page,
            words=tuple(
                replace(word, confidence=ocr if word.text[0].isdigit() else 1.0) for word in page.words
            ),
        )
        for page in grid_pages(text.strip("\n"), TextSource.OCR)
    ]
    return {value.name: value.confidence for value in receipt.extract(pages).values if value.name in SUMS}


def stand(found: dict[str, float]) -> bool:
    return all(confidence >= threshold_of(name) for name, confidence in found.items())


@pytest.mark.parametrize("ocr", [0.4, 0.7])
def test_sums_that_add_up_stand_though_ocr_was_not_sure_of_a_digit(ocr: float) -> None:
    found = confidences(ocr=ocr)

    assert set(found) == set(SUMS)
    assert stand(found)


def test_a_total_that_nothing_adds_up_to_is_doubted_with_its_digits() -> None:
    assert confidences(tax="0.63", ocr=0.4)["gross_total"] < threshold_of("gross_total")


def test_a_total_under_a_lost_label_is_surer_where_net_and_tax_add_up_to_it() -> None:
    proved = confidences(total="TCTAI")["gross_total"]
    alone = confidences(total="TCTAI", tax="0.63").get("gross_total", 0.0)

    assert proved > alone
