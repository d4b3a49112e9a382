"""What can be done to a document: take in, read again, close a reason for review."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit import trail
from documents import selectors, webhook_events
from documents.constants import DocumentStatus, ReviewState, RunState
from documents.models import Document, ProcessingRun, ReviewTask
from documents.receiving import Created, document_create, version_wake

__all__ = ["Created", "document_create", "document_read_again", "review_close"]


def document_read_again(*, actor: User, document: Document, at: dt.datetime) -> ProcessingRun:
    """Queue another reading of the newest version; a reading that still waits is returned instead.

    Raises:
        AwaitingScan, Quarantined: the file may not be opened.
    """
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        version = locked.versions.order_by("-number")[:1].get()
        selectors.scan_refuse(version)
        newest = version.runs.order_by("-number")[:1].get()
        if newest.state in {RunState.QUEUED, RunState.RUNNING}:
            return newest
        run = ProcessingRun.objects.create(version=version, number=newest.number + 1, queued_at=at)
        locked.status = DocumentStatus.RECEIVED
        locked.failure_code = locked.failure = ""
        locked.save()
        trail.record("document.read_again", target=locked, details={"run": str(run.pk), "by": str(actor.pk)})
        transaction.on_commit(lambda: version_wake(run))
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
