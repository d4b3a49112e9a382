"""The tables of an evaluation, for a person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from documents.evaluation.content_scores import (
    line_group,
    line_tallies,
    line_tally,
    reconcile_tally,
    value_tallies,
    values_of,
)
from documents.evaluation.figures import Figure
from documents.evaluation.labels.common_names import VALUE_NAMES
from documents.evaluation.metrics import Bin, reliability, tally
from documents.evaluation.outcomes import FileOutcome, LineFault
from documents.evaluation.scoring import is_ready
from documents.evaluation.summary import answers_of
from documents.evaluation.tables import aligned, number, share
from documents.evaluation.typing_scores import type_scores
from documents.reading.verdict import Status

_MOST_ROWS = 40
_NAMES_IN_WORDS = sorted((name.replace("_", " ") for name in VALUE_NAMES), key=len, reverse=True)


def sections(rows: Sequence[FileOutcome], figures: Sequence[Figure]) -> Iterator[tuple[str, str]]:
    """Yield (title, table) pairs in the order in which a person reads them."""
    found = [row for row in rows if not row.layout]
    made = [row for row in rows if row.layout]
    yield "Figures", _figures(figures)
    yield "Outcomes by folder", _outcomes(rows)
    if found:
        yield "Types", _types(found)
        yield "Types confused (expected > found)", _confusion(found)
        yield "Values by source of labels", _values(found)
        yield "Lines by source of labels", _lines(found)
    if made:
        yield "Generated documents by layout", _layouts(made)
        yield "Values of generated documents", _values(made)
    yield "Why documents wait or failed", _reasons(rows)
    yield "Confidence of types", _bins(reliability(type_scores(rows).answers))
    yield "Confidence of values", _bins(reliability(answers_of(values_of(rows))))
    yield "Confidence of values by rule", _rules(rows)
    unmapped = Counter(name for row in rows for name in row.not_mapped)
    if unmapped:
        yield (
            "Labels not mapped",
            aligned(("label", "files"), [(n, str(c)) for n, c in unmapped.most_common()]),
        )


def _figures(figures: Sequence[Figure]) -> str:
    rows = [
        (figure.figure, number(figure.value), figure.unit, number(figure.goal), _holds(figure))
        for figure in figures
    ]
    return aligned(("figure", "value", "unit", "goal", "holds"), rows)


def _holds(figure: Figure) -> str:
    return {True: "yes", False: "NO", None: ""}[figure.holds]


def _outcomes(rows: Sequence[FileOutcome]) -> str:
    groups = _grouped(
        rows, lambda row: "(generated)" if row.layout else "/".join(row.path.split("/")[:-1][:2]) or "."
    )
    lines = [
        (
            folder,
            str(len(members)),
            *(str(sum(row.status == status.value for row in members)) for status in Status),
            str(sum(bool(row.error or row.step_errors) for row in members)),
            f"{sum(row.seconds for row in members):.0f}",
        )
        for folder, members in _merged(groups).items()
    ]
    return aligned(("folder", "files", *(s.value for s in Status), "errors", "seconds"), lines)


def _merged(groups: dict[str, list[FileOutcome]]) -> dict[str, list[FileOutcome]]:
    """Put the many small folders of one kind under one line."""
    families = Counter(folder.split("/")[0] for folder in groups)
    merged: dict[str, list[FileOutcome]] = defaultdict(list)
    for folder, members in groups.items():
        top = folder.split("/")[0]
        merged[f"{top}/*" if families[top] > 12 else folder] += members
    return merged


def _types(rows: Sequence[FileOutcome]) -> str:
    scores = type_scores(rows)
    lines = [
        (label, str(t.labelled), share(t.precision), share(t.recall), share(t.f1))
        for label, t in scores.by_class.items()
    ]
    return aligned(("type", "documents", "precision", "recall", "F1"), lines)


def _confusion(rows: Sequence[FileOutcome]) -> str:
    wrong = Counter({pair: n for pair, n in type_scores(rows).confusion.items() if pair[0] != pair[1]})
    return aligned(("pair", "documents"), [(f"{a} > {b}", str(n)) for (a, b), n in wrong.most_common()])


def _values(rows: Sequence[FileOutcome]) -> str:
    lines = [
        (
            f"{family} {name}",
            *map(str, (t.labelled, t.right, t.wrong, t.missing, t.invented)),
            share(t.precision),
            share(t.recall),
            share(t.f1),
        )
        for (family, name), t in value_tallies(rows).items()
    ]
    headings = ("value", "labelled", "right", "wrong", "missing", "invented", "precision", "recall", "F1")
    return aligned(headings, lines)


def _lines(rows: Sequence[FileOutcome]) -> str:
    lines = []
    for group, t in line_tallies(rows).items():
        members = [row for row in rows if row.lines and line_group(row) == group]
        faults: Counter[str] = Counter()
        for row in members:
            faults.update(row.lines.faults if row.lines else {})
        cells = (t.files, t.expected, t.matched, t.extra, *(faults[fault.value] for fault in LineFault))
        lines.append((group, *map(str, cells), share(t.recall), share(t.precision)))
    headings = ("source", "files", "labelled", "found", "extra", *(f"bad {f.value}" for f in LineFault))
    return aligned((*headings, "recall", "precision"), lines)


def _layouts(rows: Sequence[FileOutcome]) -> str:
    lines = []
    for layout, members in _grouped(rows, lambda row: row.layout).items():
        values = tally(value.result for value in values_of(members))
        booked, sums = line_tally(members), reconcile_tally(members)
        placed = [v.box_overlap for v in values_of(members) if v.box_overlap is not None]
        lines.append(
            (
                layout,
                str(len(members)),
                share(sum(row.type_right is True for row in members) / len(members)),
                share(values.f1),
                share(booked.recall),
                str(booked.extra),
                share(sums.reconciled_rightly),
                str(sums.false_alarms),
                share(sums.said_broken_rightly),
                share(sum(placed) / len(placed) if placed else None),
                share(sum(is_ready(row) for row in members) / len(members)),
            )
        )
    headings = ("layout", "documents", "type", "value F1", "line recall", "extra", "reconciled", "alarms")
    return aligned((*headings, "tampered caught", "IoU", "ready"), lines)


def _reasons(rows: Sequence[FileOutcome]) -> str:
    reasons = Counter(reason for row in rows for reason in {_kind(reason) for reason in row.reasons})
    return aligned(("reason", "files"), [(kind, str(n)) for kind, n in reasons.most_common(_MOST_ROWS)])


def _kind(reason: str) -> str:
    """Return a sentence without what differs from file to file."""
    for name in _NAMES_IN_WORDS:
        if reason.startswith(f"The {name} ") and " is only " in reason:
            return f"The {name} is not sure enough."
    return re.sub(r"\S*\d\S*", "#", reason)[:100]


def _bins(bins: Sequence[Bin]) -> str:
    lines = [(f"{b.low:.2f} to {b.high:.2f}", str(b.count), share(b.claimed), share(b.held)) for b in bins]
    return aligned(("confidence", "answers", "claimed", "right"), lines)


def _rules(rows: Sequence[FileOutcome]) -> str:
    """List the rules whose confidence is farthest from how often they are right, weighed by use."""
    groups: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for value in values_of(rows):
        groups[f"{value.name}: {value.rule}"] += answers_of([value])
    scored = [
        (
            rule,
            len(answers),
            sum(c for c, _ in answers) / len(answers),
            sum(r for _, r in answers) / len(answers),
        )
        for rule, answers in groups.items()
        if answers
    ]
    scored.sort(key=lambda rule: -rule[1] * abs(rule[2] - rule[3]))
    lines = [
        (rule[:70], str(n), share(claimed), share(held)) for rule, n, claimed, held in scored[:_MOST_ROWS]
    ]
    return aligned(("value: rule", "answers", "claimed", "right"), lines)


def _grouped(rows: Sequence[FileOutcome], key: Callable[[FileOutcome], str]) -> dict[str, list[FileOutcome]]:
    groups: dict[str, list[FileOutcome]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(sorted(groups.items()))
