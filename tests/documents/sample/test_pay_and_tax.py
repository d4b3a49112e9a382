from collections.abc import Callable
from decimal import Decimal

import pytest

from documents.reading.types import Box
from documents.sample import Sample, payslips, tax_forms
from documents.sample.payslips import PAYSLIP_LAYOUTS
from documents.sample.tax_forms import TAX_LAYOUTS

TextIn = Callable[[bytes, int | None, Box | None], str]


@pytest.fixture(scope="module")
def slips() -> list[Sample]:
    return list(payslips(4, 5 * len(PAYSLIP_LAYOUTS)))


@pytest.fixture(scope="module")
def forms() -> list[Sample]:
    return list(tax_forms(4, 4 * len(TAX_LAYOUTS)))


def test_the_same_seed_gives_the_same_bytes(slips: list[Sample], forms: list[Sample]) -> None:
    assert [s.content for s in payslips(4, len(slips))] == [s.content for s in slips]
    assert [s.content for s in tax_forms(4, len(forms))] == [s.content for s in forms]


def test_gross_less_deductions_is_net(slips: list[Sample]) -> None:
    complete = [s.values for s in slips if "total_deductions" in s.values]
    differences = {
        Decimal(v["gross_pay"]) - Decimal(v["total_deductions"]) - Decimal(v["net_pay"]) for v in complete
    }

    assert differences == {Decimal(0)}


def test_every_payslip_names_both_sides_and_the_pay(slips: list[Sample]) -> None:
    always = {"employer_name", "employee_name", "pay_date", "gross_pay", "net_pay", "tax_deducted"}

    assert [s.name for s in slips if not always <= set(s.values)] == []


def test_payslip_boxes_hold_names_and_amounts(slips: list[Sample], text_in: TextIn) -> None:
    names = ("employer_name", "employee_name", "employee_number")
    amounts = ("gross_pay", "net_pay", "tax_deducted")

    printed_names = [text_in(s.content, *s.boxes[name]) for s in slips for name in names]
    printed_amounts = [text_in(s.content, *s.boxes[name]) for s in slips for name in amounts]

    assert printed_names == [s.values[name] for s in slips for name in names]
    assert ["".join(c for c in text if c.isdigit()) for text in printed_amounts] == [
        s.values[name].replace(".", "") for s in slips for name in amounts
    ]


def test_every_tax_form_says_kind_person_and_number_where_its_boxes_are(
    forms: list[Sample], text_in: TextIn
) -> None:
    missing = []
    for sample in forms:
        for name in ("form_kind", "person_name", "tax_number"):
            printed = text_in(sample.content, *sample.boxes[name])
            absent = [word for word in sample.values[name].split() if word not in printed]
            if absent:
                missing.append((sample.name, name, printed))

    assert missing == []


def test_forms_of_a_year_print_the_year(forms: list[Sample], text_in: TextIn) -> None:
    dated = [s for s in forms if "tax_year" in s.values]

    assert len(dated) == 16
    assert [s.name for s in dated if text_in(s.content, *s.boxes["tax_year"]) != s.values["tax_year"]] == []
