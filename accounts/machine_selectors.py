"""Reads of machines and webhooks: everything starts from `visible_to`."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import ServiceAccount, User, WebhookDelivery, WebhookEndpoint, WebhookSecret

Person = User | AnonymousUser


def service_account_list(user: Person) -> QuerySet[ServiceAccount]:
    """Return the service accounts that a person may see, newest first."""
    seen = ServiceAccount.objects.visible_to(user).select_related("user", "created_by")
    return seen.order_by("-created_at", "-id")


def webhook_list(user: Person) -> QuerySet[WebhookEndpoint]:
    """Return the endpoints that a person or machine may see, newest first, with whether two secrets sign."""
    old = WebhookSecret.objects.filter(endpoint=OuterRef("pk"), expires_at__isnull=False)
    seen = WebhookEndpoint.objects.visible_to(user).select_related("account__user")
    return seen.annotate(has_old_secret=Exists(old)).order_by("-created_at", "-id")


def webhook_delivery_list(user: Person, endpoint_id: UUID) -> QuerySet[WebhookDelivery]:
    """Return the deliveries of an endpoint that the user may see, newest first."""
    endpoints = WebhookEndpoint.objects.visible_to(user).filter(pk=endpoint_id)
    deliveries = WebhookDelivery.objects.filter(endpoint__in=endpoints).select_related("event", "endpoint")
    return deliveries.prefetch_related("tries").order_by("-created_at", "-id")
