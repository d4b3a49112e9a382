"""Background work of the trail."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from audit import partitions


@shared_task(queue="seal", time_limit=60)
def trail_months_ensure_task() -> list[str]:
    """Create the trail's partitions for this month and the next three."""
    return partitions.months_ensure(first=timezone.now().date(), count=4)
