"""Puts signed checkpoints where the owner of this database cannot reach them.

`settings.TRAIL_ANCHORS` names the sinks by address (`audit/anchors/`). Whoever rewrites history here must
rewrite it in each of them, too. A sink that fails stops neither the others nor the sealing.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models, transaction

from audit import trail
from audit.anchors import Sink, sink_at
from audit.constants import AnchorKind
from audit.exceptions import MonthKept, ReceiptInvalid
from audit.models import Anchor, Checkpoint

logger = logging.getLogger(__name__)


def sinks() -> list[Sink]:
    """Return the sinks that are configured."""
    return [sink_at(address) for address in settings.TRAIL_ANCHORS]


def anchor_newest(*, at: dt.datetime) -> list[Anchor]:
    """Put the newest checkpoint into every sink that does not hold it yet.

    What fails is logged, becomes an event of the trail, and is tried again by the next call.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return []
    held = list(newest.anchors.values_list("kind", "place"))
    made = [
        _anchor(sink, newest, at)
        for sink in sinks()
        if not any(kind == sink.kind and place.startswith(sink.address) for kind, place in held)
    ]
    return [anchor for anchor in made if anchor is not None]


def anchored_notes() -> Iterator[str]:
    """Yield what the sinks hold; raises whatever keeps one from being read."""
    for sink in sinks():
        yield from sink.notes()


@dataclass(slots=True)
class Anchored:
    """What the sinks said when asked: the notes they hold, and what does not hold or cannot be read."""

    notes: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    invalid: list[str] = field(default_factory=list)


def anchored_read() -> Anchored:
    """Read every sink back and check every receipt; one that cannot be read does not hide the others."""
    told = Anchored()
    for sink in sinks():
        try:
            told.notes.extend(sink.notes())
        except Exception as error:  # whatever the other side does, the rest is still compared
            logger.exception("The anchor %s cannot be read", sink.address)
            told.unreadable.append(f"{sink.address} ({type(error).__name__})")
        kept = Anchor.objects.filter(kind=sink.kind, place__startswith=sink.address)
        for anchor in kept.select_related("checkpoint").order_by("created_at", "id").iterator(chunk_size=500):
            try:
                sink.receipt_check(anchor)
            except ReceiptInvalid as error:
                told.invalid.append(f"{anchor.place}: {error}")
    return told


def anchor_check(checkpoint: Checkpoint) -> None:
    """See that an anchor really holds this checkpoint or a later one; a row that says so is not enough.

    Raises:
        MonthKept: none that can be read back does, and no receipt shows it.
    """
    later = Checkpoint.objects.filter(size__gte=checkpoint.size)
    for sink in sinks():
        try:
            if any(later.filter(note=note).exists() for note in sink.notes()) or _is_stamped(sink, later):
                return
        except Exception:  # one that is away does not speak against the others
            logger.exception("The anchor %s cannot be read", sink.address)
    raise MonthKept("No anchor that can be read back, and no receipt, shows the checkpoint over it.")


def _is_stamped(sink: Sink, checkpoints: models.QuerySet[Checkpoint]) -> bool:
    """Tell whether a timestamp authority's receipt holds for one of these checkpoints."""
    if sink.kind != AnchorKind.RFC3161:
        return False
    kept = Anchor.objects.filter(kind=sink.kind, checkpoint__in=checkpoints).order_by("id")
    for anchor in kept[:20]:
        try:
            sink.receipt_check(anchor)
        except ReceiptInvalid:
            continue
        return True
    return False


def _anchor(sink: Sink, checkpoint: Checkpoint, at: dt.datetime) -> Anchor | None:
    try:
        place, receipt = sink.put(checkpoint)
    except Exception as error:  # a sink away must not keep the others from being filled
        logger.exception("The anchor %s took no checkpoint", sink.address)
        trail.record("trail.anchor_failed", details={"sink": sink.address, "error": type(error).__name__})
        return None
    with transaction.atomic():
        return Anchor.objects.create(
            checkpoint=checkpoint, kind=sink.kind, place=place, receipt=receipt, created_at=at
        )
