"""One reading of one version: claimed once, stored once, whatever happens around it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import LogEntry
from documents import reading_runs, selectors, services, signals
from documents.constants import MAX_ATTEMPTS, DocumentStatus, RunState
from documents.exceptions import LeaseLost
from documents.models import Document, DocumentVersion, Field, Page, ProcessingRun, StatementLine
from documents.reading import sandbox
from documents.reading.types import Classified, DocumentType, Extraction, Format, Reading, Value
from documents.reading.verdict import verdict
from documents.tasks import documents_sweep_task
from tests.factories import CSV, document_from, document_read
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db


def _run(document):
    return ProcessingRun.objects.get(version__document=document)


def test_a_statement_is_read_with_values_lines_and_checks(document):
    read = document_read(document)

    assert read.type == "bank_statement"
    assert [line.amount for line in StatementLine.objects.all()] == [Decimal(25000), Decimal(-8500)]
    assert [line.balance for line in StatementLine.objects.all()] == [Decimal(26000), Decimal(17500)]
    assert read.status in {DocumentStatus.READY, DocumentStatus.NEEDS_REVIEW}
    assert _run(read).state == RunState.DONE
    assert _run(read).attempts == 1


def test_a_doubled_message_does_nothing(document):
    read = document_read(document)

    assert reading_runs.run_read(_run(read).pk) == "not due"
    assert StatementLine.objects.count() == 2


def test_a_run_is_claimed_by_one_worker(document):
    now = timezone.now()
    first = reading_runs.run_claim(_run(document).pk, at=now)
    second = reading_runs.run_claim(_run(document).pk, at=now)

    assert first is not None
    assert second is None


def test_an_expired_lease_is_taken_over_and_the_late_worker_drops_its_result(document):
    now = timezone.now()
    slow = reading_runs.run_claim(_run(document).pk, at=now - dt.timedelta(minutes=5))
    quick = reading_runs.run_claim(_run(document).pk, at=now)

    assert slow is not None
    assert quick is not None
    assert quick.attempts == 2
    reading = reading_runs._read(quick)
    reading_runs._finish(quick, reading)
    with pytest.raises(LeaseLost):
        reading_runs._finish(slow, reading)
    with pytest.raises(LeaseLost):
        reading_runs.lease_renew(slow)
    assert StatementLine.objects.count() == 2
    assert Page.objects.count() == len(reading.pages)


def test_a_reader_that_stops_three_times_fails_the_document_with_the_reason(document):
    run = _run(document)
    past = timezone.now() - dt.timedelta(hours=1)
    ProcessingRun.objects.filter(pk=run.pk).update(
        state=RunState.RUNNING, attempts=MAX_ATTEMPTS, lease_expires_at=past
    )

    assert reading_runs.run_read(run.pk) == "not due"
    failed = Document.objects.get(pk=document.pk)
    assert failed.status == DocumentStatus.FAILED
    assert "stopped 3 times" in failed.failure
    assert failed.review_tasks.count() == 1


@pytest.fixture
def broken_install(monkeypatch):
    """No reading process can be started, as after an update that failed halfway."""
    monkeypatch.setattr(reading_runs, "_sandbox", None)
    monkeypatch.setattr(sandbox, "_CHILD", "no.such.module")


@pytest.mark.usefixtures("broken_install")
def test_a_process_that_cannot_start_uses_up_no_attempt(document):
    run = _run(document)

    for _ in range(MAX_ATTEMPTS + 1):
        assert reading_runs.run_read(run.pk) == "not started"

    waiting = _run(document)
    assert (waiting.state, waiting.attempts, waiting.lease_token) == (RunState.QUEUED, 0, None)
    assert "did not start" in waiting.error
    assert Document.objects.get(pk=document.pk).status == DocumentStatus.RECEIVED
    assert waiting.queued_at > run.queued_at


def test_a_file_that_waited_for_a_broken_install_is_read_afterwards(document, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(reading_runs, "_sandbox", None)
        broken.setattr(sandbox, "_CHILD", "no.such.module")
        reading_runs.run_read(_run(document).pk)
    assert selectors.reading_obstacle()

    read = document_read(document)

    assert read.status in {DocumentStatus.READY, DocumentStatus.NEEDS_REVIEW}
    assert _run(read).attempts == 1
    assert selectors.reading_obstacle() == ""


def test_a_run_that_was_taken_over_is_not_given_back(document):
    slow = reading_runs.run_claim(_run(document).pk, at=timezone.now() - dt.timedelta(minutes=5))
    reading_runs.run_claim(_run(document).pk, at=timezone.now())

    assert slow is not None
    reading_runs.run_release(slow, because="It did not start.", at=timezone.now())

    assert (_run(document).state, _run(document).attempts) == (RunState.RUNNING, 2)


def test_reading_again_replaces_what_was_read(document, owner):
    document_read(document)
    services.document_read_again(actor=owner, document=document, at=timezone.now())
    document_read(document)

    assert StatementLine.objects.count() == 2
    assert ProcessingRun.objects.filter(version__document=document).count() == 2


def test_reading_again_while_it_waits_adds_no_run(document, owner):
    services.document_read_again(actor=owner, document=document, at=timezone.now())

    assert ProcessingRun.objects.filter(version__document=document).count() == 1


def test_identifiers_and_names_are_sealed_and_found_by_index(owner, as_user):
    ofx = (
        b"OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>ZAR"
        b"<BANKACCTFROM><BANKID>250655<ACCTID>62123456789<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>"
        b"<DTSTART>20260101<DTEND>20260131<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260105<TRNAMT>100.00<FITID>1"
        b"<NAME>Salary</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>100.00<DTASOF>20260131</LEDGERBAL>"
        b"</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    read = document_read(document_from(ofx, owner=owner, name="export.ofx"))

    row = Field.objects.get(version__document=read, name="account_number")
    assert (row.text, row.normal) == ("", "")
    assert b"62123456789" not in bytes(row.sealed_normal)
    found = as_user(owner).get("/api/v1/documents?account_number=6212 345 6789").json()["results"]
    assert [d["id"] for d in found] == [str(read.pk)]
    values = {f["name"]: f["value"] for f in as_user(owner).get(f"/api/v1/documents/{read.pk}/fields").json()}
    assert values["account_number"] == "62123456789"


def test_a_stored_version_cannot_be_changed(document):
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        DocumentVersion.objects.filter(document=document).update(sha256="0" * 64)


def test_the_event_is_sent_after_commit(document, django_capture_on_commit_callbacks):
    heard = []

    def hear(**news):
        heard.append((news["document_id"], news["status"], news["label"]))

    signals.document_read.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        read = document_read(document)
        assert heard == []
    signals.document_read.disconnect(hear)

    assert heard == [(read.pk, read.status, "bank_statement")]


def test_a_file_whose_ciphertext_was_altered_fails_with_a_clear_reason(document):
    path = Path(documents_storage().path(document.versions.get().storage_key))
    with path.open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))

    read = document_read(document)

    assert read.status == DocumentStatus.FAILED
    assert read.failure_code == "ciphertext_corrupt"
    assert "altered" in read.failure


def test_an_altered_file_is_a_clear_refusal_at_the_api(document, as_user, owner):
    path = Path(documents_storage().path(document.versions.get().storage_key))
    with path.open("r+b") as file:
        file.seek(60)
        file.write(b"\x00\x01\x02")

    response = as_user(owner).get(f"/api/v1/documents/{document.pk}/content")

    assert response.status_code == 500
    assert response.json()["code"] == "ciphertext_corrupt"


def test_the_sweep_queues_expired_runs_again(document):
    past = timezone.now() - dt.timedelta(minutes=5)
    ProcessingRun.objects.update(
        state=RunState.RUNNING, queued_at=past - dt.timedelta(minutes=1), lease_expires_at=past, attempts=1
    )

    assert documents_sweep_task.run() == 1


def test_the_sweep_queues_runs_whose_message_was_lost(document):
    ProcessingRun.objects.update(queued_at=timezone.now() - dt.timedelta(minutes=5))

    assert documents_sweep_task.run() == 1
    assert documents_sweep_task.run() == 0


def test_the_sweep_leaves_a_fresh_run_alone(document):
    assert documents_sweep_task.run() == 0


def test_the_trail_tells_that_it_was_read(document):
    document_read(document)

    assert LogEntry.objects.filter(event="document.read", object_pk=str(document.pk)).count() == 1


def test_the_original_comes_back_byte_for_byte(document, as_user, owner):
    response = as_user(owner).get(f"/api/v1/documents/{document.pk}/content")

    assert b"".join(response.streaming_content) == CSV
    assert response["Content-Disposition"] == 'attachment; filename="statement.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_reason_for_review_never_shows_what_is_sealed():
    read = Reading(
        format=Format.CSV,
        mime="text/csv",
        classified=Classified(DocumentType.PAYSLIP, 0.99, "test"),
        extraction=Extraction(values=(Value("employee_name", "Thandeka Mbele", "Thandeka Mbele", 0.3),)),
    )

    reasons = " ".join(verdict(read).reasons)

    assert "employee name is only 30% sure" in reasons
    assert "Thandeka" not in reasons
