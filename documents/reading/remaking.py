"""Making new files in a process of its own that may crash, hang or be taken over."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.reading import remake_child
from documents.reading.sandbox import ROOT, child_environment

SECONDS = 300.0
MOST = 1024**3  # bytes of everything that is made
WAIT = 5.0


class RemakeError(Exception):
    """The files could not be made; the sentence is for people."""


@dataclass(frozen=True, slots=True)
class Given:
    """One file as open descriptors: of its bytes, and of pictures of its pages by number."""

    file: int
    pictures: dict[int, int] = field(default_factory=dict)


def files_remake(
    kind: str, sources: Sequence[Given], terms: dict[str, Any], *, on_wait: Callable[[], None]
) -> list[bytes]:
    """Return the files that a confined process made; see `remake.remake`.

    Args:
        kind: what is done.
        sources: the files, open for reading.
        terms: how.
        on_wait: called every few seconds; what it raises ends the process.

    Raises:
        RemakeError: the process refused, died, took longer than `SECONDS` or made more than `MOST`.
    """
    passed = [fd for one in sources for fd in (one.file, *one.pictures.values())]
    job = {
        "kind": kind,
        "terms": terms,
        "sources": [{"file": one.file, "pictures": one.pictures} for one in sources],
    }
    process = subprocess.Popen(  # noqa: S603  # our own module, nothing of the file
        [sys.executable, "-m", remake_child.__name__, str(os.getpid())],
        cwd=ROOT,
        env=child_environment(),
        pass_fds=passed,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        output = _exchange(process, json.dumps(job).encode(), on_wait)
    finally:
        process.kill()
        said = _said(process)
        if process.stdout is not None:
            process.stdout.close()
        process.wait()
    if process.returncode == remake_child.REFUSED:
        raise RemakeError(said or "The file cannot be taken apart.")
    if process.returncode != 0:
        raise RemakeError("The work broke off. Export the file again in another program and try that copy.")
    return _parts(output)


def _exchange(process: subprocess.Popen[bytes], job: bytes, on_wait: Callable[[], None]) -> bytes:
    """Send the job and return what comes, within time and size."""
    if process.stdin is None or process.stdout is None:
        raise RemakeError("The process could not be started.")
    with contextlib.suppress(BrokenPipeError), process.stdin as stdin:
        stdin.write(job)
    deadline = time.monotonic() + SECONDS
    output = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while True:
            if time.monotonic() > deadline:
                raise RemakeError(f"It took longer than {SECONDS:.0f} seconds. Take fewer pages at once.")
            if not waiting.select(WAIT):
                on_wait()
                continue
            chunk = os.read(process.stdout.fileno(), 1 << 20)
            if not chunk:
                process.wait(WAIT)
                return bytes(output)
            output += chunk
            if len(output) > MOST:
                raise RemakeError("What was made is too large.")


def _said(process: subprocess.Popen[bytes]) -> str:
    if process.stderr is None:
        return ""
    with process.stderr as stderr:
        return stderr.read(2000).decode("utf-8", "replace").strip()


def _parts(output: bytes) -> list[bytes]:
    parts, at = [], 0
    while at < len(output):
        (length,) = remake_child.LENGTH.unpack_from(output, at)
        at += remake_child.LENGTH.size
        parts.append(output[at : at + length])
        at += length
    if at != len(output) or not parts:
        raise RemakeError("The work broke off: its answer made no sense.")
    return parts
