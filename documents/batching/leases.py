"""Who may work on a batch: PostgreSQL says so; whoever's token is gone drops what they did last."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit import trail
from documents.constants import (
    BATCH_LEASE,
    MAX_ATTEMPTS,
    QUEUE_PATIENCE,
    BatchState,
    BatchVerb,
    ItemOutcome,
)
from documents.exceptions import LeaseLost
from documents.models import Batch, BatchItem

_FILE_MAKERS = [BatchVerb.EXPORT]
FILE_READERS = [BatchVerb.IMPORT, BatchVerb.UPDATE]


def batch_claim(batch_id: uuid.UUID, *, at: dt.datetime) -> Batch | None:
    """Take the lease of a batch that is queued or whose lease ran out; None where there is nothing to do."""
    with transaction.atomic():
        due = Q(state=BatchState.QUEUED) | Q(state=BatchState.RUNNING, lease_expires_at__lt=at)
        rows = Batch.objects.select_for_update(of=("self",), skip_locked=True)
        batch = rows.select_related("asked_by", "data_key", "file_key").filter(due, pk=batch_id).first()
        if batch is None:
            return None
        if batch.attempts >= MAX_ATTEMPTS and not _step_over(batch, at):
            batch_end(batch, BatchState.FAILED, at=at, error=f"The work stopped {batch.attempts} times.")
            return None
        batch.state = BatchState.RUNNING
        batch.attempts += 1
        batch.lease_token, batch.lease_expires_at = uuid.uuid4(), at + BATCH_LEASE
        batch.started_at = batch.started_at or at
        batch.save()
        if batch.verb in _FILE_MAKERS:
            _begin_anew(batch)
    return batch


def progress_note(batch: Batch, **changes: Any) -> None:
    """Prolong the lease and note progress, in the transaction of the work itself.

    Raises:
        LeaseLost: another worker has it, or the batch was cancelled.
    """
    mine = Batch.objects.filter(pk=batch.pk, lease_token=batch.lease_token, state=BatchState.RUNNING)
    if not mine.update(**{"lease_expires_at": timezone.now() + BATCH_LEASE, **changes}):
        raise LeaseLost("The lease of this batch was taken over, or the batch was cancelled.")


def tally_note(batch: Batch, outcomes: list[str]) -> None:
    """Count results in the transaction that writes them; raises as `progress_note`."""
    counts = {
        f"{outcome.value}_count": F(f"{outcome.value}_count") + outcomes.count(outcome.value)
        for outcome in (ItemOutcome.DONE, ItemOutcome.REFUSED, ItemOutcome.GONE)
    }
    # An export begins anew when its worker dies: what it has done until then is no progress.
    progress = {} if batch.verb in _FILE_MAKERS else {"attempts": 0}
    progress_note(batch, **counts, **progress)


def batch_release(batch: Batch, *, at: dt.datetime) -> None:
    """Give a batch back to the queue: its turn is over, there is more to do."""
    progress_note(
        batch, state=BatchState.QUEUED, queued_at=at, attempts=0, lease_token=None, lease_expires_at=None
    )


def batch_end(batch: Batch, state: BatchState, *, at: dt.datetime, error: str = "") -> None:
    """Write how a batch ended, and its event; call in a transaction that holds the row."""
    Batch.objects.filter(pk=batch.pk).update(
        state=state, finished_at=at, error=error, lease_token=None, lease_expires_at=None
    )
    ended = Batch.objects.get(pk=batch.pk)
    if ended.verb in FILE_READERS:  # what was imported is documents now
        Batch.objects.filter(pk=batch.pk).update(expires_at=at)
    details = {
        "verb": ended.verb,
        "state": state.value,
        "dry_run": ended.is_dry_run,
        "total": ended.total,
        "done": ended.done_count,
        "refused": ended.refused_count,
        "gone": ended.gone_count,
    }
    trail.record("batch.ended", target=ended, details=details, count=ended.done_count)


def batches_due(*, at: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return ids of batches whose lease ran out, or that have waited long for their message; oldest first.

    They count as sent again with this call, so that the next sweep leaves them their time.
    """
    lost = Q(state=BatchState.QUEUED, queued_at__lt=at - QUEUE_PATIENCE)
    unsent = Q(queued_at__lt=F("lease_expires_at")) | Q(queued_at__lt=at - QUEUE_PATIENCE)
    expired = unsent & Q(state=BatchState.RUNNING, lease_expires_at__lt=at)
    due = Batch.objects.filter(lost | expired).order_by("queued_at", "pk")
    found = list(due.values_list("pk", flat=True)[:limit])
    Batch.objects.filter(pk__in=found).update(queued_at=at)
    return found


def _step_over(batch: Batch, at: dt.datetime) -> bool:
    """Refuse the item at which the worker died each time; False where it was none."""
    if batch.verb in _FILE_MAKERS or batch.frozen_at is None:
        return False
    item = batch.items.filter(outcome=ItemOutcome.WAITING).order_by("position").first()
    if item is None:
        return False
    item.outcome, item.code, item.ended_at = ItemOutcome.REFUSED, "worker_stopped", at
    item.why = f"The worker stopped {batch.attempts} times at this item; it was left as it is."
    item.save()
    batch.attempts = 0
    batch.refused_count += 1
    return True


def _begin_anew(batch: Batch) -> None:
    again = batch.items.exclude(outcome=ItemOutcome.WAITING)
    again.update(outcome=ItemOutcome.WAITING, code="", why="", result={}, ended_at=None)
    Batch.objects.filter(pk=batch.pk).update(done_count=0, refused_count=0, gone_count=0)


def items_waiting(batch: Batch, limit: int) -> list[BatchItem]:
    """Return the next items without a result, locked, in order; call in a transaction."""
    waiting = batch.items.select_for_update().filter(outcome=ItemOutcome.WAITING)
    return list(waiting.order_by("position")[:limit])
