"""Splits, merges, rotations and redactions: made apart, with lineage, and nothing redacted is left."""

import datetime as dt
import io

import pikepdf
import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image
from reportlab.pdfgen import canvas

from accounts.roles import Role
from documents import deriving, reading_runs
from documents.deriving import derivation_run, derivations_due
from documents.models import Derivation, Document, Lineage, ProcessingRun
from documents.reading.remaking import RemakeError
from tests.factories import blank_png, document_from, document_read, grant_document, person
from vault.services import files_primitive
from vault.storage import sealed_chunks

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"
SECRET = "Quagga 8601015800088"


def pdf(pages, *, shared=None):
    buffer = io.BytesIO()
    drawn = canvas.Canvas(buffer)
    drawn.setTitle(SECRET)
    for number in range(1, pages + 1):
        drawn.drawString(72, 700, f"{SECRET} page {number}" if number == 2 else f"Plain words {number}")
        if shared is not None and number == 2:
            drawn.drawImage(shared, 72, 400, 200, 100)
        drawn.showPage()
    drawn.save()
    return buffer.getvalue()


@pytest.fixture
def document(owner, case):
    return document_read(document_from(pdf(3), owner=owner, name="file.pdf", case=case))


def _content(document):
    version = document.versions.order_by("-number").first()
    chunks = sealed_chunks(files_primitive(version.files_key), version.storage_key, version.binding())
    return b"".join(chunks)


def _texts(content):
    return [page.get_textpage().get_text_range().strip() for page in pypdfium2.PdfDocument(content)]


def _ask(client, document, **body):
    response = client.post(f"{D}/{document.pk}/derivations", body, format="json")
    assert response.status_code == 202, response.content
    derivation_run(Derivation.objects.get(pk=response.json()["id"]).pk)
    return client.get(response["Location"]).json()


def test_a_split_makes_documents_with_their_pages_and_where_they_come_from(as_user, owner, document):
    before = _content(document)
    done = _ask(
        as_user(owner), document, kind="split", ranges=[{"first": 1, "last": 1}, {"first": 2, "last": 3}]
    )

    assert (done["state"], len(done["made"])) == ("done", 2)
    first, second = (Document.objects.get(pk=made) for made in done["made"])
    assert _texts(_content(first)) == ["Plain words 1"]
    assert _texts(_content(second)) == [f"{SECRET} page 2", "Plain words 3"]
    assert SECRET.encode() not in _content(first)
    assert (first.name, first.owner, first.case) == ("file (pages 1-1).pdf", owner, document.case)
    row = Lineage.objects.get(derived__document=second)
    assert (row.kind, row.pages, row.origin_document_id) == ("split", [2, 3], document.pk)
    assert second.versions.get().source == "split"
    assert _content(document) == before
    assert ProcessingRun.objects.filter(state="queued").count() == 2


def test_a_merge_joins_pdfs_and_pictures_in_order(as_user, owner, document):
    picture = document_from(blank_png(), owner=owner, name="scan.png")
    done = _ask(as_user(owner), document, kind="merge", documents=[str(picture.pk)], names=["both.pdf"])

    made = Document.objects.get(pk=done["made"][0])
    assert [text[:5] for text in _texts(_content(made))] == ["Plain", "Quagg", "Plain", ""]
    assert (made.name, made.owner, made.case) == ("both.pdf", owner, None)
    origins = Lineage.objects.filter(derived__document=made).order_by("position")
    assert [row.origin_document_id for row in origins] == [document.pk, picture.pk]


def test_a_rotation_is_a_version_of_the_same_document(as_user, owner, document):
    done = _ask(as_user(owner), document, kind="rotation", turns=[{"page": 2, "degrees": 90}])

    assert done["made"] == [str(document.pk)]
    rotated = pikepdf.open(io.BytesIO(_content(document)))
    assert [page.get("/Rotate", 0) for page in rotated.pages] == [0, 90, 0]
    assert [(v.number, v.source) for v in document.versions.order_by("number")] == [
        (1, "upload"),
        (2, "rotation"),
    ]


def test_a_redaction_leaves_neither_text_nor_pixels_nor_metadata(as_user, owner, document):
    client = as_user(owner)
    box = {"page": 2, "x0": 0.1, "y0": 0.14, "x1": 0.7, "y1": 0.19}
    done = _ask(client, document, kind="redaction", boxes=[box])

    assert done["state"] == "done", done
    made = Document.objects.get(pk=done["made"][0])
    content = _content(made)
    assert _texts(content) == ["Plain words 1", "", "Plain words 3"]
    assert made.name == "file (redacted).pdf"
    parsed = pikepdf.open(io.BytesIO(content))
    assert "/Title" not in parsed.docinfo
    streams = [
        obj.read_bytes()
        for obj in parsed.objects
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") != "/Image"
    ]
    assert not any(b"8601015800088" in stream or b"Quagga" in stream for stream in streams)
    page = pypdfium2.PdfDocument(content)[1].render(scale=2).to_pil().convert("L")
    inside = page.crop(
        [int(edge * side) for edge, side in zip((0.12, 0.15, 0.68, 0.18), page.size * 2, strict=True)]
    )
    assert inside.getextrema()[1] < 40
    assert _texts(_content(document))[1] == f"{SECRET} page 2"
    run = ProcessingRun.objects.get(version__document=made)
    reading_runs.run_read(run.pk)
    assert client.get(D, {"q": "quagga"}).json()["results"][0]["id"] == str(document.pk)
    assert len(client.get(D, {"q": "quagga"}).json()["results"]) == 1


def test_what_only_a_redacted_page_shows_is_not_carried_by_the_others(as_user, owner, tmp_path):
    stamp = tmp_path / "stamp.png"
    Image.effect_noise((64, 32), 90).save(stamp)
    source = pikepdf.open(io.BytesIO(pdf(3, shared=str(stamp))))
    together = pikepdf.Dictionary()
    for page in source.pages:
        for name, found in page.obj.Resources.get("/XObject", pikepdf.Dictionary()).items():
            together[name] = found
    for page in source.pages:
        page.obj.Resources["/XObject"] = together  # as writers do that give all pages one dictionary
    buffer = io.BytesIO()
    source.save(buffer)
    shared = document_read(document_from(buffer.getvalue(), owner=owner, name="shared.pdf"))

    done = _ask(
        as_user(owner), shared, kind="redaction", boxes=[{"page": 2, "x0": 0, "y0": 0, "x1": 1, "y1": 1}]
    )

    made = pikepdf.open(io.BytesIO(_content(Document.objects.get(pk=done["made"][0]))))
    widths = [
        obj.get("/Width")
        for obj in made.objects
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Image"
    ]
    assert len(widths) == 1
    assert int(widths[0] or 0) > 1000


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "split"},
        {"kind": "split", "ranges": [{"first": 2, "last": 1}]},
        {"kind": "restore"},
        {"kind": "rotation", "turns": [{"page": 1, "degrees": 45}]},
        {"kind": "redaction", "boxes": [{"page": 1, "x0": 0.5, "y0": 0.1, "x1": 0.5, "y1": 0.2}]},
        {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}], "ranges": [{"first": 1, "last": 1}]},
        {"kind": "redaction", "boxes": [], "owner": 1},
    ],
)
def test_what_makes_no_sense_is_400(as_user, owner, document, body):
    url = f"{D}/{document.pk}/derivations"

    assert as_user(owner).post(url, body, format="json").status_code == 400
    assert Derivation.objects.count() == 0


def test_a_page_that_is_not_there_fails_with_the_reason(as_user, owner, document):
    done = _ask(as_user(owner), document, kind="split", ranges=[{"first": 3, "last": 9}])

    assert (done["state"], done["made"]) == ("failed", [])
    assert "no page 9" in done["error"]
    assert Document.objects.count() == 1


def test_a_table_has_no_pages_to_work_on(as_user, owner):
    table = document_from(owner=owner)
    body = {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}]}

    response = as_user(owner).post(f"{D}/{table.pk}/derivations", body, format="json")

    assert (response.status_code, response.json()["code"]) == (409, "derivation_not_possible")


def test_each_document_of_a_merge_must_be_ones_own_to_work_on(as_user, owner, stranger, document):
    foreign = document_from(blank_png(), owner=stranger, name="foreign.png")
    url, body = f"{D}/{document.pk}/derivations", {"kind": "merge", "documents": [str(foreign.pk)]}

    assert as_user(owner).post(url, body, format="json").status_code == 404
    grant_document(foreign, owner)
    assert as_user(owner).post(url, body, format="json").status_code == 403


def test_a_lost_worker_is_followed_by_another_and_gives_up_in_the_end(as_user, owner, document):
    body = {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}]}
    asked = as_user(owner).post(f"{D}/{document.pk}/derivations", body, format="json").json()
    at, key = timezone.now(), Derivation.objects.get().pk
    for attempt in range(3):
        derivation = deriving.derivation_claim(key, at=at)
        assert derivation is not None
        assert derivation.attempts == attempt + 1
        assert deriving.derivation_claim(key, at=at) is None
        at += dt.timedelta(minutes=2)
        assert derivations_due(at=at, limit=5) == [key]
    assert deriving.derivation_claim(key, at=at) is None
    assert Derivation.objects.get(pk=asked["id"]).state == "failed"


def test_a_process_that_is_killed_fails_the_work_and_not_the_worker(as_user, owner, document, monkeypatch):
    def killed(*_args, **_kwargs):
        raise RemakeError("The work broke off.")

    monkeypatch.setattr(deriving, "files_remake", killed)
    done = _ask(as_user(owner), document, kind="rotation", turns=[{"page": 1, "degrees": 90}])

    assert (done["state"], document.versions.count()) == ("failed", 1)


def test_who_only_sees_derives_nothing(as_user, document):
    reader = person("reader", Role.PROCESSOR)
    grant_document(document, reader)
    body = {"kind": "rotation", "turns": [{"page": 1, "degrees": 90}]}

    assert as_user(reader).post(f"{D}/{document.pk}/derivations", body, format="json").status_code == 403
