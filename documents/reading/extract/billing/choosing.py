"""Choosing one candidate by its evidence: a weighted sum makes a probability for each and for none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp
from typing import TypeVar

Item = TypeVar("Item")

Evidence = Mapping[str, float]
"""What speaks for and against a candidate: strengths by name, mostly 0 or 1."""

Weights = Mapping[str, float]
"""Log-odds by piece of evidence; "bias" counts for every candidate, "none" for there being no right one."""


def probabilities(candidates: Sequence[Evidence], weights: Weights) -> list[float]:
    """Return for each candidate of one document how probable it is the right one.

    What is missing to 1 is the probability that none of them is. Multinomial logistic model; the weights are
    fitted by `benchmarks/fit_billing.py`.
    """
    scores = [
        weights["bias"] + sum(weights.get(name, 0.0) * strength for name, strength in evidence.items())
        for evidence in candidates
    ]
    top = max([*scores, weights["none"]])
    powers = [exp(score - top) for score in scores]
    whole = sum(powers) + exp(weights["none"] - top)
    return [power / whole for power in powers]


def best(
    items: Sequence[Item], evidence: Sequence[Evidence], weights: Weights, keys: Sequence[str]
) -> tuple[Item, float] | None:
    """Return the most probable item with its probability, or None where "none of them" is likelier.

    Args:
        items: what to choose from.
        evidence: of each item.
        weights: of the model.
        keys: items with an equal key say the same, so their probabilities add up.
    """
    chances = probabilities(evidence, weights)
    together: dict[str, float] = {}
    for key, chance in zip(keys, chances, strict=True):
        together[key] = together.get(key, 0.0) + chance
    top = max(together, key=lambda key: together[key], default=None)
    if top is None or together[top] <= 1 - sum(chances):
        return None
    members = [index for index, key in enumerate(keys) if key == top]
    return items[max(members, key=lambda index: chances[index])], together[top]
