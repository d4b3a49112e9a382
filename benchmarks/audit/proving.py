"""How fast the trail is sealed and verified: where it lies, and as a package by its own program."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from audit.models import Checkpoint
from audit.packages import package_write
from audit.sealing import seal
from audit.signing import note_key, trusted_keys
from audit.verification import trail_verify
from benchmarks.audit.database import Owner
from benchmarks.audit.filling import backlog
from benchmarks.figures import Figure, at_least, at_most, told

_MILLION = 1_000_000
_PATIENCE = 300  # seconds


def proving(rows: int, *, actors: Sequence[UUID], owner: Owner) -> list[Figure]:
    """Seal a backlog of so many rows, then verify the whole trail in both ways."""
    seal(at=timezone.now, seconds=3600)
    backlog(rows, actors=actors, owner=owner)
    _ended(owner)
    return [_sealing(rows, owner), _live(), *_package()]


def _ended(owner: Owner) -> None:
    """Wait until whatever began beside the backlog, anywhere in the cluster, ended: it holds back sealing."""
    with owner() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (last,) = cursor.fetchone()
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8", [last])
            if cursor.fetchone() == (True,):
                return
            time.sleep(0.05)
    raise RuntimeError(f"A transaction of this cluster is open for more than {_PATIENCE} seconds.")


def _sealing(rows: int, owner: Owner) -> Figure:
    with owner() as cursor:
        cursor.execute("ANALYZE audit_logentry")  # as autovacuum would have, had they come one by one
    started = time.perf_counter()
    sealed = seal(at=timezone.now, seconds=3600)
    took = time.perf_counter() - started
    if sealed.count < rows:  # more are what ended just after the backlog before was sealed
        raise RuntimeError(f"{sealed.count} rows were sealed, not {rows}.")
    return at_least("sealing", sealed.count / took, "rows/s", 50_000)


def _live() -> Figure:
    started = time.perf_counter()
    result = trail_verify(keys=trusted_keys())
    took = time.perf_counter() - started
    if not result.holds or result.unsealed:
        raise RuntimeError(f"The trail does not verify: {result.findings}.")
    return at_most("verifying_a_million_rows", took * _MILLION / result.entries, "s", 60)


def _package() -> list[Figure]:
    """Export everything, and verify it by the verifier of the package, in a Python of its own."""
    until = timezone.now() + dt.timedelta(days=31)
    with tempfile.TemporaryDirectory(prefix="muniment-bench-") as folder:
        path, program = Path(folder) / "trail.zip", Path(folder) / "verifier.py"
        started = time.perf_counter()
        with path.open("wb") as target:
            made = package_write(
                target, since=until - dt.timedelta(days=3660), until=until, at=timezone.now()
            )
        exported = time.perf_counter() - started
        with zipfile.ZipFile(path) as package:
            program.write_bytes(package.read("verifier.py"))
        started = time.perf_counter()
        command = [sys.executable, "-I", str(program), str(path), "--key", str(note_key())]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout
        took = time.perf_counter() - started
    if f"All {Checkpoint.objects.latest('size').size} sealed events" not in said:
        raise RuntimeError(said)
    return [
        at_most("verifying_a_package_of_a_million", took * _MILLION / made.events, "s", 60),
        told("exporting_a_million_rows", exported * _MILLION / made.events, "s"),
    ]
