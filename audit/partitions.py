"""Months of the trail: made ahead, never a default partition."""

from __future__ import annotations

import datetime as dt

from django.db import connection

PARENT = "audit_logentry"


def months_ensure(*, first: dt.date, count: int) -> list[str]:
    """Create the partitions of `count` months from the month of `first` where missing; return their names.

    Done by a function of the tables' owner: the application owns nothing of the trail.

    Source: research on partitioned trails: a default partition blocks DETACH CONCURRENTLY, so there is none.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_months_ensure(%s, %s)", [first, count])
        names: list[str] = cursor.fetchone()[0]
    return names


def months() -> list[dt.date]:
    """Return the first day of every month that has a partition, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') FROM pg_inherits "
            "WHERE inhparent = %s::regclass ORDER BY 1",
            [PARENT],
        )
        return [month for (month,) in cursor.fetchall()]


def month_after(month: dt.date) -> dt.date:
    """Return the first day of the next month."""
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def month_bounds(month: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return the first moment of a month and that of the next, in UTC."""
    first, after = month.replace(day=1), month_after(month)
    midnight = dt.time(tzinfo=dt.UTC)
    return dt.datetime.combine(first, midnight), dt.datetime.combine(after, midnight)
