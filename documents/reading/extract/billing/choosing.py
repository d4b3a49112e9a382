"""Choosing one candidate by its evidence: a weighted sum makes a probability for each and for none."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
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
    items: Sequence[Item],
    candidates: Sequence[Evidence],
    weights: Weights,
    *,
    same: Callable[[Item], Hashable] = id,
) -> tuple[Item, float] | None:
    """Return the most probable item with its probability, or None where "none of them" is likelier.

    Args:
        items: what to choose from.
        candidates: the evidence of each item.
        weights: of the model.
        same: items with an equal key say the same, so their probabilities add up.
    """
    chances = probabilities(candidates, weights)
    together: dict[Hashable, float] = {}
    for item, chance in zip(items, chances, strict=True):
        together[same(item)] = together.get(same(item), 0.0) + chance
    key = max(together, key=lambda key: together[key], default=None)
    if key is None or together[key] <= 1 - sum(chances):
        return None
    members = [index for index, item in enumerate(items) if same(item) == key]
    return items[max(members, key=lambda index: chances[index])], together[key]
