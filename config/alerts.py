"""What administrators and officers are told on every page of the console while something is not well."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import caches
from django.db import DatabaseError
from django.utils import timezone

from accounts.roles import Role
from audit.health import trail_parts

logger = logging.getLogger(__name__)
_KEY = "trail-alerts"
_SECONDS = 60


def alerts_for(user: Any) -> list[str]:
    """Return sentences about the trail for those who look after it, a minute old at most."""
    if not (user.is_authenticated and user.is_staff):
        return []
    if (
        not user.is_superuser
        and not user.groups.filter(name__in=[Role.ADMIN, Role.COMPLIANCE_OFFICER]).exists()
    ):
        return []
    kept = caches["sessions"]  # of the two caches the one that a page does without
    found: list[str] | None = kept.get(_KEY)
    if found is None:
        found = _ask()
        kept.set(_KEY, found, _SECONDS)
    return found


def _ask() -> list[str]:
    try:
        return [part.sentence for part in trail_parts(timezone.now()) if not part.is_well]
    except DatabaseError:
        logger.exception("The trail cannot be asked how it is")
        return ["The trail cannot be asked how it is; the log says why."]
