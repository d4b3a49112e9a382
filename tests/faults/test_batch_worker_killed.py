"""Kill -9 the worker in the middle of a batch: every item has its result, and nothing was done twice."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.utils import timezone

from audit.models import LogEntry
from documents import services
from documents.constants import BatchVerb
from documents.models import Batch, BatchItem, Document, DocumentHold
from documents.tasks import batches_sweep_task
from tests.database import worker_environment
from tests.factories import document_from

DOCUMENTS = 300


@pytest.fixture
def start_worker(tmp_path):
    """Return a function that starts a real worker on the test's own database, with a short lease."""
    started: list[subprocess.Popen[bytes]] = []
    script = tmp_path / "worker.py"
    script.write_text(
        "import datetime as dt, os, sys\n"
        "import django; django.setup()\n"
        "from documents.batching import leases, runs\n"
        "leases.BATCH_LEASE = dt.timedelta(seconds=3); runs.GROUP = 5\n"
        "from config.celery import app\n"
        "app.worker_main(['worker', '-Q', 'retain', '--concurrency', '1', '--loglevel', 'WARNING',"
        " '--without-gossip', '--without-mingle'])\n"
    )

    def start():
        environment = {**worker_environment(), "PYTHONPATH": str(settings.BASE_DIR)}
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, str(script)],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        _kill(process)


def _kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    pytest.fail("it took too long")


def _is_leased(batch):
    return Batch.objects.filter(pk=batch.pk, lease_expires_at__gt=timezone.now()).exists()


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.django_db(transaction=True)
def test_a_batch_ends_with_exact_results_though_its_worker_is_killed(officer, owner, start_worker):
    documents = [document_from(owner=owner, name=f"{number}.csv") for number in range(DOCUMENTS)]
    gone, held = documents[:10], documents[10:]
    for one in gone:
        services.document_bin(actor=owner, document=one, at=timezone.now())
    ask = services.BatchAsk(
        verb=BatchVerb.HOLD, terms={"reason": "A dispute."}, ids=[one.pk for one in documents]
    )
    batch = services.batch_create(actor=officer, ask=ask, at=timezone.now()).batch

    def ended():
        return BatchItem.objects.exclude(outcome="waiting").count()

    # At several moments of a group's work: before its changes, among them, and after.
    for number, delay in enumerate((0.0, 0.1, 0.2, 0.3), start=1):
        worker, before = start_worker(), ended()
        _wait(lambda before=before: ended() > before, 120)
        time.sleep(delay)
        _kill(worker)
        assert ended() < DOCUMENTS, number
        _wait(lambda: batches_sweep_task.run() or not _is_leased(batch), 60)
    start_worker()

    def is_done():
        batches_sweep_task.run()
        return Batch.objects.get(pk=batch.pk).state == "done"

    _wait(is_done, 200)
    batch.refresh_from_db()
    assert (batch.total, batch.done_count, batch.gone_count, batch.refused_count) == (
        DOCUMENTS,
        DOCUMENTS - 10,
        10,
        0,
    )
    assert BatchItem.objects.filter(outcome="done").count() == DOCUMENTS - 10
    assert DocumentHold.objects.count() == DOCUMENTS - 10  # a hold too many would be one done twice
    assert set(DocumentHold.objects.values_list("document", flat=True)) == {one.pk for one in held}
    results = BatchItem.objects.filter(outcome="done").values_list("result__hold", flat=True)
    assert set(results) == {str(key) for key in DocumentHold.objects.values_list("pk", flat=True)}
    assert LogEntry.objects.filter(event="document.held").count() == DOCUMENTS - 10
    assert LogEntry.objects.filter(event="batch.ended").count() == 1
    assert Document.objects.filter(held=True).count() == DOCUMENTS - 10
