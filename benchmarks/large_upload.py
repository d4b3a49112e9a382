"""`python -m benchmarks.large_upload [--mib N]`: large files, and what memory they take.

One is sent in chunks (tus) and put together by the worker, one in the body of a single request, as large as
that way takes. What reads documents in children is measured elsewhere: more than 200 MiB are not read.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Self

from benchmarks.figures import Figure, at_most, show, told
from benchmarks.processes import resident_mib
from benchmarks.server import Client, all_read, served

MIB = 1024**2
CHUNK = 64 * MIB
GOAL_MIB = 64.0


class Watch:
    """How far the memory of each process of the server rises above where it began."""

    def __init__(self, mark: str) -> None:
        """Look once."""
        self._mark = mark
        self._before = resident_mib(mark)
        self._peak = dict(self._before)
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        """Look on, ten times a second."""
        threading.Thread(target=self._go_on, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._is_over.set()

    def idle(self, kind: str) -> float:
        """Return the largest process of a kind before, in MiB."""
        return max((size for (_, found), size in self._before.items() if found == kind), default=0)

    def rise(self, kind: str) -> float:
        """Return by how many MiB one process of a kind grew at most; a new one counts against the largest."""
        return max(
            (
                size - self._before.get((process, found), self.idle(kind))
                for (process, found), size in self._peak.items()
                if found == kind
            ),
            default=0,
        )

    def _go_on(self) -> None:
        while not self._is_over.wait(0.1):
            for key, size in resident_mib(self._mark).items():
                self._peak[key] = max(size, self._peak.get(key, 0))


def send(client: Client, size: int) -> tuple[float, float]:
    """Send a file of noise that begins as a PDF; return seconds until sent and until it is a document."""
    tus = {"Tus-Resumable": "1.0.0"}
    named = "filename " + base64.b64encode(b"large.pdf").decode()
    started = time.perf_counter()
    opened = client.ask(
        "POST", "/api/v1/uploads", headers={**tus, "Upload-Length": str(size), "Upload-Metadata": named}
    )
    address = "/api/v1/uploads/" + opened.headers["Location"].rsplit("/", 1)[1]
    noise, offset = os.urandom(min(CHUNK, size)), 0
    while offset < size:
        body: Any = memoryview(noise)[: size - offset]
        if offset == 0:
            body = b"%PDF-1.7\n%" + noise[10 : len(body)]
        headers = {**tus, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        offset = int(client.ask("PATCH", address, body, headers).headers["Upload-Offset"])
    sent = time.perf_counter() - started
    while (state := json.loads(client.ask("GET", address).content))["state"] == "open":
        time.sleep(0.2)
    if state["state"] != "done":
        raise RuntimeError(state["refusal"])
    return sent, time.perf_counter() - started


def send_plainly(client: Client, size: int) -> float:
    """Send a file in the body of one request, as noise that begins as a PDF; return the seconds it took."""
    boundary = "b0undary"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n\r\n'
        "%PDF-1.7\n%"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    noise = os.urandom(MIB)
    body = chain([head], repeat(noise, size // MIB), [tail])
    length = len(head) + size // MIB * MIB + len(tail)
    started = time.perf_counter()
    client.ask(
        "POST",
        "/api/v1/documents",
        body,
        {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)},
    )
    return time.perf_counter() - started


def measure(client: Client, name: str, upload: Callable[[], Sequence[Figure]]) -> list[Figure]:
    """Return what an upload tells of itself, and how far memory rose meanwhile."""
    with Watch(client.mark) as watch:
        rows = list(upload())
    for kind in ("web", "worker"):
        rows.append(told(f"{name}_{kind}_idle", watch.idle(kind), "MiB"))
        rows.append(at_most(f"{name}_{kind}_rise", watch.rise(kind), "MiB", GOAL_MIB))
    return rows


def in_chunks(client: Client, mib: int) -> list[Figure]:
    """Send a file in chunks."""
    sent, whole = send(client, mib * MIB)
    return [
        told("large_size", mib, "MiB"),
        told("large_sent", sent, "s"),
        told("large_until_document", whole, "s"),
    ]


def in_one(client: Client, mib: int) -> list[Figure]:
    """Send a file in one request, and wait until the worker has tried to read it."""
    seconds = send_plainly(client, mib * MIB)
    all_read(client)
    return [told("plain_size", mib, "MiB"), told("plain_sent", seconds, "s")]


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=2048, help="size of the file")
    parser.add_argument("--var", type=Path, help="an installation to keep; by default one for this run")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with served(options.var) as client:
        all_read(client)
        client.upload("warm.pdf", b"%PDF-1.7\n%warm")  # the first requests import and connect
        all_read(client)
        rows = measure(client, "large", lambda: in_chunks(client, options.mib))
        rows += measure(client, "plain", lambda: in_one(client, min(options.mib, 199)))
    show(rows, as_json=options.json)


if __name__ == "__main__":
    main()
