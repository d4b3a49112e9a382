"""`python -m benchmarks.batch [--documents N] [--json]`: a batch with killed workers, one that is cancelled.

In an installation of its own, filled by the scale loader. Each worker is a process that does what the task
does, with the real lease; SIGKILL ends it several times. Every result is checked, none sampled. That an item
done twice would be seen is for tests/faults/test_batch_worker_killed.py: a second hold is a row of its own.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from benchmarks.audit.database import database
from benchmarks.figures import Figure, at_least, at_most, show, told

ROOT = Path(__file__).resolve().parent.parent
TAG = "benchmark"
KILLS = 3
MEMORY_GOAL_MIB, CANCEL_GOAL_S = 400.0, 2.0
PATIENCE_S = 4 * 3600


class Worker:
    """One process that works on a batch, and the most memory it has had."""

    def __init__(self, batch_id: UUID, lease: float, environment: Mapping[str, str]) -> None:
        """Start it."""
        command = [sys.executable, "-m", "benchmarks.batch", "--work", str(batch_id), "--lease", str(lease)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=dict(environment))
        self.peak_mib = 0.0

    def look(self) -> bool:
        """Note its memory; return whether it lives."""
        with contextlib.suppress(OSError, StopIteration, IndexError):
            lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
            held = next(line for line in lines if line.startswith("VmHWM"))
            self.peak_mib = max(self.peak_mib, int(held.split()[1]) / 1024)
        return self._process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._process.wait()

    def wait(self) -> None:
        """Wait until it has nothing more to do."""
        if code := self._process.wait(timeout=600):
            raise RuntimeError(f"the worker ended with {code}")


def work(batch_id: UUID, lease: float) -> None:
    """Take turns at a batch until it has ended; while another has the lease, wait."""
    import django  # noqa: PLC0415 - reads the environment

    django.setup()
    from documents.batching import leases, runs  # noqa: PLC0415
    from documents.models import Batch  # noqa: PLC0415

    with mock.patch.object(leases, "BATCH_LEASE", dt.timedelta(seconds=lease)):
        while Batch.objects.get(pk=batch_id).is_open:
            if not runs.batch_run(batch_id):
                time.sleep(0.2)


def measured(
    *,
    email: str,
    kills: int = KILLS,
    lease: float = 60,
    ids: list[UUID] | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[Figure]:
    """Run both batches and return the figures.

    Args:
        email: whose batches they are; a role that works on everything.
        kills: how often the worker is killed, at equal distances.
        lease: seconds until a batch whose worker died is another's.
        ids: which documents; all by a search where there are none.
        environment: of the workers; this process's own by default.
    """
    from accounts.models import User  # noqa: PLC0415 - after the settings

    actor = User.objects.get(email=email)
    return [
        *_killed(actor, kills, lease, ids, environment or os.environ),
        *_cancelled(actor, lease, ids, environment or os.environ),
    ]


def _killed(
    actor: Any, kills: int, lease: float, ids: list[UUID] | None, environment: Mapping[str, str]
) -> list[Figure]:
    batch_id, began = _asked(actor, "tag", {"add": [TAG]}, ids), time.perf_counter()
    worker, peak, idle, paused = Worker(batch_id, lease, environment), 0.0, [], 0.0
    total, killed, paused_at = 0, 0, 0
    for done, seen_total in _progress(batch_id):
        total = seen_total
        if paused and done > paused_at:
            idle.append(time.perf_counter() - paused)
            paused = 0.0
        alive = worker.look()
        peak = max(peak, worker.peak_mib)
        if not alive:
            worker.wait()
            break
        if not paused and killed < kills and total and done >= total * (killed + 1) / (kills + 1):
            worker.kill()
            killed += 1
            paused, paused_at = time.perf_counter(), _done(batch_id)
            worker = Worker(batch_id, lease, environment)
    seconds = time.perf_counter() - began
    wrong = _wrong_results(batch_id, total)
    working = seconds - sum(idle)
    return [
        told("batch_documents", total, "items"),
        told("batch_kills", killed, "kills"),
        told("batch_wall_time", seconds, "s"),
        told("batch_items_per_second_while_working", total / working, "items/s"),
        told("batch_longest_pause_after_kill", max(idle, default=0.0), "s"),
        at_most("batch_wrong_results", wrong, "items", 0),
        at_least("batch_items_with_one_result", total - wrong, "items", total),
        at_most("batch_worker_peak_memory", peak, "MiB", MEMORY_GOAL_MIB),
    ]


def _cancelled(
    actor: Any, lease: float, ids: list[UUID] | None, environment: Mapping[str, str]
) -> list[Figure]:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from audit.models import LogEntry  # noqa: PLC0415
    from documents import services  # noqa: PLC0415
    from documents.models import Batch  # noqa: PLC0415

    known = LogEntry.objects.filter(event="document.tagged").count()
    batch_id = _asked(actor, "tag", {"remove": [TAG]}, ids)
    worker = Worker(batch_id, lease, environment)
    for done, total in _progress(batch_id):
        if total and done >= total / 10:
            break
    began = time.perf_counter()
    services.batch_cancel(actor=actor, batch=Batch.objects.get(pk=batch_id), at=timezone.now())
    answered = time.perf_counter() - began
    worker.wait()
    stopped = time.perf_counter() - began
    batch = Batch.objects.get(pk=batch_id)
    changed = LogEntry.objects.filter(event="document.tagged").count() - known
    return [
        at_most("batch_cancel_answered", answered, "s", CANCEL_GOAL_S),
        told("batch_cancel_worker_stopped", stopped, "s"),
        at_most("batch_cancel_uncounted_changes", abs(changed - batch.done_count), "items", 0),
    ]


def _asked(actor: Any, verb: str, terms: dict[str, Any], ids: list[UUID] | None) -> UUID:
    from django.utils import timezone  # noqa: PLC0415 - after the settings

    from audit.context import acting_by_command  # noqa: PLC0415
    from documents import services  # noqa: PLC0415
    from documents.constants import BatchVerb  # noqa: PLC0415

    search: dict[str, list[str]] | None = None if ids else {}
    ask = services.BatchAsk(verb=BatchVerb(verb), terms=terms, ids=ids, search=search)
    with acting_by_command(actor.pk):
        made = services.batch_create(actor=actor, ask=ask, at=timezone.now(), wakes_worker=False)
    return made.batch.pk


def _progress(batch_id: UUID) -> Iterator[tuple[int, int]]:
    """Tell how far a batch is, until it has ended; the total is 0 until it is settled."""
    from documents.models import Batch  # noqa: PLC0415 - after the settings

    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        batch = Batch.objects.get(pk=batch_id)
        yield batch.total - batch.waiting_count, batch.total if batch.frozen_at else 0
        if batch.state == "failed":
            raise RuntimeError(batch.error)
        time.sleep(0.1)
    raise TimeoutError(f"batch {batch_id} did not end")


def _done(batch_id: UUID) -> int:
    from documents.models import BatchItem  # noqa: PLC0415 - after the settings

    return BatchItem.objects.filter(batch=batch_id).exclude(outcome="waiting").count()


def _wrong_results(batch_id: UUID, total: int) -> int:
    """Return how many items have no result, another than done, or were done more or less than once."""
    from audit.models import LogEntry  # noqa: PLC0415 - after the settings
    from documents.models import Batch, BatchItem, DocumentTag  # noqa: PLC0415

    batch = Batch.objects.get(pk=batch_id)
    items = BatchItem.objects.filter(batch=batch_id, outcome="done")
    tagged = DocumentTag.objects.filter(tag__name=TAG, document__in=items.values("document_id"))
    events = LogEntry.objects.filter(event="document.tagged", timestamp__gte=batch.created_at)
    counts = (
        batch.total,
        batch.done_count,
        items.count(),
        items.values("document_id").distinct().count(),
        tagged.count(),
        events.count(),
    )
    return max(abs(total - count) for count in counts)


def _fill(documents: int) -> str:
    """Fill the installation; return who works on everything."""
    from django.core.management import call_command  # noqa: PLC0415 - after the settings

    from documents.scale.plan import OFFICER  # noqa: PLC0415

    sizes = {"documents": documents, "users": 50, "grants": max(10_000, documents // 4)}
    call_command("seed_scale", **sizes, stdout=sys.stderr)
    return OFFICER


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000, help="documents of the batch")
    parser.add_argument("--kills", type=int, default=KILLS, help="how often the worker is killed")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--work", type=UUID, help=argparse.SUPPRESS)
    parser.add_argument(
        "--lease", type=float, default=60, help="seconds until a dead worker's batch is another's"
    )
    options = parser.parse_args()
    if options.work:
        work(options.work, options.lease)
        return
    with database():
        email = _fill(options.documents)
        show(measured(email=email, kills=options.kills, lease=options.lease), as_json=options.json)


if __name__ == "__main__":
    main()
