"""Amounts in every printed form are read exactly, or not at all."""

import time
from decimal import Decimal

import pytest

from documents.reading.amounts import PrintedAmount, amount_parse, amount_printed, decimal_sign_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1 234.56", "1234.56"),
        ("1\u202f234,56", "1234.56"),
        ("1'234.55", "1234.55"),
        ("1’234.55", "1234.55"),
        ("1,23,456.00", "123456.00"),
        ("12.500", "12500"),
        ("12.5", "12.5"),
        ("0,00", "0.00"),
        ("-45.00", "-45.00"),
        ("−45.00", "-45.00"),
        ("45.00-", "-45.00"),
        ("6,97 -", "-6.97"),
        ("(45.00)", "-45.00"),
        ("(R45.00)", "-45.00"),
        ("45.00 DR", "-45.00"),
        ("45.00Cr", "45.00"),
        ("45.00 OD", "-45.00"),
        ("45,00 S", "-45.00"),
        ("45,00 H", "45.00"),
        ("45,00 D", "-45.00"),
        ("45,00 K", "45.00"),
        ("R1 234.56", "1234.56"),
        ("-R500.00", "-500.00"),
        ("R-500.00", "-500.00"),
        ("EUR + 1.000,00", "1000.00"),
        ("+5.000,00€", "5000.00"),
        ("42.047,92 €", "42047.92"),
        ("US$10.00", "10.00"),
        ("$9989.00", "9989.00"),
    ],
)
def test_amount_is_read_exactly(text: str, expected: str) -> None:
    assert str(amount_parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["12.34.56", "1.23,456.7.8", "10.12.2024", "12:30", "FEE", "", "12,3456.00", "A12.00", "000028.00"],
)
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    assert amount_parse(text) is None


@pytest.mark.parametrize(
    "text", ["1{}x", "({}x", "EUR{}x", "1-{}x", "1 EUR{}x", "(1){}x", "1{}2{}x"], ids=lambda text: text
)
def test_thousands_of_spaces_cost_no_time(text: str) -> None:
    started = time.process_time()

    assert amount_printed(text.replace("{}", 5000 * " ")) is None

    assert time.process_time() - started < 1


def test_a_decided_decimal_sign_refuses_what_contradicts_it() -> None:
    assert amount_parse("12.50", decimal_sign=",") is None
    assert amount_parse("12,500", decimal_sign=".") == Decimal(12500)
    assert amount_parse("12,500", decimal_sign=",") == Decimal("12.500")


def test_what_is_printed_with_an_amount_is_kept_apart() -> None:
    assert amount_printed("R1 000.00 Cr") == PrintedAmount(Decimal("1000.00"), 1, "CR", "ZAR")
    assert amount_printed("17,00") == PrintedAmount(Decimal("17.00"), 0, "", "")
    assert amount_printed("$17.00-") == PrintedAmount(Decimal("17.00"), -1, "", "")


def test_the_decimal_sign_of_a_document_is_what_most_amounts_show() -> None:
    assert decimal_sign_of(["1.234,56", "7,00", "7.00"]) == ","
    assert decimal_sign_of(["1.234"]) is None
