"""`python -m benchmarks.lists [--var DIR] [--documents N] [--repeats N] [--json]`: pages at scale.

Asks as one who sees everything, as an officer by role, and as one to whom 50,000 documents were granted
one by one. The installation in DIR is made by `manage.py seed_scale` where it is missing, and kept.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, show
from benchmarks.scaled import DEEP_GOAL, Scenario, compared, figures, growth, installation, measure, opened

FILTERS = {"type": "invoice", "status": "ready", "currency": "ZAR"}
SCENARIOS = [
    Scenario("first_page"),
    Scenario("deep_page", deep=True),
    Scenario("three_filters", FILTERS),
    Scenario("recents", path="/api/v1/documents/recent"),
    Scenario("facets", path="/api/v1/documents/facets"),
]
RECENT = 50


def measured(repeats: int) -> Iterator[Figure]:
    """Measure on the installation at hand."""
    opened(RECENT)
    found = measure(SCENARIOS, repeats=repeats)
    yield from figures(found)
    yield from compared(found, "deep_page", "first_page", DEEP_GOAL)
    yield from growth({})


def options_of(description: str | None) -> argparse.Namespace:
    """Return what the command line says."""
    return parser_of(description).parse_args()


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """Return the options that each measurement at scale has."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--var", type=Path, default=Path(tempfile.gettempdir()) / "muniment-scale")
    parser.add_argument(
        "--documents", type=int, default=1_000_000, help="where the installation has to be made"
    )
    parser.add_argument("--repeats", type=int, default=60, help="requests for each figure")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    return parser


def main() -> None:
    """Run."""
    options = options_of(__doc__)
    with installation(options.var, options.documents):
        show(measured(options.repeats), as_json=options.json)


if __name__ == "__main__":
    main()
