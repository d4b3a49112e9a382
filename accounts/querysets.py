"""Which rows of accounts a person may see: `visible_to` is the only door."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import ExpressionWrapper, F

if TYPE_CHECKING:
    from accounts.models import Invitation, Session, User  # noqa: F401 - named in the generics below

_SECOND = dt.timedelta(seconds=1)


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return a person's own sessions; everybody's where the role ends sessions of others."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_perm("accounts.view_session"):
            return self
        return self.filter(user=user)

    def alive(self, at: dt.datetime) -> Self:
        """Return the sessions that may still be used at `at`."""
        idle = ExpressionWrapper(F("idle_seconds") * _SECOND, output_field=models.DurationField())
        return self.filter(ended_at__isnull=True, expires_at__gt=at, last_seen_at__gt=at - idle)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return every invitation to those who may see them, none to others."""
        if not user.is_authenticated or not user.is_active or not user.has_perm("accounts.view_invitation"):
            return self.none()
        return self

    def pending(self) -> Self:
        """Return invitations that were neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
