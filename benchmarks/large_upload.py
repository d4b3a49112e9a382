"""`python -m benchmarks.large_upload [--mib N]`: a large file in chunks, and what memory it takes."""

from __future__ import annotations

import argparse
import base64
import json
import os
import threading
import time
from pathlib import Path
from typing import Any, Self

from benchmarks.figures import show, told
from benchmarks.server import Client, served

MIB = 1024**2
CHUNK = 64 * MIB
MARK = "muniment-bench-"


class Watch:
    """The largest resident size of each process of the server, by kind."""

    def __init__(self) -> None:
        """Look once."""
        self.before = self._now()
        self.peak = dict(self.before)
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        """Look on, five times a second."""
        threading.Thread(target=self._go_on, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._is_over.set()

    def largest(self, rows: dict[tuple[str, str], float], kind: str) -> float:
        """Return the largest of a kind in MiB."""
        return max((size for (_, found), size in rows.items() if found == kind), default=0)

    def _go_on(self) -> None:
        while not self._is_over.wait(0.2):
            for key, size in self._now().items():
                self.peak[key] = max(size, self.peak.get(key, 0))

    def _now(self) -> dict[tuple[str, str], float]:
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_text()
                if MARK not in (folder / "environ").read_text():
                    continue
                status = (folder / "status").read_text()
            except OSError:
                continue
            kind = next((word for word in ("gunicorn", "celery") if word in command), "")
            if kind and "VmRSS:" in status:
                kib = int(status.split("VmRSS:")[1].split()[0])
                found[folder.name, kind] = kib / 1024
        return found


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


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=int, default=2048, help="size of the file")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with served() as client, Watch() as watch:
        sent, whole = send(client, options.mib * MIB)
    rows = [told("large_upload_sent", sent, "s"), told("large_upload_whole", whole, "s")]
    for kind in ("gunicorn", "celery"):
        rows.append(told(f"large_upload_{kind}_before", watch.largest(watch.before, kind), "MiB"))
        rows.append(told(f"large_upload_{kind}_peak", watch.largest(watch.peak, kind), "MiB"))
    show(rows, as_json=options.json)


if __name__ == "__main__":
    main()
