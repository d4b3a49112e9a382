"""What the API takes and gives about service accounts and webhooks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.closed import ClosedSerializer
from accounts.constants import DeliveryState
from accounts.models import (
    ServiceAccount,
    ServiceAccountSecret,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from accounts.scopes import SCOPES

_LONGEST_OVERLAP = 7 * 24 * 3600


class ServiceAccountSerializer(serializers.ModelSerializer[ServiceAccount]):
    """A service account."""

    is_active = serializers.BooleanField(read_only=True)

    class Meta:
        model = ServiceAccount
        fields = [
            "id",
            "client_id",
            "user",
            "name",
            "contact",
            "scopes",
            "rate_limit_per_minute",
            "is_active",
            "created_by",
            "created_at",
            "last_used_at",
        ]
        read_only_fields = fields
        extra_kwargs = {"user": {"help_text": "What owns its documents and is given grants."}}


class ServiceAccountWriteSerializer(ClosedSerializer):
    """What an administrator sets."""

    name = serializers.CharField(max_length=100)
    contact = serializers.EmailField(max_length=254)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=list(SCOPES)), max_length=len(SCOPES)
    )
    rate_limit_per_minute = serializers.IntegerField(min_value=1, max_value=60_000, default=600)


class ServiceAccountPatchSerializer(ServiceAccountWriteSerializer):
    """What an administrator changes."""

    rate_limit_per_minute = serializers.IntegerField(min_value=1, max_value=60_000)


class SecretSerializer(serializers.ModelSerializer[ServiceAccountSecret]):
    """A secret without what makes it one."""

    is_good = serializers.SerializerMethodField()

    class Meta:
        model = ServiceAccountSecret
        fields = ["id", "prefix", "created_at", "expires_at", "revoked_at", "last_used_at", "is_good"]
        read_only_fields = fields

    def get_is_good(self, secret: ServiceAccountSecret) -> bool:
        """Tell whether it works now."""
        return secret.is_good(timezone.now())


class NewSecretSerializer(serializers.Serializer[Any]):
    """A secret that is shown this once."""

    client_id = serializers.CharField()
    client_secret = serializers.CharField(help_text="Shown this once; keep it now.")
    secret = SecretSerializer()


class NewServiceAccountSerializer(NewSecretSerializer):
    """A new service account with its first secret."""

    service_account = ServiceAccountSerializer()


class RotateSerializer(ClosedSerializer):
    """How long the secret before goes on."""

    overlap_seconds = serializers.IntegerField(
        min_value=0,
        max_value=_LONGEST_OVERLAP,
        default=24 * 3600,
        help_text="0: it ends at once. At most seven days.",
    )

    @property
    def overlap(self) -> dt.timedelta:
        """Return it as a time."""
        return dt.timedelta(seconds=self.validated_data["overlap_seconds"])


class ScopeSerializer(serializers.Serializer[Any]):
    """One scope."""

    name = serializers.CharField()
    meaning = serializers.CharField()


class EventSerializer(serializers.Serializer[Any]):
    """One kind of event."""

    name = serializers.CharField()
    meaning = serializers.CharField()
    scope = serializers.CharField(help_text="What the service account must hold.")
    payload = serializers.DictField(child=serializers.CharField(), source="fields")


class WebhookSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """A webhook endpoint."""

    service_account = serializers.UUIDField(source="account_id", read_only=True)
    has_old_secret = serializers.BooleanField(
        read_only=True, help_text="Whether the secret before the last rotation still signs too."
    )

    class Meta:
        model = WebhookEndpoint
        fields = [
            "id",
            "service_account",
            "url",
            "description",
            "events",
            "state",
            "disabled_because",
            "disabled_at",
            "failures_in_row",
            "failing_since",
            "delivered_at",
            "has_old_secret",
            "created_at",
        ]
        read_only_fields = fields


class WebhookWriteSerializer(ClosedSerializer):
    """What opens an endpoint."""

    service_account = serializers.UUIDField(
        required=False, help_text="Whose: named by an administrator; a machine opens its own."
    )
    url = serializers.CharField(max_length=1000)
    events = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=100)
    description = serializers.CharField(max_length=200, allow_blank=True, default="")


class WebhookPatchSerializer(ClosedSerializer):
    """What can be changed."""

    url = serializers.CharField(max_length=1000)
    events = serializers.ListField(child=serializers.CharField(max_length=60), min_length=1, max_length=100)
    description = serializers.CharField(max_length=200, allow_blank=True)
    enabled = serializers.BooleanField()


class NewWebhookSerializer(serializers.Serializer[Any]):
    """An endpoint with a secret that is shown this once."""

    webhook = WebhookSerializer()
    secret = serializers.CharField(help_text="`whsec_...`, shown this once; keep it now.")


class AttemptSerializer(serializers.ModelSerializer[WebhookAttempt]):
    """One try."""

    class Meta:
        model = WebhookAttempt
        fields = ["number", "at", "status", "error", "duration_ms", "response"]
        read_only_fields = fields


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """One event on its way to the endpoint."""

    event = serializers.CharField(source="event.name", read_only=True)
    message_id = serializers.CharField(
        source="event.message_id", read_only=True, help_text="The header `webhook-id` of every attempt."
    )
    payload = serializers.DictField(source="event.data", read_only=True)
    state = serializers.ChoiceField(choices=DeliveryState.choices, read_only=True)
    tries = serializers.SerializerMethodField()

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "event",
            "message_id",
            "payload",
            "state",
            "reason",
            "attempts",
            "next_attempt_at",
            "delivered_at",
            "created_at",
            "tries",
        ]
        read_only_fields = fields

    @extend_schema_field(AttemptSerializer(many=True))
    def get_tries(self, delivery: WebhookDelivery) -> Any:
        """Return the newest twenty attempts."""
        return AttemptSerializer(list(delivery.tries.all())[:20], many=True).data


class ReplaySerializer(ClosedSerializer):
    """From when on."""

    since = serializers.DateTimeField()


class ReplayedSerializer(serializers.Serializer[Any]):
    """How many go out again."""

    deliveries = serializers.IntegerField()
