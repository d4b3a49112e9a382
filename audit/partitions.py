"""Months of the trail: made ahead, never a default partition."""

from __future__ import annotations

import datetime as dt

from django.db import connection

PARENT = "audit_logentry"


def months_ensure(*, first: dt.date, count: int) -> list[str]:
    """Create the partitions of `count` months from the month of `first` where missing; return their names.

    Source: research on partitioned trails: a default partition blocks DETACH CONCURRENTLY, so there is none.
    """
    names = []
    month = first.replace(day=1)
    for _ in range(count):
        following = (month + dt.timedelta(days=32)).replace(day=1)
        name = f"{PARENT}_{month:%Y_%m}"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {name} PARTITION OF {PARENT} "
                f"FOR VALUES FROM ('{month:%Y-%m-%d} 00:00:00+00') TO ('{following:%Y-%m-%d} 00:00:00+00')"
            )
        names.append(name)
        month = following
    return names
