"""What must stay as it is for now: held, retained or checked-out documents."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from documents.exceptions import DocumentCheckedOut, DocumentOnHold, DocumentRetained
from documents.models import Document


def is_kept(document: Document, *, at: dt.datetime) -> bool:
    """Tell whether a hold or a retention period forbids to bin or destroy the document."""
    return document.held or (document.retained_until is not None and document.retained_until >= at.date())


def refuse_kept(document: Document, *, at: dt.datetime) -> None:
    """Refuse where the document must be kept; the database refuses the same.

    Raises:
        DocumentOnHold: a hold is in force.
        DocumentRetained: it must be kept until a day that has not passed.
    """
    if document.held:
        raise DocumentOnHold(
            "This document is on hold as evidence. A compliance officer has to release it first."
        )
    if is_kept(document, at=at):
        raise DocumentRetained(f"This document must be kept until {document.retained_until}.")


def refuse_others(document: Document, *, actor: User, at: dt.datetime) -> None:
    """Refuse a change while somebody else has the document checked out.

    Raises:
        DocumentCheckedOut: it is somebody else's until the moment that is named.
    """
    until = document.checked_out_until
    if until is not None and until > at and document.checked_out_by_id != actor.pk:
        raise DocumentCheckedOut(
            f"Somebody else has checked this document out until {until:%Y-%m-%d %H:%M} UTC."
        )
