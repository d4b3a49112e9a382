"""Versions: a new one, an older one again, and what differs between two."""

import datetime as dt
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import LogEntry
from documents import comparing, reading_runs, services
from documents.comparing import versions_compare
from documents.destruction import document_destroy
from documents.intake import Intake
from documents.models import Document, DocumentVersion, Lineage, ProcessingRun
from tests.factories import CSV
from vault.models import DataKey
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"
SECOND = CSV.replace(b"Berea Court", b"Umbilo Court").replace(b"-8500.00,17500.00", b"-8600.00,17400.00")


@pytest.fixture
def url(document):
    return f"{D}/{document.pk}/versions"


def _post(client, url, content=SECOND, name="second.csv"):
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, format="multipart")


def _read_all():
    for run in ProcessingRun.objects.filter(state="queued").order_by("queued_at"):
        reading_runs.run_read(run.pk)


@pytest.fixture
def twice(document, owner):
    with Intake(at=timezone.now()) as intake:
        intake.write(SECOND)
        services.version_add(
            actor=owner, document=document, intake=intake, file_name="second.csv", at=timezone.now()
        )
    _read_all()
    return Document.objects.get()


def test_a_new_version_is_sealed_under_its_own_key_and_both_stay_readable(as_user, owner, document, url):
    client = as_user(owner)
    response = _post(client, url)

    assert response.status_code == 201, response.content
    assert (response.json()["number"], response.json()["source"]) == (2, "upload")
    first, second = DocumentVersion.objects.order_by("number")
    assert first.data_key is None
    assert second.data_key_id not in {None, document.data_key_id}
    content = f"{D}/{document.pk}/content"
    assert b"".join(client.get(content).streaming_content) == SECOND
    assert b"".join(client.get(f"{content}?version=1").streaming_content) == CSV
    ranged = client.get(content, headers={"Range": "bytes=10-19"})
    assert b"".join(ranged.streaming_content) == SECOND[10:20]
    assert client.get(f"{D}/{document.pk}").json()["status"] == "received"


def test_the_document_becomes_what_its_newest_version_says(as_user, owner, twice):
    client = as_user(owner)

    assert client.get(f"{D}/{twice.pk}").json()["status"] in {"ready", "needs_review"}
    assert len(client.get(D, {"q": "umbilo"}).json()["results"]) == 1
    assert client.get(D, {"q": "berea"}).json()["results"] == []
    lines = client.get(f"{D}/{twice.pk}/lines?version=1").json()["results"]
    assert "Rent Berea Court" in [line["description"] for line in lines]


def test_a_late_reading_of_an_older_version_does_not_change_the_document(as_user, owner, document, url):
    _post(as_user(owner), url)
    old, new = ProcessingRun.objects.order_by("version__number")
    reading_runs.run_read(new.pk)
    before = Document.objects.values("status", "type", "page_count", "updated_at").get()

    reading_runs.run_read(old.pk)

    assert Document.objects.values("status", "type", "page_count", "updated_at").get() == before
    assert old.version.pages.count() > 0


def test_the_same_bytes_again_are_answered_as_they_are(as_user, owner, document, url):
    client = as_user(owner)
    made, again = _post(client, url), _post(client, url)

    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["id"] == again.json()["id"]
    assert DocumentVersion.objects.count() == 2
    assert DataKey.objects.filter(purpose="document").count() == 2


@pytest.mark.parametrize(("content", "status"), [(b"", 400), (b"MZ\x90\x00" + b"\x00" * 99, 415)])
def test_what_is_no_document_makes_no_version(as_user, owner, url, content, status):
    assert _post(as_user(owner), url, content).status_code == status
    assert DocumentVersion.objects.count() == 1


def test_who_only_sees_adds_nothing(as_user, colleague, stranger, url):
    assert _post(as_user(colleague), url).status_code == 403
    assert _post(as_user(stranger), url).status_code == 404
    assert DocumentVersion.objects.count() == 1


def test_an_older_version_comes_back_as_a_new_one_that_says_so(as_user, owner, twice, url):
    client = as_user(owner)
    response = client.post(f"{url}/1/restore")

    assert response.status_code == 201, response.content
    body = response.json()
    assert (body["number"], body["source"]) == (3, "restore")
    assert body["origins"] == [{"kind": "restore", "document": str(twice.pk), "number": 1, "pages": []}]
    assert b"".join(client.get(f"{D}/{twice.pk}/content").streaming_content) == CSV
    assert client.post(f"{url}/3/restore").status_code == 200
    assert client.post(f"{url}/9/restore").status_code == 404
    assert [row["number"] for row in client.get(url).json()["results"]] == [3, 2, 1]
    assert LogEntry.objects.filter(event="document.version_added").count() == 2


def test_an_altered_older_version_is_not_restored(as_user, owner, twice, url):
    path = documents_storage().path(twice.versions.get(number=1).storage_key)
    with open(path, "r+b") as file:  # noqa: PTH123 - a path of the storage
        file.seek(60)
        file.write(b"\x00\x00")

    assert as_user(owner).post(f"{url}/1/restore").status_code == 500
    assert DocumentVersion.objects.count() == 2


def test_two_versions_are_compared_by_facts_values_and_text(as_user, owner, twice, url):
    body = as_user(owner).get(f"{url}/compare?from=1&to=2").json()

    assert {fact["name"] for fact in body["facts"]} >= {"file_name", "sha256"}
    closing = next(value for value in body["values"] if value["name"] == "closing_balance")
    assert (closing["before"], closing["after"]) == ("17500.00", "17400.00")
    assert body["pages"][0]["state"] == "changed"
    assert any(line.startswith("-") and "Berea" in line for line in body["pages"][0]["lines"])
    assert any(line.startswith("+") and "Umbilo" in line for line in body["pages"][0]["lines"])
    assert body["is_whole"] is True
    assert LogEntry.objects.get(event="document.versions_compared").additional_data == {"versions": [1, 2]}


@pytest.mark.parametrize(("query", "status"), [("from=1&to=9", 404), ("from=1", 400), ("from=0&to=1", 400)])
def test_a_comparison_of_what_is_not_there_is_refused(as_user, owner, url, query, status):
    assert as_user(owner).get(f"{url}/compare?{query}").status_code == status


def test_a_comparison_of_long_pages_ends_in_time_and_says_that_it_is_not_whole(monkeypatch, twice):
    old, new = twice.versions.order_by("number")
    old.pages.update(text="\n".join(f"a {n}" for n in range(5000)))
    new.pages.update(text="\n".join(f"b {n % 7}" for n in range(5000)))
    monkeypatch.setattr(comparing, "MAX_PAGE_LINES", 1000)
    started = time.monotonic()

    compared = versions_compare(twice, old, new)

    assert time.monotonic() - started < comparing.SECONDS
    assert (compared.pages[0].state, compared.pages[0].lines, compared.is_whole) == ("changed", [], False)


def test_what_was_stored_is_not_altered_but_its_check_is_noted(document):
    DocumentVersion.objects.update(verified_at=timezone.now())
    for change in ({"sha256": "0" * 64}, {"storage_key": "x"}, {"number": 5}, {"source": "restore"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DocumentVersion.objects.update(**change)


def test_destroying_takes_every_version_and_its_key(owner, twice, django_capture_on_commit_callbacks):
    files = list(twice.versions.values_list("storage_key", flat=True))
    at = timezone.now()
    services.version_restore(actor=owner, document=twice, number=1, at=at)
    services.document_bin(actor=owner, document=twice, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        assert document_destroy(twice.pk, because="bin", at=at + dt.timedelta(days=1))

    assert (DocumentVersion.objects.count(), Lineage.objects.count()) == (0, 0)
    assert set(DataKey.objects.values_list("state", flat=True)) == {"destroyed"}
    assert not any(documents_storage().exists(name) for name in files)


def test_reading_again_reads_the_newest(owner, twice):
    services.document_read_again(actor=owner, document=twice, at=timezone.now())
    assert ProcessingRun.objects.get(state="queued").version.number == 2
    _read_all()
