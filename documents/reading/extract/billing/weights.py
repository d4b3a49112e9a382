"""The fitted weights of the models that choose values, and the calibration of their probabilities.

`weights.json` is written by `python -m benchmarks.fit_billing`, which says there what it was fitted on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from math import exp, log
from pathlib import Path
from typing import Any

from documents.reading.extract.billing.choosing import Weights

_FILE = Path(__file__).with_name("weights.json")
_LEAST = 1e-6


def weights(kind: str, model: str) -> Weights:
    """Return the weights of a model ("total", "supplier", ...) for "invoice" or "receipt"."""
    found: Weights = _content()["weights"][kind][model]
    return found


def calibrated(kind: str, model: str, probability: float) -> float:
    """Return how often such a probability was right on documents that the weights were not fitted on.

    Platt scaling: the log-odds are stretched and shifted by two constants per model.
    """
    stretch, shift = _content()["calibration"].get(kind, {}).get(model, (1.0, 0.0))
    inside = min(max(probability, _LEAST), 1 - _LEAST)
    return 1 / (1 + exp(-(stretch * log(inside / (1 - inside)) + shift)))


def accuracy(kind: str, rule: str) -> float:
    """Return how often a rule of `sums.py` was right where the total was."""
    found: Mapping[str, float] = _content()["accuracy"].get(kind, {})
    return found.get(rule, 0.5)


def forget() -> None:
    """Read the file anew next time, after it was written."""
    _content.cache_clear()


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))
    return content
