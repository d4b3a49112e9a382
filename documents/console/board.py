"""What the first page of the console shows: what waits, what failed, what came in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, OuterRef, Subquery

from accounts.models import User
from documents import listing, recents, selectors
from documents.constants import DocumentKind, DocumentStatus, ReviewState
from documents.listing import Wanted
from documents.models import Document, ReviewTask
from documents.querysets import DocumentQuerySet, Person, sees_everything

QUEUE_LENGTH = 10
MOST_COUNTED = 10_000
_COUNTS_KEY = "documents:board"
_COUNTS_SECONDS = 60
BAR_ROOM = 210
ROW_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Tile:
    """One status and how many documents have it."""

    status: str
    label: str
    count: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the chart, in the chart's own units."""

    label: str
    count: str
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
    opened: list[Document]
    types: list[Bar]
    chart_height: int
    obstacle: str


def board(user: Person) -> Board:
    """Return the first page for this person, in a fixed number of queries, each of bounded cost.

    Who sees everything gets whole counts, at most a minute old. For everybody else the newest of their
    documents are counted, and more than these are told as "or more".
    """
    newest = listing.keys_of(user, Wanted(Document.objects.all()), limit=MOST_COUNTED + 1)
    is_whole = sees_everything(user) or len(newest) <= MOST_COUNTED
    rows = _counts_of_all() if sees_everything(user) else _counts(Document.objects.filter(pk__in=newest))
    by_status: Counter[str] = Counter()
    by_type: Counter[str] = Counter()
    for status, kind, count in rows:
        by_status[status] += count
        by_type[kind] += count
    del by_type[""]
    types = _bars(by_type, is_whole=is_whole)
    order = ["needs_review", "failed", "reading", "received", "ready"]
    labels = dict(DocumentStatus.choices)
    return Board(
        tiles=[
            Tile(status, str(labels[status]), _shown(by_status[status], is_whole=is_whole))
            for status in order
        ],
        waiting=_waiting(user, newest),
        recent=_in_order(user, newest[:QUEUE_LENGTH]),
        opened=recents.recent_documents(user, limit=QUEUE_LENGTH) if isinstance(user, User) else [],
        types=types,
        chart_height=ROW_HEIGHT * max(1, len(types)),
        obstacle=selectors.reading_obstacle(),
    )


def _counts_of_all() -> list[tuple[str, str, int]]:
    """Return how many documents there are by status and type, counted once a minute for everybody."""
    found = cache.get(_COUNTS_KEY)
    if found is None:
        found = [list(row) for row in _counts(Document.objects.all())]
        cache.set(_COUNTS_KEY, found, _COUNTS_SECONDS)
    return [(status, kind, count) for status, kind, count in found]


def _counts(documents: DocumentQuerySet) -> list[tuple[str, str, int]]:
    kept = documents.filter(binned_at__isnull=True).order_by()
    return list(kept.values_list("status", "type").annotate(n=Count("pk")))


def _waiting(user: Person, newest: list[UUID]) -> list[Document]:
    """Return what waits for a person, the oldest first: of everything, or of the newest of theirs."""
    documents = selectors.document_list(user)
    if not sees_everything(user):
        documents = documents.filter(pk__in=newest)
    reason = ReviewTask.objects.filter(document=OuterRef("pk"), state=ReviewState.OPEN).order_by("position")
    documents = documents.annotate(first_reason=Subquery(reason.values("reason")[:1])).order_by("id")
    # One walk along the index for each status: both at once would be sorted.
    found = [
        row
        for status in (DocumentStatus.NEEDS_REVIEW, DocumentStatus.FAILED)
        for row in documents.filter(status=status)[:QUEUE_LENGTH]
    ]
    return sorted(found, key=lambda row: row.pk)[:QUEUE_LENGTH]


def _in_order(user: Person, keys: list[UUID]) -> list[Document]:
    rows = selectors.document_list(user).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _shown(count: int, *, is_whole: bool) -> str:
    """Return a count as it is shown: more than were counted are "or more"."""
    return f"{count:,}" if is_whole or not count else f"{count:,}+"


def _bars(counts: dict[str, int], *, is_whole: bool) -> list[Bar]:
    longest = max(counts.values(), default=1)
    labels = dict(DocumentKind.choices)
    bars = []
    for row, (kind, count) in enumerate(sorted(counts.items(), key=lambda item: -item[1])):
        width = max(2, round(BAR_ROOM * count / longest))
        y = row * ROW_HEIGHT + 4
        bars.append(
            Bar(str(labels[kind]), _shown(count, is_whole=is_whole), y, y + 11, width, 150 + width + 6)
        )
    return bars
