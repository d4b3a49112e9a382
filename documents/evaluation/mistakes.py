"""The most common kinds of mistakes, so that whoever improves reading knows where to begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.evaluation.outcomes import FileOutcome, Found, LineOutcome
from documents.reading.verdict import Status

_EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Mistake:
    """A kind of mistake: how often it was made, in how many files, and some of them."""

    kind: str
    count: int
    files: int
    examples: tuple[str, ...]


def mistakes_of(rows: Sequence[FileOutcome]) -> list[Mistake]:
    """Return the kinds of mistakes made in these files, the most common first."""
    groups: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for row in rows:
        for kind, detail, count in _mistakes(row):
            groups[kind].append((row.path, detail, count))
    mistakes = [
        Mistake(
            kind=kind,
            count=sum(count for _, _, count in made),
            files=len({path for path, _, _ in made}),
            examples=tuple(f"{path}: {detail}" for path, detail, _ in _spread(made)),
        )
        for kind, made in groups.items()
    ]
    return sorted(mistakes, key=lambda mistake: (-mistake.count, mistake.kind))


def _spread(made: Sequence[tuple[str, str, int]]) -> Sequence[tuple[str, str, int]]:
    """Take examples from all over the list: neighbours come from one source and show the same."""
    return made[:: max(1, len(made) // _EXAMPLES)][:_EXAMPLES]


def _mistakes(row: FileOutcome) -> Iterator[tuple[str, str, int]]:
    if row.error or row.step_errors:
        yield "unhandled error", row.error or "; ".join(row.step_errors), 1
    if row.type_right is False and row.status != Status.FAILED.value and not row.weak_type:
        found = f"{row.type_found or 'no type'} ({row.type_confidence:.2f})"
        yield f"type {row.types[0]} called {row.type_found or 'nothing'}", f"{row.label}, found {found}", 1
    yield from _value_mistakes(row)
    if row.lines is not None:
        yield from _line_mistakes(row.lines, row.layout or row.family)
    if row.reconciles is True and row.reconciled is False:
        yield "sound statement called broken", str(row.checks), 1
    if row.reconciles is False and row.reconciled is not False:
        yield "broken statement not noticed", str(row.checks), 1


def _value_mistakes(row: FileOutcome) -> Iterator[tuple[str, str, int]]:
    for value in row.values:
        if value.result is Found.RIGHT:
            continue
        unseen = " (not in the text)" if value.in_text is False else ""
        read = f", read {value.found!r} ({value.confidence:.2f}, {value.rule})" if value.found else ""
        kind = f"{row.family} {value.name} {value.result.value}{unseen}"
        yield kind, f"expected {value.expected!r}{read}", 1


def _line_mistakes(lines: LineOutcome, group: str) -> Iterator[tuple[str, str, int]]:
    for fault, count in lines.faults.items():
        shown = next((example for example in lines.examples if example.startswith(f"{fault}:")), "")
        yield f"{group} line missed: {fault}", f"{shown} [{lines.matched} of {lines.expected} found]", count
    if lines.complete and lines.extra:
        shown = next((example for example in lines.examples if example.startswith("extra:")), "")
        yield f"{group} lines invented", f"{shown} [{lines.extra} beyond {lines.expected}]", lines.extra
