"""How the months of the trail stand: how far each is proven, archived and held, which are due, which went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Min

from audit.archiving import month_state, months_over_rule
from audit.models import Archive, Checkpoint, DroppedMonth, Leaf, TrailHold, TrailRule
from audit.partitions import month_after, month_bounds, months
from audit.selectors import rule_in_force, years_after
from audit.state import TrailState, trail_state

# What the planner knows of each month: counting years of entries for a page would take minutes.
_ESTIMATES = """
SELECT to_date(right(c.relname, 7), 'YYYY_MM'), c.reltuples::bigint
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'audit_logentry'::regclass
"""


@dataclass(frozen=True, slots=True)
class Month:
    """One month that exists."""

    month: dt.date
    entries: int | None  # None where nobody has counted yet
    is_exact: bool  # as archived or counted now; otherwise what the planner believes
    is_over: bool
    is_sealed: bool  # to its last entry, after which none can come
    is_anchored: bool
    archive: Archive | None
    holds: tuple[TrailHold, ...]
    goes_at: dt.date | None  # when the rule lets it go
    is_due: bool
    against: tuple[str, ...]  # what stands against a month that is due; empty: it may go


@dataclass(frozen=True, slots=True)
class Overview:
    """How the trail is kept."""

    state: TrailState
    rule: TrailRule | None
    rules: tuple[TrailRule, ...]
    months: tuple[Month, ...]
    holds: tuple[TrailHold, ...]
    dropped: tuple[DroppedMonth, ...]

    @property
    def people(self) -> dict[str, str]:
        """Return the names of those who placed and released the holds, by id."""
        ids = {key for hold in self.holds for key in (hold.placed_by, hold.released_by) if key}
        return {str(key): str(user) for key, user in get_user_model().objects.in_bulk(ids).items()}


def retention_overview(at: dt.datetime) -> Overview:
    """Return how the trail is kept: months and holds newest first.

    Months that are due are counted, as the database will when they go; the others are not.
    """
    state = trail_state()
    return Overview(
        state=state,
        rule=rule_in_force(at),
        rules=tuple(TrailRule.objects.order_by("-in_force_from", "-created_at")),
        months=_months(state, at),
        holds=tuple(TrailHold.objects.order_by("-placed_at", "-id")),
        dropped=tuple(DroppedMonth.objects.select_related("archive").order_by("-month")),
    )


def _months(state: TrailState, at: dt.datetime) -> tuple[Month, ...]:
    rule = rule_in_force(at)
    estimates, due = _estimates(), set(months_over_rule(at))
    archives = {archive.month: archive for archive in Archive.objects.order_by("created_at")}
    holds = list(TrailHold.objects.filter(released_at=None).order_by("placed_at", "id"))
    anchored_until = _anchored_until(state.anchored)
    found = []
    for month in reversed(months()):
        until, archive = month_bounds(month)[1], archives.get(month)
        counted = month_state(month, at) if month in due else None
        is_sealed = until <= (state.oldest_unsealed or at)
        found.append(
            Month(
                month=month,
                entries=counted.entries if counted else archive.entries if archive else estimates.get(month),
                is_exact=counted is not None or archive is not None,
                is_over=until <= at,
                is_sealed=is_sealed,
                is_anchored=is_sealed and anchored_until is not None and until <= anchored_until,
                archive=archive,
                holds=tuple(h for h in holds if h.since < month_after(month) and h.until > month),
                goes_at=years_after(until, rule.years).date() if rule else None,
                is_due=counted is not None,
                against=counted.against if counted else (),
            )
        )
    return tuple(found)


def _anchored_until(anchored: Checkpoint | None) -> dt.datetime | None:
    """Return the moment before which every sealed entry is under an anchored checkpoint; None without one."""
    if anchored is None:
        return None
    later: dt.datetime | None = Leaf.objects.filter(index__gte=anchored.size).aggregate(
        first=Min("entry_at")
    )["first"]
    return later or dt.datetime.max.replace(tzinfo=dt.UTC)


def _estimates() -> dict[dt.date, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATES)
        return {month: count if count >= 0 else None for month, count in cursor.fetchall()}
