"""Who has seen, or changed, what the trail knows of one data subject."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, Sum

from audit.models import LogEntry


@dataclass(frozen=True, slots=True)
class Access:
    """One actor who, for one purpose, saw or changed something of a data subject."""

    actor_id: UUID | None
    actor_name: str
    is_staff: bool
    is_service: bool
    purpose: str
    first: dt.datetime
    last: dt.datetime
    events: int
    reads: int
    count: int
    kinds: list[str]

    @property
    def category(self) -> str:
        """What kind of actor it is."""
        if self.actor_id is None:
            return "system"
        if self.is_service:
            return "service account"
        return "staff" if self.is_staff else "other person"


def who_has_seen(
    subject_ids: Sequence[UUID],
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    offset: int = 0,
    size: int,
) -> tuple[list[Access], bool]:
    """Return who touched a data subject's data and for what, last first, and whether there are more.

    One query, over the index on the subjects of entries.

    Args:
        subject_ids: every id under which the trail knows the subject.
        since: from when on, inclusive.
        until: to when, exclusive.
        offset: how many groups to pass over.
        size: how many to return.

    Source: POPIA section 23(1)(b): the identity of all third parties who have, or have had, access.
    """
    found = LogEntry.objects.filter(subject_refs__overlap=list(subject_ids))
    if since:
        found = found.filter(timestamp__gte=since)
    if until:
        found = found.filter(timestamp__lt=until)
    groups = (
        found.order_by()
        .values("actor_id", "actor__full_name", "actor__is_staff", "actor__is_service", "purpose")
        .annotate(
            first=Min("timestamp"),
            last=Max("timestamp"),
            events=Count("id"),
            reads=Count("id", filter=Q(action=LogEntry.Action.ACCESS)),
            rows=Sum("count"),
            kinds=ArrayAgg("event", distinct=True),
        )
        .order_by("-last", "actor_id", "purpose")[offset : offset + size + 1]
    )
    rows = [_access(row) for row in groups]
    return rows[:size], len(rows) > size


def _access(row: dict[str, Any]) -> Access:
    return Access(
        actor_id=row["actor_id"],
        actor_name=row["actor__full_name"] or "",
        is_staff=bool(row["actor__is_staff"]),
        is_service=bool(row["actor__is_service"]),
        purpose=row["purpose"],
        first=row["first"],
        last=row["last"],
        events=row["events"],
        reads=row["reads"],
        count=row["rows"],
        kinds=row["kinds"],
    )
