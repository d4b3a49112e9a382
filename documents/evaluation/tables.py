"""Text in columns."""

from __future__ import annotations

from collections.abc import Sequence


def aligned(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under headings, the first column to the left, the others to the right."""
    widths = [max(len(line[column]) for line in (headings, *rows)) for column in range(len(headings))]
    rule = ["-" * width for width in widths]
    return "\n".join(_line(line, widths) for line in (headings, rule, *rows))


def share(value: float | None) -> str:
    """Return a share with three decimals, or a dash where nothing could be measured."""
    return "-" if value is None else f"{value:.3f}"


def number(value: float | None) -> str:
    """Return a number as short as it is exact enough to compare, or a dash."""
    if value is None:
        return "-"
    return (
        f"{value:.0f}" if value == int(value) and abs(value) > 1 else f"{value:.3f}".rstrip("0").rstrip(".")
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first = cells[0].ljust(widths[0])
    rest = (cell.rjust(width) for cell, width in zip(cells[1:], widths[1:], strict=True))
    return "  ".join((first, *rest)).rstrip()
