"""What OCR misspells is repaired only in columns of amounts, and only where the arithmetic confirms it."""

from __future__ import annotations

import pytest

from documents.reading.extract.statement.ocr_repair import amount_proposed
from documents.reading.types import TextSource
from tests.documents.reading.printed import amounts, read

TABLE = """
Date         Details                       Debit      Credit      Balance
             Opening balance                                     1,000.00
02/03/2025   Corner shop                  {first}                   900.00
03/03/2025   Book shop                     50.00                   850.00
05/03/2025   Workshop Ltd                             500.00     1,350.00
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1O0.00", "100.00"), ("l00.00", "100.00"), ("1.234.56", "1234.56"), ("S00,00", "500.00")],
)
def test_misspelled_amount_is_proposed(text: str, expected: str) -> None:
    assert amount_proposed(text, ".") == expected


@pytest.mark.parametrize("text", ["100.00", "SOLO", "BOLSO.OO", "12/03/2025", "A1", "2932,835.43"])
def test_text_that_needs_or_bears_no_repair_is_left(text: str) -> None:
    assert amount_proposed(text, ".") is None


def test_repair_that_the_balances_confirm_is_taken() -> None:
    found = read(TABLE.format(first="1O0.00"), TextSource.OCR)

    assert amounts(found) == ["-100.00", "-50.00", "500.00"]


def test_repair_that_the_balances_contradict_leaves_the_amount_unknown() -> None:
    found = read(TABLE.format(first="7O0.00"), TextSource.OCR)

    assert found.lines[0].amount is None
    assert "The amount of line 1 could not be read." in found.problems


def test_figure_of_the_summary_is_never_repaired() -> None:
    found = read("Closing balance 9O0.00\n" + TABLE.format(first="100.00"), TextSource.OCR)

    assert [value.text for value in found.values if value.name == "closing_balance"] == []


def test_text_layer_is_never_repaired() -> None:
    found = read(TABLE.format(first="1O0.00"), TextSource.TEXT_LAYER)

    assert "-100.00" not in amounts(found)


def test_date_that_ocr_lost_is_unknown_rather_than_that_of_the_row_above() -> None:
    rows = "\n".join(f"{day:02}/03/2025   Corner shop           -1.00" for day in range(1, 21))
    found = read(
        f"Date         Details                Amount\n{rows}\n             Book shop             -2.00\n"
        "25/03/2025   Last shop             -3.00",
        TextSource.OCR,
    )

    assert [line.date for line in found.lines if str(line.amount) == "-2.00"] == [None]
