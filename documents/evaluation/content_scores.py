"""How well values, lines, sums and boxes are read, over many files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.evaluation.metrics import Tally, ratio, tally
from documents.evaluation.outcomes import FileOutcome, Found, ValueOutcome

SROIE_VALUES = ("supplier_name", "receipt_date", "gross_total")


@dataclass(frozen=True, slots=True)
class LineTally:
    """The labelled lines of a group of files."""

    files: int
    expected: int
    matched: int
    extra: int  # in completely labelled files only
    precise: int  # matched lines in completely labelled files
    described: int
    described_right: int
    balances: int
    balances_right: int

    @property
    def recall(self) -> float | None:
        """Labelled lines that were read."""
        return ratio(self.matched, self.expected)

    @property
    def precision(self) -> float | None:
        """Lines read that are labelled, in files where all are."""
        return ratio(self.precise, self.precise + self.extra)


@dataclass(frozen=True, slots=True)
class ReconcileTally:
    """What labels and checks say about the sums of statements."""

    sound: int
    sound_said_so: int
    false_alarms: int
    broken: int
    broken_said_so: int

    @property
    def reconciled_rightly(self) -> float | None:
        """Sound statements that were called so."""
        return ratio(self.sound_said_so, self.sound)

    @property
    def said_broken_rightly(self) -> float | None:
        """Broken statements that were called so."""
        return ratio(self.broken_said_so, self.broken)


def values_of(rows: Iterable[FileOutcome]) -> list[ValueOutcome]:
    """Return the labelled values of all rows."""
    return [value for row in rows for value in row.values]


def value_tallies(rows: Iterable[FileOutcome]) -> dict[tuple[str, str], Tally]:
    """Return how values fared by (source of labels, value name)."""
    groups: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for row in rows:
        for value in row.values:
            groups[(row.family, value.name)].append(value.result)
    return {key: tally(results) for key, results in sorted(groups.items())}


def name_tallies(rows: Iterable[FileOutcome]) -> dict[str, Tally]:
    """Return how values fared by value name."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for value in values_of(rows):
        groups[value.name].append(value.result)
    return {name: tally(results) for name, results in sorted(groups.items())}


def line_group(row: FileOutcome) -> str:
    """Return the group in which a row's lines are counted: the source of its labels."""
    return row.family


def line_tallies(rows: Iterable[FileOutcome]) -> dict[str, LineTally]:
    """Return how lines fared by group."""
    groups: dict[str, list[FileOutcome]] = defaultdict(list)
    for row in rows:
        if row.lines is not None:
            groups[line_group(row)].append(row)
    return {group: line_tally(members) for group, members in sorted(groups.items())}


def line_tally(rows: Iterable[FileOutcome]) -> LineTally:
    """Add up the lines of some rows."""
    lines = [row.lines for row in rows if row.lines is not None]
    complete = [line for line in lines if line.complete]
    return LineTally(
        files=len(lines),
        expected=sum(line.expected for line in lines),
        matched=sum(line.matched for line in lines),
        extra=sum(line.extra for line in complete),
        precise=sum(line.matched for line in complete),
        described=sum(line.described for line in lines),
        described_right=sum(line.described_right for line in lines),
        balances=sum(line.balances for line in lines),
        balances_right=sum(line.balances_right for line in lines),
    )


def reconcile_tally(rows: Sequence[FileOutcome]) -> ReconcileTally:
    """Compare what the checks say about sums with what is true."""
    sound = [row for row in rows if row.reconciles is True]
    broken = [row for row in rows if row.reconciles is False]
    return ReconcileTally(
        sound=len(sound),
        sound_said_so=sum(row.reconciled is True for row in sound),
        false_alarms=sum(row.reconciled is False for row in sound),
        broken=len(broken),
        broken_said_so=sum(row.reconciled is False for row in broken),
    )


def sroie_shares(rows: Iterable[FileOutcome]) -> dict[str, float | None]:
    """Return the shares of receipts with each of the three keys right, with all, and with all in the text."""
    receipts = [row for row in rows if row.family == "sroie"]
    shares = {
        name: ratio(sum(_right(row, [name]) for row in receipts), len(receipts)) for name in SROIE_VALUES
    }
    all_three = ratio(sum(_right(row, SROIE_VALUES) for row in receipts), len(receipts))
    in_text = ratio(
        sum(all(v.in_text is True or v.result is Found.RIGHT for v in row.values) for row in receipts),
        len(receipts),
    )
    return {**shares, "all_three": all_three, "all_three_in_text": in_text}


def _right(row: FileOutcome, names: Sequence[str]) -> bool:
    right = {value.name for value in row.values if value.result is Found.RIGHT}
    labelled = {value.name for value in row.values}
    return all(name in right for name in names if name in labelled)
