"""Anchors as files of a folder, best on another machine's disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from audit.anchors.base import note_name
from audit.constants import AnchorKind
from audit.models import Anchor, Checkpoint


class FileSink:
    """A folder: one file a checkpoint, never written twice."""

    kind = AnchorKind.FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.address = f"{folder}/"

    def put(self, checkpoint: Checkpoint) -> tuple[str, bytes]:
        """Write the note, through to the disk.

        Raises:
            FileExistsError: another checkpoint of this size lies there, of a history that was given up.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / note_name(checkpoint)
        if not path.exists():
            draft = path.with_suffix(f".{os.getpid()}")
            with draft.open("w") as file:
                file.write(checkpoint.note)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        elif path.read_text() != checkpoint.note:
            raise FileExistsError(f"{path} holds another checkpoint of this size.")
        return str(path), b""

    def notes(self) -> Iterator[str]:
        """Yield every note of the folder, oldest first."""
        for path in sorted(self._folder.glob("checkpoint-*.note")):
            yield path.read_text()

    def receipt_check(self, anchor: Anchor) -> None:
        """Files give no receipt."""
