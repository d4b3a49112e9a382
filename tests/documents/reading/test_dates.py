"""Dates in every printed form, in the order the document uses."""

import datetime as dt

import pytest

from documents.reading.dates import DateParts, Order, date_parse, date_parts, order_of


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-04",
        "2025/03/04",
        "20250304",
        "04.03.2025",
        "4.3.25",
        "04/03/2025 17:45",
        "4 Mar 2025",
        "04MAR2025",
        "4. März 2025",
        "04-Mar-25",
        "Mar 4, 2025",
        "4th of March 2025",
        "4 de marzo de 2025",
        "4 mars 2025",
        "4 Maart 2025",
        "Tue 4 Mar 2025",
        "Dienstag, 4. März 2025",
        "2025-03-04T10:00:00",
        "2025 Mar 04",
    ],
)
def test_full_date_is_read(text: str) -> None:
    assert date_parse(text) == dt.date(2025, 3, 4)


def test_first_of_the_month_in_french_is_read() -> None:
    assert date_parse("1er janvier 2025") == dt.date(2025, 1, 1)


def test_order_of_the_document_decides_all_digit_dates() -> None:
    assert date_parse("03/04/2025", order=Order.MDY) == dt.date(2025, 3, 4)
    assert date_parse("13/04/2025", order=Order.MDY) == dt.date(2025, 4, 13)


def test_dates_with_dots_have_the_day_first_whatever_the_order() -> None:
    assert date_parse("03.04.2025", order=Order.MDY) == dt.date(2025, 4, 3)


def test_date_without_year_takes_the_year_given() -> None:
    assert date_parse("31.12.", year=2024) == dt.date(2024, 12, 31)
    assert date_parse("31 Dec", year=2024) == dt.date(2024, 12, 31)
    assert date_parse("31 Dec") is None


def test_parts_keep_the_year_apart() -> None:
    assert date_parts("01 MAY") == DateParts(1, 5, None)
    assert date_parts("01.05.25") == DateParts(1, 5, 2025)


def test_two_pairs_of_digits_are_a_date_only_where_asked_for() -> None:
    assert date_parts("03 14") is None
    assert date_parts("03 14", spaced=True) == DateParts(14, 3, None)


@pytest.mark.parametrize(
    "text",
    [
        "30 Feb 2025",
        "31.04.2025",
        "17:45",
        "12 Foo 2025",
        "",
        "1234",
        "99.99.",
        "7390 25 1",
        "2023-10-01 PAY",
        "2025 - 11 - 17 8",
        "10.08. 8420",
        "06.07. 60",
        "10 08 60",
        "01 Mar - 31",
    ],
)
def test_text_that_is_no_date_is_refused(text: str) -> None:
    assert date_parse(text, year=2025) is None


def test_leap_day_needs_a_leap_year() -> None:
    assert date_parts("29 Feb") == DateParts(29, 2, None)
    assert date_parse("29 Feb", year=2025) is None


def test_order_is_proved_by_a_part_above_twelve() -> None:
    assert order_of(["03/04/2025", "25/04/2025"]) is Order.DMY
    assert order_of(["03/04/2025", "04/25/2025"]) is Order.MDY
    assert order_of(["03/25"]) is Order.MDY
    assert order_of(["03/04/2025"]) is None


def test_one_misread_date_does_not_turn_the_order() -> None:
    assert order_of(["25/04/2025", "26/04/2025", "04/27/2025", "7.50"]) is Order.DMY
