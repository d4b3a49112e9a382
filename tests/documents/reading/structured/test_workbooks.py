"""Workbooks: typed cells, several sheets, and nothing in them."""

import datetime as dt
from typing import Any

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format, Outcome, UnreadableError
from tests.documents.reading.structured.shown import amounts, outcomes, printed_at, value, values
from tests.documents.reading.structured.workbooks import workbook

HEADINGS = ("Date", "Description", "Debit", "Credit", "Balance")
JANUARY_30 = 45321  # days since the end of 1899


def read(**sheets: Any) -> StructuredReading:
    return read_structured(Format.XLSX, workbook(sheets))


def test_dates_and_numbers_of_the_workbook_are_taken_as_they_are() -> None:
    reading = read(
        Sheet1=[
            ("Account number", "62012345"),
            HEADINGS,
            (JANUARY_30, "Rent", 0.1 + 0.2, "", 99.7),
            (JANUARY_30 + 1, "Pay", "", 1500.0, 1599.7),
        ]
    )

    assert [line.date for line in reading.extraction.lines] == [dt.date(2024, 1, 30), dt.date(2024, 1, 31)]
    assert amounts(reading) == ["-0.3", "1500"]
    assert values(reading)["account_number"] == "62012345"
    assert outcomes(reading)["running_balance"] is Outcome.PASSED
    assert printed_at(reading, value(reading, "closing_balance")) == "1599.7"
    assert printed_at(reading, reading.extraction.lines[0]) == "2024-01-30 Rent 0.3 99.7"


def test_numbers_written_as_text_stand_beside_real_ones() -> None:
    reading = read(
        Sheet1=[
            HEADINGS,
            (JANUARY_30, "A", "'579,68 USD", " ", "'USD 9.126,07"),
            (JANUARY_30, "B", 1084.0, " ", "8.042,07"),
            ("", "TOTAL", 1663.68, "", ""),
        ]
    )

    assert amounts(reading) == ["-579.68", "-1084"]
    assert values(reading)["currency"] == "USD"
    assert outcomes(reading)["running_balance"] is Outcome.PASSED


def test_each_sheet_with_bookings_is_a_statement_and_all_sheets_are_shown() -> None:
    rows = [("Date", "Amount"), (JANUARY_30, 5.0)]

    reading = read(January=rows, Notes=[("just", "words")], February=rows)

    assert [line.account for line in reading.extraction.lines] == ["1", "2"]
    assert [text for text in reading.pages[0].text.split("\n") if text.startswith("[")] == [
        "[January]",
        "[Notes]",
        "[February]",
    ]
    assert printed_at(reading, reading.extraction.lines[1]) == "2024-01-30 5"


def test_a_workbook_without_statement_is_shown_and_says_so() -> None:
    reading = read(Notes=[("just", "words")])

    assert reading.label is DocumentType.OTHER
    assert reading.pages[0].text == "[Notes]\njust  words"


def test_a_workbook_without_cells_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(Empty=[])

    assert caught.value.code == "empty"
