"""Generated documents carry exact truth into the evaluation."""

from __future__ import annotations

from dataclasses import replace

from documents.evaluation.generated import Made, made_documents, scanned_documents, truth_of_sample
from documents.evaluation.labels.common_names import VALUE_NAMES
from documents.evaluation.runner import run
from documents.evaluation.truth import Comparison
from documents.reading.types import (
    Box,
    CheckResult,
    Classified,
    DocumentType,
    Extraction,
    Format,
    Line,
    Outcome,
    Reading,
    Value,
)
from documents.sample import Sample, statements


def _as_printed(sample: Sample, *, sums: Outcome) -> Reading:
    """Return the reading that a perfect reader would give."""
    values = tuple(
        Value(name, normal, normal, 0.99, *sample.boxes[name]) for name, normal in sample.values.items()
    )
    lines = tuple(
        Line(number, line.date, line.description, line.amount, line.balance)
        for number, line in enumerate(sample.lines, start=1)
    )
    return Reading(
        sample.format,
        "application/pdf",
        classified=Classified(sample.type, 0.99, "test"),
        extraction=Extraction(values, lines, (CheckResult("statement_sum", sums, "Sum."),)),
    )


def test_the_truth_of_a_statement_is_what_it_prints() -> None:
    sample = next(statements(seed=3, count=1))
    truth = truth_of_sample(sample)
    assert {value.name for value in truth.values} == set(sample.values)
    assert {value.name for value in truth.values} <= VALUE_NAMES
    assert len(truth.lines) == len(sample.lines)
    assert truth.lines_complete
    assert truth.reconciles is True
    assert truth.layout == sample.layout
    assert {box.name for box in truth.boxes} == set(sample.boxes)


def test_the_same_seed_gives_the_same_documents_of_every_kind() -> None:
    first = list(made_documents(1, seed=5))
    assert [(made.path, made.content()) for made in first] == [
        (made.path, made.content()) for made in made_documents(1, seed=5)
    ]
    assert len(first) == 6
    assert len({made.path for made in first}) == 6


def test_a_forged_statement_is_known_to_be_broken() -> None:
    truths = [truth_of_sample(sample) for sample in statements(seed=5, count=16, forged=0.5)]
    assert 0 < sum(truth.tampered for truth in truths) < 16
    assert all((truth.reconciles is False) == truth.tampered for truth in truths)


def test_a_perfect_reader_gets_full_marks() -> None:
    samples = {f"generated/{sample.name}": sample for sample in statements(seed=5, count=24, forged=0.5)}

    def read(_content: bytes, path: str) -> Reading:
        sample = samples[path]
        return _as_printed(sample, sums=Outcome.PASSED if sample.reconciles else Outcome.FAILED)

    made = [Made(path, truth_of_sample(sample), sample.content) for path, sample in samples.items()]
    report = run(made, jobs=1, progress=lambda _done, _all: None, read=read)
    figures = {figure.figure: figure.value for figure in report.figures()}
    assert len(report.rows) == 24
    assert [
        figures[f"generated_{name}"]
        for name in (
            "value_f1",
            "line_recall",
            "extra_lines",
            "balance_right",
            "reconciled",
            "tampered_caught",
        )
    ] == [1.0, 1.0, 0, 1.0, 1.0, 1.0]
    assert report.mistakes() == []
    assert "Generated documents by layout" in report.table()


def test_a_scan_has_the_truth_of_its_print_in_a_layout_of_its_own() -> None:
    made = next(scanned_documents(1, seed=3))
    sample = next(statements(seed=3, count=1))
    assert made.path == f"scanned/{sample.name.removesuffix('.pdf')}-scan.pdf"
    assert made.truth.layout == f"{sample.layout} (scanned)"
    assert made.truth.values == truth_of_sample(sample).values
    assert len(made.truth.boxes) == len(sample.boxes)


def test_a_statement_without_balances_cannot_show_that_it_adds_up() -> None:
    sample = next(statements(seed=3, count=1))
    silent = replace(sample, values={"currency": "ZAR"})
    assert truth_of_sample(silent).reconciles is None
    assert truth_of_sample(replace(silent, reconciles=False)).reconciles is False


def test_a_file_with_several_accounts_has_the_values_of_each() -> None:
    sample = Sample(
        name="two.ofx",
        content=b"",
        type=DocumentType.BANK_STATEMENT,
        format=Format.OFX,
        values={"account_number": "1"},
        accounts={"1": {"account_number": "1"}, "2": {"account_number": "2"}},
        boxes={"account_number": (1, Box(0.1, 0.2, 0.3, 0.4))},
    )
    truth = truth_of_sample(sample)
    assert [(value.texts, value.account_index) for value in truth.values] == [(("1",), 0), (("2",), 1)]
    assert truth.values[0].comparison is Comparison.ACCOUNT
    assert truth.boxes[0].corners == (0.1, 0.2, 0.3, 0.4)
    assert truth.layout == "bank_statement"
