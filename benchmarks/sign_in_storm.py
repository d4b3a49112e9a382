"""`python -m benchmarks.sign_in_storm [--seconds N] [--json]`: the API while everybody signs in at once.

One run measures twice against `make run`'s own web server, bcrypt at its configured cost: requests of
somebody who is signed in, alone, and the same while many clients sign in without a pause.
"""

from __future__ import annotations

import argparse
import http.client
import json
import threading
import time
from dataclasses import dataclass, field

from benchmarks.figures import at_most, show, told
from benchmarks.server import Client, all_read, served

CLIENTS = 32
PAUSE = 0.05  # between two requests of the one who works
GOAL_MS = 500.0


@dataclass
class Storm:
    """What became of the sign-ins."""

    answers: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        """Count one answer."""
        with self.lock:
            self.answers[status] = self.answers.get(status, 0) + 1


def work(client: Client, seconds: float) -> list[float]:
    """Ask for the list of documents again and again; return the milliseconds of each answer."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        started = time.perf_counter()
        client.call("GET", "/api/v1/documents?page_size=5")
        took.append((time.perf_counter() - started) * 1000)
        time.sleep(PAUSE)
    return sorted(took)


def sign_in_on_and_on(port: int, number: int, until: threading.Event, storm: Storm) -> None:
    """Try to sign in to an account that does not exist, which costs as much as one that does."""
    tries = 0
    while not until.is_set():
        tries += 1
        # From ever new addresses of this machine: the limits per address are not what is measured.
        source = (f"127.{number + 1}.{tries // 250 % 250}.{tries % 250 + 1}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=source)
        body = json.dumps({"email": f"storm-{number}-{tries}@example.com", "password": "x" * 15})
        connection.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        storm.note(answer.status)
        connection.close()
        if answer.status in {429, 503}:
            until.wait(1)


def p95(values: list[float]) -> float:
    """Return the 95th percentile of sorted values."""
    return values[max(0, round(len(values) * 0.95) - 1)]


def measure(client: Client, seconds: float) -> tuple[list[float], list[float], Storm]:
    """Return the milliseconds alone, the milliseconds during the storm, and the storm."""
    alone = work(client, seconds)
    storm, until = Storm(), threading.Event()
    threads = [
        threading.Thread(target=sign_in_on_and_on, args=(client.port, number, until, storm), daemon=True)
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    during = work(client, seconds)
    until.set()
    for thread in threads:
        thread.join(timeout=30)
    return alone, during, storm


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long each of the two parts takes")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    with served() as client:
        all_read(client)
        work(client, 3)  # the first requests import and connect
        alone, during, storm = measure(client, options.seconds)
    show(
        [
            told("api_p95_alone", p95(alone), "ms"),
            at_most("api_p95_during_storm", p95(during), "ms", GOAL_MS),
            told("api_p95_ratio", p95(during) / p95(alone), "times"),
            told("api_requests_during_storm", len(during), "requests"),
            told("sign_ins_computed", storm.answers.get(401, 0) / options.seconds, "per s"),
            told("sign_ins_told_to_come_back", storm.answers.get(503, 0) / options.seconds, "per s"),
            told("sign_ins_over_a_limit", storm.answers.get(429, 0) / options.seconds, "per s"),
        ],
        as_json=options.json,
    )


if __name__ == "__main__":
    main()
