"""`python -m benchmarks.audit [--rows N] [--only PART ...] [--json]`: what the trail costs.

Everything runs against an embedded database of its own, in a temporary folder. Each figure is told on
standard error as soon as it is known; all are printed at the end, also when it is stopped (Ctrl-C, SIGTERM).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

from benchmarks.audit.database import database
from benchmarks.figures import show, told

PARTS = ("latency", "locks", "tail", "proving", "subjects")


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="events that subjects are looked for in")
    parser.add_argument("--sealed", type=int, default=1_000_000, help="events that are sealed and verified")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure; else all")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options: Any = parser.parse_args()
    load_before = os.getloadavg()[0]
    with database() as owner:
        from benchmarks.audit.parts import Scale, measure  # noqa: PLC0415 - after Django is set up

        figures = [told("cores", os.cpu_count() or 0, ""), told("load_average_before", load_before, "")]
        started = time.monotonic()
        try:
            for figure in measure(Scale(rows=options.rows, sealed=options.sealed), options.only, owner=owner):
                figures.append(figure)
                sys.stderr.write(
                    f"{time.monotonic() - started:6.0f} s  {figure.figure} {figure.value:g} {figure.unit}\n"
                )
        finally:  # whoever stops it keeps what was measured
            show([*figures, told("load_average_after", os.getloadavg()[0], "")], as_json=options.json)


if __name__ == "__main__":
    main()
