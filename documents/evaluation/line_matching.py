"""Which labelled lines were read: matched by date and amount, each line once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from documents.evaluation.comparison import NAME_SIMILARITY, similarity
from documents.evaluation.outcomes import LineFault, LineOutcome
from documents.evaluation.truth import ExpectedLine, Truth
from documents.reading.types import Line

_MOST_MERGED = 4  # interest, capital gains tax, solidarity surcharge, church tax
_EXAMPLES = 5


def match_lines(truth: Truth, lines: Sequence[Line]) -> LineOutcome | None:
    """Match the lines read to the labelled ones.

    A line is found where the amount is equal and the labelled date is its booking or its value date; a line
    labelled without a date is found by its amount. The sign counts unless nobody knows whose it is. Where
    labels merge printed lines, the sum of up to four lines of that day will do. Descriptions and balances are
    compared on matched lines only.

    Args:
        truth: what the labels say.
        lines: what was read, in the order of the document.

    Returns:
        None where the labels say nothing about lines.
    """
    if not truth.lines and not truth.lines_complete:
        return None
    free = list(lines)
    pairs: list[tuple[ExpectedLine, Line]] = []
    missed: list[ExpectedLine] = []
    for expected in truth.lines:
        line = _best(expected, free) or (None if truth.signs_known else _best(_turned(expected), free))
        if line is None:
            missed.append(expected)
        else:
            free.remove(line)
            pairs.append((expected, line))
    merged = _take_merged(missed, free) if truth.lines_imported else 0
    faults, examples = _faults(missed, free)
    described = [(expected, line) for expected, line in pairs if expected.description]
    balanced = [(expected, line) for expected, line in pairs if expected.balance is not None]
    extras = (f"extra: {_shown(line)}" for line in free[:_EXAMPLES] if truth.lines_complete)
    return LineOutcome(
        expected=len(truth.lines),
        found=len(lines),
        matched=len(pairs) + merged,
        described=len(described),
        described_right=sum(_same_text(expected.description, line) for expected, line in described),
        balances=len(balanced),
        balances_right=sum(expected.balance == line.balance for expected, line in balanced),
        complete=truth.lines_complete,
        imported=truth.lines_imported,
        extra=len(free),
        faults=dict(faults),
        examples=(*examples, *extras),
    )


def _best(expected: ExpectedLine, free: Sequence[Line]) -> Line | None:
    candidates = [line for line in free if line.amount == expected.amount and _same_day(expected, line)]
    if len(candidates) < 2 or not expected.description:
        return candidates[0] if candidates else None
    return max(candidates, key=lambda line: similarity(expected.description, line.description))


def _turned(expected: ExpectedLine) -> ExpectedLine:
    return replace(expected, amount=-expected.amount)


def _same_day(expected: ExpectedLine, line: Line) -> bool:
    return expected.date is None or expected.date in (line.date, line.value_date)


def _take_merged(missed: list[ExpectedLine], free: list[Line]) -> int:
    taken = 0
    for expected in tuple(missed):
        parts = _parts(expected, free)
        if parts:
            missed.remove(expected)
            taken += 1
            for line in parts:
                free.remove(line)
    return taken


def _parts(expected: ExpectedLine, free: Sequence[Line]) -> tuple[Line, ...]:
    day = [line for line in free if line.amount is not None and _same_day(expected, line)][:12]
    for size in range(2, _MOST_MERGED + 1):
        for parts in combinations(day, size):
            if sum((line.amount or Decimal(0) for line in parts), Decimal(0)) == expected.amount:
                return parts
    return ()


def _faults(missed: Sequence[ExpectedLine], free: Sequence[Line]) -> tuple[Counter[str], tuple[str, ...]]:
    """Say what is wrong with each line that was not found, by the line that it may have become."""
    left = list(free)
    faults: Counter[str] = Counter()
    examples: list[str] = []
    for expected in missed:
        fault, line = _fault(expected, left)
        faults[fault.value] += 1
        if line is not None:
            left.remove(line)
        if len(examples) < _EXAMPLES:
            read = f", read {_shown(line)}" if line is not None else ""
            examples.append(
                f"{fault.value}: {_day(expected.date)} {expected.amount} {expected.description[:40]}{read}"
            )
    return faults, tuple(examples)


def _fault(expected: ExpectedLine, left: Sequence[Line]) -> tuple[LineFault, Line | None]:
    def first(*, day: bool, amount: Decimal | None) -> Line | None:
        return next(
            (
                line
                for line in left
                if (not day or _same_day(expected, line)) and (amount is None or line.amount == amount)
            ),
            None,
        )

    if line := first(day=True, amount=-expected.amount):
        return LineFault.SIGN, line
    if line := first(day=False, amount=expected.amount):
        return LineFault.DATE, line
    if expected.date is not None and (line := first(day=True, amount=None)):
        return LineFault.AMOUNT, line
    return LineFault.ABSENT, None


def _same_text(expected: str, line: Line) -> bool:
    """Compare descriptions: alike as names are, or every word of the label is in what was read."""
    read = f"{line.description} {line.reference}"
    if similarity(expected, line.description) >= NAME_SIMILARITY:
        return True
    wanted, got = expected.casefold().split(), read.casefold()
    return bool(wanted) and all(word in got for word in wanted)


def _shown(line: Line) -> str:
    return f"{_day(line.date)} {line.amount} {line.description[:40]}"


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else "no date"
