"""The earnings and the deductions one by one, to see whether they add up to what is printed under them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from documents.reading.extract.label_cells import cell_of_label
from documents.reading.extract.pay import vocabulary
from documents.reading.extract.pay.candidates import Candidate
from documents.reading.extract.pay.slip import Column, Slip
from documents.reading.extract.statement.tokens import Money
from documents.reading.layout import Label, fold
from documents.reading.types import Box

_MARGIN = 0.03  # of the width by which rows may begin left of the head of their part
_GAP = 0.13  # of the page's height: nothing of a part stands so far from its last row
ZERO = Decimal(0)


class Part(StrEnum):
    """What the rows of a part are."""

    EARNINGS = "earnings"
    DEDUCTIONS = "deductions"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Item:
    """One earning or deduction; earnings and what gives money back are positive in their own part."""

    part: Part
    name: str
    amount: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class Items:
    """The items of a part. `readable` is False where a row of it was not understood."""

    items: tuple[Item, ...]
    readable: bool

    @property
    def total(self) -> Decimal:
        """Return the sum of the items."""
        return sum((item.amount for item in self.items), ZERO)


@dataclass(frozen=True, slots=True)
class _Head:
    part: Part
    row: int
    page: int
    left: float
    right: float


def items_of(slip: Slip, part: Part, skipped: Sequence[Box] = ()) -> Items:
    """Return the rows of all parts of one kind.

    Args:
        slip: the payslip.
        part: which kind.
        skipped: where amounts stand that are totals and no items.
    """
    heads = _part_heads(slip, skipped)
    found: list[Item] = []
    readable = True
    for head in heads:
        if head.part is part and not _is_total(slip, head, heads, skipped):
            rows = list(_rows_of(slip, head, heads))
            for index, money in rows:
                if any(one.box in skipped for one in money):
                    continue
                item = _item(slip, head, index, money)
                readable = readable and item is not None
                found += [item] if item is not None else []
    unique = {item.row: item for item in found}
    return Items(_signed(tuple(unique.values()), part), readable and bool(found))


def ladder(slip: Slip, gross: Candidate, net: Candidate) -> Items:
    """Return what stands between gross and net pay in their column: steps that lead from one to the other.

    Every step takes away, whatever its sign, but for those with a plus; a step that only repeats what is left
    so far ("net earnings") is none.
    """
    steps: list[Item] = []
    left = gross.amount
    readable = gross.page == net.page and gross.row < net.row
    for index in range(gross.row + 1, net.row):
        money = slip.scans[index].money
        own = [one for one in money if one.box.x0 < gross.box.x1 and one.box.x1 > gross.box.x0]
        readable = readable and bool(own or all(one.box.x0 > gross.box.x1 for one in money))
        for one in own:
            taken = -one.magnitude if one.sign > 0 else one.magnitude
            if one.magnitude != left:
                left -= taken
                steps.append(Item(Part.DEDUCTIONS, slip.rows[index].text, taken, index))
    return Items(tuple(steps), readable and bool(steps))


def _is_total(slip: Slip, head: _Head, heads: Sequence[_Head], totals: Sequence[Box]) -> bool:
    """Return whether what looks like a head is the total under another: "Gross earnings  5 000.00"."""
    printed = any(money.box in totals for money in slip.scans[head.row].money)
    before = (other for other in heads if other.part is head.part and other.row < head.row)
    return printed and any(other.left < head.right and other.right > head.left for other in before)


def _part_heads(slip: Slip, totals: Sequence[Box]) -> list[_Head]:
    kinds = (
        (Part.EARNINGS, vocabulary.EARNINGS_PART),
        (Part.DEDUCTIONS, vocabulary.DEDUCTIONS_PART),
        (Part.OTHER, vocabulary.OTHER_PART),
    )
    patterns = [pattern for _, group in kinds for pattern in group]
    parts = [part for part, group in kinds for _ in group]
    labels = [label for label in slip.labels(patterns) if _heads_a_part(label)]
    heads = [
        _Head(parts[label.rank], label.index, label.page, label.box.x0, _right_of(slip, label))
        for label in labels
    ]
    heads = [head for head in heads if not _is_item(slip, head, totals)]
    return sorted(heads, key=lambda head: (head.row, head.left))


def _is_item(slip: Slip, head: _Head, totals: Sequence[Box]) -> bool:
    """Return whether an amount that is no total stands beside what looks like a head: "Tax  812.33"."""
    beside = [money for money in slip.scans[head.row].money if head.left < money.box.x0 < head.right]
    return bool(beside) and not any(money.box in totals for money in beside)


def _heads_a_part(label: Label) -> bool:
    """Return whether a label is a whole cell that begins its row or stands beside others of its kind."""
    return fold(cell_of_label(label).text).strip(" :") == fold(label.text).strip()


def _right_of(slip: Slip, label: Label) -> float:
    """Return where the next part beside this one begins: at the next words of its row that head no column."""
    heads = [head.box for head in slip.heads if head.row == label.index]
    amounts = [money.box for money in slip.scans[label.index].money]
    for cell in label.row.cells():
        inside = any(box.x0 < cell.box.x1 and box.x1 > cell.box.x0 for box in (*heads, *amounts))
        if cell.box.x0 > label.box.x1 and (not inside or _names_under(slip, label.index, cell.box)):
            return cell.box.x0 - _MARGIN / 2
    return 1.0 + _MARGIN


def _names_under(slip: Slip, index: int, box: Box) -> bool:
    """Return whether words, not amounts, begin under a head: then it heads a part of its own."""
    following = slip.rows[index + 1].words if index + 1 < len(slip.rows) else ()
    return any(
        abs(word.box.x0 - box.x0) < _MARGIN and re.match(r"[^\W\d_]{2}", word.text) for word in following
    )


def _rows_of(slip: Slip, head: _Head, heads: Sequence[_Head]) -> Iterator[tuple[int, list[Money]]]:
    """Yield the rows under the head of a part with their amounts, up to its total or the next head."""
    last = slip.rows[head.row].box.y1
    for index in range(head.row + 1, len(slip.rows)):
        row = slip.rows[index]
        if row.page != head.page or row.box.y0 - last > _GAP or _next_head(index, head, heads):
            return
        words = [word for word in row.words if head.left - _MARGIN <= word.box.x0 < head.right]
        text = fold(" ".join(word.text for word in words))
        if _ends(text):
            return
        if _EMPLOYERS.search(text):
            continue
        money = [
            one
            for one in slip.scans[index].money
            if head.left - _MARGIN <= one.box.x0 and one.box.x1 < head.right + _MARGIN
        ]
        if money:
            last = row.box.y1
            yield index, money


def _next_head(index: int, head: _Head, heads: Sequence[_Head]) -> bool:
    return any(other.row == index and other.left < head.right and other.right > head.left for other in heads)


_EMPLOYERS = re.compile(rf"\b(?:{vocabulary.EMPLOYER_SHARE})\b")
_TOTALS = re.compile(
    "|".join(
        rf"(?:^|\s)(?:{pattern})(?:\s|$|:)"
        for group in (vocabulary.GROSS[:-1], vocabulary.DEDUCTIONS[:-1], vocabulary.NET[:-1])
        for pattern in group
    )
)
_TOTAL = re.compile(r"^(?:sub ?)?(?:total|totaal|summe|totals?|gesamt|totale)\b")


_BARE_TOTAL = re.compile(r"^(?:gross|brutt?o|brut|nett?o?)[ :\d.,]*$")


def _ends(text: str) -> bool:
    return bool(_TOTAL.match(text) or _BARE_TOTAL.match(text) or _TOTALS.search(text))


def _item(slip: Slip, head: _Head, index: int, money: Sequence[Money]) -> Item | None:
    """Return what a row says, or None where it cannot be told which of its amounts counts."""
    columns = [(one, slip.column(index, one)) for one in money]
    current = [one for one, column in columns if column is Column.CURRENT]
    unknown = [one for one, column in columns if column is Column.UNKNOWN]
    chosen = current or unknown
    if not chosen and all(column is Column.TO_DATE for _, column in columns):
        return Item(head.part, "", ZERO, index)  # nothing this period
    if len(chosen) != 1:
        return None
    words = slip.rows[index].words[: chosen[0].start]
    name = " ".join(word.text for word in words if word.box.x0 >= head.left - _MARGIN)
    return Item(head.part, name, chosen[0].signed, index) if re.search(r"[^\W\d_]", name) else None


def _signed(items: tuple[Item, ...], part: Part) -> tuple[Item, ...]:
    """Return deductions as positive amounts where they are printed negative."""
    negative = sum(item.amount < 0 for item in items)
    if part is not Part.DEDUCTIONS or 2 * negative <= len([item for item in items if item.amount]):
        return items
    return tuple(Item(item.part, item.name, -item.amount, item.row) for item in items)
