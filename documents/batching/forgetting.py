"""Results of batches are kept for a while, then go with what was asked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from audit import trail
from audit.models import LogEntry
from documents.constants import BATCH_KEPT, BatchState
from documents.models import Batch
from vault.services import data_key_destroy

_OPEN = [BatchState.QUEUED, BatchState.RUNNING]


def batches_forget(*, at: dt.datetime, limit: int) -> int:
    """Delete batches that ended long ago, with their results and keys; return how many."""
    old = Batch.objects.filter(finished_at__lt=at - BATCH_KEPT, storage_key="").exclude(state__in=_OPEN)
    found = list(old.select_related("data_key").order_by("finished_at", "pk")[:limit])
    for batch in found:
        with transaction.atomic():
            details = {"verb": batch.verb, "total": batch.total}
            trail.record("batch.forgotten", target=batch, details=details, action=LogEntry.Action.DELETE)
            data_key_destroy(key=batch.data_key, at=at)
            batch.items.all().delete()
            batch.delete()
    return len(found)
