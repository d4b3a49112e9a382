"""How the evaluation reads: as the application does, or from kept pages while reading is being improved."""

from __future__ import annotations

import threading
from pathlib import Path

from documents.evaluation.runner import Read
from documents.reading.sandbox import Sandbox
from documents.reading.types import Reading


class SandboxedReader:
    """Reads as the worker does: in a process of its own under limits, one for each calling thread."""

    def __init__(self) -> None:
        self._own = threading.local()

    def __call__(self, content: bytes, name: str) -> Reading:
        """Read one file; a process that dies or hangs is a failed reading, never an error."""
        if not hasattr(self._own, "sandbox"):
            self._own.sandbox = Sandbox()
        reading: Reading = self._own.sandbox.read(content, name)
        return reading


def reader(page_cache: Path | None) -> Read:
    """Return the reader for an evaluation."""
    del page_cache
    return SandboxedReader()
