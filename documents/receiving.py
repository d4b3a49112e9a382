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
from documents import copies, signals, webhook_events
from documents.constants import DocumentStatus, ScanState
from documents.exceptions import IdempotencyKeyReused
from documents.intake import Intake, file_name_clean
from documents.models import Case, Document, DocumentVersion, ProcessingRun, Scan
from documents.storing import document_insert

logger = logging.getLogger(__name__)

_QUEUES = {"document_read_task": "read", "scan_task": "ocr", "upload_finish_task": "notify"}


@dataclass(frozen=True, slots=True)
class Created:
    """The document, whether this call made it, and which other one has the same bytes.

    Args:
        document: the new one; the first one for a repeated request; the copy that stands in for a new one.
        is_new: whether this call made it.
        copy_of: another document of the same bytes that whoever brings it may see.
    """

    document: Document
    is_new: bool
    copy_of: Document | None = None


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file with all that was said about it."""

    actor: User
    owner: User
    intake: Intake
    name: str
    case: Case | None
    subject: DataSubject | None
    key: str
    at: dt.datetime


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
    is_told_of_copies: bool = True,
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
        is_told_of_copies: False where a stranger sends it, who must not learn that it is there already:
            the file becomes a document of its own, whatever DUPLICATES says.

    Raises:
        DuplicateFile: whoever brings it sees another document of these bytes, and DUPLICATES is `refuse`.
        IdempotencyKeyReused: the key came with other bytes before.
        StorageUnavailable: the file could not be stored; nothing was kept.
    """
    name, owner = file_name_clean(file_name), owner or actor
    arrival = _Arrival(actor, owner, intake, name, case, subject, idempotency_key, at)
    if earlier := _earlier(arrival):
        return Created(earlier, is_new=False)
    copy = _copy(arrival, is_told_of_copies)
    if copy.document is not None and copy.stands_in:
        trail.record_read("document.linked", target=copy.document)
        return Created(copy.document, is_new=False, copy_of=copy.document)
    return _stored(arrival, copy.document)


def _copy(arrival: _Arrival, is_told: bool) -> copies.Copy:  # noqa: FBT001 - one question, split off
    sha256 = arrival.intake.sha256
    if not is_told:
        return copies.Copy(copies.copy_seen(actor=arrival.actor, sha256=sha256))
    return copies.copy_judge(
        actor=arrival.actor,
        owner=arrival.owner,
        sha256=sha256,
        case=arrival.case,
        subject=arrival.subject,
    )


def _stored(arrival: _Arrival, copy_of: Document | None) -> Created:
    arrival.intake.store()
    try:
        return Created(_written(arrival, copy_of), is_new=True, copy_of=copy_of)
    except IntegrityError:
        # Two requests with one key at once: the other one won, its document is the answer.
        if earlier := _earlier(arrival):
            return Created(earlier, is_new=False)
        raise


def _written(arrival: _Arrival, copy_of: Document | None) -> Document:
    """Write the rows of a stored file, tell of it, and have it read once they are committed."""
    intake, at = arrival.intake, arrival.at
    with transaction.atomic():
        document = document_insert(
            intake,
            name=arrival.name,
            owner=arrival.owner,
            case=arrival.case,
            subject=arrival.subject,
            at=at,
            idempotency_key=arrival.key,
            made_by=arrival.actor,
        )
        run = version_queue(intake.version, at=at)
        details = {"sha256": intake.sha256, "size": intake.size, "version": str(intake.version.pk)}
        if copy_of is not None:
            details["copy_of"] = str(copy_of.pk)
        trail.record("document.received", target=document, details=details)
        webhook_events.tell(webhook_events.RECEIVED, document, at)
        transaction.on_commit(lambda: _announce(document.pk, run))
    return document


def _earlier(arrival: _Arrival) -> Document | None:
    """Return the document that the same key made before, if any."""
    if not arrival.key:
        return None
    document = Document.objects.filter(owner=arrival.owner, idempotency_key=arrival.key).first()
    if document is not None and document.versions.get(number=1).sha256 != arrival.intake.sha256:
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
    if settings.CLAMD_URI:
        version_wake(run)
    else:  # nobody has queued a scan of it
        task_send("document_read_task", run_id=str(run.pk))
