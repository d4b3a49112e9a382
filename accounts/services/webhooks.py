"""Webhooks: endpoints and their secrets, events put into the outbox, deliveries sent again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from accounts.constants import (
    WEBHOOK_ENDPOINTS_MOST,
    WEBHOOK_SECRET_OVERLAP,
    DeliveryState,
    EndpointDisabled,
    EndpointState,
)
from accounts.exceptions import (
    ServiceAccountInactive,
    TooManyWebhooks,
    WebhookDisabled,
    WebhookEventUnknown,
    WebhookInFlight,
)
from accounts.models import ServiceAccount, User, WebhookDelivery, WebhookEndpoint, WebhookEvent
from accounts.tasks import webhook_deliver_task, webhook_event_wake
from accounts.webhook_addresses import target_of
from accounts.webhook_delivery import endpoint_disable
from accounts.webhook_events import PING, data_check, events_declared
from accounts.webhook_signing import secret_create
from audit import trail


@dataclass(frozen=True, slots=True)
class Opened:
    """An endpoint and its new secret; `plain` is shown here and never again."""

    endpoint: WebhookEndpoint
    plain: str

    def __repr__(self) -> str:
        return f"Opened({self.endpoint.pk})"


def webhook_create(
    *,
    actor: User,
    account: ServiceAccount,
    url: str,
    events: Iterable[str],
    at: dt.datetime,
    description: str = "",
) -> Opened:
    """Open an endpoint with its first secret.

    Args:
        actor: the machine itself, or who looks after it.
        account: the machine whose sight decides what the endpoint is told.
        url: https address of a public host.
        events: names from the list of events.
        at: when.
        description: for people.

    Raises:
        WebhookUrlRefused: events must not be sent to this address.
        WebhookEventUnknown: no such event, or not open to the account's scopes.
        TooManyWebhooks: the account has as many as it may.
        ServiceAccountInactive: the account is switched off.
    """
    target_of(url)
    with transaction.atomic():
        locked = (
            ServiceAccount.objects.select_for_update(of=("self",)).select_related("user").get(pk=account.pk)
        )
        if not locked.is_active:
            raise ServiceAccountInactive("The service account is switched off. Switch it on first.")
        if locked.webhooks.count() >= WEBHOOK_ENDPOINTS_MOST:
            raise TooManyWebhooks(f"A service account has at most {WEBHOOK_ENDPOINTS_MOST} endpoints.")
        endpoint = WebhookEndpoint.objects.create(
            account=locked,
            url=url,
            events=_events(locked, events),
            description=description,
            created_at=at,
        )
        plain = secret_create(endpoint, at)
        trail.record("webhook.created", target=endpoint, details=_public(endpoint))
    return Opened(endpoint=endpoint, plain=plain)


def webhook_update(
    *,
    actor: User,
    endpoint: WebhookEndpoint,
    url: str | None = None,
    events: Iterable[str] | None = None,
    description: str | None = None,
) -> WebhookEndpoint:
    """Change what is given; raises as `webhook_create`."""
    if url is not None:
        target_of(url)
    with transaction.atomic():
        locked = _lock(endpoint)
        if url is not None:
            locked.url = url
        if events is not None:
            locked.events = _events(locked.account, events)
        if description is not None:
            locked.description = description
        locked.save()
        trail.record("webhook.updated", target=locked, details=_public(locked))
    return locked


def webhook_enable(*, actor: User, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """Switch an endpoint on again; what it missed is brought back by a replay."""
    with transaction.atomic():
        locked = _lock(endpoint)
        if not locked.is_enabled:
            locked.state = EndpointState.ENABLED
            locked.disabled_because = ""
            locked.disabled_at = locked.failing_since = None
            locked.failures_in_row = 0
            locked.save()
            trail.record("webhook.enabled", target=locked)
    return locked


def webhook_disable(*, actor: User, endpoint: WebhookEndpoint, at: dt.datetime) -> WebhookEndpoint:
    """Switch an endpoint off."""
    with transaction.atomic():
        locked = _lock(endpoint)
        if locked.is_enabled:
            endpoint_disable(locked, EndpointDisabled.BY_HAND, at)
    return locked


def webhook_delete(*, actor: User, endpoint: WebhookEndpoint) -> None:
    """Remove an endpoint with its secrets and its log."""
    with transaction.atomic():
        locked = _lock(endpoint)
        trail.record("webhook.deleted", target=locked, details=_public(locked))
        locked.delete()


def webhook_secret_rotate(
    *, actor: User, endpoint: WebhookEndpoint, at: dt.datetime, overlap: dt.timedelta = WEBHOOK_SECRET_OVERLAP
) -> Opened:
    """Make a new secret; the one before it signs beside it until the overlap is over."""
    with transaction.atomic():
        locked = _lock(endpoint)
        # Only the current one goes on: two signatures at most, however often this is asked.
        locked.secrets.filter(expires_at__isnull=False).delete()
        locked.secrets.filter(expires_at__isnull=True).update(expires_at=at + overlap)
        plain = secret_create(locked, at)
        trail.record("webhook.secret_rotated", target=locked, details={"until": (at + overlap).isoformat()})
    return Opened(endpoint=locked, plain=plain)


def webhook_event_create(
    *, name: str, object_id: UUID, data: Mapping[str, str | int | bool | None], at: dt.datetime
) -> WebhookEvent | None:
    """Put an event into the outbox, in the transaction of the change it tells of.

    Args:
        name: a declared kind.
        object_id: what it is about; each receiver must be able to see it.
        data: exactly the declared fields: ids, states, numbers.
        at: when it happened.

    Returns:
        The event, or None where nobody asked for its kind.

    Raises:
        RuntimeError: there is no transaction: the event could outlive a change that never was.
        ValueError: the data is not what the kind declares.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event belongs into the transaction of its change.")
    data_check(events_declared()[name], data)
    if not WebhookEndpoint.objects.filter(events__contains=[name]).exists():
        return None
    event = WebhookEvent.objects.create(name=name, object_id=object_id, data=dict(data), occurred_at=at)
    transaction.on_commit(partial(webhook_event_wake, event.pk), robust=True)
    return event


def webhook_test(*, actor: User, endpoint: WebhookEndpoint, at: dt.datetime) -> WebhookDelivery:
    """Send a test event to one endpoint.

    Raises:
        WebhookDisabled: it is switched off.
    """
    with transaction.atomic():
        locked = _lock_enabled(endpoint)
        event = WebhookEvent.objects.create(
            name=PING, data={"endpoint": str(locked.pk)}, occurred_at=at, fanned_out_at=at
        )
        delivery = WebhookDelivery(event=event, endpoint=locked, created_at=at)
        _send_again(delivery, at)
        trail.record("webhook.tested", target=locked, details={"delivery": str(delivery.pk)})
    return delivery


def webhook_delivery_replay(*, actor: User, delivery: WebhookDelivery, at: dt.datetime) -> WebhookDelivery:
    """Send one delivery again, under the same `webhook-id`, with all its attempts before it.

    Raises:
        WebhookDisabled: the endpoint is switched off.
        WebhookInFlight: a worker is sending it now.
    """
    with transaction.atomic():
        endpoint = _lock_enabled(delivery.endpoint)
        locked = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
        if locked.lease_expires_at is not None and locked.lease_expires_at > at:
            raise WebhookInFlight("The delivery is being sent at this moment. Look again in a minute.")
        _send_again(locked, at)
        trail.record("webhook.replayed", target=endpoint, details={"delivery": str(locked.pk)})
    return locked


def webhook_failures_replay(
    *, actor: User, endpoint: WebhookEndpoint, since: dt.datetime, at: dt.datetime
) -> int:
    """Send again whatever failed since a time; return how many. They go out over the next minutes.

    Raises:
        WebhookDisabled: the endpoint is switched off.
    """
    with transaction.atomic():
        locked = _lock_enabled(endpoint)
        failed = locked.deliveries.filter(state=DeliveryState.FAILED, created_at__gte=since)
        count = failed.update(
            state=DeliveryState.PENDING, reason="", attempts=0, next_attempt_at=at, wake_at=at
        )
        details = {"since": since.isoformat(), "deliveries": count}
        trail.record("webhook.failures_replayed", target=locked, details=details, count=max(1, count))
    return count


def _send_again(delivery: WebhookDelivery, at: dt.datetime) -> None:
    delivery.plan(at)
    delivery.attempts = 0
    delivery.save()
    transaction.on_commit(partial(_wake, delivery.pk), robust=True)


def _wake(delivery_id: UUID) -> None:
    webhook_deliver_task.delay(delivery_id=str(delivery_id))


def _lock(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return (
        WebhookEndpoint.objects.select_for_update(of=("self",))
        .select_related("account__user")
        .get(pk=endpoint.pk)
    )


def _lock_enabled(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    locked = _lock(endpoint)
    if not locked.is_enabled:
        raise WebhookDisabled("The endpoint is switched off. Switch it on first.")
    return locked


def _events(account: ServiceAccount, names: Iterable[str]) -> list[str]:
    wanted = sorted(set(names))
    open_to_it = {name for name, kind in events_declared().items() if kind.scope in account.scopes}
    if not wanted or not open_to_it.issuperset(wanted):
        raise WebhookEventUnknown(
            "Name at least one event; those open to the account's scopes: "
            f"{', '.join(sorted(open_to_it)) or 'none'}."
        )
    return wanted


def _public(endpoint: WebhookEndpoint) -> dict[str, object]:
    """Return what the trail may hold: the host, since the rest of an address may be a secret."""
    return {"host": endpoint.host, "events": endpoint.events, "account": str(endpoint.account_id)}
