"""Opening and closing balance and printed totals, and what to say where two prints disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from documents.reading.dates import DateParts
from documents.reading.extract.statement import labels
from documents.reading.extract.statement.booking import Mention
from documents.reading.extract.statement.labels import Kind
from documents.reading.extract.statement.tokens import Money, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.layout import fold

_LABELS = (
    (Kind.OPENING, labels.OPENING),
    (Kind.CLOSING, labels.CLOSING),
    (Kind.DATED, labels.DATED),
    (Kind.TOTAL_CREDITS, labels.TOTAL_CREDITS),
    (Kind.TOTAL_DEBITS, labels.TOTAL_DEBITS),
)
_WEAK = re.compile(
    r"^(?:net|current|your|account|total|outstanding) balance|balance due|amount owing|total owing|"
    r"^kontostand$|total amount|aktueller|solde actuel|saldo actual|^balance|^total payments?$|"
    r"^(?:payments?|credits?|debits?)$"
)
_TOTAL_KINDS = frozenset({Kind.TOTAL_CREDITS, Kind.TOTAL_DEBITS})
_DECOY_TOTAL = re.compile(
    r"(?<!\w)(?:limit\w*|available|average|number|count|rate|disponible|verfugbar\w*)(?!\w)|#"
)
_OTHER_SIDE = {Kind.TOTAL_CREDITS: (Role.DEBIT,), Kind.TOTAL_DEBITS: (Role.CREDIT,)}
_MOST_BESIDE = 24
_ROWS_BELOW = 2
_LEAST_COVER = 0.45
_LEAST_TOTAL = 0.78


@dataclass(frozen=True, slots=True)
class Found:
    """A label in a row: letters `start` to `end` of its folded text, words `first` to `last` (exclusive)."""

    kind: Kind
    start: int
    end: int
    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What was chosen, each with how good its label is (0..1), and sentences about prints that disagree."""

    opening: Mention | None
    closing: Mention | None
    total_credits: Mention | None
    total_debits: Mention | None
    problems: tuple[str, ...]


def summary_mentions(scans: Sequence[Scan], used: set[int]) -> list[Mention]:
    """Find balances and totals that stand outside the tables: label and amount side by side or stacked."""
    found: list[Mention] = []
    for scan in scans:
        if scan.index in used:
            continue
        named = _labels_in(scan)
        for position, label in enumerate(named):
            following = named[position + 1].first if position + 1 < len(named) else len(scan.row.words)
            money = _right_of(scan, label, following)
            where = scan
            if money is None and not scan.money:
                money, where = _below(scans, scan, label, named, used)
            if money is not None and label.kind is not Kind.DECOY:
                day = next((d.parts for d in scan.days if label.first <= d.start < following), None)
                forward = bool(labels.FORWARD.search(label.text))
                quality = _quality(scan, label)
                found.append(Mention(label.kind, money, where, quality, day, forward=forward))
    return found


def choose(
    tabled: Sequence[Mention],
    summarised: Sequence[Mention],
    period: tuple[DateParts | None, DateParts | None],
    booked: tuple[int, int],
    others: Sequence[Money] = (),
) -> Figures:
    """Choose the mention that stands for each figure; never by which one would make the sum right.

    Args:
        tabled: what rows of the tables name, in order.
        summarised: what stands elsewhere, in order.
        period: first and last day, to tell balances that are named by their date only.
        booked: the first and the last row that hold a booking.
        others: all amounts outside the tables, to tell a total from one part of it.
    """
    # No chain of balances runs through these figures, so nothing could confirm what OCR misspelled.
    tabled = [mention for mention in tabled if not mention.money.repaired]
    summarised = [mention for mention in summarised if not mention.money.repaired]
    every = [mention for mention in [*summarised, *tabled] if _at_its_end(mention, booked)]
    mentions = [_dated(mention, period) for mention in every]
    undated = _undated(mentions)
    opening, opening_problem = _agree([m for m in undated if m.kind is Kind.OPENING], last=False)
    closing, closing_problem = _agree([m for m in undated if m.kind is Kind.CLOSING], last=True)
    totals = [m for m in summarised if m.cover >= _LEAST_TOTAL]
    total_in = _best([m for m in totals if m.kind is Kind.TOTAL_CREDITS], last=False)
    total_out = _best([m for m in totals if m.kind is Kind.TOTAL_DEBITS], last=False)
    return Figures(
        opening,
        closing,
        *_whole(
            opening,
            closing,
            total_in or _row_total(tabled, Kind.TOTAL_CREDITS, Role.CREDIT),
            total_out or _row_total(tabled, Kind.TOTAL_DEBITS, Role.DEBIT),
            others,
        ),
        tuple(problem for problem in (opening_problem, closing_problem) if problem),
    )


def _at_its_end(mention: Mention, booked: tuple[int, int]) -> bool:
    """Tell whether a balance brought or carried forward is that of the statement, not of a page."""
    first, last = booked
    if mention.kind is Kind.DATED:
        return not first <= mention.scan.index <= last
    if not mention.forward or booked == (0, 0):
        return True
    return mention.scan.index < first if mention.kind is Kind.OPENING else mention.scan.index > last


def _labels_in(scan: Scan) -> list[Found]:
    """Return the labels of a row, left to right; of two that overlap the clearer or longer one stays."""
    starts = _starts(scan)
    found: list[Found] = []
    for kind, pattern in _LABELS:
        for match in pattern.finditer(scan.folded):
            inside = [
                i
                for i, (at, word) in enumerate(zip(starts, scan.row.words, strict=True))
                if at < match.end() and at + len(word.text) > match.start()
            ]
            pattern_of_decoys = _DECOY_TOTAL if kind in _TOTAL_KINDS else labels.DECOY
            decoy = pattern_of_decoys.search(_cell_text(scan, inside[0], inside[-1] + 1))
            real = Kind.DECOY if decoy else kind
            found.append(Found(real, match.start(), match.end(), inside[0], inside[-1] + 1, match[0]))
    found.sort(key=lambda label: (label.kind is Kind.DATED, label.start - label.end))
    kept: list[Found] = []
    for label in found:
        if all(label.end <= other.start or label.start >= other.end for other in kept):
            kept.append(label)
    return sorted(kept, key=lambda label: label.start)


def _starts(scan: Scan) -> list[int]:
    starts, at = [], 0
    for word in scan.row.words:
        starts.append(at)
        at += len(word.text) + 1
    return starts


def _cell_text(scan: Scan, first: int, last: int) -> str:
    """Return the folded words around a label up to the next amount or gap."""
    position = 0
    for cell in scan.row.cells():
        end = position + len(cell.words)
        if position <= first < end:
            stops = [m.start for m in scan.money if m.start >= last]
            starts = [m.end for m in scan.money if m.end <= first]
            words = scan.row.words[max([position, *starts]) : min([end, *stops])]
            return fold(" ".join(word.text for word in words))
        position = end
    return scan.folded


def _right_of(scan: Scan, label: Found, following: int) -> Money | None:
    return next(
        (money for money in scan.money if label.last <= money.end - 1 and money.start < following), None
    )


def _below(
    scans: Sequence[Scan], scan: Scan, label: Found, named: Sequence[Found], used: set[int]
) -> tuple[Money | None, Scan]:
    """Return the amount under a label: by its place, or by its order where all labels have one."""
    x0, x1 = scan.row.words[label.first].box.x0, scan.row.words[label.last - 1].box.x1
    for other in scans[scan.index + 1 : scan.index + 1 + _ROWS_BELOW]:
        if (
            other.page != scan.page
            or other.index in used
            or (not other.money and other.index > scan.index + 1 and _labels_in(other))
        ):
            break
        if len(other.money) == len(named) > 1:
            return other.money[list(named).index(label)], other
        for money in other.money:
            if money.box.x0 < x1 and money.box.x1 > x0:
                return money, other
        if len(named) == len(other.money) == 1 and not other.free_words() and other.money[0].box.x0 >= x0:
            return other.money[0], other
    return None, scan


def _quality(scan: Scan, label: Found) -> float:
    """Return how surely the label names its figure (0..1)."""
    cell = re.sub(r"[\W\d_]", "", _cell_text(scan, label.first, label.last))
    cover = min(len(re.sub(r"[\W\d_]", "", label.text)) / max(len(cell), 1), 1.0)
    if label.kind in _TOTAL_KINDS and not labels.TOTAL.search(label.text) and cover < 0.95:
        return 0.5 * cover
    strength = 0.6 if _WEAK.search(label.text) else 0.9 if labels.FORWARD.search(label.text) else 1.0
    return strength * (0.5 + 0.5 * cover) if cover >= _LEAST_COVER else 0.4 * cover


def _dated(mention: Mention, period: tuple[DateParts | None, DateParts | None]) -> Mention:
    """Turn a balance that is named by its date into the opening or the closing one where that is clear."""
    if mention.kind is not Kind.DATED:
        return mention
    start, end = period
    if mention.day is None:
        return replace(mention, kind=Kind.CLOSING, cover=0.6 * mention.cover)
    if end is not None and _same_day(mention.day, end):
        return replace(mention, kind=Kind.CLOSING, cover=0.9 * mention.cover)
    if start is not None and _day_key(mention.day, start) <= _day_key(start, start):
        return replace(mention, kind=Kind.OPENING, cover=0.9 * mention.cover)
    return mention


def _same_day(one: DateParts, other: DateParts) -> bool:
    years = one.year is None or other.year is None or one.year == other.year
    return years and (one.day, one.month) == (other.day, other.month)


def _day_key(parts: DateParts, beside: DateParts) -> tuple[int, int, int]:
    return (parts.year or beside.year or 0, parts.month, parts.day)


def _undated(mentions: Sequence[Mention]) -> list[Mention]:
    """Where balances are named by nothing but dates: the earliest is the opening one, the latest closes."""
    dated = [m for m in mentions if m.kind is Kind.DATED and m.day is not None]
    known = [m for m in mentions if m.kind is not Kind.DATED]
    kinds = {m.kind for m in known}
    if dated and Kind.OPENING not in kinds:
        first = min(dated, key=lambda m: _day_key(m.day or DateParts(1, 1), DateParts(1, 1)))
        known.append(replace(first, kind=Kind.OPENING, cover=0.7 * first.cover))
    if len(dated) > 1 and Kind.CLOSING not in kinds:
        last = max(dated, key=lambda m: _day_key(m.day or DateParts(1, 1), DateParts(1, 1)))
        known.append(replace(last, kind=Kind.CLOSING, cover=0.7 * last.cover))
    return known


def _agree(mentions: Sequence[Mention], *, last: bool) -> tuple[Mention | None, str]:
    """Choose a balance, and say so where prints that are equally clear show different figures."""
    best = _best(mentions, last=last)
    if best is None:
        return None, ""
    name = "closing" if last else "opening"
    others = {m.money.signed for m in mentions if m.cover >= 0.95 and best.cover >= 0.95}
    if len(others) > 1 and not _moves_on(mentions):
        listed = ", ".join(str(amount) for amount in sorted(others))
        return best, f"The {name} balance is printed with different figures: {listed}."
    return best, ""


def _moves_on(mentions: Sequence[Mention]) -> bool:
    """Tell whether the figures belong to different days rather than contradict each other."""
    return len({m.day for m in mentions if m.cover >= 0.95}) > 1


def _best(mentions: Iterable[Mention], *, last: bool) -> Mention | None:
    ordered = sorted(mentions, key=lambda m: (-round(m.cover, 1), -m.scan.index if last else m.scan.index))
    return ordered[0] if ordered else None


def _whole(
    opening: Mention | None,
    closing: Mention | None,
    total_in: Mention | None,
    total_out: Mention | None,
    others: Sequence[Money],
) -> tuple[Mention | None, Mention | None]:
    """Leave out a "total" that is only one of several: what misses is printed beside it, to the cent."""
    if opening is None or closing is None or total_in is None or total_out is None:
        return total_in, total_out
    moved = total_in.money.magnitude - total_out.money.magnitude
    for sign in (1, -1):
        missing = sign * (closing.money.signed - opening.money.signed) - moved
        if missing == 0:
            return total_in, total_out
        own = [m.money for m in (opening, closing, total_in, total_out)]
        beside = [money.magnitude for money in others if money not in own and money.magnitude]
        near = beside[:_MOST_BESIDE]
        sums = {sum(part) for size in (1, 2, 3) for part in combinations(near, size)}
        if abs(missing) in sums:
            return (None, total_out) if missing > 0 else (total_in, None)
    return total_in, total_out


def _row_total(tabled: Sequence[Mention], kind: Kind, role: Role) -> Mention | None:
    """Return the total of a column out of the table's last row of totals."""
    own = [m for m in tabled if m.kind is kind and m.role not in (Role.BALANCE, *_OTHER_SIDE[kind])]
    if len(own) == 1:
        return own[0]
    total = [m for m in tabled if m.kind in (Kind.TOTAL, *_TOTAL_KINDS) and m.role is role]
    return total[-1] if total else None
