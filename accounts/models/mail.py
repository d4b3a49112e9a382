"""The outbox of mails, and the links they carry."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from accounts.constants import LinkPurpose, MailKind, MailState
from accounts.models.people import Invitation
from accounts.models.users import User


class Mail(models.Model):
    """One mail that is to be sent: the truth, of which a Celery message is only the wake-up.

    It never holds a secret: links are made when the mail is sent, and only their ids are kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30, choices=MailKind)
    # Whom it goes to: a person (at the address they have when it is sent), or an address.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    address = models.EmailField(max_length=254, blank=True)
    context: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=MailState, default=MailState.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="mail_waiting", condition=Q(state="waiting")),
            models.Index(fields=["user", "kind", "created_at"], name="mail_of_user"),
            models.Index(fields=["address", "kind", "created_at"], name="mail_of_address"),
            models.Index(fields=["created_at"], name="mail_created"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_has_recipient", condition=Q(user__isnull=False) | ~Q(address="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} mail {self.pk}"


class Link(models.Model):
    """One link that a mail carried: good for one purpose, once, for a while.

    The token in the mail is this row's id, signed; the row alone says whether it still counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=10, choices=LinkPurpose)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    password_id = models.UUIDField(null=True, blank=True)  # another password of the person ends the link
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="link_is_about_one",
                condition=Q(user__isnull=False, invitation__isnull=True)
                | Q(user__isnull=True, invitation__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"

    @property
    def person(self) -> User:
        """Return the person the link is about; links of invitations have none."""
        if self.user is None:
            raise ValueError("This link is about an invitation.")
        return self.user

    @property
    def offer(self) -> Invitation:
        """Return the invitation the link is about; other links have none."""
        if self.invitation is None:
            raise ValueError("This link is about a person.")
        return self.invitation
