"""What can be done to a case."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from accounts.models import DataSubject, User
from audit import trail
from documents.models import Case


def case_create(
    *,
    actor: User,
    name: str,
    at: dt.datetime,
    owner: User | None = None,
    subject: DataSubject | None = None,
) -> Case:
    """Open a case, or return the owner's case of this name."""
    with transaction.atomic():
        case, is_new = Case.objects.get_or_create(
            owner=owner or actor, name=name.strip(), defaults={"created_at": at, "subject": subject}
        )
        if is_new:
            trail.record("case.created", target=case)
    return case


def case_rename(*, actor: User, case: Case, name: str) -> Case:
    """Give a case another name."""
    with transaction.atomic():
        case.name = name.strip()
        case.save(update_fields=["name"])
        trail.record("case.renamed", target=case)
    return case
