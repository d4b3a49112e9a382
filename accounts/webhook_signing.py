"""Secrets of webhook endpoints and the signatures made with them, after Standard Webhooks."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from uuid import UUID

from django.db.models import Q
from standardwebhooks import Webhook
from uuid_utils.compat import uuid7

from accounts.models import WebhookEndpoint, WebhookEvent, WebhookSecret
from vault.installation import secret_open, secret_seal

_PREFIX = "whsec_"
_PLACE = "accounts.webhooksecret"
_BYTES = 32  # Standard Webhooks asks for 24 to 64


def secret_create(endpoint: WebhookEndpoint, at: dt.datetime) -> str:
    """Store a new current secret of an endpoint, sealed, and return it as it is shown."""
    plain = _PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()
    secret_id: UUID = uuid7()
    WebhookSecret.objects.create(
        id=secret_id,
        endpoint=endpoint,
        sealed=secret_seal(plain, table=_PLACE, row=secret_id, field="sealed"),
        created_at=at,
    )
    return plain


def message_body(event: WebhookEvent) -> bytes:
    """Return the message of an event, the same bytes at every attempt."""
    message = {"type": event.name, "timestamp": event.occurred_at.isoformat(), "data": event.data}
    return json.dumps(message, separators=(",", ":"), sort_keys=True).encode()


def message_headers(
    endpoint: WebhookEndpoint, event: WebhookEvent, body: bytes, at: dt.datetime
) -> dict[str, str]:
    """Return the headers of one attempt: a signature by each secret that is good now, newest first.

    Source: Standard Webhooks, "Webhook headers" and "Symmetric signatures".
    """
    good = endpoint.secrets.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at)).order_by(
        "-created_at", "-pk"
    )
    signatures = [
        Webhook(secret_open(secret.sealed, table=_PLACE, row=secret.pk, field="sealed")).sign(
            event.message_id, at, body.decode()
        )
        for secret in good
    ]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Muniment-Webhooks/1",
        "webhook-id": event.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
