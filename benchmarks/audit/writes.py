"""What the trail costs whoever writes: latency at a pace, locks, and how long entries wait for their seal."""

from __future__ import annotations

import time
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from auditlog.registry import auditlog
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit import trail
from audit.health import trail_parts
from audit.sealing import seal
from benchmarks.audit.load import Load, Write, beside, highest, run
from benchmarks.figures import Figure, at_least, at_most, told
from documents.models import Case
from documents.services import case_create

WORK = 0.005  # seconds a client works on after its entry, its transaction open
_WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND locktype IN ('advisory', 'relation', 'tuple', 'transactionid', 'object')
"""


def sealing() -> None:
    """Seal as the worker does."""
    seal(at=timezone.now)


def renaming(cases: list[UUID], with_trail: bool) -> Write:  # noqa: FBT001 - crosses a process
    """Return the smallest write there is: a row changed, its entry in the same transaction, or none."""
    found = {number: Case.objects.get(pk=case) for number, case in enumerate(cases)}
    connection.close()
    if not with_trail:
        auditlog.unregister(Case)
        trail.record = _nothing  # type: ignore[assignment]  # in this process, which ends with the round

    def write(number: int) -> None:
        case = found[number]
        with transaction.atomic():
            case.name = uuid4().hex
            case.save(update_fields=["name"])
            trail.record("case.updated", target=case)

    return write


def recording() -> Write:
    """Return a write that goes on with other work once its entry is written."""

    def write(_: int) -> None:
        with transaction.atomic():
            trail.record("case.updated", subject_refs=[uuid4()])
            time.sleep(WORK)

    return write


def latency(actor: User, load: Load, *, rounds: int, beat: float) -> list[Figure]:
    """Return by how much a write is slower for the trail: rounds with and without take turns."""
    cases = [case_create(actor=actor, name=uuid4().hex, at=timezone.now()).pk for _ in range(load.clients)]
    found: dict[bool, dict[float, list[float]]] = {True: {}, False: {}}
    ratios: dict[float, list[float]] = {0.5: [], 0.95: []}
    for _ in range(rounds):
        without = run(load, renaming, cases, False)
        with beside(sealing, every=beat):
            with_trail = run(load, renaming, cases, True)
        for share, seen in ratios.items():
            bare, full = quantile(without, share), quantile(with_trail, share)
            found[False].setdefault(share, []).append(bare)
            found[True].setdefault(share, []).append(full)
            seen.append(full / bare)
    return [
        told("write_p50_without_trail", median(found[False][0.5]), "ms"),
        told("write_p50_with_trail", median(found[True][0.5]), "ms"),
        told("write_p95_without_trail", median(found[False][0.95]), "ms"),
        told("write_p95_with_trail", median(found[True][0.95]), "ms"),
        at_most("write_p50_overhead", (median(ratios[0.5]) - 1) * 100, "%", 10),
        at_most("write_p95_overhead", (median(ratios[0.95]) - 1) * 100, "%", 10),
    ]


def locks(clients: int, seconds: float, *, rounds: int, beat: float) -> list[Figure]:
    """Return how much of their rate clients keep while the trail is sealed, and whether one waits."""
    load = Load(clients, seconds)
    shares, waits = [], 0.0
    for _ in range(rounds):
        alone = len(run(load, recording)) / seconds
        with beside(sealing, every=beat), highest(_waiting) as most:
            sealed = len(run(load, recording)) / seconds
        shares.append((alone, sealed))
        waits = max(waits, most.value)
    return [
        told("entries_without_sealing", median(alone for alone, _ in shares), "per s"),
        told("entries_with_sealing", median(sealed for _, sealed in shares), "per s"),
        at_least("rate_kept", median(sealed / max(alone, 1.0) for alone, sealed in shares) * 100, "%", 90),
        at_most("clients_seen_waiting_for_a_lock", waits, "", 0),
    ]


def tail(load: Load, *, beat: float) -> list[Figure]:
    """Return how long the oldest entry waited for its seal while writes go on, looked at twice a second."""
    with beside(sealing, every=beat), highest(_age) as oldest:
        written = run(load, recording)
    return [
        told("writes_during_tail", len(written) / load.seconds, "per s"),
        at_most("unsealed_tail_oldest", oldest.value, "s", 60),
    ]


def quantile(values: list[float], share: float) -> float:
    """Return the value that this share of the values is not above."""
    return sorted(values)[max(0, round(len(values) * share) - 1)]


def _age() -> float:
    parts = {part.name: part for part in trail_parts(timezone.now())}
    return parts["trail_sealing"].age or 0.0


def _waiting() -> float:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        return float(cursor.fetchone()[0])


def _nothing(*_: Any, **__: Any) -> None:
    """Record nothing."""
