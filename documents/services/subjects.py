"""Whom a case or document is about."""

from __future__ import annotations

from django.db import transaction

from accounts.models import DataSubject, User
from audit import trail
from audit.models import subjects_of
from documents.holdings import Target
from documents.models import Case
from documents.services.grants import target_lock


def subject_set(*, actor: User, target: Target, subject: DataSubject | None) -> Target:
    """Say whom a case or document is about, or that it is about nobody known.

    The event names both persons, the earlier and the new one: it is part of the history of each.

    Args:
        actor: who says so; already allowed to work on the target, and to see the subject.
        target: the case or document.
        subject: the person; None: nobody.
    """
    with transaction.atomic():
        locked = target_lock(target)
        earlier = locked.subject_id
        if earlier == (subject.pk if subject else None):
            return locked
        locked.subject = subject
        locked.save(update_fields=["subject"])
        kind = "case" if isinstance(target, Case) else "document"
        trail.record(
            f"{kind}.subject_set",
            target=locked,
            subject_refs=subjects_of(locked, *([subject] if subject else []))
            + ([earlier] if earlier else []),
            details={"subject": str(subject.pk) if subject else None, "by": str(actor.pk)},
        )
    return locked
