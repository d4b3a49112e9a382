"""Dates on pages: what is one, what is none, and in which order day and month stand."""

import pytest

from documents.reading.extract.billing.figures import rows_of
from documents.reading.extract.billing.printed_dates import PrintedDate, dates_of, spans_of_dates
from documents.reading.text_grid import grid_pages
from documents.reading.types import TextSource


def dates_in(text: str) -> list[PrintedDate]:
    return dates_of(rows_of(grid_pages(text, TextSource.TEXT_LAYER)))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Datum: 05.06.2018", "2018-06-05"),
        ("7. Mai 2014", "2014-05-07"),
        ("5 octobre 2023", "2023-10-05"),
        ("2 mei 2024", "2024-05-02"),
        ("14 de septiembre de 2023", "2023-09-14"),
        ("August 3 , 2014", "2014-08-03"),
        ("March 3rd, 2021", "2021-03-03"),
        ("2024/06/21", "2024-06-21"),
        ("05-JAN-2017", "2017-01-05"),
        ("11.02.18", "2018-02-11"),
        ("20240229", "2024-02-29"),
    ],
)
def test_a_printed_date_is_found(text: str, iso: str) -> None:
    assert [date.date.isoformat() for date in dates_in(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    ["12.345,67", "RM 10.50", "tel 030 12 34 56", "31/02/2020", "1.2.3", "99/99/2017", "12 Platz 2024"],
)
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert dates_in(text) == []


def test_one_date_proves_the_order_of_all() -> None:
    found = dates_in("03/04/2024\n03/25/2024")

    assert [(date.date.isoformat(), date.sure) for date in found] == [
        ("2024-03-04", True),
        ("2024-03-25", True),
    ]


def test_an_american_address_tells_the_order() -> None:
    assert dates_in("Duluth, MN 55802\n03/04/2024")[0].date.isoformat() == "2024-03-04"


def test_a_german_post_code_is_not_an_american_one() -> None:
    assert dates_in("DE 80333 München\n03.04.2024")[0].date.isoformat() == "2024-04-03"


def test_without_any_sign_day_first_is_read_and_doubted() -> None:
    date = dates_in("03/04/2024")[0]

    assert (date.date.isoformat(), date.sure) == ("2024-04-03", False)


def test_spans_cover_the_dates_so_that_their_digits_are_no_amounts() -> None:
    assert spans_of_dates("paid 21 april 2015 17,97") == [(5, 18)]
