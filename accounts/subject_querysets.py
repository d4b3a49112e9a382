"""Which data subjects a person may see: `visible_to` is the only door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import DataSubject, SubjectGrant, User  # noqa: F401 - named in the generics below


def holds(user: Any, right: str) -> bool:
    """Tell whether a role of the user has this right; all the rights of a superuser reach no data subject."""
    return bool(user.is_active and not user.is_superuser and user.has_perm(right))


class SubjectQuerySet(models.QuerySet["DataSubject"]):
    """Data subjects."""

    def visible_to(self, user: Any) -> Self:
        """Return the subjects the user is, made, was granted, or reaches by role: one statement."""
        if not isinstance(user, get_user_model()) or not holds(user, "accounts.view_datasubject"):
            return self.none()
        if holds(user, "accounts.view_all_subjects"):
            return self
        own = Q(login=user)
        if not (user.is_staff or user.is_service):  # a customer, whatever they worked on before
            return self.filter(own)
        grants = apps.get_model("accounts", "SubjectGrant")._default_manager.filter(subject=OuterRef("pk"))
        return self.filter(own | Q(created_by=user) | Exists(grants.filter(user=user).filter(_live())))


class SubjectGrantQuerySet(models.QuerySet["SubjectGrant"]):
    """Grants on data subjects."""

    def live(self) -> Self:
        """Return the grants that hold now."""
        return self.filter(_live())


def _live() -> Q:
    return Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now()))
