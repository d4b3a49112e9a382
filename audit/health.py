"""Is the trail well: sealed, anchored, with a month to write into, and out of the application's hands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from audit.anchoring import sinks
from audit.anchors import Sink
from audit.database_roles import owns_trail
from audit.models import Anchor, Checkpoint
from audit.partitions import month_after, months
from audit.sealing import cluster_id

SEALED_WITHIN = dt.timedelta(seconds=60)
ANCHORED_WITHIN = dt.timedelta(hours=2)  # a sink that failed is tried again within the hour
_OLDEST_UNSEALED = """
SELECT e.timestamp FROM audit_logentry e
WHERE (e.transaction_id, e.id) > (%s::xid8, %s)
AND NOT EXISTS (SELECT 1 FROM audit_leaf l WHERE l.entry_id = e.id)
ORDER BY e.transaction_id, e.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the trail's health: in a sentence where it is not well, and how old it is in seconds."""

    name: str
    is_well: bool
    sentence: str = ""
    age: float | None = None


_NO_ANCHOR = Part(
    "trail_anchors",
    is_well=False,
    sentence="No anchor is configured: its owner could rewrite history unseen.",
)


def trail_parts(at: dt.datetime) -> list[Part]:
    """Return the parts of the trail's health, each asked for in a few milliseconds."""
    anchors = [_anchor(sink, at) for sink in sinks()] or [_NO_ANCHOR]
    return [_sealing(at), _months(at), _owner(), *anchors]


def _sealing(at: dt.datetime) -> Part:
    last = Checkpoint.objects.order_by("-size").first()
    if last is not None and last.cluster != cluster_id():
        return Part(
            "trail_sealing", is_well=False, sentence="Restored: entries wait to be compared with their seals."
        )
    with connection.cursor() as cursor:
        after = (last.sealed_to, last.sealed_entry) if last else ("0", "00000000-0000-0000-0000-000000000000")
        cursor.execute(_OLDEST_UNSEALED, after)
        found = cursor.fetchone()
    age = max((at - found[0]).total_seconds(), 0.0) if found else 0.0
    is_well = age <= SEALED_WITHIN.total_seconds()
    sentence = "" if is_well else f"Entries have waited for their seal for {_words(age)}."
    return Part("trail_sealing", is_well, sentence, age)


def _months(at: dt.datetime) -> Part:
    now = at.date().replace(day=1)
    missing = {now, month_after(now)} - set(months())
    sentence = (
        f"The month {min(missing):%Y-%m} is missing: nothing can be written into it." if missing else ""
    )
    return Part("trail_months", not missing, sentence)


def _owner() -> Part:
    is_well = not owns_trail()
    sentence = "" if is_well else "The application's database role owns the trail and could change it."
    return Part("trail_role", is_well, sentence)


def _anchor(sink: Sink, at: dt.datetime) -> Part:
    """Tell how long the oldest checkpoint that this sink lacks has waited."""
    name = f"trail_anchor_{sink.kind}"
    kept = Anchor.objects.filter(kind=sink.kind, place__startswith=sink.address).order_by("-id").first()
    waiting = Checkpoint.objects.filter(size__gt=kept.checkpoint.size if kept else 0).order_by("size").first()
    age = (at - kept.created_at).total_seconds() if kept else None
    if waiting is None or at - waiting.created_at <= ANCHORED_WITHIN:
        return Part(name, is_well=True, age=age)
    since = _words((at - waiting.created_at).total_seconds())
    return Part(
        name,
        is_well=False,
        sentence=f"{sink.kind.label.capitalize()} has taken no checkpoint for {since}.",
        age=age,
    )


def _words(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
