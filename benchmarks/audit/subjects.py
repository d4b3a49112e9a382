"""How long the question takes who has seen a person's data, in a trail of many events over many months."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from uuid import UUID, uuid4

from audit.questions import PAGE
from audit.subject_access import who_has_seen
from benchmarks.audit.database import Owner
from benchmarks.audit.filling import Filling, fill
from benchmarks.audit.writes import quantile
from benchmarks.figures import Figure, at_most, told

_ASKED = 40  # times each, after two that do not count


def subject_access(rows: int, *, months: int, actors: Sequence[UUID], owner: Owner) -> list[Figure]:
    """Fill the trail and ask about somebody in five of its events, and somebody in five thousand."""
    rarely, often = uuid4(), uuid4()
    many = max(10, min(5_000, rows // 10))
    started = time.perf_counter()
    before_now = dt.datetime.now(dt.UTC).date().replace(day=1) - dt.timedelta(days=1)
    fill(Filling(rows, months, before_now, actors), {rarely: 5, often: many}, owner=owner)
    filled = time.perf_counter() - started
    return [
        told("events", rows // months * months, "events"),
        told("filling", filled, "s"),
        at_most("seen_by_whom_5_events_p95", _asked(rarely, 5), "ms", 200),
        at_most("seen_by_whom_5000_events_p95", _asked(often, many), "ms", 200),
    ]


def _asked(subject: UUID, events: int) -> float:
    """Return the milliseconds that 95 % of the questions are not above."""
    took = []
    for _ in range(_ASKED + 2):
        started = time.perf_counter()
        rows, _more = who_has_seen([subject], size=PAGE)
        took.append((time.perf_counter() - started) * 1000)
    if sum(row.events for row in rows) != events:
        raise RuntimeError(f"{rows} are not the {events} events there are.")
    return quantile(took[2:], 0.95)
