"""Files in chunks, by the tus protocol."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from audit.models import LogEntry
from documents import selectors, upload_finishing, upload_parts
from documents.exceptions import OffsetConflict
from documents.models import Document, Upload, UploadPart
from documents.orphans import orphans_remove
from documents.services import uploads
from documents.tasks import uploads_sweep_task
from tests.factories import CSV, grant_case
from tests.factories.tus import TusClient, checksum
from vault.constants import KeyState
from vault.exceptions import CiphertextCorrupt
from vault.services import files_primitive
from vault.storage import documents_storage, sealed_chunks

pytestmark = pytest.mark.django_db
STEP = 40


@pytest.fixture
def tus(as_user, owner):
    shutil.rmtree(documents_storage().path("uploads"), ignore_errors=True)  # of the tests before
    return TusClient(as_user(owner))


def _files():
    root = Path(documents_storage().path("uploads"))
    return [path for path in root.rglob("*") if path.is_file()]


def _original(document):
    return b"".join(selectors.content_chunks(document, selectors.version_newest(document)))


def test_a_file_in_chunks_becomes_the_document_that_one_upload_makes(
    tus, as_user, owner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        address = tus.send(CSV, STEP, "january.csv")

    told = as_user(owner).get(address).json()
    document = Document.objects.get()
    assert (told["state"], told["document"]) == ("done", str(document.pk))
    assert (document.name, document.owner, document.status) == ("january.csv", owner, "received")
    assert _original(document) == CSV
    assert UploadPart.objects.count() == 0
    assert _files() == []
    assert LogEntry.objects.filter(event="document.received", actor_id=owner.pk).count() == 1


def test_it_goes_into_the_case_that_is_named(tus, case):
    address = tus.opened(len(CSV), case=str(case.pk))
    tus.chunk(address, CSV, 0)

    assert Document.objects.get().case == case


def test_a_case_that_cannot_be_seen_is_not_there(as_user, stranger, case):
    assert TusClient(as_user(stranger)).open(10, case=str(case.pk)).status_code == 404


def test_a_case_that_is_taken_away_meanwhile_takes_no_file(as_user, stranger, case):
    grant_case(case, stranger)
    tus = TusClient(as_user(stranger))
    address = tus.opened(len(CSV), case=str(case.pk))
    case.caseuserobjectpermission_set.all().delete()

    tus.chunk(address, CSV, 0)

    assert not Document.objects.exists()
    assert as_user(stranger).get(address).json()["state"] != "done"


def test_no_piece_on_the_way_holds_plaintext(tus):
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:100], 0)

    (piece,) = _files()
    assert not any(word in piece.read_bytes() for word in CSV[:100].split(b","))


def test_pieces_cannot_change_places(tus):
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:100], 0)
    tus.chunk(address, CSV[100:120], 100)
    one, other = UploadPart.objects.order_by("offset")

    with pytest.raises(CiphertextCorrupt):
        list(sealed_chunks(files_primitive(one.upload.data_key), one.storage_key, other.binding()))


def test_the_offset_must_be_where_it_stands(tus):
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:50], 0)

    response = tus.chunk(address, CSV[:50], 0)

    assert (response.status_code, response.json()["code"]) == (409, "upload_offset_conflict")
    assert tus.stands(address) == 50


def test_of_two_chunks_at_one_offset_the_first_counts(tus, owner, monkeypatch):
    """The second began while the first was still arriving: it is told, and its bytes are dropped."""
    address = tus.opened(len(CSV))
    upload = Upload.objects.get()

    def slow():
        yield CSV[:60]
        uploads.upload_append(
            actor=owner,
            upload=Upload.objects.select_related("data_key").get(pk=upload.pk),
            offset=0,
            source=[CSV[:50]],
            at=timezone.now(),
        )

    with pytest.raises(OffsetConflict):
        uploads.upload_append(actor=owner, upload=upload, offset=0, source=slow(), at=timezone.now())
    assert tus.stands(address) == 50
    assert len(_files()) == 1


def test_a_chunk_that_breaks_off_counts_as_far_as_it_came(tus, owner):
    address = tus.opened(len(CSV))

    def broken():
        yield CSV[:70]
        raise OSError("the client went away")

    uploads.upload_append(
        actor=owner, upload=Upload.objects.get(), offset=0, source=broken(), at=timezone.now()
    )

    assert tus.stands(address) == 70


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_with_its_checksum_is_kept(tus, algorithm):
    address = tus.opened(len(CSV))

    response = tus.chunk(address, CSV, 0, **{"Upload-Checksum": checksum(CSV, algorithm)})

    assert response.status_code == 204
    assert Document.objects.count() == 1


def test_a_chunk_that_was_damaged_is_460_and_nothing_of_it_is_kept(tus, monkeypatch):
    monkeypatch.setattr(upload_parts, "UPLOAD_PART_BYTES", 16)
    address = tus.opened(len(CSV))

    response = tus.chunk(address, CSV[:50], 0, **{"Upload-Checksum": checksum(CSV[:49])})

    assert (response.status_code, response.json()["code"]) == (460, "checksum_mismatch")
    assert tus.stands(address) == 0
    assert _files() == []


def test_a_large_chunk_is_stored_in_pieces(tus, monkeypatch):
    monkeypatch.setattr(upload_parts, "UPLOAD_PART_BYTES", 16)
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:100], 0)

    sizes = UploadPart.objects.order_by("offset").values_list("offset", "size")
    assert list(sizes) == [(0, 16), (16, 16), (32, 16), (48, 16), (64, 16), (80, 16), (96, 4)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "x"}, 400),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": str(10**12)}, 413),
        ({"Upload-Metadata": "filename not-base64!"}, 400),
        ({"Upload-Metadata": "a " * 5000}, 400),
        ({"Upload-Defer-Length": "1"}, 400),
    ],
)
def test_what_cannot_be_opened_is_refused(as_user, owner, headers, status):
    sent = {"Tus-Resumable": "1.0.0", "Upload-Length": "10", **headers}
    response = as_user(owner).generic("POST", "/api/v1/uploads", headers=sent)

    assert response.status_code == status, response.content
    assert Upload.objects.count() == 0


def test_more_than_was_announced_is_refused_before_it_is_read(tus):
    address = tus.opened(10)

    assert tus.chunk(address, CSV, 0).status_code == 413
    assert tus.stands(address) == 0


def test_another_content_type_is_415(as_user, owner, tus):
    address = tus.opened(10)
    response = as_user(owner).generic(
        "PATCH",
        address,
        b"{}",
        "application/json",
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
    )

    assert response.status_code == 415


def test_a_program_is_refused_at_its_first_chunk_with_the_reason(tus, as_user, owner):
    program = b"MZ\x90\x00" + b"\x00" * 70_000
    address = tus.opened(10_000_000, "statement.pdf")

    response = tus.chunk(address, program, 0)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_content")
    told = as_user(owner).get(address).json()
    assert (told["state"], told["refusal_code"]) == ("refused", "unsupported_content")
    assert Upload.objects.get().data_key.state == KeyState.DESTROYED


def test_what_a_plain_upload_refuses_is_refused_at_the_end(tus, as_user, owner):
    address = tus.opened(208, "statement.pdf")
    tus.chunk(address, b"MZ\x90\x00", 0)
    tus.chunk(address, b"\x00" * 204, 4)

    told = as_user(owner).get(address).json()
    assert (told["state"], told["refusal_code"]) == ("refused", "unsupported_content")
    assert Document.objects.count() == 0


def test_formats_can_be_limited(tus, as_user, owner, settings):
    settings.UPLOAD_FORMATS = ["pdf"]
    address = tus.opened(len(CSV))

    assert tus.chunk(address, CSV, 0).status_code == 415
    assert (
        as_user(owner)
        .get(address)
        .json()["refusal"]
        .endswith("takes in: pdf. Save it as one of these, then send it again.")
    )


def test_ending_an_upload_throws_away_what_came(tus, django_capture_on_commit_callbacks):
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:50], 0)
    with django_capture_on_commit_callbacks(execute=True):
        response = tus.end(address)

    assert response.status_code == 204
    assert _files() == []
    assert Upload.objects.get().data_key.state == KeyState.DESTROYED
    assert tus.chunk(address, CSV[50:], 50).status_code == 410


def test_somebody_elses_upload_is_not_there(tus, as_user, stranger, officer):
    address = tus.opened(len(CSV))

    for other in (stranger, officer):
        theirs = TusClient(as_user(other))
        assert theirs.chunk(address, CSV, 0).status_code == 404
        assert theirs.end(address).status_code == 404
        assert as_user(other).get(address).status_code == 404
        assert as_user(other).get("/api/v1/uploads").json()["results"] == []


def test_nobody_has_more_open_uploads_than_the_limit(tus, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_OPEN_UPLOADS", 2)
    tus.opened(10)
    tus.opened(10)

    response = tus.open(10)

    assert (response.status_code, response.json()["code"]) == (429, "too_many_uploads")
    assert response["Retry-After"]


def test_nobody_announces_more_bytes_than_the_limit(tus, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_OPEN_UPLOAD_BYTES", 25)
    tus.opened(20)

    assert tus.open(6).status_code == 429
    assert tus.open(5).status_code == 201


def test_what_nobody_goes_on_with_expires(tus, as_user, owner, django_capture_on_commit_callbacks):
    address = tus.opened(len(CSV))
    response = tus.chunk(address, CSV[:50], 0)
    assert response["Upload-Expires"].endswith("GMT")
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert tus.chunk(address, CSV[50:], 50).status_code == 410
    with django_capture_on_commit_callbacks(execute=True):
        uploads_sweep_task.run()

    assert as_user(owner).get(address).json()["state"] == "expired"
    assert _files() == []
    assert LogEntry.objects.filter(event="upload.expired").count() == 1


def test_a_whole_upload_that_nobody_finished_is_finished_by_the_sweep(tus, monkeypatch, owner):
    """Kill -9 between the last byte and the document."""
    monkeypatch.setattr(uploads, "upload_finish", lambda *_, **__: None)
    address = tus.send(CSV, 1000)
    assert (tus.stands(address), Document.objects.count()) == (len(CSV), 0)

    (upload_id,) = upload_finishing.uploads_whole(at=timezone.now())
    upload_finishing.upload_finish(upload_id, at=timezone.now())

    assert _original(Document.objects.get()) == CSV
    entry = LogEntry.objects.get(event="document.received")
    assert entry.actor_id == owner.pk


def test_a_finish_that_was_killed_after_the_document_makes_no_second_one(tus, monkeypatch):
    """Kill -9 between the document's commit and the upload's."""
    with monkeypatch.context() as killed:
        killed.setattr(upload_finishing, "_done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tus.send(CSV, 1000)
    later = timezone.now() + dt.timedelta(minutes=5)
    assert upload_finishing.uploads_whole(at=timezone.now()) == []
    (upload_id,) = upload_finishing.uploads_whole(at=later)
    upload_finishing.upload_finish(upload_id, at=later)

    upload = Upload.objects.get()
    assert (upload.state, upload.document) == ("done", Document.objects.get())


def test_pieces_that_no_row_knows_are_removed(tus):
    """Kill -9 between storing a piece and its commit."""
    address = tus.opened(len(CSV))
    tus.chunk(address, CSV[:50], 0)
    upload = Upload.objects.get()
    lost = next(upload_parts.parts_seal(upload, [b"lost"], offset=50, at=timezone.now()))
    assert len(_files()) == 2

    orphans_remove(at=timezone.now() + dt.timedelta(hours=2))

    assert documents_storage().exists(UploadPart.objects.get().storage_key)
    assert not documents_storage().exists(lost.part.storage_key)


def test_options_tell_what_is_spoken(as_user, owner):
    response = as_user(owner).generic("OPTIONS", "/api/v1/uploads")

    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert response["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert response["Tus-Max-Size"] == str(2 * 1024**3)


def test_head_gives_the_metadata_back_and_is_not_cached(tus):
    address = tus.opened(len(CSV), "april.csv")
    response = tus._send("HEAD", address)

    assert response["Upload-Metadata"] == "filename YXByaWwuY3N2"
    assert response["Upload-Length"] == str(len(CSV))
    assert response["Cache-Control"] == "no-store"


def test_a_client_that_can_only_post_overrides_the_method(as_user, owner, tus):
    address = tus.opened(len(CSV))
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "X-HTTP-Method-Override": "PATCH",
        "Content-Length": "50",
    }
    response = as_user(owner).generic(
        "POST", address, CSV[:50], "application/offset+octet-stream", headers=headers
    )

    assert (response.status_code, response["Upload-Offset"]) == (204, "50")
