"""Background work on documents: load by id, call one work module."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from documents import (
    deriving,
    destruction,
    expiry,
    integrity,
    mail_fetching,
    orphans,
    reading_runs,
    scanning,
    upload_finishing,
)
from documents.batching import files, forgetting, leases, runs
from documents.constants import BUSY_PATIENCE, MAIL_BATCH, QUEUE_PATIENCE
from documents.exceptions import MailboxAway, StorageUnavailable

logger = logging.getLogger(__name__)

SWEEP_BATCH = 500
_FETCHING = "mailbox-fetching"


@shared_task(queue="read", time_limit=900, acks_late=True)
def document_read_task(*, run_id: str) -> str:
    """Read one version; safe to run twice."""
    return reading_runs.run_read(uuid.UUID(run_id))


@shared_task(queue="read", time_limit=600, acks_late=True)
def document_derive_task(*, derivation_id: str) -> None:
    """Make the files of one split, merge, rotation or redaction; safe to run twice."""
    deriving.derivation_run(uuid.UUID(derivation_id))


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def derivations_sweep_task() -> int:
    """Queue derivations again whose message was lost or whose worker died."""
    due = deriving.derivations_due(at=timezone.now(), limit=SWEEP_BATCH)
    for derivation_id in due:
        document_derive_task.delay(derivation_id=str(derivation_id))
    return len(due)


@shared_task(queue="retain", time_limit=6 * 3600, acks_late=True, ignore_result=True)
def batch_run_task(*, batch_id: str) -> None:
    """Work on a batch for one turn, and queue it again where there is more; safe to run twice."""
    if runs.batch_run(uuid.UUID(batch_id)):
        batch_run_task.delay(batch_id=batch_id)


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def batches_sweep_task() -> int:
    """Queue batches again whose message was lost or whose worker died."""
    due = leases.batches_due(at=timezone.now(), limit=SWEEP_BATCH)
    for batch_id in due:
        batch_run_task.delay(batch_id=str(batch_id))
    return len(due)


@shared_task(queue="retain", time_limit=600, ignore_result=True)
def batches_forget_task() -> int:
    """Destroy files of batches whose time is over, and results kept long enough."""
    now = timezone.now()
    return files.files_expire(at=now, limit=SWEEP_BATCH) + forgetting.batches_forget(at=now, limit=50)


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def documents_sweep_task() -> int:
    """Queue again what the database says is unfinished: expired leases, and runs whose message was lost."""
    now = timezone.now()
    due = reading_runs.runs_expired(at=now, limit=SWEEP_BATCH)
    # Only an empty queue proves that a waiting run has no message any more. One that never empties must not
    # starve a run whose message was lost: after an hour it is sent again all the same; a double does nothing.
    patience = QUEUE_PATIENCE if _backlog("read") == 0 else BUSY_PATIENCE
    due += reading_runs.runs_waiting(before=now - patience, limit=SWEEP_BATCH)
    for run_id in due:
        document_read_task.delay(run_id=str(run_id))
    reading_runs.queued_again(due, at=now)
    if due:
        logger.info("queued %d unfinished readings again", len(due))
    return len(due)


@shared_task(queue="retain", time_limit=600, ignore_result=True)
def orphans_remove_task() -> int:
    """Remove stored files that no row knows, left by a crash between storing and committing."""
    return orphans.orphans_remove(at=timezone.now())


@shared_task(queue="retain", time_limit=300, ignore_result=True)
def grants_expire_task() -> int:
    """Mark and record the grants whose time is over; they are kept, and open nothing already."""
    return expiry.grants_expire(timezone.now())


@shared_task(queue="notify", time_limit=3600, acks_late=True, ignore_result=True)
def upload_finish_task(*, upload_id: str) -> None:
    """Make a document of an upload that has arrived whole; safe to run twice."""
    upload_finishing.upload_finish(uuid.UUID(upload_id), at=timezone.now())


@shared_task(queue="notify", time_limit=300, ignore_result=True)
def uploads_sweep_task() -> None:
    """Finish what a killed process left whole, and end what nobody has gone on with."""
    now = timezone.now()
    for upload_id in upload_finishing.uploads_whole(at=now):
        upload_finish_task.delay(upload_id=str(upload_id))
    upload_finishing.uploads_expire(at=now)


@shared_task(queue="ocr", time_limit=3600, acks_late=True, ignore_result=True)
def scan_task(*, scan_id: str) -> str:
    """Scan one version for malware; safe to run twice."""
    return scanning.scan_run(uuid.UUID(scan_id), at=timezone.now())


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def scans_sweep_task() -> int:
    """Try the scans again that wait: the scanner was away, a worker was killed, a message was lost."""
    now = timezone.now()
    due = scanning.scans_waiting(at=now, limit=SWEEP_BATCH)
    for scan_id in due:
        scan_task.delay(scan_id=str(scan_id))
    scanning.scans_queued_again(due, at=now)
    return len(due)


@shared_task(queue="retain", time_limit=1800, ignore_result=True)
def mails_fetch_task() -> int:
    """Take in what came to the mailbox; return how many documents it made."""
    if not settings.IMAP_URL or not cache.add(_FETCHING, 1, timeout=1800):
        return 0
    try:
        return mail_fetching.mails_fetch(clock=timezone.now, limit=MAIL_BATCH).documents
    except (MailboxAway, StorageUnavailable) as error:
        logger.warning("the mailbox waits: %s", error)  # health says so, too
        return 0
    finally:
        cache.delete(_FETCHING)


@shared_task(queue="retain", time_limit=600, ignore_result=True)
def bin_empty_task() -> int:
    """Destroy what has been in the bin beyond its term."""
    return destruction.bin_empty(at=timezone.now())


@shared_task(queue="retain", time_limit=3300, ignore_result=True)
def files_verify_task() -> int:
    """Read stored files again, those checked longest ago first; return how many faults were found."""
    return sum(integrity.files_verify(at=timezone.now()).faults.values())


def _backlog(queue: str) -> int:
    """Return how many messages wait in a queue of the broker."""
    with current_app.connection_for_read() as connection:
        channel: Any = connection.default_channel  # kombu types it as its base, which lacks this
        try:
            return int(channel.queue_declare(queue=queue, passive=True).message_count)
        except connection.channel_errors:
            return 0  # a broker drops an empty queue: it is declared again with the next message
