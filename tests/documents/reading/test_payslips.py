"""Payslips of several countries give the figures of the period, and say whether they add up."""

import pytest

from documents.reading.extract.payslip import extract
from documents.reading.text import pdf_pages
from documents.reading.text_grid import grid_pages
from documents.reading.types import CheckResult, Extraction, Outcome, Value
from documents.sample import Sample, payslips
from tests.documents.reading import slips

FIGURES = ("gross_pay", "total_deductions", "tax_deducted", "net_pay")


def read(text: str) -> Extraction:
    return extract(grid_pages(text))


def values(found: Extraction) -> dict[str, str]:
    return {value.name: value.normal for value in found.values}


def one(found: Extraction, name: str) -> Value:
    return next(value for value in found.values if value.name == name)


def check(found: Extraction, kind: str) -> CheckResult:
    return next(result for result in found.checks if result.kind == kind)


@pytest.mark.parametrize("sample", list(payslips(21, 18)), ids=lambda sample: sample.name)
def test_generated_payslips_give_all_they_print_and_add_up(sample: Sample) -> None:
    found = extract(pdf_pages(sample.content))

    assert values(found) | sample.values == values(found)
    assert check(found, "payslip_net").outcome is Outcome.PASSED
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (slips.SOUTH_AFRICAN, ("13125.00", "2357.64", "812.33", "10767.36")),
        (slips.BRITISH, ("2916.67", "669.15", "373.80", "2247.52")),
        (slips.AMERICAN, ("2250.00", None, "250.00", "1725.37")),
        (slips.GERMAN, ("3876.60", None, "571.16", "2466.69")),
        (slips.AUSTRALIAN, ("2884.62", None, "622.00", "2262.62")),
        (slips.FRENCH, ("2002.04", "409.22", "24.75", "1568.07")),
        (slips.DUTCH, ("3184.00", "612.50", "488.50", "2571.50")),
    ],
    ids=["za", "gb", "us", "de", "au", "fr", "nl"],
)
def test_figures_of_the_period_are_taken_and_never_those_to_date(
    text: str, expected: tuple[str | None, ...]
) -> None:
    found = read(text)

    assert tuple(values(found).get(name) for name in FIGURES) == expected
    assert check(found, "payslip_net").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("text", "employer", "employee", "number"),
    [
        (slips.SOUTH_AFRICAN, "BLOUKRANS VERVOER (PTY) LTD", "J P VAN ROOYEN", "00231"),
        (slips.BRITISH, "Brightwater Dental Ltd", "Harriet Pemberton", "27"),
        (slips.AMERICAN, "Silver Lake Outfitters Inc", "Maria Lopez", "88213"),
        (slips.AUSTRALIAN, "Wattle Grove Nurseries Pty Ltd", "Liam O'Connor", None),
        (slips.FRENCH, "SARL Boulangerie Lefèvre", "Claire Dubois", "0042"),
        (slips.DUTCH, "Bakkerij Van den Berg B.V.", "S. de Vries", "1042"),
    ],
    ids=["za", "gb", "us", "au", "fr", "nl"],
)
def test_employer_and_employee_are_found_with_or_without_labels(
    text: str, employer: str, employee: str, number: str | None
) -> None:
    found = values(read(text))

    assert (found["employer_name"], found["employee_name"], found.get("employee_number")) == (
        employer,
        employee,
        number,
    )


@pytest.mark.parametrize(
    ("text", "days", "currency"),
    [
        (slips.SOUTH_AFRICAN, ("2024-08-30", None, "2024-08-31"), "ZAR"),
        (slips.BRITISH, ("2025-01-31", None, None), "GBP"),
        (slips.AMERICAN, ("2024-03-22", "2024-03-01", "2024-03-15"), "USD"),
        (slips.GERMAN, (None, "2024-04-01", "2024-04-30"), "EUR"),
        (slips.AUSTRALIAN, ("2024-07-16", "2024-07-01", "2024-07-14"), "AUD"),
        (slips.FRENCH, ("2024-03-29", "2024-03-01", "2024-03-31"), "EUR"),
    ],
    ids=["za", "gb", "us", "de", "au", "fr"],
)
def test_days_and_currency_are_read_as_the_country_prints_them(
    text: str, days: tuple[str | None, ...], currency: str
) -> None:
    found = values(read(text))

    assert tuple(found.get(name) for name in ("pay_date", "period_start", "period_end")) == days
    assert found["currency"] == currency


def test_a_changed_net_pay_breaks_the_check_and_says_by_how_much() -> None:
    found = read(slips.SOUTH_AFRICAN.replace("10,767.36", "11,767.36"))

    result = check(found, "payslip_net")
    assert (result.outcome, str(result.expected), str(result.found)) == (
        Outcome.FAILED,
        "10767.36",
        "11767.36",
    )


def test_a_changed_earning_breaks_the_sum_of_the_earnings() -> None:
    found = read(slips.SOUTH_AFRICAN.replace("937.50", "987.50"))

    result = check(found, "payslip_earnings")
    assert (result.outcome, str(result.expected), str(result.found)) == (
        Outcome.FAILED,
        "13175.00",
        "13125.00",
    )


def test_a_changed_deduction_breaks_the_sum_of_the_deductions() -> None:
    found = read(slips.SOUTH_AFRICAN.replace("914.06          TAX", "x").replace("914.06", "941.06", 1))

    assert check(found, "payslip_deductions").outcome is Outcome.FAILED


def test_figures_that_add_up_are_surer_than_figures_that_do_not() -> None:
    proved = read(slips.SOUTH_AFRICAN)
    doubtful = read(slips.SOUTH_AFRICAN.replace("10,767.36", "11,767.36"))

    assert one(proved, "net_pay").confidence > 0.95 > one(doubtful, "net_pay").confidence


def test_every_value_says_where_it_stands() -> None:
    found = read(slips.SOUTH_AFRICAN)

    assert all(value.page == 1 and value.box is not None and value.rule for value in found.values)


def test_amounts_with_thousands_apart_keep_their_printed_text() -> None:
    found = read(
        "PAYSLIP\nGross pay        19 321.95\nTotal deductions  1 062.72\nNet pay          18 259.23"
    )

    assert (one(found, "gross_pay").text, one(found, "gross_pay").normal) == ("19 321.95", "19321.95")


def test_what_is_missing_is_told_and_not_guessed() -> None:
    found = read("PAYSLIP\nNet pay   18,259.23")

    assert "gross_pay" not in values(found)
    assert "The gross pay could not be read." in found.problems
    assert check(found, "payslip_net").outcome is Outcome.NOT_POSSIBLE


def test_pages_without_words_give_problems_and_no_values() -> None:
    found = extract(())

    assert found.values == ()
    assert len(found.problems) == 4


def test_steps_from_gross_to_net_without_a_head_are_followed_with_their_signs() -> None:
    found = read(
        "PAYSLIP\nGross pay    1,000.00\nPAYE           -200.00\nRefund          +50.00\nNet pay        850.00"
    )

    assert check(found, "payslip_net").outcome is Outcome.PASSED
