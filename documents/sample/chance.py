"""Seeded chance: the same seed gives the same document, on every machine."""

from __future__ import annotations

import math
from decimal import Decimal
from random import Random


def stream(*parts: object) -> Random:
    """Return a generator of its own for a named purpose, such as (seed, "invoice", 7)."""
    return Random("/".join(str(part) for part in parts))  # noqa: S311 - made-up data, never a secret


def digits(rnd: Random, count: int, *, first: str = "") -> str:
    """Return `count` digits, beginning with `first`."""
    return first + "".join(rnd.choice("0123456789") for _ in range(count - len(first)))


def money(rnd: Random, low: float, high: float) -> Decimal:
    """Return an amount between two bounds, small ones more often, in whole cents."""
    value = math.exp(rnd.uniform(math.log(low), math.log(high)))
    return Decimal(round(value * 100)) / 100


def round_money(rnd: Random, low: int, high: int, step: int) -> Decimal:
    """Return a round amount, as people pay and withdraw them."""
    return Decimal(rnd.randrange(low, high + 1, step)).quantize(Decimal("0.01"))
