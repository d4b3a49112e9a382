"""Check-outs: one person works on a document, and others' changes wait."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import User
from audit import trail
from documents.constants import CHECKOUT_LASTS, MAX_CHECKOUT
from documents.exceptions import CheckoutNotYours
from documents.keeping import refuse_others
from documents.models import Document
from documents.services.editing import document_lock
from documents.services.grants import record


def checkout_take(
    *, actor: User, document: Document, at: dt.datetime, lasts: dt.timedelta = CHECKOUT_LASTS
) -> Document:
    """Check a document out, or prolong one's own check-out; it ends by itself.

    Raises:
        DocumentCheckedOut: somebody else has it.
    """
    with transaction.atomic():
        locked = document_lock(document)
        refuse_others(locked, actor=actor, at=at)
        locked.checked_out_by = actor
        locked.checked_out_until = at + min(lasts, MAX_CHECKOUT)
        locked.save()
        until = locked.checked_out_until.isoformat()
        trail.record("document.checked_out", target=locked, details={"until": until})
    return locked


def checkout_end(
    *, actor: User, document: Document, at: dt.datetime, may_break: bool = False, reason: str = ""
) -> Document:
    """End a check-out; one that is over or was never there is ended already.

    Args:
        actor: who ends it.
        document: the document.
        at: when.
        may_break: whether the actor may end somebody else's.
        reason: why somebody else's is ended; it becomes the purpose in the trail.

    Raises:
        CheckoutNotYours: it is somebody else's, and the actor may not break it or gave no reason.
    """
    with transaction.atomic():
        locked = document_lock(document)
        until, holder = locked.checked_out_until, locked.checked_out_by_id
        if until is None:
            return locked
        is_others = holder != actor.pk and until > at
        if is_others and not (may_break and reason.strip()):
            raise CheckoutNotYours(
                f"Somebody else has this document until {until:%Y-%m-%d %H:%M} UTC. "
                "An officer can end that, with a reason."
            )
        locked.checked_out_by = locked.checked_out_until = None
        locked.save()
        event = "document.checkout_broken" if is_others else "document.checked_in"
        record(event, target=locked, reason=reason.strip(), details={"holder": str(holder)})
    return locked
