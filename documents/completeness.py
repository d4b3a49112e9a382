"""What a case still lacks, from what its product asks for and what the case holds: no database here.

Periods are days, both ends included. Statements cover days; a month is covered when every day of it is. Each
account stands for itself: three months of one account are not two of one and one of another.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.constants import DocumentKind, RequirementRule
from documents.periods import (
    DAY,
    Day,
    Period,
    add_months,
    days,
    gaps,
    last_months,
    meet,
    month_of,
    tax_year_before,
    union,
)

_FIRST_DAY = Day(1900, 1, 1)  # what is dated before was not read rightly
STATEMENTS = frozenset({DocumentKind.BANK_STATEMENT.value, DocumentKind.CREDIT_CARD_STATEMENT.value})


class State(enum.StrEnum):
    """Where one requirement stands."""

    MET = "met"
    WAITING = "waiting"  # met, once a person has looked at what waits
    STALE = "stale"  # met by what is too old
    MISSING = "missing"


class Standing(enum.StrEnum):
    """What one document does for a requirement."""

    COUNTS = "counts"
    WAITING = "waiting"
    STALE = "stale"
    REPEATED = "repeated"
    UNDATED = "undated"
    AHEAD = "ahead"  # dated after the day that is asked about
    FAILED = "failed"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing a product asks for.

    Args:
        key: whatever names it.
        kind: the type of document.
        rule: so many documents, consecutive months, or the last tax year.
        count: how many documents or months.
        max_age_days: how old the newest day may be; None: any age.
        max_age_months: the same, in months.
        year_ends: the month in which a tax year ends.
        is_optional: whether the case is complete without it.
    """

    key: Any
    kind: str
    rule: RequirementRule = RequirementRule.COUNT
    count: int = 1
    max_age_days: int | None = None
    max_age_months: int | None = None
    year_ends: int = 2
    is_optional: bool = False

    @property
    def label(self) -> str:
        """The kind as people call it."""
        return str(DocumentKind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Held:
    """One document of a case.

    Args:
        key: whatever names it.
        kind: its type; empty while nobody knows.
        date: its own date.
        start: first day of its period.
        end: last day of its period.
        accounts: the accounts it tells of, however they are named; empty where none was read.
        tax_year: the year a tax form is for.
        content: what two copies of the same bytes share.
        is_waiting: whether a person has yet to look at it.
        is_failed: whether it could not be read.
    """

    key: Any
    kind: str
    date: Day | None = None
    start: Day | None = None
    end: Day | None = None
    accounts: frozenset[str] = frozenset()
    tax_year: int | None = None
    content: str = ""
    is_waiting: bool = False
    is_failed: bool = False

    @property
    def period(self) -> Period | None:
        """The days it covers: a payslip without a period stands for the month of its date."""
        if self.start and self.end and self.start <= self.end:
            return self.start, self.end
        if self.date and self.kind not in STATEMENTS:
            return month_of(self.date)
        return None

    @property
    def newest_day(self) -> Day | None:
        """The day by which its age is told."""
        return self.date or self.end


@dataclass(frozen=True, slots=True)
class Use:
    """What one document does for one requirement."""

    key: Any
    standing: Standing


@dataclass(frozen=True, slots=True)
class Item:
    """One requirement, where it stands, what is used for it and what is missing in words."""

    requirement: Requirement
    state: State
    uses: tuple[Use, ...] = ()
    missing: tuple[str, ...] = ()
    wanted: Period | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every requirement of a case on one day."""

    at: Day
    items: tuple[Item, ...] = field(default_factory=tuple)

    @property
    def is_complete(self) -> bool:
        """Whether everything that is not optional is met."""
        return all(item.state is State.MET or item.requirement.is_optional for item in self.items)

    @property
    def missing(self) -> list[str]:
        """What is missing of what is not optional, in words."""
        return [words for item in self.items if not item.requirement.is_optional for words in item.missing]


def checklist(requirements: Iterable[Requirement], documents: Iterable[Held], at: Day) -> Checklist:
    """Say of each requirement whether these documents meet it on a day."""
    held = list(documents)
    return Checklist(at, tuple(_item(one, held, at) for one in requirements))


def _item(requirement: Requirement, documents: Sequence[Held], at: Day) -> Item:
    kept, uses = _sorted_out(requirement, documents, at)
    weigh = _RULES[requirement.rule]
    sure = [one for one in kept if not one.is_waiting]
    found = weigh(requirement, sure, at)
    if not found.missing:
        return _told(requirement, State.MET, found, kept, uses)
    with_waiting = weigh(requirement, kept, at)
    if not with_waiting.missing:
        return _told(requirement, State.WAITING, with_waiting, kept, uses)
    of_any_age = weigh(_ageless(requirement), kept, at)
    is_stale = not of_any_age.missing and requirement.rule is not RequirementRule.TAX_YEAR
    state = State.STALE if is_stale else State.MISSING
    return _told(requirement, state, with_waiting, kept, uses)


@dataclass(frozen=True, slots=True)
class _Weighed:
    used: frozenset[Any]
    missing: tuple[str, ...]
    wanted: Period | None = None
    account: str = ""
    stale: frozenset[Any] = frozenset()


def _told(
    requirement: Requirement, state: State, found: _Weighed, kept: Sequence[Held], uses: list[Use]
) -> Item:
    for one in kept:
        if one.key in found.used:
            uses.append(Use(one.key, Standing.WAITING if one.is_waiting else Standing.COUNTS))
        else:
            uses.append(Use(one.key, Standing.STALE if one.key in found.stale else Standing.NOT_NEEDED))
    missing = () if state is State.WAITING else found.missing
    return Item(requirement, state, tuple(uses), missing, found.wanted, found.account)


def _sorted_out(requirement: Requirement, documents: Sequence[Held], at: Day) -> tuple[list[Held], list[Use]]:
    """Return what can be weighed, and why the others of this kind cannot."""
    kept: list[Held] = []
    uses: list[Use] = []
    contents: set[str] = set()
    # Of two copies the one that nobody has to look at is the one that counts.
    for one in sorted(documents, key=lambda one: (one.is_failed, one.is_waiting)):
        if one.kind != requirement.kind:
            continue
        if standing := _unfit(requirement, one, at):
            uses.append(Use(one.key, standing))
        elif one.content and one.content in contents:
            uses.append(Use(one.key, Standing.REPEATED))
        else:
            contents.add(one.content)
            kept.append(one)
    return kept, uses


def _unfit(requirement: Requirement, one: Held, at: Day) -> Standing | None:
    if one.is_failed:
        return Standing.FAILED
    needs_period = requirement.rule is RequirementRule.MONTHS
    needs_age = requirement.rule is RequirementRule.COUNT and _oldest(requirement, at) is not None
    if (needs_period and one.period is None) or (needs_age and one.newest_day is None):
        return Standing.UNDATED
    if requirement.rule is RequirementRule.TAX_YEAR and _tax_year(requirement, one) is None:
        return Standing.UNDATED
    first_day = one.start if needs_period else one.newest_day
    return Standing.AHEAD if first_day is not None and first_day > at else None


def _count(requirement: Requirement, kept: Sequence[Held], at: Day) -> _Weighed:
    oldest = _oldest(requirement, at)
    fresh = [one for one in kept if oldest is None or (one.newest_day or Day.min) >= oldest]
    newest = sorted(fresh, key=lambda one: one.newest_day or Day.min, reverse=True)
    short = requirement.count - len(newest)
    since = f" not older than {oldest.isoformat()}" if oldest else ""
    missing = (f"{short} × {requirement.label}{since}",) if short > 0 else ()
    stale = frozenset(one.key for one in kept) - {one.key for one in fresh}
    return _Weighed(frozenset(one.key for one in newest[: requirement.count]), missing, stale=stale)


def _last_tax_year(requirement: Requirement, kept: Sequence[Held], at: Day) -> _Weighed:
    wanted = tax_year_before(at, requirement.year_ends)
    right = [one for one in kept if _tax_year(requirement, one) == wanted[1].year]
    short = requirement.count - len(right)
    missing = (f"{short} × {requirement.label} for tax year {wanted[1].year}",) if short > 0 else ()
    stale = frozenset(one.key for one in kept) - {one.key for one in right}
    return _Weighed(frozenset(one.key for one in right[: requirement.count]), missing, wanted, stale=stale)


def _months(requirement: Requirement, kept: Sequence[Held], at: Day) -> _Weighed:
    by_account: dict[str, list[Held]] = {}
    for one in kept:
        for account in sorted(one.accounts) if one.kind in STATEMENTS and one.accounts else [""]:
            by_account.setdefault(account, []).append(one)
    oldest = _oldest(requirement, at)
    best: tuple[tuple[int, int], str, Period] | None = None
    for account, documents in sorted(by_account.items()):
        covered = _joined(documents, at)
        for window in _windows(requirement.count, documents, at, oldest):
            rank = (sum(days(gap) for gap in gaps(window, covered)), -window[1].toordinal())
            if best is None or rank < best[0]:
                best = (rank, account, window)
    stale = frozenset(one.key for one in kept if oldest and (one.end or Day.max) < oldest)
    if best is None:
        window = last_months(requirement.count, at)
        return _Weighed(frozenset(), _gap_words(requirement, [window]), window, stale=stale)
    _, account, window = best
    documents = by_account[account]
    holes = gaps(window, _joined(documents, at))
    used = frozenset(one.key for one in documents if (p := one.period) and meet(p, window))
    return _Weighed(used, _gap_words(requirement, holes), window, account, stale - used)


_RULES = {
    RequirementRule.COUNT: _count,
    RequirementRule.MONTHS: _months,
    RequirementRule.TAX_YEAR: _last_tax_year,
}


def _windows(months: int, documents: Sequence[Held], at: Day, oldest: Day | None) -> set[Period]:
    """Return the periods that would do: each ends with a statement, or with a month that is over."""
    ends = {min(p[1], at) for one in documents if (p := one.period) and p[1] >= _FIRST_DAY}
    ends |= {month_of(end)[1] for end in ends} | {month_of(add_months(end, 1))[1] for end in ends}
    ends.add(last_months(1, at)[1])
    in_time = {end for end in ends if end <= at and (oldest is None or end >= oldest)}
    # A month that ended too long ago is no use; then the days up to now are what is wanted.
    return {(add_months(end + DAY, -months), end) for end in in_time or {at}}


def _joined(documents: Iterable[Held], at: Day) -> list[Period]:
    return union((p[0], min(p[1], at)) for one in documents if (p := one.period) and p[0] <= at)


def _gap_words(requirement: Requirement, holes: Iterable[Period]) -> tuple[str, ...]:
    words = []
    for start, end in holes:
        day = start
        while day <= end:
            first, last = month_of(day)
            until = min(last, end)
            is_whole = day == first and until == last
            shown = f"{day:%Y-%m}" if is_whole else f"{day.isoformat()} to {until.isoformat()}"
            words.append(f"{requirement.label} for {shown}")
            day = until + DAY
    return tuple(words)


def _oldest(requirement: Requirement, at: Day) -> Day | None:
    """Return the first day that is still fresh."""
    limits = []
    if requirement.max_age_days is not None:
        limits.append(at - dt.timedelta(days=requirement.max_age_days))
    if requirement.max_age_months is not None:
        limits.append(add_months(at, -requirement.max_age_months))
    return max(limits, default=None)


def _ageless(requirement: Requirement) -> Requirement:
    return Requirement(requirement.key, requirement.kind, requirement.rule, requirement.count)


def _tax_year(requirement: Requirement, one: Held) -> int | None:
    """Return the year a form is for: as it says, or the tax year that its last day falls into."""
    if one.tax_year is not None:
        return one.tax_year
    day = one.end
    if day is None:
        return None
    return day.year + (1 if day.month > requirement.year_ends else 0)
