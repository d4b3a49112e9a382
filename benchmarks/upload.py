"""`python -m benchmarks.upload [--count N] [--json]`: uploads of a 200 KB PDF, one after the other, alone."""

from __future__ import annotations

import argparse
import random
import statistics

from benchmarks.figures import at_most, show, told
from benchmarks.server import Client, all_read, served
from documents.sample import statements

SIZE = 200 * 1024
GOAL_MS = 50.0


def pdf(number: int) -> bytes:
    """Return a statement of 200 KB: a made one, and noise behind its end that readers skip."""
    content = next(iter(statements(seed=number, count=1))).content
    noise = random.Random(number).randbytes(SIZE)  # so that nothing on the way compresses it
    return (content + b"\n%" + noise.replace(b"\n", b" ").replace(b"%", b" "))[:SIZE]


def measure(client: Client, count: int) -> list[float]:
    """Return the milliseconds of each upload; each waits until the one before has been read."""
    took = []
    for number in range(count):
        content = pdf(number)
        _, seconds = client.upload(f"statement-{number}.pdf", content)
        took.append(seconds * 1000)
        all_read(client)
    return took


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="uploads to measure")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with served() as client:
        all_read(client)
        measure(client, 5)  # the first requests import and connect
        took = sorted(measure(client, options.count))
    p95 = took[max(0, round(len(took) * 0.95) - 1)]
    show(
        [
            at_most("upload_200kb_p50", statistics.median(took), "ms", GOAL_MS),
            at_most("upload_200kb_p95", p95, "ms", GOAL_MS),
            told("upload_200kb_max", took[-1], "ms"),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
