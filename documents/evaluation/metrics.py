"""The arithmetic of scoring: precision and recall, quantiles, reliability of confidences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.evaluation.outcomes import Found

BIN_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something labelled was right, wrong, missing, or invented."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    invented: int = 0

    @property
    def labelled(self) -> int:
        """How many were there to be found."""
        return self.right + self.wrong + self.missing

    @property
    def precision(self) -> float | None:
        """Share right of those that were given; None where none was."""
        return ratio(self.right, self.right + self.wrong + self.invented)

    @property
    def recall(self) -> float | None:
        """Share right of those that were there; None where none was."""
        return ratio(self.right, self.labelled)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where nothing was labelled."""
        return ratio(2 * self.right, 2 * self.right + 2 * self.wrong + self.missing + self.invented)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers whose confidence lies in [low, high) (the last includes 1): what was claimed, what held."""

    low: float
    high: float
    count: int
    claimed: float
    held: float


def tally(results: Iterable[Found]) -> Tally:
    """Count how values fared."""
    counts = Counter(results)
    return Tally(counts[Found.RIGHT], counts[Found.WRONG], counts[Found.MISSING], counts[Found.INVENTED])


def ratio(part: float, whole: float) -> float | None:
    """Return part of whole, or None of nothing."""
    return part / whole if whole else None


def mean(numbers: Sequence[float]) -> float | None:
    """Return the arithmetic mean, or None of nothing."""
    return ratio(math.fsum(numbers), len(numbers))


def quantile(numbers: Sequence[float], share: float) -> float | None:
    """Return the smallest number that `share` of all numbers do not exceed, or None of nothing."""
    ordered = sorted(numbers)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def reliability(answers: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Group answers (confidence, whether right) by confidence; empty bins are left out."""
    bins: list[Bin] = []
    for low, high in pairwise(BIN_EDGES):
        last = high == BIN_EDGES[-1]
        inside = [(c, right) for c, right in answers if low <= c < high or (last and c >= high)]
        if inside:
            claimed = math.fsum(c for c, _ in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), claimed, sum(right for _, right in inside) / len(inside)))
    return tuple(bins)


def calibration_error(answers: Sequence[tuple[float, bool]]) -> float | None:
    """Return the expected calibration error: the mean gap between claimed and held over all answers.

    Source: Guo et al., On Calibration of Modern Neural Networks, ICML 2017 (bins of unequal width here,
    narrow near 1, where the thresholds of review lie).
    """
    gaps = [group.count * abs(group.claimed - group.held) for group in reliability(answers)]
    return ratio(math.fsum(gaps), len(answers))
