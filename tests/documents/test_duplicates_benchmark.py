"""The measurement of how copies are found runs, and tells each figure that docs/PERFORMANCE.md names."""

import os

import pytest

from benchmarks import duplicates
from benchmarks.figures import show

pytestmark = pytest.mark.django_db
SIGNATURES = int(os.environ.get("SIGNATURES", "600"))


@pytest.mark.timeout(1200)
def test_a_look_up_looks_at_a_bounded_number_of_others():
    found = {figure.figure: figure for figure in duplicates.speed(SIGNATURES)}
    show(found.values(), as_json=True)

    assert found["looked_at_most"].holds
    assert found[f"looked_at_of_{SIGNATURES}"].value > 1
    assert found["lookup_p95"].goal == 30
    assert found["bytes_per_document"].value > 0


def test_copies_are_told_from_others_of_their_template():
    found = {
        figure.figure: figure
        for figure in duplicates.quality(12, scans=0, kinds=("edited_amount", "other_name"))
    }

    assert found["edited_amount_recall"].holds
    assert found["other_name_recall"].holds
    assert found["pairs_of_one_template"].value > 0
    assert 0 <= found["others_called_alike"].value <= 1
