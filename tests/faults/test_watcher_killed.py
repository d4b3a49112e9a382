"""Kill -9 the watcher of a folder, again and again: each file becomes one document."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.conf import settings

from documents.models import Document, DocumentVersion
from tests.database import worker_environment
from tests.factories import CSV

FILES = 60
KILLS = 4


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.django_db(transaction=True)
def test_a_watcher_killed_again_and_again_loses_and_doubles_nothing(owner, tmp_path):
    root = tmp_path / "in"
    contents = {
        f"{n % 7}/statement {n}.csv": CSV + b"2026-02-01,Fee %d,-1.00,1.00\n" % n for n in range(FILES)
    }
    for path, content in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)

    for kill in range(KILLS):
        watcher = _start(root, owner, tmp_path / "log")
        _until_more_than(Document.objects.count(), watcher)
        time.sleep(0.013 * kill)  # another moment of the work each time
        with contextlib.suppress(ProcessLookupError):
            os.killpg(watcher.pid, signal.SIGKILL)
        watcher.wait()
    assert Document.objects.count() < FILES, "it was done before it was killed for the last time"
    last = _start(root, owner, tmp_path / "log", "--once")

    assert last.wait(timeout=600) == 0, (tmp_path / "log").read_text()[-2000:]
    assert Counter(Document.objects.values_list("name", flat=True)) == Counter(
        path.partition("/")[2] for path in contents
    )
    assert DocumentVersion.objects.values("sha256").distinct().count() == FILES
    done = root / "done"
    assert {str(f.relative_to(done)): f.read_bytes() for f in done.rglob("*.csv")} == contents
    assert [f for f in (root / ".taking").iterdir() if f.name != "lock"] == []


def _start(root, owner, log, *more):
    command = [sys.executable, "manage.py", "watch_folder", str(root), "--owner", owner.email]
    with log.open("ab") as file:
        return subprocess.Popen(
            [*command, "--settle", "0.1", *more],
            cwd=settings.BASE_DIR,
            env=worker_environment(),
            stdout=file,
            stderr=file,
            start_new_session=True,
        )


def _until_more_than(count, watcher):
    end = time.monotonic() + 200  # starting takes long where others work
    while Document.objects.count() <= count + 3:
        assert time.monotonic() < end
        assert watcher.poll() is None, "the watcher ended by itself"
        time.sleep(0.005)
