"""The measurement of uploads counts what it says it counts."""

import pytest

from benchmarks import upload
from benchmarks.crowd import Outcome, Plan
from benchmarks.server import Client
from benchmarks.upload import SIZE, pdf, share, together
from documents.reading.sniff import sniff
from documents.reading.types import Format


@pytest.fixture
def seen(monkeypatch):
    plans: list[Plan] = []
    outcome = Outcome()

    def _crowd(plan):
        plans.append(plan)
        return outcome

    monkeypatch.setattr(upload, "crowd", _crowd)
    monkeypatch.setattr(upload, "cpu_seconds", lambda _: {"web": float(len(plans))})
    return plans, outcome


CLIENT = Client(8000, {"MUNIMENT_VAR": "nowhere"})


def test_errors_and_figures_are_told_of_the_crowd(seen):
    plans, outcome = seen
    outcome.took, outcome.seconds = [float(ms) for ms in range(100, 0, -1)], 4.0
    outcome.answers.update({"201": 100, "503": 2, "TimeoutError": 1})

    rows = {row.figure: row for row in together(CLIENT, ["a"] * 10, think=5.0, seconds=4)}

    assert (plans[0].think, len(plans[0].tokens), len(plans[0].content)) == (5.0, 10, SIZE)
    assert (rows["upload_10_working_think_5s_p95"].value, rows["upload_10_working_think_5s_p95"].goal) == (
        95,
        500,
    )
    assert (
        rows["upload_10_working_think_5s_errors"].value,
        rows["upload_10_working_think_5s_errors"].holds,
    ) == (
        3,
        False,
    )
    assert rows["upload_10_working_think_5s_answered_503"].value == 2
    assert rows["upload_10_working_think_5s_throughput"].value == 25
    assert rows["upload_10_working_think_5s_cpu_web"].value == pytest.approx(1000 / 103, abs=0.01)


def test_a_crowd_that_was_never_answered_holds_no_goal(seen):
    _, outcome = seen
    outcome.seconds = 1.0

    rows = together(CLIENT, ["a"], think=5.0, seconds=1)

    assert not all(row.holds for row in rows if row.goal is not None)


def test_a_storm_is_told_and_not_judged(seen):
    _, outcome = seen
    outcome.took, outcome.seconds = [900.0], 1.0
    outcome.answers["201"] = 1

    rows = {row.figure: row for row in together(CLIENT, ["a"], think=0.0, seconds=1)}

    assert rows["upload_1_storm_p95"].goal is None


def test_what_is_sent_is_a_pdf_of_200_kb():
    content = pdf(1)

    assert (len(content), sniff(content, "statement.pdf").format) == (SIZE, Format.PDF)
    assert share([1.0, 2.0], 0.99) == 2.0
