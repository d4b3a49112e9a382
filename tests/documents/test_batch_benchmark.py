"""The measurement of batches runs: workers are killed, every result is exact, a cancelled batch stops."""

import pytest
from django.db.models import F

from benchmarks import batch
from documents.models import Document
from documents.scale.plan import OFFICER
from tests.database import worker_environment
from tests.factories.scale import seeded


@pytest.fixture
def filled(transactional_db):
    """A small installation, committed: the workers are processes of their own."""
    with seeded(documents=400, users=20, grants=1_000):
        yield


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_batches_are_measured_while_their_workers_are_killed(filled):
    environment = worker_environment()
    ids = list(Document.objects.order_by(F("pk").desc()).values_list("pk", flat=True)[:200])

    figures = batch.measured(email=OFFICER, kills=2, lease=2, ids=ids, environment=environment)

    found = {figure.figure: figure for figure in figures}
    assert (found["batch_documents"].value, found["batch_kills"].value) == (200, 2)
    assert (found["batch_wrong_results"].value, found["batch_wrong_results"].holds) == (0, True)
    assert found["batch_items_with_one_result"].value == 200
    assert found["batch_cancel_uncounted_changes"].value == 0
    assert found["batch_worker_peak_memory"].value > 10
