"""Which labelled values count as read, and where they stand."""

from __future__ import annotations

import pytest

from documents.evaluation.outcomes import Found, ValueOutcome
from documents.evaluation.truth import Comparison, ExpectedBox, ExpectedValue, Truth
from documents.evaluation.value_matching import match_values
from documents.reading.types import Box, Extraction, Format, PageText, Reading, TextSource, Value

_PAGE = PageText(1, 200, 400, (), "Corner Shop\n01.05.2024\nTotal R 1 234,50", TextSource.OCR)


def _match(
    *expected: ExpectedValue,
    values: tuple[Value, ...] = (),
    boxes: tuple[ExpectedBox, ...] = (),
    pages: tuple[PageText, ...] = (_PAGE,),
) -> tuple[ValueOutcome, ...]:
    reading = Reading(Format.PNG, "image/png", pages=pages, extraction=Extraction(values=values))
    return match_values(Truth("test", values=expected, boxes=boxes), reading)


def _total(text: str, account_index: int | None = None) -> ExpectedValue:
    return ExpectedValue("gross_total", (text,), Comparison.AMOUNT, account_index=account_index)


def test_a_value_is_right_wrong_or_missing() -> None:
    outcomes = _match(
        _total("1234.50"),
        ExpectedValue("receipt_date", ("2024-05-01",), Comparison.DATE),
        ExpectedValue("supplier_name", ("Corner Shop", "Shop Ltd"), Comparison.NAME),
        values=(
            Value("gross_total", "1 234,50", "1234.50", 0.9, rule="label"),
            Value("receipt_date", "02.05.2024", "2024-05-02", 0.8),
        ),
    )
    assert [(o.name, o.result, o.found, o.confidence) for o in outcomes] == [
        ("gross_total", Found.RIGHT, "1234.50", 0.9),
        ("receipt_date", Found.WRONG, "2024-05-02", 0.8),
        ("supplier_name", Found.MISSING, "", 0.0),
    ]
    assert outcomes[2].expected == "Corner Shop | Shop Ltd"


def test_the_surest_of_several_readings_counts() -> None:
    (outcome,) = _match(
        _total("5"),
        values=(Value("gross_total", "5", "5", 0.5), Value("gross_total", "6", "6", 0.9)),
    )
    assert (outcome.result, outcome.found) == (Found.WRONG, "6")


def test_one_account_of_several_may_be_the_right_one() -> None:
    values = (
        Value("gross_total", "5", "5", 0.9, account="A"),
        Value("gross_total", "6", "6", 0.5, account="B"),
    )
    assert _match(_total("6"), values=values)[0].result is Found.RIGHT
    assert _match(_total("6", account_index=1), values=values)[0].result is Found.RIGHT
    assert _match(_total("6", account_index=0), values=values)[0].result is Found.WRONG
    assert _match(_total("7"), values=values)[0].found == "5"


def test_a_value_that_is_certainly_not_there_is_invented() -> None:
    absent = ExpectedValue("person_name", (), Comparison.NAME, absent=True)
    assert _match(absent) == ()
    (outcome,) = _match(absent, values=(Value("person_name", "Your name", "Your name", 0.7),))
    assert (outcome.result, outcome.found) == (Found.INVENTED, "Your name")


def test_a_weak_label_counts_only_where_the_text_bears_it_out() -> None:
    likely = ExpectedValue("tax_year", ("2024",), Comparison.IDENTIFIER, weak=True)
    unlikely = ExpectedValue("tax_year", ("2023",), Comparison.IDENTIFIER, weak=True)
    assert [outcome.expected for outcome in _match(likely, unlikely)] == ["2024"]


@pytest.mark.parametrize(
    ("name", "text", "kind", "held"),
    [
        ("gross_total", "1234.50", Comparison.AMOUNT, True),
        ("gross_total", "-1234.50", Comparison.AMOUNT, True),
        ("gross_total", "1234.51", Comparison.AMOUNT, False),
        ("receipt_date", "2024-05-01", Comparison.DATE, True),
        ("receipt_date", "2024-05-02", Comparison.DATE, False),
        ("supplier_name", "CORNER SHOP", Comparison.NAME, True),
        ("supplier_name", "Corner Stop", Comparison.NAME, True),
        ("supplier_name", "Shop", Comparison.NAME, True),
        ("supplier_name", "Book Mart", Comparison.NAME, False),
        ("receipt_number", "R1234", Comparison.IDENTIFIER, True),
        ("receipt_number", "R1235", Comparison.IDENTIFIER, False),
    ],
)
def test_a_missing_value_says_whether_the_text_holds_it(
    name: str, text: str, kind: Comparison, *, held: bool
) -> None:
    assert _match(ExpectedValue(name, (text,), kind))[0].in_text is held


@pytest.mark.parametrize("printed", ["1 May 2024", "1. Mai 24", "May 1, 2024", "20240501", "2024-05-01"])
def test_a_date_is_in_the_text_however_it_is_printed(printed: str) -> None:
    page = PageText(1, 200, 400, (), f"Date: {printed} at noon", TextSource.OCR)
    expected = ExpectedValue("receipt_date", ("2024-05-01",), Comparison.DATE)
    assert _match(expected, pages=(page,))[0].in_text is True


def test_without_text_nobody_can_say_what_it_holds() -> None:
    assert _match(_total("1"), pages=())[0].in_text is None


def test_a_currency_need_not_be_spelt_out() -> None:
    assert _match(ExpectedValue("currency", ("ZAR",), Comparison.CURRENCY))[0].in_text is None


def test_a_box_is_compared_with_the_words_drawn_around_the_field() -> None:
    value = Value("gross_total", "5", "5", 0.9, page=1, box=Box(0.5, 0.5, 0.7, 0.6))
    boxes = (
        ExpectedBox(1, (0.5, 0.5, 0.6, 0.6), "R", pixels=False, name="gross_total"),
        ExpectedBox(1, (0.6, 0.5, 0.7, 0.6), "5", pixels=False, name="gross_total"),
        ExpectedBox(1, (0.0, 0.0, 0.1, 0.1), "5", pixels=False, name="(Other)"),
    )
    (outcome,) = _match(_total("5"), values=(value,), boxes=boxes)
    assert outcome.box_overlap == pytest.approx(1.0)
    assert outcome.box_hit is True


def test_a_box_in_pixels_is_found_by_its_text() -> None:
    value = Value("gross_total", "1 234,50", "1234.50", 0.9, page=1, box=Box(0.5, 0.5, 0.75, 0.6))
    boxes = (
        ExpectedBox(1, (100, 200, 200, 240), "R 1 234,50", pixels=True),
        ExpectedBox(1, (0, 0, 200, 20), "Corner Shop", pixels=True),
    )
    (outcome,) = _match(_total("1234.50"), values=(value,), boxes=boxes)
    assert outcome.box_overlap == pytest.approx(0.5)
    assert outcome.box_hit is True


def test_a_name_over_two_printed_lines_has_both_for_its_place() -> None:
    value = Value("supplier_name", "Corner Shop Ltd", "Corner Shop Ltd", 0.9, 1, Box(0.0, 0.0, 0.5, 0.1))
    boxes = (
        ExpectedBox(1, (0, 0, 100, 20), "Corner Shop", pixels=True),
        ExpectedBox(1, (0, 20, 100, 40), "Ltd", pixels=True),
    )
    expected = ExpectedValue("supplier_name", ("Corner Shop Ltd",), Comparison.NAME)
    assert _match(expected, values=(value,), boxes=boxes)[0].box_overlap == pytest.approx(1.0)


def test_a_value_without_a_box_misses_and_one_on_another_page_is_not_judged() -> None:
    boxes = (ExpectedBox(1, (0.5, 0.5, 0.6, 0.6), "5", pixels=False, name="gross_total"),)
    (nowhere,) = _match(_total("5"), values=(Value("gross_total", "5", "5", 0.9),), boxes=boxes)
    assert (nowhere.box_overlap, nowhere.box_hit) == (0.0, False)
    elsewhere = Value("gross_total", "5", "5", 0.9, page=2, box=Box(0.5, 0.5, 0.6, 0.6))
    assert _match(_total("5"), values=(elsewhere,), boxes=boxes)[0].box_overlap is None
