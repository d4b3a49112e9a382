"""What the first page of the console shows: what waits, what failed, what came in."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from documents import selectors
from documents.constants import DocumentKind, DocumentStatus, ReviewState
from documents.models import Document, ReviewTask
from documents.querysets import Person

QUEUE_LENGTH = 10
BAR_ROOM = 210
ROW_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """One status and how many documents have it."""

    status: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart, in the chart's own units."""

    label: str
    count: int
    y: int
    text_y: int
    width: int
    count_x: int


@dataclass(frozen=True, slots=True)
class Board:
    """The first page."""

    tiles: list[Tile]
    waiting: list[Document]
    recent: list[Document]
    types: list[Bar]
    chart_height: int
    obstacle: str


def board(user: Person) -> Board:
    """Return the first page for this person, in five queries."""
    documents = selectors.document_list(user)
    by_status = dict(documents.order_by().values_list("status").annotate(n=Count("pk")))
    reason = ReviewTask.objects.filter(document=OuterRef("pk"), state=ReviewState.OPEN).order_by("position")
    waiting = (
        documents.filter(status__in=[DocumentStatus.NEEDS_REVIEW, DocumentStatus.FAILED])
        .annotate(first_reason=Subquery(reason.values("reason")[:1]))
        .order_by("created_at", "id")
    )
    types = _bars(dict(documents.order_by().exclude(type="").values_list("type").annotate(n=Count("pk"))))
    order = ["needs_review", "failed", "reading", "received", "ready"]
    labels = dict(DocumentStatus.choices)
    return Board(
        tiles=[Tile(status, str(labels[status]), by_status.get(status, 0)) for status in order],
        waiting=list(waiting[:QUEUE_LENGTH]),
        recent=list(documents[:QUEUE_LENGTH]),
        types=types,
        chart_height=ROW_HEIGHT * max(1, len(types)),
        obstacle=selectors.reading_obstacle(),
    )


def _bars(counts: dict[str, int]) -> list[Bar]:
    longest = max(counts.values(), default=1)
    labels = dict(DocumentKind.choices)
    bars = []
    for row, (kind, count) in enumerate(sorted(counts.items(), key=lambda item: -item[1])):
        width = max(2, round(BAR_ROOM * count / longest))
        y = row * ROW_HEIGHT + 4
        bars.append(Bar(str(labels[kind]), count, y, y + 11, width, 150 + width + 6))
    return bars
