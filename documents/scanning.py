"""Malware scans: PostgreSQL says what waits; whatever the scanner has not let through stays closed."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit import trail
from documents.clamd import clamd_scan
from documents.constants import SCAN_LEASE, SCAN_PATIENCE, DocumentStatus, RunState, ScanState
from documents.exceptions import ScannerAway
from documents.models import Document, ProcessingRun, Scan
from documents.receiving import task_send
from vault.exceptions import VaultError
from vault.services import files_primitive
from vault.storage import sealed_chunks

logger = logging.getLogger(__name__)

RENEW_BYTES = 64 * 1024**2


def scan_run(scan_id: UUID, *, at: dt.datetime) -> str:
    """Scan one version, if it waits and nobody else does; return its state then.

    Where the scanner is away the scan goes on waiting, and the sweep tries again.
    """
    scan = _claim(scan_id, at)
    if scan is None:
        return "not due"
    try:
        signature = clamd_scan(_plaintext(scan))
    except (ScannerAway, VaultError) as error:
        logger.warning("scan %s waits: %s", scan_id, error)
        Scan.objects.filter(pk=scan.pk, state=ScanState.WAITING).update(
            error=str(error), lease_expires_at=None, queued_at=timezone.now()
        )
        return ScanState.WAITING.value
    return _close(scan, signature, timezone.now())


def scans_waiting(*, at: dt.datetime, limit: int) -> list[UUID]:
    """Return scans that wait and that nobody does, oldest first."""
    idle = Q(lease_expires_at__isnull=True, queued_at__lt=at - SCAN_PATIENCE) | Q(lease_expires_at__lt=at)
    waiting = Scan.objects.filter(idle, state=ScanState.WAITING)
    return list(waiting.order_by("queued_at", "pk").values_list("pk", flat=True)[:limit])


def scans_queued_again(scan_ids: list[UUID], *, at: dt.datetime) -> None:
    """Note that messages were sent again, so that the next sweep does not send them too."""
    Scan.objects.filter(pk__in=scan_ids, state=ScanState.WAITING).update(queued_at=at)


def _claim(scan_id: UUID, at: dt.datetime) -> Scan | None:
    with transaction.atomic():
        scan = (
            Scan.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("version__document__data_key", "version__data_key")
            .filter(Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lt=at))
            .filter(pk=scan_id, state=ScanState.WAITING)
            .first()
        )
        if scan is not None:
            scan.attempts += 1
            scan.lease_expires_at = at + SCAN_LEASE
            scan.save(update_fields=["attempts", "lease_expires_at"])
    return scan


def _plaintext(scan: Scan) -> Iterator[bytes]:
    """Yield the decrypted bytes; a long scan keeps its lease."""
    version, since = scan.version, 0
    primitive = files_primitive(version.files_key)
    for chunk in sealed_chunks(primitive, version.storage_key, version.binding()):
        yield chunk
        since += len(chunk)
        if since >= RENEW_BYTES:
            since = 0
            Scan.objects.filter(pk=scan.pk).update(lease_expires_at=timezone.now() + SCAN_LEASE)


def _close(scan: Scan, signature: str, at: dt.datetime) -> str:
    """Write the verdict: a clean version goes on to be read, another is locked away."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=scan.version.document_id)
        locked = Scan.objects.select_for_update().get(pk=scan.pk)
        if locked.state != ScanState.WAITING:
            return locked.state
        locked.state = ScanState.FOUND if signature else ScanState.CLEAN
        locked.signature, locked.error = signature, ""
        locked.finished_at, locked.lease_expires_at = at, None
        locked.save()
        runs = ProcessingRun.objects.filter(version_id=scan.version_id, state=RunState.QUEUED)
        # An older version's verdict says nothing about the document as it stands.
        is_newest = not document.versions.filter(number__gt=scan.version.number).exists()
        if signature:
            failure = f"Malware was found in the file: {signature}. It can only be destroyed."
            runs.update(state=RunState.FAILED, finished_at=at, error=failure)
            if is_newest:
                document.status = DocumentStatus.QUARANTINED
                document.failure_code, document.failure = "malware_found", failure
        else:
            if is_newest:
                document.status = DocumentStatus.RECEIVED
            for run_id in runs.values_list("pk", flat=True):
                transaction.on_commit(partial(task_send, "document_read_task", run_id=str(run_id)))
        document.save()
        trail.record(
            "document.scanned",
            target=document,
            details={"version": str(scan.version_id), "state": locked.state, "signature": signature},
        )
    return locked.state
