"""The arithmetic of scoring."""

from __future__ import annotations

import pytest

from documents.evaluation.metrics import Tally, calibration_error, quantile, reliability, tally
from documents.evaluation.outcomes import FileOutcome, Found
from documents.evaluation.typing_scores import type_scores


def test_precision_recall_and_f1_of_values() -> None:
    counted = tally([Found.RIGHT] * 6 + [Found.WRONG] * 2 + [Found.MISSING] * 2 + [Found.INVENTED] * 4)
    assert counted == Tally(right=6, wrong=2, missing=2, invented=4)
    assert counted.precision == pytest.approx(6 / 12)
    assert counted.recall == pytest.approx(6 / 10)
    assert counted.f1 == pytest.approx(2 * 0.5 * 0.6 / 1.1)


def test_nothing_labelled_gives_no_share() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)


def test_quantiles_are_values_that_occurred() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.95) == 4.0
    assert quantile([], 0.5) is None


def test_calibration_is_the_mean_gap_between_claimed_and_held() -> None:
    answers = [(0.92, True), (0.94, True), (0.55, True), (0.55, False), (1.0, True)]
    bins = reliability(answers)
    assert [(b.low, b.count, b.held) for b in bins] == [(0.5, 2, 0.5), (0.9, 2, 1.0), (0.99, 1, 1.0)]
    assert calibration_error(answers) == pytest.approx((2 * 0.05 + 2 * 0.07 + 0) / 5)
    assert calibration_error([]) is None


def _row(
    expected: tuple[str, ...], found: str, confidence: float = 0.9, *, weak: bool = False
) -> FileOutcome:
    return FileOutcome("x", types=expected, type_found=found, type_confidence=confidence, weak_type=weak)


def test_types_are_scored_over_certain_labels_only() -> None:
    scores = type_scores(
        [
            _row(("invoice",), "invoice"),
            _row(("invoice",), "receipt"),
            _row(("receipt",), "receipt"),
            _row(("broker_notice",), ""),
            _row(("bank_statement", "credit_card_statement"), "credit_card_statement"),
            _row(("other",), "invoice", weak=True),
            _row((), "invoice"),
        ]
    )
    assert scores.files == 5
    assert scores.accuracy == pytest.approx(3 / 5)
    assert scores.accuracy_without_broker == pytest.approx(3 / 4)
    assert scores.by_class["invoice"] == Tally(right=1, missing=1)
    assert scores.by_class["receipt"] == Tally(right=1, invented=1)
    assert scores.by_class["credit_card_statement"].f1 == 1.0
    assert scores.confusion[("broker_notice", "(none)")] == 1
    assert scores.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 0 + 1) / 4)
    assert len(scores.answers) == 4
