"""The form every benchmark prints its figures in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `goal` None means that it is told, not judged."""

    figure: str
    value: float
    unit: str
    goal: float | None = None
    holds: bool | None = None


def at_most(figure: str, value: float, unit: str, goal: float) -> Figure:
    """Return a figure that holds where it is not above its goal."""
    return Figure(figure, round(value, 2), unit, goal, value <= goal)


def at_least(figure: str, value: float, unit: str, goal: float) -> Figure:
    """Return a figure that holds where it is not below its goal."""
    return Figure(figure, round(value, 2), unit, goal, value >= goal)


def told(figure: str, value: float, unit: str) -> Figure:
    """Return a figure without a goal."""
    return Figure(figure, round(value, 2), unit)


def show(figures: Iterable[Figure], *, as_json: bool) -> None:
    """Print figures, as JSON or as a table."""
    if as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=1))
        return
    for figure in figures:
        goal = "" if figure.goal is None else f"goal {figure.goal:g}: {'holds' if figure.holds else 'MISSED'}"
        print(f"{figure.figure:<40} {figure.value:>10.2f} {figure.unit:<8} {goal}")
