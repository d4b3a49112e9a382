"""How well documents are told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from documents.evaluation.metrics import Tally, calibration_error, mean, ratio
from documents.evaluation.outcomes import FileOutcome
from documents.reading.verdict import Status

_BROKER = "broker_notice"
NOT_TOLD = "(none)"


@dataclass(frozen=True, slots=True)
class TypeScores:
    """Classification of the files that could be read and whose type is known for certain.

    `failed` counts those that could not be read, among them files that are malformed on purpose. `by_class`
    and `confusion` use the expected type; where several types count as right, the one found is expected if it
    is among them.
    """

    files: int
    failed: int
    accuracy: float | None
    accuracy_without_broker: float | None
    macro_f1: float | None
    calibration_error: float | None
    by_class: dict[str, Tally]
    confusion: dict[tuple[str, str], int]
    answers: tuple[tuple[float, bool], ...]


def type_scores(rows: Sequence[FileOutcome]) -> TypeScores:
    """Score the classification of the rows that have a type; weakly labelled ones are left out."""
    typed = [row for row in rows if row.types and not row.weak_type]
    judged = [row for row in typed if row.status != Status.FAILED.value]
    pairs = [(_expected(row), row.type_found or NOT_TOLD) for row in judged]
    answers = tuple((row.type_confidence, row.type_right is True) for row in judged if row.type_found)
    classes = sorted({expected for expected, _ in pairs})
    by_class = {label: _tally(label, pairs) for label in classes}
    plain = [pair for pair in pairs if pair[0] != _BROKER]
    return TypeScores(
        files=len(pairs),
        failed=len(typed) - len(judged),
        accuracy=_accuracy(pairs),
        accuracy_without_broker=_accuracy(plain),
        macro_f1=mean([scores.f1 or 0.0 for scores in by_class.values()]),
        calibration_error=calibration_error(answers),
        by_class=by_class,
        confusion=dict(Counter(pairs)),
        answers=answers,
    )


def _expected(row: FileOutcome) -> str:
    return row.type_found if row.type_found in row.types else row.types[0]


def _accuracy(pairs: Sequence[tuple[str, str]]) -> float | None:
    return ratio(sum(expected == found for expected, found in pairs), len(pairs))


def _tally(label: str, pairs: Sequence[tuple[str, str]]) -> Tally:
    return Tally(
        right=sum(pair == (label, label) for pair in pairs),
        missing=sum(expected == label != found for expected, found in pairs),
        invented=sum(expected != label == found for expected, found in pairs),
    )
