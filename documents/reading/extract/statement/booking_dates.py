"""Which of the dates in a row are the booking's: by their column, or by their order in the row."""

from __future__ import annotations

from collections.abc import Sequence

from documents.reading.extract.statement.table import Table
from documents.reading.extract.statement.tokens import Day, Scan
from documents.reading.extract.statement.vocabulary import Role
from documents.reading.types import Box

_BETWEEN = 2  # words between the booking's date and its value date


def booking_days(scan: Scan, table: Table) -> list[Day]:
    """Return the dates in the places for dates: the booking's first, then the value date."""
    if table.header is not None and table.ordered:
        return _by_columns(scan, table)
    return _by_order(scan, table)


def _by_columns(scan: Scan, table: Table) -> list[Day]:
    columns = table.header.columns if table.header else ()
    dated = [column for column in columns if column.role in (Role.DATE, Role.VALUE_DATE)]
    dated.sort(key=lambda column: column.role is not Role.DATE)
    if not dated:
        return [day for day in scan.days if day.start == 0]
    found = []
    for column in dated:
        others = [other for other in columns if other is not column]
        for day in scan.days:
            distance = _distance(day.box, column.x0, column.x1)
            if day not in found and distance <= min(
                (_distance(day.box, o.x0, o.x1) for o in others), default=1.0
            ):
                found.append(day)
                break
    return found


def _distance(box: Box, x0: float, x1: float) -> float:
    gap = max(x0 - box.x1, box.x0 - x1, 0.0)
    return gap + 0.01 * min(abs(box.x0 - x0), abs(box.x1 - x1))


def _by_order(scan: Scan, table: Table) -> list[Day]:
    """Take dates by their order: at the row's beginning, or right before or after the amounts."""
    days = list(scan.days)
    if not days:
        return []
    begin = _begin(table)
    first = [day for day in days if day.start <= begin or (days[0].start <= begin and _adjacent(day, days))]
    last = [day for day in days if day not in first and scan.money and day.end >= scan.money[0].start]
    if _date_comes_late(table) and scan.money:
        return _late(days, scan, table) or first
    if table.header is None and not first:
        return []
    if _value_date_leads(table) and len(first) > 1:
        first[:2] = first[1::-1]
    return [*first, *[day for day in days if day not in first and (day in last or _before_money(day, scan))]]


def _late(days: Sequence[Day], scan: Scan, table: Table) -> list[Day]:
    """Return the dates that stand after the description, as many as the heading has columns for."""
    columns = table.header.columns if table.header else ()
    roles = [column.role for column in columns if column.role in (Role.DATE, Role.VALUE_DATE)]
    before = [day for day in days if day.end <= scan.money[0].start]
    found = before[-len(roles) :]
    if len(found) == len(roles) == 2 and found[1].start - found[0].end > _BETWEEN:
        found = found[1:]
    order = sorted(range(len(found)), key=lambda i: roles[i] is not Role.DATE)
    return [found[i] for i in order]


def _begin(table: Table) -> int:
    """Return before how many words dates stand in the rows of a table: none, or a number."""
    starts = [scan.days[0].start for scan in table.scans if scan.money and scan.days]
    return 0 if sum(1 for start in starts if start == 0) >= sum(1 for start in starts if start == 1) else 1


def _adjacent(day: Day, days: Sequence[Day]) -> bool:
    return any(other.end == day.start and other.start <= 1 for other in days)


def _before_money(day: Day, scan: Scan) -> bool:
    return bool(scan.money) and day.end == scan.money[0].start


def _value_date_leads(table: Table) -> bool:
    roles = [column.role for column in table.header.columns] if table.header else []
    if Role.DATE not in roles or Role.VALUE_DATE not in roles:
        return False
    return roles.index(Role.VALUE_DATE) < roles.index(Role.DATE)


def _date_comes_late(table: Table) -> bool:
    roles = [column.role for column in table.header.columns] if table.header else []
    if Role.DATE not in roles or Role.DESCRIPTION not in roles:
        return False
    return roles.index(Role.DATE) > roles.index(Role.DESCRIPTION)
