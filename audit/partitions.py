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
