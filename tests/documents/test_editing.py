"""Changing one document over the API: metadata, ETags, the bin."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import LogEntry
from documents import services
from documents.destruction import bin_empty
from documents.models import Document, DocumentVersion, Page
from tests.factories import case_of, document_from, document_read, grant_case, grant_document, person
from vault.models import DataKey
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"


@pytest.fixture
def url(document):
    return f"{D}/{document.pk}"


def test_each_single_answer_carries_the_same_etag_until_something_changes(as_user, owner, url):
    client = as_user(owner)
    first, second = client.get(url), client.get(url)
    changed = client.patch(url, {"name": "january.csv"}, format="json")

    assert first["ETag"] == second["ETag"]
    assert changed.status_code == 200, changed.content
    assert changed.json()["name"] == "january.csv"
    assert changed["ETag"] != first["ETag"]
    assert client.get(url)["ETag"] == changed["ETag"]


def test_a_known_etag_is_answered_304_and_recorded_all_the_same(as_user, owner, url):
    client = as_user(owner)
    tag = client.get(url)["ETag"]
    LogEntry.objects.all().order_by("timestamp")
    before = LogEntry.objects.filter(event="document.viewed").count()

    response = client.get(url, headers={"If-None-Match": f'"other", W/{tag}'})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert LogEntry.objects.filter(event="document.viewed").count() == before + 1


@pytest.mark.parametrize("method", ["patch", "put", "delete"])
def test_a_stale_change_is_412_and_changes_nothing(as_user, owner, document, url, method):
    client = as_user(owner)
    stale = client.get(url)["ETag"]
    client.patch(url, {"name": "meanwhile.csv"}, format="json")
    body = {"name": "mine.csv", "case": None, "subject": None, "type": ""}

    response = getattr(client, method)(url, body, format="json", headers={"If-Match": stale})

    assert (response.status_code, response.json()["code"]) == (412, "stale")
    document.refresh_from_db()
    assert (document.name, document.binned_at) == ("meanwhile.csv", None)


def test_put_needs_if_match_and_replaces_everything(as_user, owner, document, url):
    client = as_user(owner)
    body = {"name": "a.csv", "case": None, "subject": None, "type": "invoice"}
    assert client.put(url, body, format="json").status_code == 428

    response = client.put(url, body, format="json", headers={"If-Match": client.get(url)["ETag"]})

    assert response.status_code == 200, response.content
    got = response.json()
    assert (got["name"], got["case"], got["type"], got["confidence"]) == ("a.csv", None, "invoice", 1.0)
    assert client.put(url, {"name": "b"}, format="json", headers={"If-Match": "*"}).status_code == 400


def test_a_weak_tag_does_not_pass_if_match(as_user, owner, url):
    client = as_user(owner)
    weak = f"W/{client.get(url)['ETag']}"

    assert client.patch(url, {"name": "x"}, format="json", headers={"If-Match": weak}).status_code == 412


def test_a_type_given_by_a_person_survives_the_next_reading(as_user, owner, document, url):
    as_user(owner).patch(url, {"type": "receipt"}, format="json")
    assert document_read(document).type == "receipt"

    as_user(owner).patch(url, {"type": ""}, format="json")
    services.document_read_again(actor=owner, document=document, at=timezone.now())
    assert document_read(document).type == "bank_statement"


def test_a_new_name_is_found_at_once_and_pages_stay_found(as_user, owner, document, url):
    document_read(document)
    client = as_user(owner)
    client.patch(url, {"name": "umlazi.csv"}, format="json")

    assert [r["name"] for r in client.get(D, {"q": "umlazi"}).json()["results"]] == ["umlazi.csv"]
    assert len(client.get(D, {"q": "berea"}).json()["results"]) == 1


def test_moving_to_another_case_needs_the_right_to_share(as_user, owner, document, url):
    worker = person("worker", Role.PROCESSOR)
    grant_document(document, worker)
    grant_document(document, worker, "change_document")
    elsewhere = case_of(worker, "Elsewhere")

    refused = as_user(worker).patch(url, {"case": str(elsewhere.pk)}, format="json")
    unseen = as_user(owner).patch(url, {"case": str(elsewhere.pk)}, format="json")
    own = case_of(owner, "Second")
    moved = as_user(owner).patch(url, {"case": str(own.pk)}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (403, "move_not_allowed")
    assert (unseen.status_code, unseen.json()["code"]) == (404, "case_not_found")
    assert (moved.status_code, moved.json()["case"]) == (200, str(own.pk))


@pytest.mark.parametrize("body", [{}, {"owner": 1}, {"status": "ready"}, {"held": False}, {"type": "poem"}])
def test_what_is_not_to_be_said_is_400(as_user, owner, url, body):
    assert as_user(owner).patch(url, body, format="json").status_code == 400


def test_deleted_is_gone_for_everybody_at_once_and_listed_in_the_bin(as_user, owner, officer, document, url):
    document_read(document)
    client = as_user(owner)
    assert client.delete(url).status_code == 204

    for one in (client, as_user(officer)):
        assert one.get(url).status_code == 404
        assert one.get(f"{url}/content").status_code == 404
        assert one.get(D).json()["results"] == []
        assert one.get(D, {"q": "berea"}).json()["results"] == []
        assert [row["id"] for row in one.get(f"{D}/bin").json()["results"]] == [str(document.pk)]
    assert client.post(f"{url}/restore").status_code == 200
    assert client.get(D, {"q": "berea"}).json()["results"][0]["id"] == str(document.pk)
    assert client.post(f"{url}/restore").status_code == 404


def test_somebody_who_was_only_granted_work_cannot_delete_or_see_the_bin(as_user, owner, case, document, url):
    worker = person("worker", Role.PROCESSOR)
    grant_case(case, worker)
    grant_case(case, worker, "change_case")

    assert as_user(worker).delete(url).status_code == 403
    as_user(owner).delete(url)
    assert as_user(worker).get(f"{D}/bin").json()["results"] == []
    assert as_user(worker).post(f"{url}/restore").status_code == 404


def test_after_its_term_a_document_is_destroyed_with_bytes_keys_and_rows(
    owner, document, settings, django_capture_on_commit_callbacks
):
    settings.BIN_DAYS = 30
    document_read(document)
    at = timezone.now()
    files = [document.versions.get().storage_key, *Page.objects.values_list("image_key", flat=True)]
    other = document_from(owner=owner, name="stays.csv")
    services.document_bin(actor=owner, document=document, at=at)
    services.document_bin(actor=owner, document=other, at=at + dt.timedelta(days=1))
    assert bin_empty(at=at + dt.timedelta(days=29)) == 0

    with django_capture_on_commit_callbacks(execute=True):
        assert bin_empty(at=at + dt.timedelta(days=30, seconds=1)) == 1

    assert list(Document.objects.all()) == [other]
    assert DocumentVersion.objects.filter(document_id=document.pk).count() == 0
    assert not any(documents_storage().exists(name) for name in files if name)
    key = DataKey.objects.get(pk=document.data_key_id)
    assert (key.state, bytes(key.wrapped_files_keyset)) == ("destroyed", b"")
    entry = LogEntry.objects.get(event="document.destroyed")
    assert entry.object_pk == str(document.pk)
    assert entry.additional_data["versions"][0]["sha256"]
