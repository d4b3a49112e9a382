"""What every sink of checkpoints is and does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from audit.constants import AnchorKind
from audit.models import Anchor, Checkpoint


class Sink(Protocol):
    """A place outside. Whatever goes wrong there is raised; the caller tries again later."""

    kind: AnchorKind
    address: str  # places of this sink, and of no other, start with it

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Keep a checkpoint; return its place and a receipt, empty where the other side gives none."""

    def notes(self) -> Iterator[str]:
        """Yield the notes that are kept there; nothing where it cannot be read back."""

    def receipt_check(self, anchor: Anchor) -> None:
        """Hold a receipt against its checkpoint.

        Raises:
            ReceiptInvalid: it does not speak of this checkpoint, or not from somebody we trust.
        """


def note_name(checkpoint: Checkpoint) -> str:
    """Return the file name of a checkpoint's note: in the order of their sizes."""
    return f"checkpoint-{checkpoint.size:012d}.note"
