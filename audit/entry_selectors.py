"""Entries of the trail: by question, page by page, and one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import Q

from audit.canonical import COLUMNS_SQL
from audit.models import Leaf, LogEntry
from audit.questions import Cursor, Question
from audit.verifier import COLUMNS

# An entry's id tells the moment it was made; the row's own time may differ from it by as much.
_SLACK = dt.timedelta(days=1)
ACTIONS = {"created": 0, "updated": 1, "deleted": 2, "read": 3}


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and where the next ones begin; no cursor where these are the last."""

    rows: list[LogEntry]
    next: str


def entry_list(question: Question) -> models.QuerySet[LogEntry]:
    """Return the entries of a question, newest first.

    Raises:
        WindowMissing: the question names no window.
    """
    question.check()
    found: models.QuerySet[LogEntry] = LogEntry.objects.filter(_where(question))
    if question.object_type:
        kind = _content_type(question.object_type)
        found = found.filter(content_type=kind) if kind else found.none()
    return found.select_related("actor", "content_type").order_by("-timestamp", "-id")


def page_of(entries: models.QuerySet[LogEntry], *, cursor: str = "", size: int) -> Page:
    """Return one page by keyset: nothing is counted, and nothing before the page is read.

    Raises:
        CursorInvalid: the cursor is none of ours.
    """
    if cursor:
        last = Cursor.parse(cursor)
        # The first condition lets months after the cursor be passed over.
        entries = entries.filter(
            Q(timestamp__lte=last.at), Q(timestamp__lt=last.at) | Q(timestamp=last.at, id__lt=last.entry_id)
        )
    rows = list(entries[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, Cursor(rows[-1].timestamp, rows[-1].pk).text() if more else "")


def entry_get(entry_id: UUID) -> LogEntry:
    """Return one entry, by way of its leaf or of the time in its id: no month is searched in vain.

    Raises:
        LogEntry.DoesNotExist: there is none.
    """
    leaf = Leaf.objects.filter(pk=entry_id).first()
    if leaf is not None:
        window = Q(timestamp=leaf.entry_at)
    else:
        made = _moment_of(entry_id)
        window = Q(timestamp__gte=made - _SLACK, timestamp__lt=made + _SLACK)
    found: LogEntry = LogEntry.objects.select_related("actor", "content_type").get(window, pk=entry_id)
    return found


def entry_columns(entry: LogEntry) -> dict[str, str | None]:
    """Return the columns of an entry as text, as its leaf hashes them."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS_SQL} FROM audit_logentry e WHERE e.timestamp = %s AND e.id = %s",  # noqa: S608 - ours
            [entry.timestamp, entry.pk],
        )
        row = cursor.fetchone()
    return dict(zip(COLUMNS, row, strict=True)) if row else {}


def _where(question: Question) -> Q:
    """Return the conditions on the columns of one entry."""
    given: dict[str, Any] = {
        "timestamp__gte": question.since,
        "timestamp__lt": question.until,
        "actor_id": question.actor,
        "subject_refs__contains": question.subject_refs,
        "object_pk": question.object_id,
        "action": ACTIONS.get(question.action),
        "purpose__icontains": question.purpose,
        "remote_addr": question.address,
        "interface": question.interface,
        "cid": question.request_id,
    }
    if question.event.endswith("*"):
        given["event__startswith"] = question.event[:-1]
    else:
        given["event"] = question.event
    return Q(**{name: value for name, value in given.items() if value not in (None, "", [])})


def _content_type(label: str) -> ContentType | None:
    app, _, model = label.lower().partition(".")
    try:
        return ContentType.objects.get_by_natural_key(app, model)
    except ContentType.DoesNotExist:
        return None


def _moment_of(entry_id: UUID) -> dt.datetime:
    """Return the time in an id of version 7; the year 1970 where it is another."""
    millis = entry_id.int >> 80 if entry_id.version == 7 else 0
    try:
        return dt.datetime.fromtimestamp(millis / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return dt.datetime.fromtimestamp(0, dt.UTC)
