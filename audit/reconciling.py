"""Holds what triggers saw against the trail: a change without an entry about it is a finding.

Bulk and raw SQL writes send no signals, so that nothing of Django's records them; neither does a session of
psql. What the database saw of them is in `audit_rowchange`.

A run looks at what was written since the mark of the run before, and once a day at all there is: whoever
moved the mark hides nothing for longer. The mark is the oldest transaction that ran when a run looked:
whatever commits late has a number from there on, and below it everything was finished and was seen.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction

from audit import trail
from audit.constants import FindingState, ReviewRule
from audit.models import Finding, LogEntry, ReconcileMark, UnrecordedChange
from audit.partitions import month_bounds, months
from audit.sealing import cluster_id
from audit.watching import watches_missing

logger = logging.getLogger(__name__)

LIMIT = 10_000  # of one run
SHOWN = 20  # of a table, in the event; all are in audit_unrecorded
WHOLE_EVERY = dt.timedelta(hours=24)
_MARGIN = dt.timedelta(days=1)  # a transaction may begin in a month that went and end in one that stayed
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('trail.reconcile'))"
_SNAPSHOT = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text"
# Finished transactions only: an entry may still come. Reads (action 3) do not tell of changes.
_FIND = """
SELECT c.id, c."table", c.transaction_id::text FROM audit_rowchange c
WHERE c.transaction_id >= %(mark)s::xid8 AND c.transaction_id < %(snapshot)s::xid8 AND c.at >= %(since)s
  AND NOT EXISTS (SELECT 1 FROM audit_logentry e WHERE e.transaction_id = c.transaction_id
                  AND e.action <> 3 AND e.object_pk = c.row_key)
  AND NOT EXISTS (SELECT 1 FROM audit_unrecorded u WHERE u.change_id = c.id)
ORDER BY c.transaction_id, c.id LIMIT %(limit)s
"""
_Found = list[tuple[UUID, str, str]]


def reconcile(*, at: dt.datetime) -> int:
    """Tell, once each, of changes of watched rows that the trail knows nothing of; return how many.

    One event a table, `trail.unrecorded_change`, with the ids of row changes; one finding a run, for an
    officer to sign off; and an error in the log. A table that is not watched is a finding until it is again.
    """
    with transaction.atomic():
        found = _look(at)
        UnrecordedChange.objects.bulk_create(
            UnrecordedChange(change_id=change_id, found_at=at) for change_id, _, _ in found
        )
        _unrecorded_tell(found, at)
        _unwatched_tell(at)
    return len(found)


def _look(at: dt.datetime) -> _Found:
    """Return what is new since the mark, and move the mark behind it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        # Before the search: what finishes between the two statements is left to the next run.
        cursor.execute(_SNAPSHOT)
        (snapshot,) = cursor.fetchone()
        mark, is_whole = _mark(at, snapshot)
        kept = months()
        since = month_bounds(kept[0])[0] + _MARGIN if kept else at
        asked = {"mark": mark.settled_below, "snapshot": snapshot, "since": since, "limit": LIMIT}
        cursor.execute(_FIND, asked)
        found: _Found = cursor.fetchall()
    is_complete = len(found) < LIMIT
    mark.settled_below = snapshot if is_complete else found[-1][2]
    mark.whole_at = at if is_whole and is_complete else mark.whole_at
    mark.save()
    return found


def _mark(at: dt.datetime, snapshot: str) -> tuple[ReconcileMark, bool]:
    """Return the mark to begin at, and whether that is the beginning of all there is."""
    mark, _ = ReconcileMark.objects.get_or_create(name="row changes")
    here = cluster_id()
    is_of_here = mark.cluster == here and int(mark.settled_below) <= int(snapshot)
    if is_of_here and mark.whole_at is not None and at - mark.whole_at < WHOLE_EVERY:
        return mark, False
    mark.settled_below, mark.cluster = "0", here
    mark.whole_at = mark.whole_at if is_of_here else None
    return mark, True


def _unrecorded_tell(found: _Found, at: dt.datetime) -> None:
    """Write an event a table, and one finding of them all."""
    tables = sorted(Counter(table for _, table, _ in found).items())
    entries = []
    for table, count in tables:
        ids = [str(change_id) for change_id, of, _ in found if of == table]
        details = {"table": table, "changes": ids[:SHOWN]}
        entries.append(trail.record("trail.unrecorded_change", details=details, count=count))
        logger.error("%d changes of %s have no entry in the trail", count, table)
    if entries:
        told = ", ".join(f"{count} of {table}" for table, count in tables)
        sentence = f"Changes past the services, told by no entry: {told}."
        _finding(ReviewRule.UNRECORDED, sentence, entries, len(found), at)


def _unwatched_tell(at: dt.datetime) -> None:
    """Write an event a table whose triggers are missing, and a finding unless one waits already."""
    for table in watches_missing():
        entry = trail.record("trail.watch_missing", details={"table": table})
        logger.error("%s is not watched: its triggers are missing or switched off", table)
        sentence = f"{table} is not watched: its triggers are missing or switched off."
        waits = Finding.objects.filter(
            rule=ReviewRule.UNWATCHED, sentence=sentence, state=FindingState.OPEN
        ).exists()
        if not waits:
            _finding(ReviewRule.UNWATCHED, sentence, [entry], 1, at)


def _finding(
    rule: ReviewRule, sentence: str, entries: Sequence[LogEntry], count: int, at: dt.datetime
) -> None:
    Finding.objects.create(
        day=at.astimezone(dt.UTC).date(),
        rule=rule,
        count=count,
        sentence=sentence if len(sentence) <= 300 else f"{sentence[:298]}…",
        entry_ids=[entry.pk for entry in entries],
        created_at=at,
    )
