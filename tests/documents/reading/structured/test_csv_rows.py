"""Rows and dates of exports that are odd, and tables that are no statements."""

import datetime as dt

import pytest

from documents.reading.structured import StructuredReading, read_structured
from documents.reading.types import DocumentType, Format
from tests.documents.reading.structured.shown import amounts, values


def read(text: str, encoding: str = "utf-8") -> StructuredReading:
    return read_structured(Format.CSV, text.encode(encoding))


def test_an_unreadable_amount_keeps_its_row_and_is_named() -> None:
    reading = read("Date,Description,Amount\n2024-04-02,Valid,100.00\n2024-04-03,Garbled,12..34\n")

    assert amounts(reading) == ["100.00", "None"]
    assert reading.extraction.lines[1].confidence == 0.5
    assert reading.extraction.problems == ("The amount '12..34' in row 3 cannot be read.",)


def test_dated_rows_without_amount_are_counted() -> None:
    reading = read("Date,Action,Quantity,Amount\n01/31/2024,Split,300,\n01/30/2024,Sell,100,$261.50\n")

    assert amounts(reading) == ["261.50"]
    assert reading.extraction.problems == ("1 dated rows carry no amount and are not listed (rows 2).",)


def test_dates_without_year_take_the_year_of_the_period() -> None:
    reading = read(
        "Statement period: 15 December 2023 to 14 January 2024\n"
        "Date,Description,Amount\n20 Dec,Rent,-100.00\n05 Jan,Pay,200.00\n"
    )

    assert [line.date for line in reading.extraction.lines] == [dt.date(2023, 12, 20), dt.date(2024, 1, 5)]


def test_two_dates_in_a_row_of_their_own_are_the_period() -> None:
    reading = read(
        "2,62012345,'MR J SMITH'\n3,123,'15 June 2023','15 July 2023',1000.00,1200.00\n"
        "5,'Number','Date','Description','Amount','Balance'\n"
        "5,1,'17 Jun','Shop',-100.00,900.00\n5,2,'18 Jun','Salary',300.00,1200.00\n"
    )

    start = next(found for found in reading.extraction.values if found.name == "period_start")
    assert (start.normal, start.rule, start.confidence) == ("2023-06-15", "table:two_dates", 0.85)
    assert [line.date for line in reading.extraction.lines] == [dt.date(2023, 6, 17), dt.date(2023, 6, 18)]


@pytest.mark.parametrize(
    ("dates", "expected", "proven"),
    [
        (["13/02/2024", "01/03/2024"], ["2024-02-13", "2024-03-01"], True),
        (["02/13/2024", "03/01/2024"], ["2024-02-13", "2024-03-01"], True),
        (["01/02/2024", "03/02/2024", "05/02/2024"], ["2024-02-01", "2024-02-03", "2024-02-05"], True),
        (["02/01/2024", "02/03/2024", "02/05/2024"], ["2024-02-01", "2024-02-03", "2024-02-05"], True),
        (["01/02/2024", "02/01/2024", "03/03/2024"], ["2024-01-02", "2024-02-01", "2024-03-03"], True),
        (["03/04/2024"], ["2024-04-03"], False),
        (["1/13/2024 10:05 AM", "1/2/2024 3:15 PM"], ["2024-01-13", "2024-01-02"], True),
    ],
)
def test_the_order_of_day_and_month_is_decided_by_the_whole_column(
    dates: list[str],
    expected: list[str],
    proven: bool,  # noqa: FBT001  # a column of the table
) -> None:
    reading = read("Date,Text,Amount\n" + "".join(f"{date},x,1.00\n" for date in dates))

    assert [str(line.date) for line in reading.extraction.lines] == expected
    assert (reading.extraction.problems == ()) is proven
    assert {line.confidence for line in reading.extraction.lines} == {0.97 if proven else 0.75}


def test_a_file_without_headings_is_told_by_its_content() -> None:
    reading = read(
        "2024-01-31,-5.00,Rent in January,95.00\n2024-02-01,7.00,Salary,102.00\n2024-02-02,-1.00,Fee,101.00\n"
    )

    assert amounts(reading) == ["-5.00", "7.00", "-1.00"]
    assert values(reading)["closing_balance"] == "101.00"
    assert [line.description for line in reading.extraction.lines] == ["Rent in January", "Salary", "Fee"]
    assert {line.confidence for line in reading.extraction.lines} == {0.95}


def test_columns_told_by_content_alone_are_said_to_be() -> None:
    reading = read('"12/15/2018","Your payment","EUR","1,525.00","","INV0001"\n')

    assert amounts(reading) == ["1525.00"]
    assert reading.extraction.lines[0].confidence == 0.85
    assert reading.extraction.problems == (
        "The file has no headings; its columns were told by their content.",
    )


def test_headings_alone_are_a_statement_without_bookings() -> None:
    reading = read("Date,Label,Currency,Amount\n")

    assert reading.label is DocumentType.BANK_STATEMENT
    assert reading.extraction.problems == ("The table has headings, but no bookings.",)


@pytest.mark.parametrize(
    "table",
    [
        "Start Date,End Date,Start Balance,End Balance\n2014-01-21,2014-04-20,0.00,1.00\n",
        "AccountId,StatementCreated,NumTransactions,NetAmount\n500000,2010-10-18T17:00:00+01:00,3,-64321.5\n",
        "Product,Quantity,Price\nA,1,2.50\nB,2,3.50\n",
    ],
)
def test_a_table_that_is_no_statement_is_shown_and_says_so(table: str) -> None:
    reading = read(table)

    assert reading.label is DocumentType.OTHER
    assert reading.extraction.problems == (
        "The table is no statement: it has no column of dates beside one of amounts.",
    )
    assert reading.pages[0].text.startswith(table.partition(",")[0])


def test_a_table_that_names_a_card_is_a_card_statement() -> None:
    reading = read("Card Number,4111\nDate,Text,Amount\n31/01/2024,A,-5.00\n")

    assert reading.label is DocumentType.CREDIT_CARD_STATEMENT
