"""The benchmark of the trail still runs, small: what it says about speed is for a machine of its own."""

import pytest

from benchmarks.audit.__main__ import PARTS
from benchmarks.audit.parts import Scale, measure
from tests.database import owner as owner_cursor

SMALL = Scale(
    rows=2_000,
    sealed=2_000,
    months=2,
    clients=4,
    rate=40,
    rounds=1,
    round_seconds=3,
    tail_seconds=1,
    people=2,
    beat=0.3,
)
JUDGED = {
    "write_p50_overhead",
    "write_p95_overhead",
    "rate_kept",
    "clients_seen_waiting_for_a_lock",
    "unsealed_tail_oldest",
    "sealing",
    "verifying_a_million_rows",
    "verifying_a_package_of_a_million",
    "seen_by_whom_5_events_p95",
    "seen_by_whom_5000_events_p95",
}


@pytest.mark.django_db(transaction=True)
def test_every_figure_of_the_trail_is_measured():
    figures = {figure.figure: figure for figure in measure(SMALL, PARTS, owner=owner_cursor)}
    assert {name for name, figure in figures.items() if figure.goal is not None} == JUDGED
    assert figures["entries_with_sealing"].value > 0
    assert figures["clients_seen_waiting_for_a_lock"].value == 0
    assert figures["writes_during_tail"].value == pytest.approx(40, abs=2)
    assert figures["events"].value == 2_000
