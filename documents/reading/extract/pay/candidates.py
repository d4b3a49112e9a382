"""Amounts that could be gross pay, deductions, tax or net pay, each with how well its place fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.reading.extract.label_cells import cell_of_label, stands_alone
from documents.reading.extract.pay.slip import Column, Slip
from documents.reading.extract.statement.tokens import Money
from documents.reading.layout import Label, char_width, fold
from documents.reading.types import Box

_ROWS_BELOW = 3
_LEAST = 0.15
_NEAR = 1.6  # widths of a character between words of one label
_COLUMN_WORTH = {Column.CURRENT: 1.0, Column.UNKNOWN: 0.9, Column.TO_DATE: 0.1, Column.NOT_MONEY: 0.2}
_DECOYS = re.compile(
    r"\b(?:taxable|tax able|for tax|subject to|niable|ni'able|pensionable|steuerpflichtig\w*|steuer|sv|rv|kv|"
    r"imposable|belastbaar|belastbare|fiscaal|sv-loon|imponibile|base|employer|company|rate|per hour|code|"
    r"ref(?:erence)?|number|no|free|allowance|refund|last|previous|ytd|td|to date)\b"
)
_KNOWN = re.compile(r"(?:total )?(?:nett? (?:pay|salary)|nett?|deductions|taxes|gross(?: pay)?)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An amount under a label. `worth` (0..1) says how well label, column and place fit."""

    amount: Decimal  # without sign
    money: Money
    page: int
    row: int
    column: Column
    worth: float
    plain: bool  # found by a label that says it all, not by a bare "gross" or "tax"

    @property
    def box(self) -> Box:
        """Return the place of the amount."""
        return self.money.box


def candidates(slip: Slip, patterns: Sequence[str]) -> list[Candidate]:
    """Return the amounts that stand beside or under the labels, the most fitting first.

    Args:
        slip: the payslip.
        patterns: the labels, the plainest first; the last is a bare word that counts only on its own.
    """
    best: dict[tuple[int, int], Candidate] = {}
    for label in slip.labels(patterns):
        bare = label.rank == len(patterns) - 1
        heads = _heads_a_summary(slip, label)
        if not heads and (_is_decoy(label) or (bare and not stands_alone(label))):
            continue
        for found in _of_label(slip, label, bare=bare):
            key = (found.row, found.money.start)
            if key not in best or found.worth > best[key].worth:
                best[key] = found
    return sorted(best.values(), key=lambda found: -found.worth)


def _is_decoy(label: Label) -> bool:
    """Return whether the words around a label make it mean something else ("taxable gross", "gross TD")."""
    words = label.row.words
    near = _NEAR * char_width(words)
    first, last = label.start, label.end
    while first > 0 and label.start - first < 2 and words[first].box.x0 - words[first - 1].box.x1 <= near:
        first -= 1
    while last < len(words) and last - label.end < 2 and words[last].box.x0 - words[last - 1].box.x1 <= near:
        last += 1
    around = [word.text for word in (*words[first : label.start], *words[label.end : last])]
    return bool(_DECOYS.search(fold(" ".join(around)))) or label.rest[:1].isalpha()


def _of_label(slip: Slip, label: Label, *, bare: bool) -> Iterator[Candidate]:
    worth = (0.7 if bare else 1.0) - 0.02 * label.rank
    beside = _beside(slip, label)
    if beside:
        yield from (_made(slip, label.index, money, worth, bare) for money in beside)
        return
    if bare and not _heads_a_summary(slip, label):  # a bare word over other rows heads a part, no figure
        return
    for index, money in _below(slip, label):
        yield _made(slip, index, money, 0.95 * worth, bare)


def _heads_a_summary(slip: Slip, label: Label) -> bool:
    """Return whether a bare word stands among others of its kind: "Gross  Taxes  Deductions  Net"."""
    row = fold(label.row.text)
    others = [
        word for word in ("gross", "net", "brut", "deductions", "taxes", "abzuge", "aftrek") if word in row
    ]
    return len(others) > 1 and not slip.scans[label.index].money


def _made(slip: Slip, index: int, money: Money, worth: float, bare: bool) -> Candidate:  # noqa: FBT001
    column = slip.column(index, money)
    value = worth * _COLUMN_WORTH[column] * (0.9 if money.magnitude == 0 else 1.0)
    return Candidate(
        money.magnitude, money, slip.rows[index].page, index, column, max(value, _LEAST * worth), not bare
    )


def _beside(slip: Slip, label: Label) -> list[Money]:
    """Return the amounts right of a label up to the next words of another cell."""
    words = label.row.words
    found: list[Money] = []
    place = label.end
    for money in slip.scans[label.index].money:
        if money.start < label.end:
            continue
        between = [word for word in words[place : money.start] if re.search(r"[^\W\d_]{2}", word.text)]
        if between and (found or between[0].box.x0 > _cell_end(label)):
            break
        found.append(money)
        place = money.end
    return found


def _cell_end(label: Label) -> float:
    return cell_of_label(label).box.x1


def _below(slip: Slip, label: Label) -> Iterator[tuple[int, Money]]:
    """Yield the amounts under a label that heads a column, or takes the same place in a row of labels."""
    taken = 0
    for index in range(label.index + 1, len(slip.rows)):
        if slip.rows[index].page != label.page or taken == _ROWS_BELOW:
            return
        money = slip.scans[index].money
        if not money:
            if index - label.index > 1:
                return
            continue
        taken += 1
        under = [one for one in money if one.box.x0 < label.box.x1 and one.box.x1 > label.box.x0]
        if len(label.row.cells()) == 1 and len(slip.rows[index].cells()) == 1 and len(money) > 1:
            under = [one for one in (_same_place(label, money),) if one is not None]
        if under:
            yield index, under[0]


def _same_place(label: Label, money: Sequence[Money]) -> Money | None:
    """Return the amount that has the place in its row that the label has among known labels.

    For text in which columns are lost: "Gross  Taxes  Deductions  Net Pay" over "800.00 90.00 10.00 700.00".
    """
    after = fold(" ".join(word.text for word in label.row.words[label.end :]))
    if not _KNOWN.sub("", after).strip():
        place = len(_KNOWN.findall(after)) + 1
        return money[-place] if place <= len(money) else None
    return money[0] if label.start == 0 and len(money) > 1 else None
