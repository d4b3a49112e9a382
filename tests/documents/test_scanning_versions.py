"""New versions wait for the malware scan as first ones do, and what was found can be destroyed at once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from audit.models import LogEntry
from documents import services
from documents.constants import LineageKind
from documents.deriving import derivation_run
from documents.models import Derivation, Document, Scan
from documents.scanning import scan_run
from tests.factories import CSV, blank_png, document_from, document_read
from tests.factories.clamd import EICAR, stand_in
from vault.models import DataKey
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db
BAD = CSV + EICAR
D = "/api/v1/documents"


@pytest.fixture
def clamd(settings):
    with stand_in() as server:
        settings.CLAMD_URI = server.uri
        yield server


@pytest.fixture
def read(document):
    return document_read(document)


def _add(client, document, content=BAD, name="second.csv"):
    sent = {"file": SimpleUploadedFile(name, content)}
    return client.post(f"{D}/{document.pk}/versions", sent, format="multipart")


def _scan_newest():
    return scan_run(Scan.objects.order_by("-queued_at")[0].pk, at=timezone.now())


def _status(document):
    return Document.objects.get(pk=document.pk).status


@pytest.fixture(params=["waiting", "found"])
def second_closed(request, read, clamd, as_user, owner):
    """A document that was read, with a second version that the scan has not let through."""
    assert _add(as_user(owner), read).status_code == 201
    if request.param == "found":
        assert _scan_newest() == "found"
    return read


def test_a_new_version_waits_for_its_scan_and_is_read_when_clean(read, clamd, as_user, owner):
    added = CSV + b"2026-01-10,Fee,-1.00,17499.00\n"
    assert _add(as_user(owner), read, added).status_code == 201
    assert _status(read) == "scanning"

    assert _scan_newest() == "clean"

    assert clamd.scanned == [added]
    assert _status(read) == "received"
    assert as_user(owner).get(f"{D}/{read.pk}/content").status_code == 200


def test_no_door_of_versions_opens_what_is_closed(second_closed, as_user, console, owner):
    document, client = second_closed, as_user(owner)
    newest = document.versions.get(number=2)
    doors = {
        client.get(f"{D}/{document.pk}/content"),
        client.head(f"{D}/{document.pk}/content"),
        client.get(f"{D}/{document.pk}/content?version=2"),
        client.get(f"{D}/{document.pk}/content", headers={"Range": "bytes=0-9"}),
        client.get(f"{D}/{document.pk}/content", headers={"If-None-Match": f'"{newest.sha256}"'}),
        client.get(f"{D}/{document.pk}/versions/compare?from=1&to=2"),
        client.post(f"{D}/{document.pk}/read"),
        console(owner).get(reverse("admin:documents_document_version_original", args=[document.pk, 2])),
        console(owner).get(reverse("admin:documents_document_compare", args=[document.pk])),
    }

    assert [door.request["PATH_INFO"] for door in doors if door.status_code != 409] == []


def test_older_versions_stay_open_beside_it(second_closed, as_user, owner):
    response = as_user(owner).get(f"{D}/{second_closed.pk}/content?version=1")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == CSV


def test_what_is_closed_is_not_restored_but_an_older_version_is(second_closed, as_user, owner):
    client = as_user(owner)
    _add(client, second_closed, CSV + b"2026-01-11,Fee,-1.00,17498.00\n")
    assert client.post(f"{D}/{second_closed.pk}/versions/2/restore").status_code == 409

    assert client.post(f"{D}/{second_closed.pk}/versions/1/restore").status_code == 201
    assert _scan_newest() == "clean"
    assert _status(second_closed) == "received"


def test_a_verdict_on_an_older_version_leaves_the_document_as_it_stands(read, clamd, as_user, owner):
    client = as_user(owner)
    _add(client, read)
    _add(client, read, CSV + b"2026-01-10,Fee,-1.00,17499.00\n")
    older, newer = Scan.objects.order_by("version__number")

    assert scan_run(newer.pk, at=timezone.now()) == "clean"
    assert scan_run(older.pk, at=timezone.now()) == "found"

    assert _status(read) == "received"
    assert client.get(f"{D}/{read.pk}/content").status_code == 200
    assert client.get(f"{D}/{read.pk}/content?version=2").status_code == 409


def test_nothing_is_made_of_what_is_closed(clamd, owner, as_user):
    document = document_from(blank_png(), owner=owner, name="scan.png")
    asked = {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}]}

    response = as_user(owner).post(f"{D}/{document.pk}/derivations", asked, format="json")

    assert (response.status_code, response.json()["code"]) == (409, "awaiting_scan")
    assert Derivation.objects.count() == 0


def test_a_derivation_asked_before_the_verdict_makes_nothing_after_it(clamd, owner):
    document = document_from(blank_png(), owner=owner, name="scan.png")
    row = document.derivations.create(
        kind=LineageKind.ROTATION,
        versions=[document.versions.get().pk],
        terms={"turns": {"1": 90}},
        asked_by=owner,
        asked_at=timezone.now(),
    )

    assert derivation_run(row.pk) == []

    row.refresh_from_db()
    assert row.state == "failed"
    assert "waits for the malware scan" in row.error


def test_what_is_made_of_a_document_is_scanned_too(clamd, settings, owner):
    settings.CLAMD_URI = ""
    document = document_from(blank_png(), owner=owner, name="scan.png")
    settings.CLAMD_URI = clamd.uri
    row = document.derivations.create(
        kind=LineageKind.ROTATION,
        versions=[document.versions.get().pk],
        terms={"turns": {"1": 90}},
        asked_by=owner,
        asked_at=timezone.now(),
    )

    assert len(derivation_run(row.pk)) == 1

    assert Scan.objects.get().version.number == 2
    assert _status(document) == "scanning"


@pytest.fixture
def quarantined(clamd, owner, case):
    document = document_from(BAD, owner=owner, case=case)
    assert _scan_newest() == "found"
    return Document.objects.get(pk=document.pk)


def test_an_officer_destroys_what_was_found_bytes_key_and_rows(quarantined, as_user, officer):
    version, key = quarantined.versions.get(), quarantined.data_key_id

    response = as_user(officer).post(f"{D}/{quarantined.pk}/destroy")

    assert response.status_code == 204
    assert not Document.objects.filter(pk=quarantined.pk).exists()
    assert DataKey.objects.get(pk=key).state == "destroyed"
    entry = LogEntry.objects.get(event="document.destroyed")
    assert entry.additional_data["because"] == "malware"
    assert entry.additional_data["versions"][0]["sha256"] == version.sha256


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_with_it(quarantined, officer):
    stored = quarantined.versions.get().storage_key
    assert documents_storage().exists(stored)

    services.quarantined_destroy(actor=officer, document=quarantined, at=timezone.now())

    assert not documents_storage().exists(stored)


def test_its_owner_does_not_destroy_it(quarantined, as_user, console, owner):
    assert as_user(owner).post(f"{D}/{quarantined.pk}/destroy").status_code == 403
    response = console(owner).post(reverse("admin:documents_document_destroy", args=[quarantined.pk]))
    assert response.status_code == 403
    assert Document.objects.filter(pk=quarantined.pk).exists()


def test_what_is_held_stays_closed_and_kept(quarantined, as_user, officer):
    services.hold_place(actor=officer, document=quarantined, reason="Evidence.", at=timezone.now())

    response = as_user(officer).post(f"{D}/{quarantined.pk}/destroy")

    assert response.json()["code"] == "document_on_hold"
    assert as_user(officer).get(f"{D}/{quarantined.pk}/content").status_code == 409


def test_what_is_clean_goes_through_the_bin(read, as_user, officer):
    response = as_user(officer).post(f"{D}/{read.pk}/destroy")

    assert (response.status_code, response.json()["code"]) == (409, "not_quarantined")


def test_the_console_shows_the_verb_where_it_counts(quarantined, read, console, officer, owner):
    def screen(person, document):
        address = reverse("admin:documents_document_change", args=[document.pk])
        return console(person).get(address).content.decode()

    assert "Destroy for good" in screen(officer, quarantined)
    assert "Destroy for good" not in screen(owner, quarantined)
    assert "Destroy for good" not in screen(officer, read)

    address = reverse("admin:documents_document_destroy", args=[quarantined.pk])
    assert "is destroyed" in console(officer).post(address, follow=True).content.decode()
    assert not Document.objects.filter(pk=quarantined.pk).exists()
