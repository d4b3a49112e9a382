"""`python -m benchmarks.rebuild [--var DIR] [--documents N] [--stale SHARE] [--json]`: search anew, in use.

Takes the words from a share of the documents, runs `manage.py search_rebuild` over all of them, and searches
meanwhile. The installation is that of `benchmarks.search`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figure, at_least, at_most, show, told
from benchmarks.lists import parser_of
from benchmarks.scaled import Person, installation, people, percentile
from benchmarks.search import MANY

PAUSE = 0.25  # seconds between two searches
WARM = 10  # seconds until the command has imported what it needs and worked on some batches
_MADE_STALE = """
    UPDATE documents_documentsearch SET body = '' WHERE body <> '' AND document_id IN (
        SELECT document_id FROM documents_documentsearch TABLESAMPLE BERNOULLI (%s))
"""
_STALE = """
    SELECT count(*) FROM documents_documentsearch s WHERE body = '' AND EXISTS (
        SELECT FROM documents_page p JOIN documents_documentversion v ON v.id = p.version_id
        WHERE v.document_id = s.document_id)
"""


@dataclass(slots=True)
class Seen:
    """What was seen of the command while it ran."""

    memory: list[float] = field(default_factory=list)  # MiB
    searches: list[float] = field(default_factory=list)  # milliseconds
    rows: set[int] = field(default_factory=set)
    told: dict[str, float] = field(default_factory=dict)


def measured(stale: float) -> Iterator[Figure]:
    """Measure on the installation at hand."""
    made = _stale_make(stale)
    seen = rebuild_watched(people()["officer"])
    rise = max(seen.memory) - seen.memory[1 if len(seen.memory) > 1 else 0]
    yield told("documents", seen.told["documents"], "docs")
    yield told("documents_per_second", seen.told["documents_per_second"], "per s")
    yield told("documents_made_stale", made, "docs")
    yield at_most("documents_left_stale", _stale_count(), "docs", 0)
    yield told("memory_at_most", max(seen.memory), "MiB")
    yield at_most("memory_rise", rise, "MiB", 64)
    yield told("searches_meanwhile", len(seen.searches), "queries")
    yield at_least("rows_of_each_search", min(seen.rows), "rows", 50)
    yield told("search_p50_meanwhile", percentile(seen.searches, 0.5), "ms")
    yield told("search_p95_meanwhile", percentile(seen.searches, 0.95), "ms")


def rebuild_watched(person: Person) -> Seen:
    """Run the command, and search until it ends; a search that fails raises."""
    seen = Seen()
    command = [sys.executable, "manage.py", "search_rebuild", "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=Path(__file__).parents[1]
    ) as run:
        began = time.monotonic()
        while run.poll() is None:
            asked = time.perf_counter()
            seen.rows.add(len(person.get({"q": MANY})["results"]))
            seen.searches.append((time.perf_counter() - asked) * 1000)
            if not seen.memory or time.monotonic() - began > WARM:
                seen.memory.append(_memory(run.pid))
            time.sleep(PAUSE)
        written = run.stdout.read() if run.stdout else ""
    if run.returncode:
        raise RuntimeError(f"search_rebuild ended with {run.returncode}.")
    seen.told = json.loads(written)
    return seen


def _memory(pid: int) -> float:
    """Return the resident memory of a process in MiB; of one that has just ended, nothing."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if "VmRSS" in line), 0.0)


def _stale_make(share: float) -> int:
    from django.db import connection  # noqa: PLC0415 - after the settings

    with connection.cursor() as cursor:
        cursor.execute(_MADE_STALE, [share * 100])
        return int(cursor.rowcount)


def _stale_count() -> int:
    from django.db import connection  # noqa: PLC0415 - after the settings

    with connection.cursor() as cursor:
        cursor.execute(_STALE)
        return int(cursor.fetchone()[0])


def main() -> None:
    """Run."""
    parser = parser_of(__doc__)
    parser.add_argument("--stale", type=float, default=0.02, help="share that loses its words")
    options = parser.parse_args()
    with installation(options.var, options.documents):
        show(measured(options.stale), as_json=options.json)


if __name__ == "__main__":
    main()
