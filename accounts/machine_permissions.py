"""Who looks after machines and webhooks: asked by API and console alike."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import ServiceAccount, User


class KeepsMachines(BasePermission):
    """The right that each verb of a view asks for; a verb without one is closed."""

    message = "Your role may not do this."
    rights: ClassVar[dict[str, str]] = {}

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Allow whoever holds the verb's right."""
        right = self.rights.get(getattr(view, "action", None) or "")
        return right is not None and isinstance(request.user, User) and request.user.has_perm(right)


class KeepsServiceAccounts(KeepsMachines):
    """Service accounts and their secrets."""

    rights: ClassVar[dict[str, str]] = {
        "list": "accounts.view_serviceaccount",
        "retrieve": "accounts.view_serviceaccount",
        "secrets": "accounts.view_serviceaccount",
        "scopes": "accounts.view_serviceaccount",
        "create": "accounts.add_serviceaccount",
        "partial_update": "accounts.change_serviceaccount",
        "deactivate": "accounts.change_serviceaccount",
        "activate": "accounts.change_serviceaccount",
        "rotate": "accounts.change_serviceaccount",
        "secret_revoke": "accounts.change_serviceaccount",
        "tokens_revoke": "accounts.change_serviceaccount",
    }


class KeepsWebhooks(KeepsMachines):
    """Webhook endpoints; which of them is decided by `visible_to`."""

    rights: ClassVar[dict[str, str]] = {
        "list": "accounts.view_webhookendpoint",
        "retrieve": "accounts.view_webhookendpoint",
        "events": "accounts.view_webhookendpoint",
        "create": "accounts.add_webhookendpoint",
        "partial_update": "accounts.change_webhookendpoint",
        "rotate_secret": "accounts.change_webhookendpoint",
        "test": "accounts.change_webhookendpoint",
        "replay": "accounts.change_webhookendpoint",
        "destroy": "accounts.delete_webhookendpoint",
    }


class KeepsDeliveries(KeepsMachines):
    """The log of deliveries, and sending one again."""

    rights: ClassVar[dict[str, str]] = {
        "list": "accounts.view_webhookdelivery",
        "retrieve": "accounts.view_webhookdelivery",
        "replay": "accounts.change_webhookendpoint",
    }


def account_for_webhooks(user: User, named: ServiceAccount | None) -> ServiceAccount | None:
    """Return whose endpoint a person or a machine opens: a machine its own; None where it is not named."""
    if not user.is_service:
        return named
    own = ServiceAccount.objects.select_related("user").get(user=user)
    return own if named is None or named.pk == own.pk else None
