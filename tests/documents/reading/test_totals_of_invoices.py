"""The arithmetic of invoices is exact and says which figure is missing."""

from decimal import Decimal

import pytest

from documents.reading.totals import invoice_checks
from documents.reading.types import CheckResult, Line, Outcome, Value


def values(**figures: str) -> list[Value]:
    return [Value(name=name, text=text, normal=text, confidence=0.9) for name, text in figures.items()]


def positions(*amounts: str | None) -> list[Line]:
    return [
        Line(number=number, date=None, description="x", amount=Decimal(amount) if amount else None)
        for number, amount in enumerate(amounts, start=1)
    ]


def check(kind: str, read: list[Value], lines: list[Line] | None = None) -> CheckResult:
    return next(result for result in invoice_checks(read, lines or []) if result.kind == kind)


def test_the_three_checks_always_come_in_one_order() -> None:
    assert [result.kind for result in invoice_checks([], [])] == ["net_plus_tax", "line_sum", "amount_due"]
    assert {result.outcome for result in invoice_checks([], [])} == {Outcome.NOT_POSSIBLE}


def test_net_and_tax_that_make_the_total_pass() -> None:
    result = check("net_plus_tax", values(net_total="100.00", tax_total="15.00", gross_total="115.00"))

    assert (result.outcome, result.expected, result.found) == (
        Outcome.PASSED,
        Decimal("115.00"),
        Decimal("115.00"),
    )


def test_one_cent_off_fails_and_names_both_figures() -> None:
    result = check("net_plus_tax", values(net_total="100.00", tax_total="15.00", gross_total="115.01"))

    assert (result.outcome, result.expected, result.found) == (
        Outcome.FAILED,
        Decimal("115.00"),
        Decimal("115.01"),
    )
    assert result.detail == "Net 100.00 plus tax 15.00 is 115.00, but the total says 115.01."


def test_a_rounding_that_is_read_explains_the_total() -> None:
    read = values(net_total="100.00", tax_total="15.02", gross_total="115.00", rounding_amount="-0.02")

    assert check("net_plus_tax", read).outcome is Outcome.PASSED


def test_a_missing_figure_is_named_and_nothing_is_claimed() -> None:
    result = check("net_plus_tax", values(gross_total="115.00"))

    assert result.outcome is Outcome.NOT_POSSIBLE
    assert result.detail == "Not possible: net total, tax total could not be read."


def test_positions_that_make_the_net_amount_pass() -> None:
    result = check("line_sum", values(net_total="30.00"), positions("10.00", "25.00", "-5.00"))

    assert (result.outcome, result.expected) == (Outcome.PASSED, Decimal("30.00"))


def test_allowances_and_charges_of_the_whole_document_count() -> None:
    read = values(net_total="32.00", allowance_total="1.00", charge_total="3.00")

    assert check("line_sum", read, positions("10.00", "20.00")).outcome is Outcome.PASSED


def test_positions_that_do_not_make_the_net_amount_fail() -> None:
    result = check("line_sum", values(net_total="30.00"), positions("10.00", "19.99"))

    assert (result.outcome, result.expected, result.found) == (
        Outcome.FAILED,
        Decimal("29.99"),
        Decimal("30.00"),
    )


def test_one_position_without_amount_makes_the_sum_not_possible() -> None:
    assert (
        check("line_sum", values(net_total="30.00"), positions("30.00", None)).outcome is Outcome.NOT_POSSIBLE
    )


@pytest.mark.parametrize(
    ("figures", "outcome"),
    [
        ({"gross_total": "115.00", "amount_due": "115.00"}, Outcome.PASSED),
        ({"gross_total": "115.00", "amount_due": "15.00", "prepaid_total": "100.00"}, Outcome.PASSED),
        ({"gross_total": "115.00", "amount_due": "95.00", "withheld_total": "20.00"}, Outcome.PASSED),
        (
            {"gross_total": "115", "amount_due": "45", "prepaid_total": "50", "withheld_total": "20"},
            Outcome.PASSED,
        ),
        ({"gross_total": "115.02", "amount_due": "115.00", "rounding_amount": "-0.02"}, Outcome.PASSED),
        ({"gross_total": "115.00", "amount_due": "15.00"}, Outcome.FAILED),
        ({"gross_total": "115.00"}, Outcome.NOT_POSSIBLE),
    ],
)
def test_the_amount_due_follows_from_the_total(figures: dict[str, str], outcome: Outcome) -> None:
    assert check("amount_due", values(**figures)).outcome is outcome


def test_of_two_values_with_one_name_the_surer_counts() -> None:
    read = [
        Value("gross_total", "9", "9.00", 0.2),
        *values(net_total="100.00", tax_total="15.00", gross_total="115.00"),
        Value("gross_total", "8", "8.00", 0.3),
    ]

    assert check("net_plus_tax", read).outcome is Outcome.PASSED


def test_a_value_that_is_no_number_is_a_missing_figure() -> None:
    read = values(net_total="100.00", tax_total="NaN", gross_total="about 115")

    assert check("net_plus_tax", read).detail == "Not possible: tax total, gross total could not be read."
