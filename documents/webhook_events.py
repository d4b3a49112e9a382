"""What webhooks tell of documents: that something happened, by ids and states; the API tells the rest."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from accounts.models import User
from accounts.services.webhooks import webhook_event_create
from accounts.webhook_events import EventKind, event_declare
from documents.constants import DocumentStatus
from documents.models import Document

_FIELDS = {
    "document": "id of the document: GET /api/v1/documents/{id}",
    "case": "id of its case, or null",
    "status": "where it stands: received, ready, needs_review or failed",
}


def _sees(user: User, document_id: UUID) -> bool:
    return Document.objects.visible_to(user).filter(pk=document_id).exists()


def _kind(name: str, meaning: str) -> EventKind:
    return event_declare(
        EventKind(name=name, meaning=meaning, scope="documents:read", fields=_FIELDS, is_visible=_sees)
    )


RECEIVED = _kind("document.received", "A document came in; its reading has not begun.")
READ = _kind("document.read", "A reading ended and there are values: status is ready or needs_review.")
NEEDS_REVIEW = _kind("document.needs_review", "A reading ended with something that a person has to look at.")
READY = _kind("document.ready", "Nothing is open any more: after a reading, or after the last review.")
FAILED = _kind("document.failed", "A reading ended without values; the document says why.")

_AFTER_READING = {
    DocumentStatus.READY: (READ, READY),
    DocumentStatus.NEEDS_REVIEW: (READ, NEEDS_REVIEW),
    DocumentStatus.FAILED: (FAILED,),
}


def tell(kind: EventKind, document: Document, at: dt.datetime) -> None:
    """Put an event into the outbox, within the transaction of the change."""
    data = {
        "document": str(document.pk),
        "case": str(document.case_id) if document.case_id else None,
        "status": str(document.status),
    }
    webhook_event_create(name=kind.name, object_id=document.pk, data=data, at=at)


def tell_reading_ended(document: Document, at: dt.datetime) -> None:
    """Tell what a reading came to, by the status it left."""
    for kind in _AFTER_READING.get(DocumentStatus(document.status), ()):
        tell(kind, document, at)
