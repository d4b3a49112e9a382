"""How far the trail is sealed, verified and anchored: for the first page of officers and auditors."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Max

from audit.constants import FindingState
from audit.models import Checkpoint, Finding, LogEntry


@dataclass(frozen=True, slots=True)
class TrailState:
    """How far the trail is sealed and anchored."""

    checkpoint: Checkpoint | None
    anchored: Checkpoint | None
    anchored_at: dt.datetime | None
    unsealed: int
    oldest_unsealed: dt.datetime | None
    open_findings: int
    verified_at: dt.datetime | None
    verified_size: int
    verified_findings: list[str]

    @property
    def size(self) -> int:
        """How many entries are sealed."""
        return self.checkpoint.size if self.checkpoint else 0


def trail_state() -> TrailState:
    """Return how far the trail is sealed, in five queries that read no more than the tail."""
    newest = Checkpoint.objects.order_by("-size").first()
    anchored = (
        Checkpoint.objects.filter(anchors__isnull=False)
        .annotate(anchored_at=Max("anchors__created_at"))
        .order_by("-size")
        .first()
    )
    tail = _tail(newest)
    # Each verification is an event of the checkpoint it reached, so that an index finds the last one.
    kind = ContentType.objects.get_for_model(Checkpoint)
    checked = (
        LogEntry.objects.filter(content_type=kind, event="trail.verified").order_by("-timestamp").first()
    )
    details = (checked.additional_data or {}) if checked else {}
    return TrailState(
        checkpoint=newest,
        anchored=anchored,
        anchored_at=anchored.anchored_at if anchored else None,
        unsealed=tail[0],
        oldest_unsealed=tail[1],
        open_findings=Finding.objects.filter(state=FindingState.OPEN).count(),
        verified_at=checked.timestamp if checked else None,
        verified_size=int(details.get("size", 0)),
        verified_findings=list(details.get("findings", [])),
    )


def anchored_after(index: int) -> Checkpoint | None:
    """Return the first checkpoint that holds this leaf and is anchored outside."""
    return (
        Checkpoint.objects.filter(size__gt=index, anchors__isnull=False)
        .annotate(anchored_at=Max("anchors__created_at"))
        .order_by("size")
        .first()
    )


def _tail(newest: Checkpoint | None) -> tuple[int, dt.datetime | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(timestamp) FROM audit_logentry "
            "WHERE (transaction_id, id) > (%s::xid8, %s::uuid)",
            [newest.sealed_to if newest else "0", newest.sealed_entry if newest else UUID(int=0)],
        )
        count, oldest = cursor.fetchone()
    return count, oldest


def sealed_by(index: int) -> Checkpoint | None:
    """Return the first checkpoint that holds this leaf."""
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()
