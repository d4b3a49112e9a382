"""Fills the trail with events as SQL makes them: many, over many months, and as uneven as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from audit.partitions import month_bounds, months_ensure
from benchmarks.audit.database import Owner

MANY = 100_000  # rows from which indexes are built afterwards
PEOPLE = 400_000  # data subjects; few of them are in most events
_TOGETHER = 1_000
_LIST = 10  # people on a page of a list

# A person in the text of a uuid; the lower the number, the more often.
_PERSON = f"md5('person' || floor({PEOPLE} * random() ^ 2))::uuid"
_EVENTS = """
INSERT INTO audit_logentry (id, timestamp, event, action, interface, purpose, actor_id, session_id,
    content_type_id, object_pk, object_repr, subject_refs, count, changes_text, cid, remote_addr)
SELECT {id}, at,
    (ARRAY['document.viewed', 'document.listed', 'page.viewed', 'subject.viewed', 'document.received'])
        [1 + floor(5 * random() ^ 2)],
    CASE WHEN random() < 0.8 THEN 3 ELSE 1 END, 'api',
    (ARRAY['Loan review', 'Complaint', 'Collections', 'Audit', ''])[1 + floor(5 * random() ^ 2)],
    (%(actors)s::uuid[])[1 + floor(%(actor_count)s * random() ^ 3)], gen_random_uuid(),
    12, gen_random_uuid()::text, 'documents.document:' || n, {subjects}, 1, '', md5(n::text),
    ('10.0.' || n %% 200 || '.' || n %% 250)::inet
FROM (
    SELECT n, %(since)s::timestamptz + n * (%(until)s::timestamptz - %(since)s::timestamptz) / %(rows)s AS at
    FROM generate_series(0, %(rows)s - 1) n
) made
"""
# As uuid7() makes them: they begin with the time, and so lie in the order they were made.
_HEX = "lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')"
_ID = f"(left({_HEX}, 8) || '-' || right({_HEX}, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid"
_CROWD = f"""CASE WHEN random() < 0.2 THEN '{{}}'::uuid[] WHEN random() < 0.9 THEN ARRAY[{_PERSON}]
    ELSE ARRAY[{", ".join([_PERSON] * _LIST)}] END"""
# Somebody in every so manieth event, so that no two of them lie in one block.
_SOMEBODY = """CASE WHEN n %% %(step{0})s = {0} AND n < %(end{0})s THEN ARRAY[%(who{0})s::uuid]
    ELSE {1} END"""


@dataclass(frozen=True, slots=True)
class Filling:
    """What is filled in: how many rows, into how many months before the given one, done by whom."""

    rows: int
    months: int
    last: dt.date
    actors: Sequence[UUID]

    def bounds(self) -> list[tuple[dt.datetime, dt.datetime]]:
        """Return the beginning and the end of each month, oldest first."""
        found = [self.last.replace(day=1)]
        while len(found) < self.months:
            found.append((found[-1] - dt.timedelta(days=1)).replace(day=1))
        return [month_bounds(month) for month in reversed(found)]


def fill(filling: Filling, people: dict[UUID, int], *, owner: Owner) -> None:
    """Write the events of a crowd, over all months, and among them those of `people`.

    Args:
        filling: how many, when and by whom.
        people: data subjects, and in how many events each is; the months take turns.
        owner: of the tables; builds the indexes afterwards where there are many rows, which is quicker.
    """
    bounds = filling.bounds()
    months_ensure(first=bounds[0][0].date(), count=len(bounds))
    turns = [(subject, times) for subject, events in people.items() for times in _spread(events, len(bounds))]
    with owner() as cursor:
        indexes = _indexes_take(cursor) if filling.rows >= MANY else []
        for number, window in enumerate(bounds):
            chosen = dict(turns[number :: len(bounds)])
            _insert(cursor, filling, window, filling.rows // len(bounds), chosen)
        for index in indexes:
            cursor.execute(index)
        cursor.execute("ANALYZE audit_logentry")


def _spread(events: int, months: int) -> list[int]:
    """Return how many of the events each month has."""
    return [(events * (month + 1)) // months - (events * month) // months for month in range(months)]


_APART = dt.timedelta(microseconds=100)  # a million in two minutes: no time is far from its seal's


def backlog(rows: int, *, actors: Sequence[UUID], owner: Owner) -> None:
    """Write events of now that wait for their seal, a thousand in each transaction."""
    now = dt.datetime.now(dt.UTC)
    filling = Filling(rows, 1, now.date(), actors)
    with owner() as cursor:
        for done in range(0, rows, _TOGETHER):
            since = now + done * _APART
            window = since, since + _TOGETHER * _APART
            _insert(cursor, filling, window, min(_TOGETHER, rows - done), {})


def _indexes_take(cursor: Any) -> list[str]:
    """Drop the indexes but that of the key; return what makes them again."""
    cursor.execute(
        "SELECT indexname, replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes "
        "WHERE tablename = 'audit_logentry' AND indexname LIKE 'trail%'"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("SET maintenance_work_mem = '1GB'")
    return [definition for _, definition in found]


def _insert(
    cursor: Any,
    filling: Filling,
    window: tuple[dt.datetime, dt.datetime],
    rows: int,
    people: Mapping[UUID, int],
) -> None:
    """Write so many events into a window; each of `people` is in as many of them as it says."""
    subjects = _CROWD
    parameters: dict[str, Any] = {}
    for place, (subject, times) in enumerate((s, t) for s, t in people.items() if t):
        subjects = _SOMEBODY.format(place, subjects)
        step = rows // times
        parameters |= {f"step{place}": step, f"end{place}": step * times, f"who{place}": subject}
    cursor.execute(
        _EVENTS.format(id=_ID, subjects=subjects),
        {
            "since": window[0],
            "until": window[1],
            "rows": rows,
            "actors": list(filling.actors),
            "actor_count": len(filling.actors),
            **parameters,
        },
    )
