"""Rows of accounts, by subject."""

from accounts.models.service_accounts import ServiceAccount, ServiceAccountSecret
from accounts.models.sessions import Session
from accounts.models.users import User, UserManager
from accounts.models.webhooks import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSecret,
)

__all__ = [
    "ServiceAccount",
    "ServiceAccountSecret",
    "Session",
    "User",
    "UserManager",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookSecret",
]
