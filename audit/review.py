"""Rules of the daily review over one day's events: pure, one pass, remembers a few numbers an actor.

Each rule gives at most one finding an actor and day. Thresholds and business hours come from a dated row.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from audit.constants import ReviewRule

ENTRIES_KEPT = 100
_ENOUGH_DAYS = 5  # an actor with fewer days of activity is measured against the floor times the factor
_EXPORTS = ("exported", "downloaded_all")
_FAILED_SIGN_INS = {"user.sign_in_failed", "user.sign_in_refused", "second_factor.refused"}
_GLASS = {"security.glass_broken", "ip_rule.broke_glass"}
_PEOPLE = {"api", "console"}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the rules look at of one event."""

    id: UUID
    at: dt.datetime
    event: str
    actor: UUID | None
    is_read: bool
    count: int
    interface: str
    address: str
    has_failed: bool = False  # a verification that found something


@dataclass(frozen=True, slots=True)
class Terms:
    """Thresholds and business hours."""

    time_zone: str = "Africa/Johannesburg"
    opens_at: dt.time = dt.time(6)
    closes_at: dt.time = dt.time(20)
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    volume_factor: float = 3.0
    volume_floor: int = 200
    denied_in_a_row: int = 5
    failed_sign_ins: int = 10

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether a moment lies in business hours."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        return local.isoweekday() in self.weekdays and self.opens_at <= local.time() < self.closes_at


@dataclass(slots=True)
class Found:
    """One rule that struck for one actor."""

    rule: ReviewRule
    actor: UUID | None
    sentence: str = ""
    count: int = 0
    entry_ids: list[UUID] = field(default_factory=list)

    def add(self, seen: Seen) -> None:
        """Count an event; the first hundred are kept by name."""
        self.count += 1
        if len(self.entry_ids) < ENTRIES_KEPT:
            self.entry_ids.append(seen.id)


def usual_most(days: Sequence[int], terms: Terms) -> float:
    """Return how many rows a day are still usual for an actor, from the days of the last four weeks.

    A multiple of the median day and three deviations over the mean must both be passed: the first alone is
    passed easily after quiet weeks, the second alone by somebody who does the same each day.

    Args:
        days: rows read or changed on each day with any activity.
        terms: the factor, and the floor under which nothing is unusual.
    """
    if len(days) < _ENOUGH_DAYS:
        return terms.volume_floor * terms.volume_factor
    spread = statistics.fmean(days) + 3 * statistics.pstdev(days)
    return max(float(terms.volume_floor), terms.volume_factor * statistics.median(days), spread)


def findings_of(
    events: Iterable[Seen], *, usual: Mapping[UUID | None, Sequence[int]], terms: Terms
) -> list[Found]:
    """Return what the rules find in one day.

    Args:
        events: the day's events, oldest first.
        usual: for each actor, the rows of each active day of the 28 days before.
        terms: thresholds and business hours.
    """
    day = _Day(terms)
    for seen in events:
        day.take(seen)
    return sorted(day.findings(usual), key=lambda found: (found.rule, str(found.actor or "")))


class _Day:
    """What is remembered of a day while its events go by."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._found: dict[tuple[ReviewRule, UUID | None], Found] = {}
        self._rows: dict[UUID | None, int] = defaultdict(int)
        self._busiest: dict[UUID | None, Found] = {}
        self._row_of_denied: dict[UUID | None, list[Seen]] = defaultdict(list)
        self._longest_denied: dict[UUID | None, list[Seen]] = defaultdict(list)

    def take(self, seen: Seen) -> None:
        """Look at one event."""
        verb = seen.event.rpartition(".")[2]
        self._volume(seen)
        self._denied(seen, is_denied=verb.endswith(("refused", "denied")))
        if seen.is_read and seen.interface in _PEOPLE and not self._terms.is_open(seen.at):
            self._add(ReviewRule.OUT_OF_HOURS, seen)
        for rule, strikes in (
            (ReviewRule.GLASS, seen.event in _GLASS),
            (ReviewRule.EXPORT, verb in _EXPORTS),
            (ReviewRule.SIGN_INS, seen.event in _FAILED_SIGN_INS),
            (ReviewRule.REPLAY, seen.event == "session.refresh_replayed"),
            (ReviewRule.TRAIL, seen.event == "trail.verified" and seen.has_failed),
        ):
            if strikes:
                self._add(rule, seen)

    def findings(self, usual: Mapping[UUID | None, Sequence[int]]) -> Iterator[Found]:
        """Yield what struck, in words."""
        for (rule, _), found in self._found.items():
            if rule is not ReviewRule.SIGN_INS or found.count >= self._terms.failed_sign_ins:
                found.sentence = _sentence(rule, found.count)
                yield found
        for actor, row in self._longest_denied.items():
            if len(row) >= self._terms.denied_in_a_row:
                found = Found(ReviewRule.DENIED, actor)
                for seen in row:
                    found.add(seen)
                found.sentence = _sentence(ReviewRule.DENIED, found.count)
                yield found
        for actor, rows in self._rows.items():
            most = usual_most(usual.get(actor, ()), self._terms)
            if rows > most:
                found = self._busiest[actor]
                found.count = rows
                found.sentence = f"{rows} rows read or changed in a day, where up to {most:.0f} were usual."
                yield found

    def _add(self, rule: ReviewRule, seen: Seen) -> None:
        self._found.setdefault((rule, seen.actor), Found(rule, seen.actor)).add(seen)

    def _volume(self, seen: Seen) -> None:
        if seen.actor is None:
            return  # the system has no usual day
        self._rows[seen.actor] += seen.count
        self._busiest.setdefault(seen.actor, Found(ReviewRule.VOLUME, seen.actor)).add(seen)

    def _denied(self, seen: Seen, *, is_denied: bool) -> None:
        row = self._row_of_denied[seen.actor]
        if not is_denied:
            row.clear()
            return
        row.append(seen)
        if len(row) > len(self._longest_denied[seen.actor]):
            self._longest_denied[seen.actor] = row[:]


def _sentence(rule: ReviewRule, count: int) -> str:
    things = {
        ReviewRule.OUT_OF_HOURS: "read{s} outside business hours.",
        ReviewRule.DENIED: "attempts in a row were refused.",
        ReviewRule.GLASS: "time{s} glass was broken.",
        ReviewRule.EXPORT: "export{s}.",
        ReviewRule.SIGN_INS: "failed sign-ins.",
        ReviewRule.REPLAY: "time{s} a spent refresh token was shown again: somebody may hold a copy.",
        ReviewRule.TRAIL: "verification{s} of the trail found something.",
    }
    return f"{count} {things[rule].format(s='' if count == 1 else 's')}"
