"""Runs the daily review: yesterday's events through the rules, findings into rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import TruncDate

from audit import trail
from audit.models import Finding, LogEntry, ReviewTerms
from audit.review import Seen, Terms, findings_of

LOOK_BACK = dt.timedelta(days=28)
_COLUMNS = ("id", "timestamp", "event", "actor_id", "action", "count", "interface", "remote_addr")


def terms_in_force(day: dt.date) -> Terms:
    """Return the terms of a day; ours where nobody has set any."""
    row = ReviewTerms.objects.filter(in_force_from__lte=day).order_by("-in_force_from", "-created_at").first()
    if row is None:
        return Terms()
    return Terms(
        time_zone=row.time_zone,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        weekdays=frozenset(row.weekdays),
        volume_factor=row.volume_factor,
        volume_floor=row.volume_floor,
        denied_in_a_row=row.denied_in_a_row,
        failed_sign_ins=row.failed_sign_ins,
    )


def is_reviewed(day: dt.date) -> bool:
    """Tell whether a day was reviewed, on any later day."""
    after = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
    done = LogEntry.objects.filter(timestamp__gte=after, event="trail.reviewed")
    return bool(done.filter(additional_data__day=day.isoformat()).exists())


def day_review(day: dt.date, *, at: dt.datetime) -> int:
    """Review one day (UTC); return how many findings are new. Safe to run twice: what stands stays."""
    since = dt.datetime.combine(day, dt.time(), dt.UTC)
    until = since + dt.timedelta(days=1)
    found = findings_of(_events(since, until), usual=_usual(since), terms=terms_in_force(day))
    with transaction.atomic():
        stands = {(row.rule, row.actor_id) for row in Finding.objects.filter(day=day)}
        fresh = [one for one in found if (one.rule.value, one.actor) not in stands]
        Finding.objects.bulk_create(
            (
                Finding(
                    day=day,
                    rule=one.rule,
                    actor_id=one.actor,
                    count=one.count,
                    sentence=one.sentence,
                    entry_ids=one.entry_ids,
                    created_at=at,
                )
                for one in fresh
            ),
            ignore_conflicts=True,  # a second worker may review the same day
        )
        trail.record("trail.reviewed", details={"day": day.isoformat()}, count=len(fresh))
    return len(fresh)


def _events(since: dt.datetime, until: dt.datetime) -> Iterator[Seen]:
    entries = LogEntry.objects.filter(timestamp__gte=since, timestamp__lt=until).order_by("timestamp", "id")
    rows = entries.values_list(*_COLUMNS, "additional_data").iterator(chunk_size=5_000)
    for entry_id, moment, event, actor, action, count, interface, address, details in rows:
        yield Seen(
            id=entry_id,
            at=moment,
            event=event,
            actor=actor,
            is_read=action == LogEntry.Action.ACCESS,
            count=count,
            interface=interface,
            address=address or "",
            has_failed=bool(isinstance(details, dict) and details.get("findings")),
        )


def _usual(until: dt.datetime) -> dict[UUID | None, list[int]]:
    """Return, for each actor, the rows of each active day of the four weeks before."""
    days = (
        LogEntry.objects.filter(timestamp__gte=until - LOOK_BACK, timestamp__lt=until, actor_id__isnull=False)
        .order_by()
        .values_list("actor_id", TruncDate("timestamp", tzinfo=dt.UTC))
        .annotate(rows=Sum("count"))
    )
    found: dict[UUID | None, list[int]] = defaultdict(list)
    for actor, _, rows in days:
        found[actor].append(rows)
    return found
