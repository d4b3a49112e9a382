"""One reading of one version, safe to start twice and to be killed at any moment.

PostgreSQL says who may read (state, lease, token); whoever's token is gone drops what it read.
"""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from audit import trail
from documents import results, signals, webhook_events
from documents.constants import (
    MAX_ATTEMPTS,
    MAX_READ_BYTES,
    QUEUE_PATIENCE,
    READ_TIMEOUT,
    DocumentStatus,
    RunState,
    ScanState,
)
from documents.exceptions import LeaseLost
from documents.models import Document, DocumentVersion, ProcessingRun
from documents.reading.sandbox import Sandbox, SandboxError
from documents.reading.types import Format, Reading
from documents.reading.verdict import verdict
from vault.exceptions import VaultError
from vault.services import files_primitive
from vault.storage import documents_storage, sealed_chunks, sealed_write

logger = logging.getLogger(__name__)

# What the malware scan has let through, or never had to look at.
_LET_THROUGH = Q(version__scan__isnull=True) | Q(version__scan__state=ScanState.CLEAN)

_sandbox: Sandbox | None = None


def run_read(run_id: uuid.UUID) -> str:
    """Read the version of a run, if it is due, and store the result; return the document's new status.

    Returns "not due" where another worker has the run or it is finished: a doubled message does nothing.
    Where no reading process can be started, which is no fault of the file, the run is queued again as if
    it had not been tried, and "not started" is returned.
    """
    run = run_claim(run_id, at=timezone.now())
    if run is None:
        return "not due"
    try:
        reading = _read(run)
        return _finish(run, reading)
    except SandboxError as error:
        logger.exception("run %s waits: no reading process can be started", run_id)
        run_release(run, because=str(error), at=timezone.now())
        return "not started"
    except LeaseLost:
        logger.warning("run %s was taken over; its result is dropped", run_id)
        return "lease lost"


def run_claim(run_id: uuid.UUID, *, at: dt.datetime) -> ProcessingRun | None:
    """Take the lease of a run that is queued or whose lease ran out; None where there is nothing to do."""
    with transaction.atomic():
        run = (
            ProcessingRun.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("version__document__data_key", "version__data_key")
            .filter(pk=run_id)
            .filter(_LET_THROUGH)
            .filter(Q(state=RunState.QUEUED) | Q(state=RunState.RUNNING, lease_expires_at__lt=at))
            .first()
        )
        if run is None:
            return None
        if run.attempts >= MAX_ATTEMPTS:
            _give_up(run, at)
            return None
        run.state = RunState.RUNNING
        run.attempts += 1
        run.lease_token = uuid.uuid4()
        run.lease_expires_at = at + settings.READ_LEASE
        run.started_at = run.started_at or at
        run.save()
        if _is_newest(run.version):
            Document.objects.filter(pk=run.version.document_id).update(status=DocumentStatus.READING)
    return run


def lease_renew(run: ProcessingRun) -> None:
    """Prolong the lease.

    Raises:
        LeaseLost: another worker has it.
    """
    renewed = ProcessingRun.objects.filter(
        pk=run.pk, lease_token=run.lease_token, state=RunState.RUNNING
    ).update(lease_expires_at=timezone.now() + settings.READ_LEASE)
    if not renewed:
        raise LeaseLost("The lease of this run was taken over.")


def run_release(run: ProcessingRun, *, because: str, at: dt.datetime) -> None:
    """Give a claimed run back untried, with the reason; the sweep sends it again after `QUEUE_PATIENCE`."""
    with transaction.atomic():
        released = ProcessingRun.objects.filter(
            pk=run.pk, lease_token=run.lease_token, state=RunState.RUNNING
        ).update(
            state=RunState.QUEUED,
            attempts=F("attempts") - 1,
            lease_token=None,
            lease_expires_at=None,
            queued_at=at,
            error=because,
        )
        if released:
            waiting = Document.objects.filter(pk=run.version.document_id, status=DocumentStatus.READING)
            if _is_newest(run.version):
                waiting.update(status=DocumentStatus.RECEIVED)


def _read(run: ProcessingRun) -> Reading:
    version = run.version
    if version.size > MAX_READ_BYTES:
        return Reading(
            format=Format(version.format),
            mime=version.mime,
            failure_code="too_large_to_read",
            failure=f"The file is larger than {MAX_READ_BYTES // 1024**2} MiB: it is kept, but not read. "
            "Send its parts one by one to have them read.",
        )
    try:
        with _plaintext(version) as descriptor:
            return _reader().read(
                descriptor,
                version.file_name,
                on_wait=lambda: lease_renew(run),
                timeout=READ_TIMEOUT.total_seconds(),
            )
    except VaultError as error:
        return Reading(
            format=Format.UNKNOWN,
            mime=version.mime,
            failure_code=error.code,
            failure=f"The stored file could not be opened: {error} Restore it from a backup.",
        )


def _reader() -> Sandbox:
    global _sandbox  # noqa: PLW0603 - one warm child per worker process: its models take seconds to load
    if _sandbox is None:
        _sandbox = Sandbox()
        atexit.register(_sandbox.close)
    return _sandbox


@contextmanager
def _plaintext(version: DocumentVersion) -> Iterator[int]:
    """Give the plaintext as an anonymous file in memory: it never touches a disk."""
    descriptor = os.memfd_create("muniment-plain", os.MFD_CLOEXEC)
    try:
        primitive = files_primitive(version.files_key)
        for chunk in sealed_chunks(primitive, version.storage_key, version.binding()):
            os.write(descriptor, chunk)
        os.lseek(descriptor, 0, os.SEEK_SET)
        yield descriptor
    finally:
        os.close(descriptor)


def _finish(run: ProcessingRun, reading: Reading) -> str:
    """Store the result under the lease, in one transaction, and tell who listens."""
    images = _images_store(run, reading)
    judged = verdict(reading)
    now = timezone.now()
    with transaction.atomic():
        held = ProcessingRun.objects.select_for_update().get(pk=run.pk)
        if held.lease_token != run.lease_token or held.state != RunState.RUNNING:
            raise LeaseLost("The lease of this run was taken over.")
        version = run.version
        document = Document.objects.select_for_update().get(pk=version.document_id)
        replaced = list(version.pages.exclude(image_key="").values_list("image_key", flat=True))
        transaction.on_commit(partial(_images_remove, replaced), robust=True)
        results.results_replace(version, reading, images)
        _close(held, reading, now)
        if not _is_newest(version):  # the document is what its newest version says
            return document.status
        results.document_summarise(document, reading)
        document.status = DocumentStatus(judged.status)
        results.review_replace(document, judged.reasons, now)
        document.save()
        results.index_write(document, version, reading)
        _tell(document, run, now)
    return document.status


def _is_newest(version: DocumentVersion) -> bool:
    later = DocumentVersion.objects.filter(document=version.document_id, number__gt=version.number)
    return not later.exists()


def _tell(document: Document, run: ProcessingRun, at: dt.datetime) -> None:
    trail.record("document.read", target=document, details={"status": document.status, "run": str(run.pk)})
    webhook_events.tell_reading_ended(document, at)
    transaction.on_commit(
        lambda: signals.document_read.send(
            sender=Document, document_id=document.pk, status=document.status, label=document.type
        )
    )


def _close(run: ProcessingRun, reading: Reading, at: dt.datetime) -> None:
    run.state = RunState.FAILED if reading.failure else RunState.DONE
    run.finished_at = at
    run.lease_token = None
    run.lease_expires_at = None
    run.steps = [
        [step.name, round(step.seconds, 4), results.text_clean(step.error)] for step in reading.steps
    ]
    run.error = results.text_clean(reading.failure)
    run.save()


def _images_store(run: ProcessingRun, reading: Reading) -> dict[int, tuple[str, str]]:
    """Seal the page pictures; a picture of a lost attempt is an orphan that the sweep removes."""
    primitive = files_primitive(run.version.document.data_key) if reading.images else None
    stored = {}
    for image in reading.images:
        key = f"{run.version.storage_key}.pages/{run.lease_token}/{image.number}"
        sealed_write(primitive, key, run.version.image_binding(image.number), image.content)
        stored[image.number] = (key, image.mime)
    return stored


def _images_remove(keys: list[str]) -> None:
    """Remove an earlier reading's pictures: the sweep for orphans looks at the last days only."""
    for key in keys:
        documents_storage().delete(key)


def _give_up(run: ProcessingRun, at: dt.datetime) -> None:
    reason = (
        f"Reading stopped {run.attempts} times without an answer. Open the original; "
        "read it again, or enter the values by hand."
    )
    run.state = RunState.FAILED
    run.error = reason
    run.finished_at = at
    run.lease_token = None
    run.lease_expires_at = None
    run.save()
    document = Document.objects.select_for_update().get(pk=run.version.document_id)
    if not _is_newest(run.version):
        return
    document.status = DocumentStatus.FAILED
    document.failure_code = "reader_stopped"
    document.failure = reason
    document.save()
    results.review_replace(document, [reason], at)
    trail.record("document.read", target=document, details={"status": document.status, "run": str(run.pk)})
    webhook_events.tell_reading_ended(document, at)


def runs_expired(*, at: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return ids of running runs whose lease ran out, not queued again since, oldest first."""
    unsent = Q(queued_at__lt=F("lease_expires_at")) | Q(queued_at__lt=at - QUEUE_PATIENCE)
    expired = ProcessingRun.objects.filter(unsent, state=RunState.RUNNING, lease_expires_at__lt=at)
    return list(expired.order_by("lease_expires_at", "pk").values_list("pk", flat=True)[:limit])


def runs_waiting(*, before: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return ids of runs queued before `before`, oldest first."""
    waiting = ProcessingRun.objects.filter(_LET_THROUGH, state=RunState.QUEUED, queued_at__lt=before)
    return list(waiting.order_by("queued_at", "pk").values_list("pk", flat=True)[:limit])


def queued_again(run_ids: list[uuid.UUID], *, at: dt.datetime) -> None:
    """Note that messages were sent again, so that the next sweep does not send them too."""
    unfinished = [RunState.QUEUED, RunState.RUNNING]
    ProcessingRun.objects.filter(pk__in=run_ids, state__in=unfinished).update(queued_at=at)
