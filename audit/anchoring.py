"""Puts signed checkpoints where the owner of this database cannot reach them.

A sink takes a note and returns what the other side gave for it; `settings.TRAIL_ANCHORS` names the sinks by
address: `file:/folder`. Whoever rewrites history here must rewrite it there, too.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from audit.constants import AnchorKind
from audit.models import Anchor, Checkpoint


class Sink(Protocol):
    """A place outside."""

    kind: AnchorKind

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Keep a checkpoint; return its place and a receipt."""

    def notes(self) -> Iterator[str]:
        """Yield the notes that are kept there; nothing where it cannot be read back."""


class FileSink:
    """A folder, best on another machine's disk: one file a checkpoint, never written twice."""

    kind = AnchorKind.FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Write the note, through to the disk."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"checkpoint-{checkpoint.size:012d}.note"
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}")
            with draft.open("w") as file:
                file.write(checkpoint.note)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        return str(path), b""

    def notes(self) -> Iterator[str]:
        """Yield every note of the folder, oldest first."""
        for path in sorted(self._folder.glob("checkpoint-*.note")):
            yield path.read_text()


def sinks() -> list[Sink]:
    """Return the sinks that are configured."""
    return [_sink(address) for address in settings.TRAIL_ANCHORS]


def anchor_newest(*, at: dt.datetime) -> list[Anchor]:
    """Put the newest checkpoint into every sink that does not hold it yet."""
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return []
    held = set(newest.anchors.values_list("kind", flat=True))
    made = []
    for sink in sinks():
        if sink.kind not in held:
            place, receipt = sink.put(newest)
            made.append(
                Anchor.objects.create(
                    checkpoint=newest, kind=sink.kind, place=place, receipt=receipt, created_at=at
                )
            )
    return made


def anchored_notes() -> Iterator[str]:
    """Yield what the sinks hold."""
    for sink in sinks():
        yield from sink.notes()


def _sink(address: str) -> Sink:
    parts = urlsplit(address)
    if parts.scheme == "file":
        return FileSink(Path(parts.path))
    raise ValueError(f"TRAIL_ANCHORS names {address!r}; it takes file:/folder.")
