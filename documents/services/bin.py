"""The bin: out of sight at once, back by restoring, gone for good after its term."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit import trail
from documents.constants import DocumentStatus
from documents.destruction import document_destroy
from documents.exceptions import DocumentNotFound, NotQuarantined
from documents.keeping import refuse_kept, refuse_others
from documents.models import Document
from documents.services.editing import Unchanged, document_lock


def document_bin(
    *, actor: User, document: Document, at: dt.datetime, unchanged: Unchanged | None = None
) -> Document:
    """Put a document into the bin: nobody sees it elsewhere any more, and after `BIN_DAYS` it is destroyed.

    Args:
        actor: who wants it gone; already allowed to.
        document: the document.
        at: when.
        unchanged: as `document_update`.

    Raises:
        DocumentOnHold: a hold is in force.
        DocumentRetained: it must be kept until a day that has not passed.
        DocumentCheckedOut: somebody else has it checked out.
        DocumentChanged: it is not what the actor has read.
    """
    with transaction.atomic():
        locked = document_lock(document, unchanged=unchanged)
        if locked.binned_at is not None:
            return locked
        refuse_kept(locked, at=at)
        refuse_others(locked, actor=actor, at=at)
        locked.binned_at, locked.binned_by = at, actor
        locked.checked_out_by = locked.checked_out_until = None
        locked.save()
        trail.record("document.binned", target=locked)
    return locked


def document_restore(*, actor: User, document: Document, at: dt.datetime) -> Document:
    """Take a document out of the bin, as it was.

    Raises:
        DocumentNotFound: it is not in the bin any more.
    """
    with transaction.atomic():
        locked = document_lock(document)
        if locked.binned_at is None:
            raise DocumentNotFound("This document is not in the bin.")
        locked.binned_at = locked.binned_by = None
        locked.save()
        trail.record("document.restored", target=locked, details={"by": str(actor.pk), "at": at.isoformat()})
    return locked


def quarantined_destroy(*, actor: User, document: Document, at: dt.datetime) -> None:
    """Destroy a document in which malware was found, at once: it does not wait for its term in the bin.

    Raises:
        NotQuarantined: nothing was found in it; it goes through the bin as everything else.
        DocumentOnHold, DocumentRetained: it must be kept, closed as it is.
        DocumentNotFound: it was destroyed meanwhile.
    """
    with transaction.atomic():
        locked = document_lock(document)
        if locked.status != DocumentStatus.QUARANTINED:
            raise NotQuarantined("No malware was found in this document. Put it into the bin.")
        refuse_kept(locked, at=at)
        locked.binned_at, locked.binned_by = at, actor
        locked.checked_out_by = locked.checked_out_until = None
        locked.save()
        document_destroy(locked.pk, because="malware", at=at)
