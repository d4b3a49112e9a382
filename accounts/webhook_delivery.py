"""Events on their way out: who is told, one attempt, what follows. Safe to run twice and to be killed.

PostgreSQL says who may send (state, lease, token). A worker that dies between sending and recording leaves a
lease that runs out: the message goes out again under the same `webhook-id`, by which receivers know a double.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import webhook_sending, webhook_signing
from accounts.constants import (
    WEBHOOK_BACKLOG_PATIENCE,
    WEBHOOK_BUSY_WAIT,
    WEBHOOK_DISABLE_AFTER,
    WEBHOOK_DISABLE_FAILURES,
    WEBHOOK_IN_FLIGHT,
    WEBHOOK_KEPT,
    WEBHOOK_LEASE,
    WEBHOOK_LONGEST_WAIT,
    WEBHOOK_PATIENCE,
    WEBHOOK_RETRIES,
    DeliveryState,
    EndpointDisabled,
    EndpointState,
    MailKind,
)
from accounts.models import Mail, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent
from accounts.webhook_events import PING, events_declared
from accounts.webhook_sending import Answer
from audit import trail
from audit.models import LogEntry

logger = logging.getLogger(__name__)

GONE = 410
_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class _Claim:
    """One attempt that is ours to make."""

    delivery: WebhookDelivery
    token: uuid.UUID
    body: bytes
    headers: dict[str, str]


def event_fan_out(event_id: uuid.UUID, *, at: dt.datetime) -> list[uuid.UUID]:
    """Plan a delivery for each endpoint that may be told; return those to be sent now.

    An endpoint that is switched off gets a failed delivery, so that its owner can replay what it missed.
    """
    with transaction.atomic():
        event = (
            WebhookEvent.objects.select_for_update(skip_locked=True)
            .filter(pk=event_id, fanned_out_at__isnull=True)
            .first()
        )
        if event is None:
            return []
        endpoints = WebhookEndpoint.objects.select_related("account__user").filter(
            events__contains=[event.name]
        )
        made = [_delivery(event, endpoint, at) for endpoint in endpoints if may_be_told(endpoint, event)]
        WebhookDelivery.objects.bulk_create(made, ignore_conflicts=True)
        event.fanned_out_at = at
        event.save(update_fields=["fanned_out_at"])
    return [delivery.pk for delivery in made if delivery.state == DeliveryState.PENDING]


def may_be_told(endpoint: WebhookEndpoint, event: WebhookEvent) -> bool:
    """Tell whether the endpoint's machine may know of the event: by its scopes, and by `visible_to`."""
    account = endpoint.account
    if not account.is_active:
        return False
    if event.name == PING:
        return True
    kind = events_declared().get(event.name)
    if kind is None or kind.scope not in account.scopes or event.object_id is None:
        return False
    return kind.is_visible(account.acting_user(), event.object_id)


def delivery_send(delivery_id: uuid.UUID) -> str:
    """Make one attempt, if it is due, and return how the delivery stands."""
    claim = _claim(delivery_id, at=timezone.now())
    if claim is None:
        return "not due"
    answer = webhook_sending.send(claim.delivery.endpoint.url, claim.body, claim.headers)
    return _record(claim, answer, at=timezone.now())


def endpoint_disable(endpoint: WebhookEndpoint, because: EndpointDisabled, at: dt.datetime) -> None:
    """Switch a locked endpoint off and end what waits for it; replaying brings that back."""
    endpoint.state = EndpointState.DISABLED
    endpoint.disabled_because = because
    endpoint.disabled_at = at
    endpoint.save()
    ended = endpoint.deliveries.filter(state=DeliveryState.PENDING).update(
        state=DeliveryState.FAILED,
        reason="endpoint_disabled",
        next_attempt_at=None,
        wake_at=None,
        lease_token=None,
        lease_expires_at=None,
    )
    details = {"because": because.value, "failures": endpoint.failures_in_row, "ended": ended}
    trail.record("webhook.disabled", target=endpoint, details=details)
    if because is not EndpointDisabled.BY_HAND:
        _contact_tell(endpoint, because, at)


def events_waiting(*, at: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return events whose fan-out was lost, oldest first."""
    waiting = WebhookEvent.objects.filter(fanned_out_at__isnull=True, occurred_at__lt=at - WEBHOOK_PATIENCE)
    return list(waiting.order_by("occurred_at", "pk").values_list("pk", flat=True)[:limit])


def deliveries_wake(*, at: dt.datetime, limit: int) -> list[uuid.UUID]:
    """Return deliveries that need a wake-up now, and remember that they get one."""
    with transaction.atomic():
        due = list(
            WebhookDelivery.objects.select_for_update(skip_locked=True)
            .filter(state=DeliveryState.PENDING, wake_at__lte=at)
            .order_by("wake_at", "pk")
            .values_list("pk", flat=True)[:limit]
        )
        WebhookDelivery.objects.filter(pk__in=due).update(wake_at=at + WEBHOOK_BACKLOG_PATIENCE)
    return due


def events_prune(*, at: dt.datetime, limit: int = 5_000) -> int:
    """Remove events, deliveries and attempts of more than thirty days ago; return how many events."""
    old = WebhookEvent.objects.filter(occurred_at__lt=at - WEBHOOK_KEPT, fanned_out_at__isnull=False)
    chosen = list(old.order_by("occurred_at", "pk").values_list("pk", flat=True)[:limit])
    with transaction.atomic():
        WebhookEvent.objects.filter(pk__in=chosen).delete()
        if chosen:
            trail.record("webhook_log.pruned", count=len(chosen), action=LogEntry.Action.DELETE)
    return len(chosen)


def _contact_tell(endpoint: WebhookEndpoint, because: EndpointDisabled, at: dt.datetime) -> None:
    """Put a mail to whoever answers for the machine into the outbox; the sweep of mails sends it."""
    context = {"at": at.isoformat(), "endpoint": endpoint.host, "why": f"{because.label.capitalize()}."}
    Mail.objects.create(
        kind=MailKind.WEBHOOK_DISABLED,
        address=endpoint.account.contact,
        context=context,
        created_at=at,
        queued_at=at,
        next_attempt_at=at,
    )


def _delivery(event: WebhookEvent, endpoint: WebhookEndpoint, at: dt.datetime) -> WebhookDelivery:
    delivery = WebhookDelivery(event=event, endpoint=endpoint, created_at=at)
    if endpoint.is_enabled:
        delivery.plan(at)
        delivery.wake_at = at + WEBHOOK_PATIENCE  # its message goes out with this commit
    else:
        delivery.settle(DeliveryState.FAILED, "endpoint_disabled")
    return delivery


def _claim(delivery_id: uuid.UUID, *, at: dt.datetime) -> _Claim | None:
    """Take the lease of a delivery that is due and may go out; None where there is nothing to send."""
    with transaction.atomic():
        delivery = (
            WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("event", "endpoint__account__user")
            .filter(pk=delivery_id, state=DeliveryState.PENDING, next_attempt_at__lte=at)
            .filter(Q(lease_expires_at__isnull=True) | Q(lease_expires_at__lt=at))
            .first()
        )
        if delivery is None or not _may_go_out(delivery, at):
            return None
        token = uuid.uuid4()
        delivery.attempts += 1
        delivery.lease_token = token
        delivery.lease_expires_at = delivery.wake_at = at + WEBHOOK_LEASE
        delivery.save()
        body = webhook_signing.message_body(delivery.event)
        headers = webhook_signing.message_headers(delivery.endpoint, delivery.event, body, at)
    return _Claim(delivery=delivery, token=token, body=body, headers=headers)


def _may_go_out(delivery: WebhookDelivery, at: dt.datetime) -> bool:
    """Ask again what was asked at the fan-out: days may lie between."""
    if not delivery.endpoint.is_enabled:
        delivery.settle(DeliveryState.FAILED, "endpoint_disabled")
    elif not may_be_told(delivery.endpoint, delivery.event):
        delivery.settle(DeliveryState.WITHHELD, "not_visible")
    elif delivery.attempts > len(WEBHOOK_RETRIES):
        delivery.settle(
            DeliveryState.FAILED, "attempts_used_up"
        )  # each one was killed before it could record
    elif _in_flight(delivery.endpoint, at) >= WEBHOOK_IN_FLIGHT:
        delivery.wake_at = at + WEBHOOK_BUSY_WAIT
    else:
        return True
    delivery.save()
    return False


def _in_flight(endpoint: WebhookEndpoint, at: dt.datetime) -> int:
    return WebhookDelivery.objects.filter(
        endpoint__account_id=endpoint.account_id, state=DeliveryState.PENDING, lease_expires_at__gt=at
    ).count()


def _record(claim: _Claim, answer: Answer, *, at: dt.datetime) -> str:
    """Write down what came of an attempt; without the lease, another worker's word counts."""
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=claim.delivery.endpoint_id).first()
        delivery = WebhookDelivery.objects.select_for_update().filter(pk=claim.delivery.pk).first()
        if endpoint is None or delivery is None or delivery.lease_token != claim.token:
            logger.warning("delivery %s was taken over or ended while it was sent", claim.delivery.pk)
            return "lease lost"
        WebhookAttempt.objects.create(
            delivery=delivery,
            number=delivery.attempts,
            at=at,
            status=answer.status,
            error=answer.error,
            duration_ms=answer.duration_ms,
            response=answer.body,
        )
        if answer.is_success:
            _succeeded(endpoint, delivery, at)
        else:
            _failed(endpoint, delivery, answer, at)
    return delivery.state


def _succeeded(endpoint: WebhookEndpoint, delivery: WebhookDelivery, at: dt.datetime) -> None:
    delivery.settle(DeliveryState.DELIVERED)
    delivery.delivered_at = at
    delivery.save()
    endpoint.failures_in_row = 0
    endpoint.failing_since = None
    endpoint.delivered_at = at
    endpoint.save()


def _failed(endpoint: WebhookEndpoint, delivery: WebhookDelivery, answer: Answer, at: dt.datetime) -> None:
    endpoint.failures_in_row += 1
    endpoint.failing_since = endpoint.failing_since or at
    endpoint.save()
    wait = retry_wait(delivery.attempts, answer.retry_after)
    if wait is None:
        delivery.settle(DeliveryState.FAILED, "attempts_used_up")
    else:
        delivery.plan(at + wait)
    delivery.save()
    has_failed_for = at - endpoint.failing_since
    if answer.status == GONE:
        endpoint_disable(endpoint, EndpointDisabled.GONE, at)
    elif endpoint.failures_in_row >= WEBHOOK_DISABLE_FAILURES and has_failed_for >= WEBHOOK_DISABLE_AFTER:
        endpoint_disable(endpoint, EndpointDisabled.FAILURES, at)
    delivery.refresh_from_db()


def retry_wait(attempts: int, retry_after: int | None) -> dt.timedelta | None:
    """Return how long to wait after so many attempts; None where there is no further one.

    Args:
        attempts: how many were made.
        retry_after: seconds the receiver asked for; heeded up to a day.
    """
    if attempts > len(WEBHOOK_RETRIES):
        return None
    # A fifth on top at random: receivers that came back must not be met by everything at once.
    wait = WEBHOOK_RETRIES[attempts - 1] * _chance.uniform(1.0, 1.2)
    return max(wait, min(dt.timedelta(seconds=retry_after or 0), WEBHOOK_LONGEST_WAIT))
