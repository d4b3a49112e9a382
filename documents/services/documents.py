"""What can be done to a document: take in, read again, close a reason for review."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from accounts.models import DataSubject, User
from audit import trail
from documents import signals, webhook_events
from documents.constants import DocumentStatus, ReviewState, RunState
from documents.exceptions import IdempotencyKeyReused
from documents.intake import Intake, file_name_clean
from documents.models import Case, Document, ProcessingRun, ReviewTask
from documents.storing import document_insert
from documents.tasks import document_read_task

logger = logging.getLogger(__name__)


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
            run = ProcessingRun.objects.create(version=intake.version, queued_at=at)
            trail.record(
                "document.received",
                target=document,
                details={"sha256": intake.sha256, "size": intake.size, "version": str(intake.version.pk)},
            )
            webhook_events.tell(webhook_events.RECEIVED, document, at)
            transaction.on_commit(lambda: _announce(document.pk, run.pk))
    except IntegrityError:
        # Two requests with one key at once: the other one won, its document is the answer.
        if idempotency_key and (earlier := _earlier(owner, idempotency_key, intake)):
            return Created(earlier, is_new=False)
        raise
    return Created(document, is_new=True)


def document_read_again(*, actor: User, document: Document, at: dt.datetime) -> ProcessingRun:
    """Queue another reading of the newest version; a reading that still waits is returned instead."""
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        version = locked.versions.order_by("-number")[:1].get()
        newest = version.runs.order_by("-number")[:1].get()
        if newest.state in {RunState.QUEUED, RunState.RUNNING}:
            return newest
        run = ProcessingRun.objects.create(version=version, number=newest.number + 1, queued_at=at)
        locked.status = DocumentStatus.RECEIVED
        locked.failure_code = locked.failure = ""
        locked.save()
        trail.record("document.read_again", target=locked, details={"run": str(run.pk), "by": str(actor.pk)})
        transaction.on_commit(lambda: reading_wake(run.pk))
    return run


def review_close(*, actor: User, task: ReviewTask, at: dt.datetime) -> ReviewTask:
    """Mark one reason for review as dealt with; the last one makes a readable document ready."""
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=task.document_id)
        locked = ReviewTask.objects.select_for_update().get(pk=task.pk)
        if locked.state == ReviewState.OPEN:
            locked.state = ReviewState.DONE
            locked.closed_by = actor
            locked.closed_at = at
            locked.save()
            trail.record("document.review_closed", target=document, details={"task": str(locked.pk)})
        is_open = document.review_tasks.filter(state=ReviewState.OPEN).exists()
        if not is_open and document.status == DocumentStatus.NEEDS_REVIEW:
            document.status = DocumentStatus.READY
            document.save()
            webhook_events.tell(webhook_events.READY, document, at)
    return locked


def _earlier(owner: User, key: str, intake: Intake) -> Document | None:
    document = Document.objects.filter(owner=owner, idempotency_key=key).first()
    if document is not None and document.versions.get(number=1).sha256 != intake.sha256:
        raise IdempotencyKeyReused("This Idempotency-Key was used for another file. Send a new key.")
    return document


def _announce(document_id: UUID, run_id: UUID) -> None:
    signals.document_received.send(sender=Document, document_id=document_id)
    reading_wake(run_id)


def reading_wake(run_id: UUID) -> None:
    """Send the wake-up of a queued reading; where the broker is away the sweep finds the run."""
    try:
        document_read_task.delay(run_id=str(run_id))
    except (OperationalError, OSError):
        logger.warning("broker away; run %s waits for the sweep", run_id)
