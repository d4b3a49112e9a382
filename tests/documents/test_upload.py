"""Taking files in through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import LogEntry
from documents.exceptions import FileTooLarge
from documents.intake import Intake
from documents.models import Document, DocumentVersion
from tests.factories import CSV
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db


def _file(content=CSV, name="statement.csv"):
    return SimpleUploadedFile(name, content)


def _post(client, content=CSV, file_name="statement.csv", *, headers=None, **fields):
    return client.post(
        "/api/v1/documents",
        {"file": _file(content, file_name), **fields},
        format="multipart",
        headers=headers or {},
    )


def test_upload_answers_201_with_the_document_and_its_place(as_user, owner):
    response = _post(as_user(owner))

    assert response.status_code == 201, response.content
    body = response.json()
    assert body["status"] == "received"
    assert response["Location"].endswith(f"/api/v1/documents/{body['id']}")
    assert body["versions"][0]["size"] == len(CSV)
    assert body["versions"][0]["format"] == "csv"


def test_what_is_stored_holds_none_of_the_plaintext(as_user, owner):
    _post(as_user(owner))

    version = DocumentVersion.objects.get()
    with documents_storage().open(version.storage_key) as stored:
        ciphertext = stored.read()
    assert len(ciphertext) > len(CSV)
    assert not any(word in ciphertext for word in CSV.split(b","))


def test_a_case_may_be_named(as_user, owner, case):
    response = _post(as_user(owner), case=str(case.pk))

    assert response.json()["case"] == str(case.pk)


def test_the_name_is_cleaned_for_display(as_user, owner):
    response = _post(as_user(owner), name="../../etc/\u202epasswd.csv")

    assert response.json()["name"] == "passwd.csv"


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "empty.pdf", 400, "empty_file"),
        (b"MZ\x90\x00" + b"\x00" * 200, "program.pdf", 415, "unsupported_content"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(as_user, owner, content, name, status, code):  # noqa: PLR0917
    response = _post(as_user(owner), content, name)

    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["code"] == code
    assert body["detail"]
    assert body["request_id"]
    assert Document.objects.count() == 0


def test_a_body_without_a_file_names_the_field(as_user, owner):
    response = as_user(owner).post("/api/v1/documents", {}, format="multipart")

    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "/file"


def test_a_repeated_request_answers_with_the_first_document(as_user, owner):
    first = _post(as_user(owner), headers={"Idempotency-Key": "k-1"})
    second = _post(as_user(owner), headers={"Idempotency-Key": "k-1"})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["id"] == second.json()["id"]
    assert Document.objects.count() == 1


def test_a_key_used_for_another_file_is_refused(as_user, owner):
    _post(as_user(owner), headers={"Idempotency-Key": "k-1"})

    response = _post(
        as_user(owner), CSV + b"2026-01-10,Coffee,-30.00,17470.00\n", headers={"Idempotency-Key": "k-1"}
    )

    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert Document.objects.count() == 1


def test_keys_of_two_people_do_not_meet(as_user, owner, stranger):
    first = _post(as_user(owner), headers={"Idempotency-Key": "k-1"})
    second = _post(as_user(stranger), headers={"Idempotency-Key": "k-1"})

    assert first.json()["id"] != second.json()["id"]


def test_a_file_over_the_limit_is_413_and_leaves_nothing(as_user, owner, settings, tmp_path):
    settings.VAULT_SPOOL_DIR = tmp_path
    settings.UPLOAD_MAX_BYTES = 100

    response = _post(as_user(owner), CSV * 10)

    assert response.status_code == 413
    assert response.json()["code"] == "file_too_large"
    assert response.json()["detail"] == (
        "The file is larger than 100 bytes, the most that is taken in this way. "
        "Split it, or have whoever runs this installation raise UPLOAD_MAX_MIB."
    )
    assert list(tmp_path.iterdir()) == []


def test_whoever_sends_too_much_in_one_request_is_told_of_the_way_that_takes_more(settings):
    settings.UPLOAD_MAX_BYTES = 2048 * 1024**2

    with Intake(at=timezone.now()) as intake, pytest.raises(FileTooLarge) as told:
        intake.write(bytes(200 * 1024**2 + 1))

    assert "larger than 200 MiB" in str(told.value)
    assert "resumable upload, up to 2048 MiB" in str(told.value)


def test_a_refused_or_repeated_upload_leaves_no_spool(as_user, owner, settings, tmp_path):
    settings.VAULT_SPOOL_DIR = tmp_path

    _post(as_user(owner), headers={"Idempotency-Key": "k-1"})
    _post(as_user(owner), headers={"Idempotency-Key": "k-1"})
    _post(as_user(owner), b"", "empty.pdf")

    assert list(tmp_path.iterdir()) == []


def test_the_trail_tells_who_brought_what(as_user, owner):
    response = _post(as_user(owner))

    entry = LogEntry.objects.get(event="document.received")
    assert entry.actor_id == owner.pk
    assert entry.object_pk == response.json()["id"]
    assert entry.interface == "api"
    assert entry.cid == response["X-Request-Id"]
