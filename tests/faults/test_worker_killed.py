"""Kill -9 the worker in the middle of its work: everything ends read, exactly once."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db.models import Count

from documents.models import Document, Field, ProcessingRun, StatementLine
from documents.tasks import documents_sweep_task
from tests.database import environment_here
from tests.factories import document_from

FILES = 200
QUEUES = "read,ocr,match,retain,seal,notify"


@pytest.fixture
def start_worker(tmp_path):
    """Return a function that starts a real worker on the test's own database."""
    started: list[subprocess.Popen[bytes]] = []

    def start():
        environment = environment_here()
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", QUEUES]
        command += ["--concurrency", "2", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        started.append(process)
        return process

    yield start
    for process in started:
        _kill(process)


def _kill(process):
    """Kill a worker and everything it started, as the kernel or an operator would."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _csv(number):
    return (
        "Date,Description,Amount,Balance\n"
        f"2026-01-05,Salary {number},{number + 1000}.00,{number + 1000}.00\n"
        f"2026-01-09,Rent {number},-500.00,{number + 500}.00\n"
        f"2026-01-19,Food {number},-100.00,{number + 400}.00\n"
    ).encode()


def _finished():
    return ProcessingRun.objects.filter(state__in=["done", "failed"]).count()


def _wait(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.2)
    pytest.fail("it took too long")


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_two_hundred_files_end_read_exactly_once_though_the_worker_is_killed(owner, start_worker):
    for number in range(FILES):
        document_from(_csv(number), owner=owner, name=f"statement-{number}.csv")

    first = start_worker()
    _wait(lambda: _finished() >= 20, 120)
    _kill(first)
    assert _finished() < FILES

    start_worker()

    def all_finished():
        documents_sweep_task.run()
        return _finished() == FILES

    _wait(all_finished, 120)
    assert Document.objects.filter(status__in=["ready", "needs_review"]).count() == FILES
    assert ProcessingRun.objects.count() == FILES
    assert StatementLine.objects.count() == 3 * FILES
    doubled = Field.objects.values("version", "name").annotate(n=Count("pk")).filter(n__gt=1)
    assert list(doubled) == []
    interrupted = ProcessingRun.objects.filter(attempts__gt=1).count()
    assert 1 <= interrupted <= 4
