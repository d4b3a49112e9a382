"""Exports and imports: what goes into an archive, who fetches it, and what is never taken out of one."""

import csv
import datetime as dt
import hashlib
import io
import uuid
import zipfile

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import LogEntry
from documents import services
from documents.batching.files import files_expire
from documents.batching.manifests import cell_safe, name_safe
from documents.batching.runs import batch_run
from documents.models import Batch, BatchItem, Document
from tests.factories import CSV, document_from

pytestmark = pytest.mark.django_db

D, B = "/api/v1/documents", "/api/v1/batches"


def _worked(client, answer):
    assert answer.status_code == 202, answer.json()
    batch_run(uuid.UUID(answer.json()["id"]))
    return client.get(f"{B}/{answer.json()['id']}").json()


def _exported(client, documents, **terms):
    body = {"verb": "export", "ids": [str(one.pk) for one in documents], "terms": terms}
    return _worked(client, client.post(f"{D}/batch", body, format="json"))


def _sent(client, content, name, **more):
    body = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(f"{D}/import", body, format="multipart")


def _zip(files, manifest, *, name="manifest.json"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in files:
            archive.writestr(entry, content)
        archive.writestr(name, manifest if isinstance(manifest, str) else orjson.dumps(manifest))
    return buffer.getvalue()


def _codes(batch):
    rows = BatchItem.objects.filter(batch=batch["id"]).order_by("position")
    return [(row.outcome, row.code) for row in rows]


def test_an_archive_holds_originals_manifest_hashes_and_a_table(as_user, owner):
    first = document_from(owner=owner, name="a.csv")
    second = document_from(CSV + b"\n", owner=owner, name="=cmd().csv")
    client = as_user(owner)

    batch = _exported(client, [first, second])
    content = b"".join(client.get(f"{B}/{batch['id']}/file").streaming_content)

    assert (batch["done"], batch["file_sha256"]) == (2, hashlib.sha256(content).hexdigest())
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    manifest = orjson.loads(archive.read("manifest.json"))
    for row in manifest["documents"]:
        assert hashlib.sha256(archive.read(row["path"])).hexdigest() == row["sha256"]
    assert [row["id"] for row in manifest["documents"]] == [str(first.pk), str(second.pk)]
    table = list(csv.DictReader(io.TextIOWrapper(archive.open("metadata.csv"), newline="")))
    assert [row["name"] for row in table] == ["a.csv", "'=cmd().csv"]
    assert len(archive.read("SHA256SUMS").splitlines()) == 2
    assert LogEntry.objects.filter(event="document.exported").count() == 2
    assert LogEntry.objects.filter(event="batch.file_downloaded").count() == 1


def test_an_archive_is_its_makers_for_its_time_and_while_they_may_see_it(as_user, owner, officer):
    document = document_from(owner=owner)
    client = as_user(owner)
    batch = _exported(client, [document])
    address = f"{B}/{batch['id']}/file"

    assert as_user(officer).get(address).status_code == 404
    services.document_bin(actor=owner, document=document, at=timezone.now())
    assert client.get(address).json()["code"] == "export_gone"
    assert files_expire(at=timezone.now() + dt.timedelta(days=8), limit=10) == 1
    key = Batch.objects.get().file_key
    assert key is not None
    assert key.state == "destroyed"
    assert LogEntry.objects.get(event="batch.file_destroyed").object_pk == batch["id"]
    assert client.get(address).status_code == 410


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "passwd"), ("a\\b:c.pdf", "b_c.pdf"), ("", "unnamed"), ("x" * 300 + ".pdf", None)],
)
def test_names_in_an_archive_are_no_paths(name, safe):
    made = name_safe(name)

    assert "/" not in made
    assert len(made) <= 120
    assert safe is None or made == safe


def test_no_cell_is_a_formula():
    assert [cell_safe(text) for text in ("=1", "+1", "-1", "@a", "\t=1", "a=1")] == [
        "'=1",
        "'+1",
        "'-1",
        "'@a",
        "'\t=1",
        "a=1",
    ]


def test_an_archive_with_a_manifest_becomes_documents(as_user, owner, case):
    manifest = [
        {"file": "one.csv", "case": case.name, "type": "bank_statement"},
        {"file": "two.csv", "case": str(uuid.uuid4())},
        {"file": "three.csv"},
    ]
    files = [("one.csv", CSV), ("two.csv", CSV + b"\n"), ("more.csv", CSV)]
    client = as_user(owner)

    batch = _worked(client, _sent(client, _zip(files, manifest), "in.zip"))

    assert _codes(batch) == [
        ("done", ""),
        ("refused", "case_not_found"),
        ("refused", "file_missing"),
        ("refused", "not_listed"),
    ]
    document = Document.objects.get()
    assert (document.name, document.case, document.type) == ("one.csv", case, "bank_statement")


def test_unsafe_files_are_refused_one_by_one(as_user, owner):
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    files = [("../up.csv", CSV), (link, "/etc/passwd"), ("bomb.csv", b"0" * (8 << 20)), ("same.csv", CSV)]
    manifest = [{"file": name} for name in ("../up.csv", "link.csv", "bomb.csv", "same.csv", "same.csv")]
    document_from(owner=owner)
    client = as_user(owner)

    batch = _worked(client, _sent(client, _zip(files, manifest), "in.zip"))

    codes = [code for _, code in _codes(batch)]
    assert codes == ["unsafe_path", "not_a_file", "zip_bomb", "duplicate", "duplicate"]
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"PK nothing of the kind", _zip([], "file;nonsense\n", name="manifest.csv"), _zip([], {})]
)
def test_what_is_no_archive_with_a_manifest_is_refused_whole(as_user, owner, content):
    client = as_user(owner)

    batch = _worked(client, _sent(client, content, "in.zip"))

    assert (batch["state"], batch["total"]) == ("failed", 0)
    assert batch["error"]


def test_a_list_changes_documents_that_are_there(as_user, owner, stranger):
    mine, other = document_from(owner=owner), document_from(owner=stranger)
    rows = f"document;type;name;tags\n{mine.pk};invoice;new.csv;a,b c\n{other.pk};invoice;;\nnonsense;invoice;;\n"
    client = as_user(owner)

    batch = _worked(client, _sent(client, rows.encode(), "list.csv"))

    assert _codes(batch) == [("done", ""), ("gone", "not_found"), ("refused", "invalid_row")]
    mine.refresh_from_db()
    assert (mine.type, mine.name) == ("invoice", "new.csv")
    assert sorted(mine.taggings.values_list("tag__name", flat=True)) == ["a", "b c"]


def test_a_dry_run_of_an_import_takes_nothing_in(as_user, owner):
    client = as_user(owner)

    sent = _sent(client, _zip([("a.csv", CSV)], [{"file": "a.csv"}]), "in.zip", dry_run="true")
    batch = _worked(client, sent)

    assert (batch["done"], batch["dry_run"]) == (1, True)
    assert not Document.objects.exists()
