"""When a value read is the value labelled."""

from __future__ import annotations

import pytest

from documents.evaluation.comparison import canonical, comparison_of, form_kind, same, similarity
from documents.evaluation.labels.common_names import VALUE_NAMES
from documents.evaluation.truth import Comparison
from documents.reading.dates import Order


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("gross_total", Comparison.AMOUNT),
        ("total_debits", Comparison.AMOUNT),
        ("net_pay", Comparison.AMOUNT),
        ("tax_deducted", Comparison.AMOUNT),
        ("period_end", Comparison.DATE),
        ("pay_date", Comparison.DATE),
        ("account_holder", Comparison.NAME),
        ("bank_name", Comparison.NAME),
        ("account_number", Comparison.ACCOUNT),
        ("iban", Comparison.IDENTIFIER),
        ("tax_number", Comparison.IDENTIFIER),
        ("currency", Comparison.CURRENCY),
        ("form_kind", Comparison.FORM_KIND),
    ],
)
def test_the_name_decides_how_values_are_compared(name: str, kind: Comparison) -> None:
    assert name in VALUE_NAMES
    assert comparison_of(name) is kind


@pytest.mark.parametrize(
    ("expected", "found", "kind", "right"),
    [
        ("10.0", "10.00", Comparison.AMOUNT, True),
        ("10.0", "-10.0", Comparison.AMOUNT, False),
        ("10.00", "10.01", Comparison.AMOUNT, False),
        ("eur", "EUR", Comparison.CURRENCY, True),
        ("2024-01-02", "2024-02-01", Comparison.DATE, False),
        ("DE12 3456", "DE123456", Comparison.IDENTIFIER, True),
        ("INV-7", "INV-8", Comparison.IDENTIFIER, False),
        ("-", "/", Comparison.IDENTIFIER, False),
        ("50880050/0194804000888", "0194804000888", Comparison.ACCOUNT, True),
        ("1526.89.184EUR", "152689184", Comparison.ACCOUNT, True),
        ("12345", "2345", Comparison.ACCOUNT, False),
        ("Müller & Söhne GmbH", "MULLER & SOHNE GMBH", Comparison.NAME, True),
        ("ANN MARY BELL", "Bell, Ann Mary", Comparison.NAME, True),
        ("KEDAI SATU SDN BHD", "KEDAISATU SDNBHD", Comparison.NAME, True),
        ("Nord GmbH", "Süd AG", Comparison.NAME, False),
        ("f1040sa", "Form 1040 (Schedule A)", Comparison.FORM_KIND, True),
        ("1099-MISC", "1099-DIV", Comparison.FORM_KIND, False),
    ],
)
def test_two_texts_mean_the_same_or_not(expected: str, found: str, kind: Comparison, *, right: bool) -> None:
    assert same(expected, found, kind) is right


@pytest.mark.parametrize(
    ("text", "kind", "order", "normal"),
    [
        ("RM 29.70", Comparison.AMOUNT, Order.DMY, "29.70"),
        ("$ 1,234.5", Comparison.AMOUNT, Order.DMY, "1234.5"),
        ("-5", Comparison.AMOUNT, Order.DMY, "-5"),
        ("none", Comparison.AMOUNT, Order.DMY, None),
        ("05/04/2018", Comparison.DATE, Order.DMY, "2018-04-05"),
        ("05/04/2018", Comparison.DATE, Order.MDY, "2018-05-04"),
        ("2024-01-31T13:15:00+01:00", Comparison.DATE, Order.DMY, "2024-01-31"),
        ("  two   words ", Comparison.NAME, Order.DMY, "two words"),
        ("   ", Comparison.NAME, Order.DMY, None),
    ],
)
def test_a_label_is_written_in_canonical_form(
    text: str, kind: Comparison, order: Order, normal: str | None
) -> None:
    assert canonical(text, kind, order=order) == normal


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1040-schedule-EIC", "1040 SCHEDULE EIC"),
        ("f1040sei", "1040 SCHEDULE EIC"),
        ("SCHEDULE 8812 (Form 1040)", "1040 SCHEDULE 8812"),
        ("f1040s8", "1040 SCHEDULE 8812"),
        ("f1040v", "1040V"),
        ("Form 8995-A", "8995A"),
        ("Arizona Form 140", "AZ140"),
        ("W-2", "W2"),
    ],
)
def test_a_tax_form_has_one_spelling(text: str, kind: str) -> None:
    assert form_kind(text) == kind
    assert form_kind(kind) == kind


def test_nothing_is_like_nothing() -> None:
    assert similarity("", "") == 0.0
    assert similarity("...", "A") == 0.0
