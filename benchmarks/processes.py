"""The processes of one benchmark's installation: what memory and what processor time they take."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

KINDS = {"gunicorn": "web", "celery": "worker", "postgres": "database", "valkey": "redis"}
_TICKS = os.sysconf("SC_CLK_TCK")


def found(mark: str) -> Iterator[tuple[Path, str]]:
    """Yield the folder under /proc and the kind of each process whose command or environment holds `mark`.

    What reads a document runs in children without an environment: they count with whoever waits for them.
    """
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text(errors="replace")
            environment = (folder / "environ").read_text(errors="replace")
        except OSError:
            continue
        kind = next((name for word, name in KINDS.items() if word in command), "")
        if kind and (mark in command or mark in environment):
            yield folder, kind


def cpu_seconds(mark: str) -> dict[str, float]:
    """Return the processor seconds of each kind so far, with those of children that ended."""
    spent: defaultdict[str, float] = defaultdict(float)
    for folder, kind in found(mark):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent[kind] += sum(int(ticks) for ticks in fields[11:15]) / _TICKS
    return dict(spent)


def resident_mib(mark: str) -> dict[tuple[str, str], float]:
    """Return the memory of each process that is its own, in MiB, by (process id, kind).

    Anonymous memory only: pages of files, which are shared or can be dropped, are left out.
    """
    sizes = {}
    for folder, kind in found(mark):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        if "RssAnon:" in status:
            sizes[folder.name, kind] = int(status.split("RssAnon:")[1].split()[0]) / 1024
    return sizes
