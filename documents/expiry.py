"""Grants whose time is over: marked and recorded, never removed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from audit import trail
from documents.constants import GrantEnd
from documents.models import (
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
)

BATCH = 500
MODELS: tuple[Any, ...] = (
    CaseUserObjectPermission,
    CaseGroupObjectPermission,
    DocumentUserObjectPermission,
    DocumentGroupObjectPermission,
)


def grants_expire(at: dt.datetime) -> int:
    """Mark every grant that expired before `at`, and record each; return how many.

    They open nothing from the moment they expire, whether this has run or not.
    """
    return sum(_expire(model, at) for model in MODELS)


def _expire(model: Any, at: dt.datetime) -> int:
    marked = 0
    while True:
        with transaction.atomic():
            over = model._default_manager.filter(ended_at__isnull=True, expires_at__lte=at)
            batch = list(
                over.select_for_update(of=("self",), skip_locked=True)
                .select_related("content_object", "permission")
                .order_by("pk")[:BATCH]
            )
            for grant in batch:
                grant.ended_at, grant.ended_because = grant.expires_at, GrantEnd.EXPIRED
                grant.save(update_fields=["ended_at", "ended_because"])
                details = {"grant": str(grant.pk), "verb": grant.verb}
                trail.record("grant.expired", target=grant.content_object, details=details)
        marked += len(batch)
        if len(batch) < BATCH:
            return marked
