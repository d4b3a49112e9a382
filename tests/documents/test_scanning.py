"""Files wait for the malware scan: nobody opens them before, and nobody what was found."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import LogEntry
from documents import reading_runs
from documents.constants import RunState
from documents.models import Document, ProcessingRun, Scan
from documents.scanning import scan_run, scans_waiting
from documents.tasks import scans_sweep_task
from tests.factories import CSV, document_from
from tests.factories.clamd import EICAR, stand_in

pytestmark = pytest.mark.django_db
BAD = CSV + EICAR


@pytest.fixture
def clamd(settings):
    with stand_in() as server:
        settings.CLAMD_URI = server.uri
        yield server


def _scan():
    return scan_run(Scan.objects.get().pk, at=timezone.now())


def _run():
    return ProcessingRun.objects.get()


@pytest.fixture(params=["waiting", "found"])
def closed(request, clamd, owner, case):
    document = document_from(BAD if request.param == "found" else CSV, owner=owner, case=case)
    if request.param == "found":
        assert _scan() == "found"
    document.refresh_from_db()
    return document


def test_what_is_closed_is_opened_by_nobody(closed, as_user, console, owner, officer):
    for person in (owner, officer):
        for part in ("/content", "/pages/1/image", "/read"):
            address = f"/api/v1/documents/{closed.pk}{part}"
            method = as_user(person).post if part == "/read" else as_user(person).get
            assert method(address).status_code in {404, 409}, address
        content = as_user(person).get(f"/api/v1/documents/{closed.pk}/content")
        assert content.json()["code"] in {"awaiting_scan", "quarantined"}
        original = console(person).get(reverse("admin:documents_document_original", args=[closed.pk]))
        assert original.status_code == 409
        assert b"Salary" not in original.content
        screen = console(person).get(reverse("admin:documents_document_change", args=[closed.pk]))
        assert screen.status_code == 200
        assert b"data-original" not in screen.content


def test_what_is_closed_is_read_by_no_worker(closed):
    assert reading_runs.run_read(_run().pk) == "not due"
    later = timezone.now() + dt.timedelta(days=1)
    assert reading_runs.runs_waiting(before=later, limit=10) == []


def test_a_clean_file_goes_on_to_be_read(clamd, owner, as_user):
    document = document_from(owner=owner)
    assert document.status == "scanning"

    assert _scan() == "clean"

    assert clamd.scanned == [CSV]
    assert Document.objects.get().status == "received"
    assert reading_runs.run_read(_run().pk) in {"ready", "needs_review"}
    assert as_user(owner).get(f"/api/v1/documents/{document.pk}/content").status_code == 200


def test_what_was_found_is_locked_away_with_its_name(clamd, owner):
    document_from(BAD, owner=owner)

    assert _scan() == "found"

    document = Document.objects.get()
    assert (document.status, document.failure_code) == ("quarantined", "malware_found")
    assert "Eicar-Signature" in document.failure
    assert _run().state == RunState.FAILED
    entry = LogEntry.objects.get(event="document.scanned")
    assert entry.additional_data["signature"] == "Eicar-Signature"


def test_while_the_scanner_is_away_files_wait_and_are_tried_again(settings, owner):
    settings.CLAMD_URI = "tcp://127.0.0.1:1"
    document_from(owner=owner)

    assert _scan() == "waiting"
    assert "does not answer" in Scan.objects.get().error
    assert scans_waiting(at=timezone.now(), limit=10) == []
    later = timezone.now() + dt.timedelta(seconds=31)
    assert scans_waiting(at=later, limit=10) == [Scan.objects.get().pk]

    with stand_in() as server:
        settings.CLAMD_URI = server.uri
        assert _scan() == "clean"


def test_a_scanner_that_refuses_to_judge_lets_nothing_through(clamd, owner):
    clamd.says = b"INSTREAM size limit exceeded. ERROR\x00"
    document_from(owner=owner)

    assert _scan() == "waiting"
    assert Document.objects.get().status == "scanning"


def test_a_scan_whose_worker_was_killed_is_tried_again_when_its_lease_is_over(clamd, owner):
    document_from(owner=owner)
    now = timezone.now()
    Scan.objects.update(lease_expires_at=now + dt.timedelta(minutes=5))

    assert _scan() == "not due"
    assert scans_sweep_task.run() == 0
    Scan.objects.update(lease_expires_at=now - dt.timedelta(seconds=1))
    assert scans_waiting(at=now, limit=10) == [Scan.objects.get().pk]
    assert _scan() == "clean"


def test_health_says_that_the_scanner_is_away(client, settings, db):
    settings.CLAMD_URI = "tcp://127.0.0.1:1"

    part = client.get("/health/ready").json()["parts"]["scanner"]

    assert part["ok"] is False
    assert "cannot be opened" in part["why"]


def test_without_a_scanner_nothing_waits(owner):
    assert document_from(owner=owner).status == "received"
    assert Scan.objects.count() == 0
