from collections.abc import Callable
from decimal import Decimal

import pytest

from documents.reading.types import Box
from documents.sample import Sample, statements
from documents.sample.banks import LAYOUTS
from documents.sample.printing import DOT

TextIn = Callable[[bytes, int | None, Box | None], str]
WILD = 30
COUNT = 2 * len(LAYOUTS) + WILD


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [*statements(7, COUNT - WILD), *statements(7, WILD, ("wild",))]


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = [sample.content for sample in statements(3, 6)]
    second = [sample.content for sample in statements(3, 6)]

    assert first == second


def test_another_seed_gives_other_documents() -> None:
    assert next(statements(3, 1)).content != next(statements(4, 1)).content


def test_opening_plus_lines_is_closing_to_the_cent(samples: list[Sample]) -> None:
    differences = [
        Decimal(s.values["opening_balance"])
        + sum(line.amount for line in s.lines)
        - Decimal(s.values["closing_balance"])
        for s in samples
        if "opening_balance" in s.values
    ]

    assert differences == [Decimal(0)] * COUNT


def test_totals_are_the_sums_of_the_lines(samples: list[Sample]) -> None:
    with_totals = [s for s in samples if "total_credits" in s.values]

    printed = [Decimal(s.values["total_credits"]) for s in with_totals]
    summed = [sum((line.amount for line in s.lines if line.amount > 0), Decimal(0)) for s in with_totals]

    assert printed == summed


def test_every_line_box_holds_its_amount(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for line in sample.lines:
            digits = DOT.bare(line.amount).replace(",", "").replace(".", "")
            printed = text_in(sample.content, line.page, line.box)
            if digits not in "".join(char for char in printed if char.isdigit()):
                missing.append((sample.name, line, printed))

    assert missing == []


def test_every_line_box_holds_its_description(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for line in sample.lines:
            printed = text_in(sample.content, line.page, line.box)
            absent = [word for word in line.description.split() if word not in printed]
            if line.description != "Fee" and absent:
                missing.append((sample.name, line.description, printed))

    assert missing == []


def test_every_value_box_holds_the_text_of_its_value(samples: list[Sample], text_in: TextIn) -> None:
    missing = []
    for sample in samples:
        for name in ("account_holder", "account_number", "iban", "bank_name"):
            if name in sample.values:
                printed = text_in(sample.content, *sample.boxes[name]).replace(" ", "").replace("-", "")
                if sample.values[name].replace(" ", "").replace("-", "") != printed:
                    missing.append((sample.name, name, sample.values[name], printed))

    assert missing == []


def test_each_statement_says_who_how_much_and_until_when(samples: list[Sample]) -> None:
    always = {
        "account_number",
        "account_holder",
        "bank_name",
        "period_end",
        "opening_balance",
        "closing_balance",
    }

    assert [s.name for s in samples if not always <= set(s.values)] == []


def breaks_of(sample: Sample) -> int:
    """How many sums fail: that of the statement, and that from each printed balance to the next."""
    lines = sample.lines[::-1] if sample.layout == "kasi" else sample.lines  # which prints the newest first
    balance = opening = Decimal(sample.values["opening_balance"])
    breaks = 0
    for line in lines:
        balance += line.amount
        breaks += line.balance not in {None, balance}
        balance = balance if line.balance is None else line.balance
    return breaks + (
        opening + sum(line.amount for line in lines) != Decimal(sample.values["closing_balance"])
    )


def test_an_honest_statement_breaks_nowhere_and_a_forged_one_somewhere() -> None:
    made = list(statements(5, 2 * len(LAYOUTS), forged=0.5))

    honest = [breaks_of(sample) for sample in made if sample.reconciles]
    forged = [breaks_of(sample) for sample in made if not sample.reconciles]

    assert honest == [0] * len(honest)
    assert min(forged) > 0
    assert len(forged) > 10
    assert all(sample.notes for sample in made if not sample.reconciles)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(KeyError):
        next(statements(1, 1, layouts=("no such bank",)))


def test_a_wild_bank_keeps_its_layout_whatever_it_prints() -> None:
    first, second = (next(statements(seed, 1, ("wild-12",))) for seed in (1, 2))

    assert first.values["bank_name"] == second.values["bank_name"]
    assert first.content != second.content
