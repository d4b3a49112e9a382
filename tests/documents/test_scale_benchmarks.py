"""The measurements at scale run, and tell each figure that docs/PERFORMANCE.md names."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from benchmarks import lists, search
from benchmarks.scaled import PEOPLE
from tests.factories.scale import seeded

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def plan(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), seeded(documents=2_000, users=20, grants=10_000) as plan:
        yield plan


@pytest.fixture(autouse=True)
def _transaction_of_the_test():
    """Keep requests from closing the connection that the test's transaction is on, as Django's client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_lists_are_measured_for_everybody(plan):
    found = {figure.figure: figure for figure in lists.measured(repeats=2)}

    assert [found[f"first_page/{who}/rows"].value for who in PEOPLE] == [50, 50, 50]
    assert [found[f"deep_page/{who}/rows"].value for who in PEOPLE] == [50, 50, 50]
    assert [found[f"recents/{who}/rows"].value for who in PEOPLE] == [50, 50, 50]
    assert all(found[f"facets/{who}/rows"].value > 50 for who in PEOPLE)
    assert all(found[f"three_filters/{who}/rows"].value > 0 for who in PEOPLE)
    assert all(found[f"statements_of_50_over_25/{who}"].holds for who in PEOPLE)
    assert found["first_page/restricted/sql_p95"].goal == 30
    assert found["deep_page_to_first_page/officer"].goal == 1.2


def test_searches_are_measured_for_everybody(plan):
    found = {figure.figure: figure for figure in search.measured(repeats=2)}

    assert [found[f"text_1_hit/{who}/rows"].value for who in PEOPLE] == [1, 1, 1]
    assert [found[f"text_100000_hits/{who}/rows"].value for who in PEOPLE] == [50, 50, 50]
    assert all(found[f"text_and_three_filters/{who}/rows"].value > 0 for who in PEOPLE[:2])
    assert all(
        found[f"{name}/{PEOPLE[0]}/rows"].value == 50 for name in ("phrase_in_many", "prefix", "without")
    )
    assert all(found[f"{name}/{PEOPLE[0]}/rows"].value > 0 for name in ("facets_of_text", "suggestions"))
    assert all(found[f"statements_of_50_over_25/{who}"].holds for who in PEOPLE)
    assert found["text_1000_hits/restricted_to_superuser"].goal == 1.5
