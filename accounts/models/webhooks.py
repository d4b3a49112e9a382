"""Webhooks: where events go, with which secrets, and what became of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from uuid_utils.compat import uuid7

from accounts.constants import WEBHOOK_SNIPPET, DeliveryState, EndpointDisabled, EndpointState
from accounts.models.service_accounts import ServiceAccount
from accounts.models.users import User

if TYPE_CHECKING:
    from uuid import UUID


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    """Endpoints."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Return a machine's own endpoints, or all to a person whose role looks after them."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if not user.has_perm("accounts.view_webhookendpoint"):
            return self.none()
        return self.filter(account__user=user) if user.is_service else self


class WebhookEndpoint(models.Model):
    """An address of a machine's owner that is told of events."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(ServiceAccount, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField("address", max_length=1000)
    description = models.CharField(max_length=200, blank=True)
    events = ArrayField(models.CharField(max_length=60))
    state = models.CharField(
        max_length=10, choices=EndpointState, default=EndpointState.ENABLED, editable=False
    )
    disabled_because = models.CharField(max_length=10, choices=EndpointDisabled, blank=True, editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures_in_row = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    delivered_at = models.DateTimeField("last delivered", null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "webhook"
        constraints = [
            models.CheckConstraint(
                name="webhookendpoint_disabled_says_why",
                condition=models.Q(state=EndpointState.ENABLED, disabled_because="", disabled_at__isnull=True)
                | (
                    models.Q(state=EndpointState.DISABLED, disabled_at__isnull=False)
                    & ~models.Q(disabled_because="")
                ),
            )
        ]

    def __str__(self) -> str:
        return self.description or self.host

    @property
    def host(self) -> str:
        """Return the host alone: the rest of an address may be a secret of its owner."""
        return self.url.partition("://")[2].partition("/")[0].partition("?")[0]

    @property
    def is_enabled(self) -> bool:
        """Tell whether events are sent."""
        return self.state == EndpointState.ENABLED


class WebhookSecret(models.Model):
    """What signs an endpoint's messages, sealed by the vault; two sign while one takes over."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                condition=models.Q(expires_at__isnull=True),
                name="webhooksecret_one_current",
            )
        ]

    def __str__(self) -> str:
        return f"secret {self.pk}"


class WebhookEvent(models.Model):
    """Something that happened, written in the transaction in which it did: the outbox."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60)
    object_id = models.UUIDField(null=True, blank=True)
    data = models.JSONField()
    occurred_at = models.DateTimeField()
    fanned_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(
                fields=["occurred_at"],
                condition=models.Q(fanned_out_at__isnull=True),
                name="webhookevent_waiting",
            ),
            models.Index(fields=["occurred_at"], name="webhookevent_age"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def message_id(self) -> str:
        """Return what `webhook-id` says, the same at every attempt: receivers tell doubles by it."""
        return f"msg_{self.pk.hex}"


class WebhookDelivery(models.Model):
    """One event on its way to one endpoint. The row says who may send it and when; messages only wake up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    # When the sweep sends a wake-up: a lost message, a killed worker and a retry all come back through it.
    wake_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    if TYPE_CHECKING:
        event_id: UUID
        endpoint_id: UUID

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "webhook deliveries"
        constraints = [
            models.UniqueConstraint(fields=["event", "endpoint"], name="webhookdelivery_once_per_endpoint"),
            models.CheckConstraint(
                name="webhookdelivery_pending_is_planned",
                condition=models.Q(
                    state=DeliveryState.PENDING, next_attempt_at__isnull=False, wake_at__isnull=False
                )
                | (
                    ~models.Q(state=DeliveryState.PENDING)
                    & models.Q(next_attempt_at__isnull=True, wake_at__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["wake_at"],
                condition=models.Q(state=DeliveryState.PENDING),
                name="webhookdelivery_wake",
            ),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="webhookdelivery_newest"),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"

    def settle(self, state: DeliveryState, reason: str = "") -> None:
        """Leave the queue, for good or until somebody replays it."""
        self.state = state
        self.reason = reason
        self.next_attempt_at = self.wake_at = self.lease_token = self.lease_expires_at = None

    def plan(self, next_attempt_at: dt.datetime) -> None:
        """Wait for the next attempt."""
        self.state = DeliveryState.PENDING
        self.reason = ""
        self.next_attempt_at = self.wake_at = next_attempt_at
        self.lease_token = self.lease_expires_at = None


class WebhookAttempt(models.Model):
    """One try to deliver, as it went."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True)
    duration_ms = models.PositiveIntegerField()
    response = models.CharField("response, its beginning", max_length=WEBHOOK_SNIPPET, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"attempt {self.number}"
