"""Background work of the trail."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from audit import anchoring, partitions, sealing


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
