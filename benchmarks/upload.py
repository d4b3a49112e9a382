"""`python -m benchmarks.upload [--users N] [--seconds N] [--think S] [--json]`: 200 KB PDFs, many at once.

Three measurements on `make run`'s own web server, its worker reading what came in all the while:

- alone: one user, each file sent after the one before has been read;
- working: N users, each signed in and at an address of their own, who send a file, wait for the answer, and
  send the next one `--think` seconds later on average: the goal is judged by this one;
- storm: the same users without any pause, so that N requests are always in flight. Such a crowd sends as fast
  as it is answered: its waiting time is N divided by the throughput, whatever the server does.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Sequence
from pathlib import Path

from benchmarks.crowd import Outcome, Plan, crowd
from benchmarks.figures import Figure, at_least, at_most, show, told
from benchmarks.processes import cpu_seconds
from benchmarks.server import Client, all_read, people, served
from documents.sample import statements

SIZE = 200 * 1024
GOAL_MS = 500.0


def pdf(number: int) -> bytes:
    """Return a statement of 200 KB: a made one, and noise behind its end that readers skip."""
    content = next(iter(statements(seed=number, count=1))).content
    noise = random.Random(number).randbytes(SIZE)  # so that nothing on the way compresses it
    return (content + b"\n%" + noise.replace(b"\n", b" ").replace(b"%", b" "))[:SIZE]


def alone(client: Client, count: int) -> list[Figure]:
    """Measure uploads with nothing beside them."""
    took = []
    for number in range(count + 5):
        _, seconds = client.upload(f"statement-{number}.pdf", pdf(number))
        took.append(seconds * 1000)
        all_read(client)
    kept = sorted(took[5:])  # the first requests import and connect
    return [
        told("upload_alone_p50", statistics.median(kept), "ms"),
        told("upload_alone_p95", share(kept, 0.95), "ms"),
    ]


def together(client: Client, tokens: Sequence[str], *, think: float, seconds: float) -> list[Figure]:
    """Measure a crowd; without a pause it is only told, not judged."""
    before = cpu_seconds(client.mark)
    outcome = crowd(Plan(client.port, tokens, pdf(1), think, seconds))
    spent = {kind: took - before.get(kind, 0) for kind, took in cpu_seconds(client.mark).items()}
    name = f"upload_{len(tokens)}_" + (f"working_think_{think:g}s" if think else "storm")
    took = sorted(outcome.took) or [0.0]
    p95 = share(took, 0.95)
    sent = max(1, sum(outcome.answers.values()))
    return [
        told(f"{name}_p50", share(took, 0.5), "ms"),
        at_most(f"{name}_p95", p95, "ms", GOAL_MS) if think else told(f"{name}_p95", p95, "ms"),
        told(f"{name}_p99", share(took, 0.99), "ms"),
        told(f"{name}_max", took[-1], "ms"),
        at_most(f"{name}_errors", outcome.errors, "uploads", 0),
        at_least(f"{name}_taken_in", len(outcome.took), "uploads", 1),
        told(f"{name}_throughput", len(outcome.took) / outcome.seconds, "per s"),
        *(told(f"{name}_cpu_{kind}", took * 1000 / sent, "ms each") for kind, took in sorted(spent.items())),
        *_answers(name, outcome),
    ]


def share(sorted_ms: Sequence[float], part: float) -> float:
    """Return the value that `part` of them do not exceed."""
    return sorted_ms[max(0, min(len(sorted_ms), round(len(sorted_ms) * part)) - 1)]


def _answers(name: str, outcome: Outcome) -> list[Figure]:
    others = {answer: count for answer, count in outcome.answers.items() if answer != "201"}
    return [told(f"{name}_answered_{answer}", count, "uploads") for answer, count in sorted(others.items())]


def main() -> None:
    """Run."""
    shown = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=shown)
    parser.add_argument("--var", type=Path, help="an installation to keep; by default one for this run")
    parser.add_argument("--users", type=int, default=100, help="users at once")
    parser.add_argument("--seconds", type=float, default=60, help="how long each crowd sends")
    parser.add_argument("--think", type=float, default=5, help="seconds between an answer and the next file")
    parser.add_argument("--count", type=int, default=20, help="uploads alone")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with served(options.var) as client:
        all_read(client)
        tokens = people(client, options.users)
        rows = alone(client, options.count) if options.count else []
        for think in (options.think, 0.0):
            rows += together(client, tokens, think=think, seconds=options.seconds)
    show(rows, as_json=options.json)


if __name__ == "__main__":
    main()
