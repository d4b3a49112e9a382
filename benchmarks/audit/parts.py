"""The parts of the benchmark, one after the other, at the size they are asked for."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.models import User
from accounts.roles import Role
from accounts.services.people import user_create
from benchmarks.audit.database import Owner
from benchmarks.audit.load import Load
from benchmarks.audit.proving import proving
from benchmarks.audit.subjects import subject_access
from benchmarks.audit.writes import latency, locks, tail
from benchmarks.figures import Figure

_BEAT: Any = settings.CELERY_BEAT_SCHEDULE["trail-seal"]["schedule"]


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of everything. A smaller one tells whether it still runs, not how fast."""

    rows: int = 10_000_000
    sealed: int = 1_000_000
    months: int = 25
    clients: int = 16
    rate: int = 500
    rounds: int = 3
    round_seconds: float = 12.0  # longer than the beat: each round is sealed at least once
    tail_seconds: float = 75.0
    people: int = 8
    beat: float = _BEAT.total_seconds()


def measure(scale: Scale, parts: Collection[str], *, owner: Owner) -> Iterator[Figure]:
    """Yield the figures of the given parts, each part as soon as it is measured."""
    actors = [_person(number) for number in range(scale.people)]
    ids = [actor.pk for actor in actors]
    paced = Load(scale.clients, scale.round_seconds, scale.rate)
    if "latency" in parts:
        yield from latency(actors[0], paced, rounds=scale.rounds, beat=scale.beat)
    if "locks" in parts:
        yield from locks(scale.clients, scale.round_seconds, rounds=scale.rounds, beat=scale.beat)
    if "tail" in parts:
        yield from tail(Load(scale.clients, scale.tail_seconds, scale.rate), beat=scale.beat)
    if "proving" in parts:
        yield from proving(scale.sealed, actors=ids, owner=owner)
    if "subjects" in parts:
        yield from subject_access(scale.rows, months=scale.months, actors=ids, owner=owner)


def _person(number: int) -> User:
    return user_create(
        email=f"bench{number}@example.com",
        full_name=f"Bench {number}",
        password=secrets.token_urlsafe(24),
        role=Role.PROCESSOR,
    )
