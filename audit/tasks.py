"""Background work of the trail."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from audit import anchoring, archiving, partitions, reconciling, reviewing, sealing
from audit.models import Archive


@shared_task(queue="seal", time_limit=60)
def trail_months_ensure_task() -> list[str]:
    """Create the trail's partitions for this month and the next three."""
    return partitions.months_ensure(first=timezone.now().date(), count=4)


@shared_task(queue="seal", time_limit=120)
def trail_seal_task() -> int:
    """Seal what waits; return how many entries."""
    return sealing.seal(at=timezone.now, seconds=60).count


@shared_task(queue="seal", time_limit=300)
def trail_anchor_task() -> int:
    """Put the newest checkpoint outside; return into how many sinks."""
    return len(anchoring.anchor_newest(at=timezone.now()))


@shared_task(queue="retain", time_limit=60)
def trail_archive_task() -> int:
    """Queue the archiving of every month that is three months old, where archives are configured."""
    due = archiving.months_to_archive(timezone.now()) if settings.TRAIL_ARCHIVES else []
    for month in due:
        trail_month_archive_task.delay(month=month.isoformat())
    return len(due)


@shared_task(queue="retain", time_limit=4 * 3600)
def trail_month_archive_task(*, month: str) -> str | None:
    """Archive one month; return its place, None where it has an archive by now.

    Args:
        month: its first day, as ISO 8601.
    """
    first = dt.date.fromisoformat(month)
    if Archive.objects.filter(month=first).exists():
        return None
    return archiving.month_archive(month=first, at=timezone.now()).place


@shared_task(queue="seal", time_limit=300)
def trail_reconcile_task() -> int:
    """Find changes of watched tables that the trail knows nothing of; return how many are new."""
    return reconciling.reconcile(at=timezone.now())


@shared_task(queue="retain", time_limit=3600)
def trail_review_task(*, day: str = "") -> int:
    """Review yesterday, once, or the given day, again; return how many findings are new. Safe to run twice.

    Args:
        day: as ISO 8601, in UTC.
    """
    now = timezone.now()
    chosen = dt.date.fromisoformat(day) if day else now.astimezone(dt.UTC).date() - dt.timedelta(days=1)
    if not day and reviewing.is_reviewed(chosen):
        return 0
    return reviewing.day_review(chosen, at=now)
