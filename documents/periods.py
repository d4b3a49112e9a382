"""Periods of days, both ends included: months, gaps, tax years. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable

Day = dt.date
Period = tuple[Day, Day]
DAY = dt.timedelta(days=1)


def month_of(day: Day) -> Period:
    """Return the first and last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: Day, months: int) -> Day:
    """Return the same day some months on; the last day of that month where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return Day(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_months(months: int, at: Day) -> Period:
    """Return the last months that are over on a day."""
    last = at if at == month_of(at)[1] else at.replace(day=1) - DAY
    return add_months(last + DAY, -months), last


def tax_year_before(at: Day, year_ends: int) -> Period:
    """Return the last tax year that is over on a day; it has the name of the year it ends in."""
    year = at.year + 1
    while True:
        end = Day(year, year_ends, calendar.monthrange(year, year_ends)[1])
        if end < at:
            return add_months(end + DAY, -12), end
        year -= 1


def union(periods: Iterable[Period]) -> list[Period]:
    """Return the same days as ordered periods that neither touch nor overlap."""
    joined: list[Period] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1] + DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def gaps(window: Period, covered: Iterable[Period]) -> list[Period]:
    """Return the days of a window that none of these periods covers; the periods ordered and apart."""
    holes = []
    day = window[0]
    for start, end in covered:
        if end < day:
            continue
        if start > window[1]:
            break
        if start > day:
            holes.append((day, start - DAY))
        day = end + DAY
    if day <= window[1]:
        holes.append((day, window[1]))
    return holes


def days(period: Period) -> int:
    """Return how many days a period has."""
    return (period[1] - period[0]).days + 1


def meet(one: Period, other: Period) -> bool:
    """Tell whether two periods share a day."""
    return one[0] <= other[1] and other[0] <= one[1]
