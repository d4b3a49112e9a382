"""Background work of accounts: load by id, call one work module."""

from __future__ import annotations

import logging
import uuid

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import mailing, rate_limits, registering, webhook_delivery
from accounts.constants import WEBHOOK_SWEEP_BATCH

logger = logging.getLogger(__name__)


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def webhook_event_fan_out_task(*, event_id: str) -> int:
    """Plan an event's deliveries and wake them; safe to run twice."""
    return _wake(webhook_delivery.event_fan_out(uuid.UUID(event_id), at=timezone.now()))


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def webhook_deliver_task(*, delivery_id: str) -> str:
    """Make one attempt at a delivery; safe to run twice."""
    return webhook_delivery.delivery_send(uuid.UUID(delivery_id))


@shared_task(queue="notify", time_limit=120, ignore_result=True)
def webhooks_sweep_task() -> int:
    """Wake what the database says is due: retries, lost messages, leases of killed workers."""
    now = timezone.now()
    for event_id in webhook_delivery.events_waiting(at=now, limit=WEBHOOK_SWEEP_BATCH):
        webhook_delivery.event_fan_out(event_id, at=now)
    return _wake(webhook_delivery.deliveries_wake(at=now, limit=WEBHOOK_SWEEP_BATCH))


@shared_task(queue="retain", time_limit=600, ignore_result=True)
def webhooks_prune_task() -> int:
    """Remove the log of deliveries of more than thirty days ago."""
    return webhook_delivery.events_prune(at=timezone.now())


@shared_task(queue="retain", time_limit=60, ignore_result=True)
def rate_hits_prune_task() -> int:
    """Remove what was counted in the database while Redis was away; it names addresses."""
    return rate_limits.hits_prune(at=timezone.now())


def webhook_event_wake(event_id: uuid.UUID) -> None:
    """Send the wake-up of an event; where the broker is away the sweep finds it."""
    try:
        webhook_event_fan_out_task.delay(event_id=str(event_id))
    except (OperationalError, OSError):
        logger.warning("broker away; event %s waits for the sweep", event_id)


def _wake(delivery_ids: list[uuid.UUID]) -> int:
    for delivery_id in delivery_ids:
        try:
            webhook_deliver_task.delay(delivery_id=str(delivery_id))
        except (OperationalError, OSError):
            logger.warning("broker away; deliveries wait for the sweep")
            break
    return len(delivery_ids)


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def mail_send_task(*, mail_id: str) -> str:
    """Send one mail; safe to run twice."""
    return mailing.mail_send(uuid.UUID(mail_id), at=timezone.now())


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def mails_sweep_task() -> int:
    """Wake mails whose message was lost, whose lease ran out, or whose next attempt is due."""
    due = mailing.mails_due(at=timezone.now())
    for mail_id in due:
        mail_send_task.delay(mail_id=str(mail_id))
    if due:
        logger.info("queued %d mails again", len(due))
    return len(due)


@shared_task(queue="retain", time_limit=300, ignore_result=True)
def mails_forget_task() -> int:
    """Delete mails that were finished a month ago, and links that ended then: addresses are personal data."""
    return mailing.mails_forget(at=timezone.now())


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def registration_settle_task(*, registration_id: str) -> None:
    """Make the account of a registration, or tell its address that there is one; safe to run twice."""
    mail_id = registering.registration_settle(uuid.UUID(registration_id), at=timezone.now())
    if mail_id is not None:
        mail_send_task.delay(mail_id=str(mail_id))


@shared_task(queue="notify", time_limit=60, ignore_result=True)
def registrations_sweep_task() -> int:
    """Wake registrations whose message was lost."""
    due = registering.registrations_due(at=timezone.now())
    for registration_id in due:
        registration_settle_task.delay(registration_id=str(registration_id))
    return len(due)
