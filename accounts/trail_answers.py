"""What accounts answers the trail: is a second factor fresh, and who may ask about which data subject."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.models import DataSubject, User
from accounts.permissions import require_fresh_mfa
from audit.answers import answers


def subject_ids_of(user: Any, subject_id: UUID) -> tuple[UUID, ...]:
    """Return the id of a data subject and of all records merged into it; none where it is not theirs to ask.

    Who may read the trail may ask for every data subject; everybody else for the one that is themselves.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    rows = DataSubject.objects.all()
    if user.is_superuser or not user.has_perm("audit.view_logentry"):
        rows = rows.filter(login=user)
    if not rows.filter(pk=subject_id).exists():
        return ()
    found = {subject_id}
    waiting = {subject_id}
    while waiting:
        merged = set(DataSubject.objects.filter(merged_into__in=waiting).values_list("pk", flat=True))
        waiting = merged - found
        found |= merged
    return tuple(sorted(found))


answers.require_fresh_factor = require_fresh_mfa
answers.subject_ids_of = subject_ids_of
