"""Statements written as text, as the pages a text layer would give: a word keeps its column and its row."""

from __future__ import annotations

from decimal import Decimal

from documents.reading.extract.statement import extract
from documents.reading.text_grid import grid_pages
from documents.reading.types import CheckResult, Extraction, TextSource


def read(text: str, source: TextSource = TextSource.TEXT_LAYER) -> Extraction:
    """Read a statement; TextSource.STRUCTURED says that its columns mean nothing."""
    return extract(grid_pages(text.strip("\n"), source))


def amounts(found: Extraction) -> list[str]:
    """Return the amounts of the lines, in order."""
    return [str(line.amount) for line in found.lines]


def normal(found: Extraction, name: str) -> str | None:
    """Return the normal form of the first value with a name."""
    return next((value.normal for value in found.values if value.name == name), None)


def outcome(found: Extraction, kind: str) -> str:
    """Return how the first check of a kind ended."""
    return check(found, kind).outcome.value


def check(found: Extraction, kind: str) -> CheckResult:
    """Return the first check of a kind."""
    return next(check for check in found.checks if check.kind == kind)


def total(found: Extraction) -> Decimal:
    """Return the sum of the lines."""
    return sum((line.amount for line in found.lines if line.amount is not None), Decimal(0))
