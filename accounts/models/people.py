"""How people come in: they register themselves, or are invited."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from uuid_utils.compat import uuid7

from accounts.querysets import InvitationQuerySet
from accounts.roles import Role


class Registration(models.Model):
    """What somebody sent who wants an account; a task decides what becomes of it.

    The request writes this one row whether the address has an account or not, so that neither its words nor
    its time tell. The task empties `password_hash` when it is done.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(max_length=254)
    full_name = models.CharField(max_length=200, blank=True)
    password_hash = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["queued_at"], name="registration_waiting", condition=Q(settled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"


class Invitation(models.Model):
    """A place that an administrator offered to somebody; the account is made on acceptance."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField("e-mail address", max_length=254)
    full_name = models.CharField(max_length=200)
    role = models.CharField(max_length=30)  # one of `Role`
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_open_unique",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_accepted_has_user",
                condition=Q(accepted_at__isnull=True, user__isnull=True)
                | Q(accepted_at__isnull=False, user__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"invitation as {self.role_label}"

    @property
    def role_label(self) -> str:
        """Return the role in words."""
        return Role(self.role).label

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at
