"""Between store and commit, commit and publish, publish and work: nothing is lost, doubled or left behind."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import results, services
from documents.constants import RunState
from documents.models import Document, Page, ProcessingRun
from documents.orphans import orphans_remove
from documents.tasks import _backlog, document_read_task, documents_sweep_task
from tests.factories import CSV, document_from, document_read
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db


def _files():
    root = Path(documents_storage().path(""))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_a_run_whose_lease_ran_out_is_sent_once_and_not_at_every_sweep(document):
    now = timezone.now()
    ProcessingRun.objects.update(
        state=RunState.RUNNING,
        attempts=1,
        queued_at=now - dt.timedelta(minutes=6),
        lease_expires_at=now - dt.timedelta(minutes=5),
    )

    assert [documents_sweep_task.run(), documents_sweep_task.run()] == [1, 0]


def test_a_queue_that_never_empties_does_not_starve_a_run_whose_message_was_lost(document):
    document_read_task.delay(run_id="00000000-0000-0000-0000-000000000000")
    assert _backlog("read") > 0
    ProcessingRun.objects.update(queued_at=timezone.now() - dt.timedelta(minutes=61))

    assert documents_sweep_task.run() == 1


def test_reading_again_leaves_no_picture_of_the_reading_before(owner, django_capture_on_commit_callbacks):
    before = _files()
    document = document_from(owner=owner)
    with django_capture_on_commit_callbacks(execute=True):
        document_read(document)
    services.document_read_again(actor=owner, document=document, at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        document_read(document)

    kept = set(Page.objects.exclude(image_key="").values_list("image_key", flat=True))
    kept.add(document.versions.get().storage_key)
    assert len(kept) > 1
    assert _files() - before == kept


def test_the_sweep_for_orphans_keeps_what_rows_know(document):
    read = document_read(document)
    kept = {*read.versions.get().pages.values_list("image_key", flat=True), read.versions.get().storage_key}

    orphans_remove(at=timezone.now() + dt.timedelta(hours=5))

    assert kept <= _files()


def test_text_that_no_database_takes_is_stored_with_marks():
    assert results.text_clean("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert results.text_clean("\ud83d\ude00") == "\U0001f600"


def test_a_broker_that_is_away_loses_no_upload(  # noqa: PLR0917
    as_user, owner, settings, monkeypatch, caplog, transactional_db
):
    monkeypatch.setattr(document_read_task.app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(document_read_task.app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(document_read_task.app, "_pool", None)
    monkeypatch.setattr(document_read_task.app.amqp, "_producer_pool", None)

    response = as_user(owner).post(
        "/api/v1/documents", {"file": SimpleUploadedFile("a.csv", CSV)}, format="multipart"
    )

    assert response.status_code == 201
    assert "broker away" in caplog.text
    assert ProcessingRun.objects.get(version__document=Document.objects.get()).state == RunState.QUEUED
