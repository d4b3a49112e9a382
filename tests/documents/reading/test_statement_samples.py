"""Made-up statements in every layout of the sample banks are read to the cent, and forged ones are caught."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from documents.reading.extract.statement import extract
from documents.reading.reconcile import statement_checks
from documents.reading.text import pdf_pages
from documents.reading.types import CheckResult, Line, Outcome, Value
from documents.sample import accounts, forging
from documents.sample.banks import LAYOUTS
from documents.sample.statements import plan_for, statement
from documents.sample.types import Sample


def made(layout: str, kind: str = "") -> Sample:
    rnd = Random(f"{layout} {kind}")  # noqa: S311  # a made-up statement, not a secret
    account = accounts.account(rnd, plan_for(rnd, LAYOUTS[layout], count=9))
    if kind:
        account = forging.forge(rnd, account, kind)
    return statement(rnd, LAYOUTS[layout], account, name=f"{layout}.pdf")


def truth(sample: Sample) -> list[CheckResult]:
    """Return what the arithmetic says of the lines as they are printed."""
    lines = [Line(i, line.date, "", line.amount, line.balance) for i, line in enumerate(sample.lines, 1)]
    return list(statement_checks([Value(n, v, v, 1.0) for n, v in sample.values.items()], lines))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_all_lines_are_read_and_add_up(layout: str) -> None:
    sample = made(layout)

    found = extract(pdf_pages(sample.content))

    expected = Counter((line.date, line.amount, line.balance) for line in sample.lines)
    assert Counter((line.date, line.amount, line.balance) for line in found.lines) == expected
    assert {check.kind: check.outcome for check in found.checks}["statement_sum"] is Outcome.PASSED
    assert [check.kind for check in found.checks if check.outcome is Outcome.FAILED] == []


@pytest.mark.parametrize("kind", forging.KINDS)
@pytest.mark.parametrize("layout", ["karoo", "merino", "kasi", "rheintal", "gold_card"])
def test_forged_statement_fails_where_its_arithmetic_does(layout: str, kind: str) -> None:
    sample = made(layout, kind)

    found = extract(pdf_pages(sample.content))

    assert [(c.kind, c.outcome, c.line_number) for c in found.checks] == [
        (c.kind, c.outcome, c.line_number) for c in truth(sample)
    ]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_boxes_of_lines_lie_where_the_lines_are_printed(layout: str) -> None:
    sample = made(layout)

    found = extract(pdf_pages(sample.content))

    middles = [(line.page, (line.box.y0 + line.box.y1) / 2) for line in found.lines if line.box]
    places = [(line.page, line.box) for line in sample.lines if line.box]
    hits = [
        page == at and box.y0 <= y <= box.y1 for (page, y), (at, box) in zip(middles, places, strict=True)
    ]
    assert hits == [True] * len(sample.lines)
