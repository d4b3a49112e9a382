"""A file that has arrived whole becomes a document: the one way, whatever brought it."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from accounts.models import DataSubject, User
from audit import trail
from documents import signals, webhook_events
from documents.constants import DocumentStatus, ScanState
from documents.exceptions import IdempotencyKeyReused
from documents.intake import Intake, file_name_clean
from documents.models import Case, Document, DocumentVersion, ProcessingRun, Scan
from documents.storing import document_insert

logger = logging.getLogger(__name__)

_QUEUES = {"document_read_task": "read", "scan_task": "ocr", "upload_finish_task": "notify"}


@dataclass(frozen=True, slots=True)
class Created:
    """The document, and whether this call made it (False: a repeated request, answered as the first)."""

    document: Document
    is_new: bool


def document_create(
    *,
    actor: User,
    intake: Intake,
    file_name: str,
    at: dt.datetime,
    owner: User | None = None,
    case: Case | None = None,
    subject: DataSubject | None = None,
    idempotency_key: str = "",
) -> Created:
    """Store a file as a new document and queue its reading.

    Args:
        actor: who brings it.
        intake: the file, written whole.
        file_name: as the person named it; cleaned for display, never used as a path.
        at: when.
        owner: whose it becomes; the actor's by default.
        case: the case it belongs to, already checked to be visible to the actor.
        subject: whom it is about, already checked; its case's subject by default.
        idempotency_key: a repeated call with the same key and bytes returns the first document.

    Raises:
        IdempotencyKeyReused: the key came with other bytes before.
        StorageUnavailable: the file could not be stored; nothing was kept.
    """
    owner = owner or actor
    if idempotency_key and (earlier := _earlier(owner, idempotency_key, intake)):
        return Created(earlier, is_new=False)
    name = file_name_clean(file_name)
    intake.store()
    try:
        with transaction.atomic():
            document = document_insert(
                intake,
                name=name,
                owner=owner,
                case=case,
                subject=subject,
                at=at,
                idempotency_key=idempotency_key,
                made_by=actor,
            )
            run = version_queue(intake.version, at=at)
            trail.record(
                "document.received",
                target=document,
                details={"sha256": intake.sha256, "size": intake.size, "version": str(intake.version.pk)},
            )
            webhook_events.tell(webhook_events.RECEIVED, document, at)
            transaction.on_commit(lambda: _announce(document.pk, run))
    except IntegrityError:
        # Two requests with one key at once: the other one won, its document is the answer.
        if idempotency_key and (earlier := _earlier(owner, idempotency_key, intake)):
            return Created(earlier, is_new=False)
        raise
    return Created(document, is_new=True)


def _earlier(owner: User, key: str, intake: Intake) -> Document | None:
    document = Document.objects.filter(owner=owner, idempotency_key=key).first()
    if document is not None and document.versions.get(number=1).sha256 != intake.sha256:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another file. Send a new key.")
    return document


def version_queue(version: DocumentVersion, *, number: int = 1, at: dt.datetime) -> ProcessingRun:
    """Queue a new version for reading in the caller's transaction, behind a scan where one is set up.

    The caller wakes it on commit, by `version_wake`.
    """
    if settings.CLAMD_URI:
        Scan.objects.create(version=version, queued_at=at)
        version.document.status = DocumentStatus.SCANNING
        version.document.save(update_fields=["status", "updated_at"])
    return ProcessingRun.objects.create(version=version, number=number, queued_at=at)


def version_wake(run: ProcessingRun) -> None:
    """Send the wake-up for a queued version; where the broker is away the sweep finds it."""
    scan = Scan.objects.filter(version_id=run.version_id, state=ScanState.WAITING).first()
    name, kwargs = (
        ("document_read_task", {"run_id": str(run.pk)})
        if scan is None
        else ("scan_task", {"scan_id": str(scan.pk)})
    )
    task_send(name, **kwargs)


def task_send(name: str, **kwargs: str) -> None:
    """Send a task of this app to its queue by name; where the broker is away a sweep does it later."""
    try:
        # By name: this module stands below the tasks, and a process may not have them loaded.
        current_app.send_task(f"documents.tasks.{name}", kwargs=kwargs, queue=_QUEUES[name])
    except (OperationalError, OSError):
        logger.warning("broker away; %s %s waits for the sweep", name, kwargs)


def _announce(document_id: UUID, run: ProcessingRun) -> None:
    signals.document_received.send(sender=Document, document_id=document_id)
    version_wake(run)
