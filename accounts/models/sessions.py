"""Sessions: one row per family of refresh tokens, or per sign-in to the console."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from accounts.constants import SessionEnd, SessionKind
from accounts.querysets import SessionQuerySet


class Session(models.Model):
    """One sign-in of one person from one device, until it ends.

    A session whose `needs_mfa` is set and whose `mfa_at` is empty is half open: it may show a second factor,
    enrol one, and sign out, nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions")
    kind = models.CharField(max_length=10, choices=SessionKind)
    address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    needs_mfa = models.BooleanField("asks for a second factor", default=False)
    mfa_at = models.DateTimeField("second factor shown at", null=True, blank=True)
    mfa_method = models.CharField(max_length=20, blank=True)
    password_mark = models.CharField(max_length=64, editable=False)  # a changed password ends the session
    refresh_id = models.UUIDField(null=True, blank=True)  # `jti` of the one refresh token that is good now
    refreshed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle_seconds = models.PositiveIntegerField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, choices=SessionEnd, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-last_seen_at", "-id"]
        indexes = [models.Index(fields=["user", "-last_seen_at"], name="session_of_user")]
        constraints = [
            models.CheckConstraint(
                name="session_end_has_reason",
                condition=models.Q(ended_at__isnull=True, ended_because="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ended_because="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} session {self.pk}"

    @property
    def is_half_open(self) -> bool:
        """Tell whether the second factor is still owed."""
        return self.needs_mfa and self.mfa_at is None

    @property
    def idle_until(self) -> dt.datetime:
        """Return when the session ends if nothing more is heard of it."""
        return self.last_seen_at + dt.timedelta(seconds=self.idle_seconds)

    def is_alive(self, at: dt.datetime) -> bool:
        """Tell whether the session may still be used at `at`."""
        return self.ended_at is None and at < self.expires_at and at < self.idle_until

    def has_fresh_mfa(self, at: dt.datetime, within: dt.timedelta) -> bool:
        """Tell whether a second factor was shown within the given time."""
        return self.mfa_at is not None and at - self.mfa_at <= within
