"""Holds: placed and released by officers, with a reason each time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from accounts.models import User
from documents.exceptions import HoldNotFound
from documents.models import Document, DocumentHold
from documents.services.editing import document_lock
from documents.services.grants import record


def hold_place(*, actor: User, document: Document, reason: str, at: dt.datetime) -> DocumentHold:
    """Hold a document: from now on nothing bins or destroys it. Several holds stand beside each other."""
    with transaction.atomic():
        locked = document_lock(document)
        hold: DocumentHold = DocumentHold.objects.create(
            document=locked, reason=reason.strip(), placed_by=actor, placed_at=at
        )
        record("document.held", target=locked, reason=hold.reason, details={"hold": str(hold.pk)})
    return hold


def hold_release(
    *, actor: User, document: Document, hold_id: UUID, because: str, at: dt.datetime
) -> DocumentHold:
    """Release one hold; the document is free when none is left.

    Raises:
        HoldNotFound: there is no such hold in force on the document.
    """
    with transaction.atomic():
        locked = document_lock(document)
        hold = locked.holds.select_for_update().filter(pk=hold_id, released_at__isnull=True).first()
        if hold is None:
            raise HoldNotFound("There is no such hold in force on this document.")
        hold.released_by, hold.released_at, hold.released_because = actor, at, because.strip()
        hold.save()
        record(
            "document.released", target=locked, reason=hold.released_because, details={"hold": str(hold.pk)}
        )
    return hold
