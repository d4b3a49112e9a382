"""The bytes of a document over the API: whole, in parts, by version; pictures and history."""

import hashlib
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audit.models import LogEntry
from documents.api.ranges import RangeNotSatisfiable, Span, spans_asked
from tests.factories import CSV, document_from, document_read
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"
LARGE = CSV + b"\n" * (1 << 20) + hashlib.shake_256(b"large").hexdigest(1 << 19).encode()


@pytest.fixture
def large(owner):
    return document_from(LARGE, owner=owner)


def _body(response):
    return b"".join(response.streaming_content)


def _get(client, document, **headers):
    return client.get(
        f"{D}/{document.pk}/content", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_a_range_is_answered_with_just_these_bytes(as_user, owner, large):
    start = (1 << 20) - 100
    response = _get(as_user(owner), large, Range=f"bytes={start}-{start + 199}")

    assert response.status_code == 206
    assert _body(response) == LARGE[start : start + 200]
    assert response["Content-Range"] == f"bytes {start}-{start + 199}/{len(LARGE)}"
    assert response["Content-Length"] == "200"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    entry = LogEntry.objects.get(event="document.downloaded")
    assert entry.additional_data["ranges"] == [f"{start}-{start + 199}"]


@pytest.mark.parametrize(
    ("header", "part"), [("bytes=-5", LARGE[-5:]), (f"bytes={len(LARGE) - 3}-", LARGE[-3:])]
)
def test_the_end_may_be_asked_for(as_user, owner, large, header, part):
    assert _body(_get(as_user(owner), large, Range=header)) == part


def test_several_ranges_come_as_one_multipart_body(as_user, owner, large):
    response = _get(as_user(owner), large, Range="bytes=0-3, 10-12")
    body = _body(response)

    assert response.status_code == 206
    boundary = response["Content-Type"].split("boundary=")[1]
    parts = body.split(f"--{boundary}".encode())
    assert [part.split(b"\r\n\r\n")[-1].strip(b"\r\n") for part in parts[1:3]] == [CSV[:4], CSV[10:13]]
    assert f"Content-Range: bytes 10-12/{len(LARGE)}".encode() in parts[2]
    assert response["Content-Length"] == str(len(body))


@pytest.mark.parametrize(
    "header", ["bytes=999999999-", "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 40, 2))]
)
def test_what_lies_outside_or_is_too_much_is_416(as_user, owner, document, header):
    response = _get(as_user(owner), document, Range=header)

    assert (response.status_code, response.json()["code"]) == (416, "range_not_satisfiable")


@pytest.mark.parametrize("header", ["lines=1-2", "bytes=a-b", "bytes=", "bytes=-", "bytes=5"])
def test_what_is_no_range_is_ignored(as_user, owner, document, header):
    response = _get(as_user(owner), document, Range=header)

    assert (response.status_code, _body(response)) == (200, CSV)


def test_if_range_with_another_tag_sends_the_whole(as_user, owner, document):
    client = as_user(owner)
    tag = _get(client, document)["ETag"]

    assert _get(client, document, Range="bytes=0-3", If_Range=tag).status_code == 206
    assert _body(_get(client, document, Range="bytes=0-3", If_Range='"other"')) == CSV
    known = _get(client, document, If_None_Match=tag)
    assert (known.status_code, known.content) == (304, b"")


def test_head_tells_without_sending_and_is_recorded_as_that(as_user, owner, document):
    response = as_user(owner).head(f"{D}/{document.pk}/content")

    assert (response.status_code, response["Content-Length"]) == (200, str(len(CSV)))
    assert response["Accept-Ranges"] == "bytes"
    assert LogEntry.objects.filter(event="document.described").count() == 1
    assert not LogEntry.objects.filter(event="document.downloaded").exists()


def test_an_altered_file_gives_out_no_byte_of_a_range(as_user, owner, document):
    path = documents_storage().path(document.versions.get().storage_key)
    with open(path, "r+b") as file:  # noqa: PTH123 - a path of the storage
        file.seek(60)
        file.write(b"\x00\x00")

    assert _get(as_user(owner), document, Range="bytes=0-3").status_code == 500


def test_a_version_that_is_not_there_is_404(as_user, owner, document):
    client = as_user(owner)

    assert _body(client.get(f"{D}/{document.pk}/content?version=1")) == CSV
    assert client.get(f"{D}/{document.pk}/content?version=2").status_code == 404
    assert client.get(f"{D}/{document.pk}/content?version=x").status_code == 400


@given(header=st.text("bytes=0123456789-, ", max_size=40), size=st.integers(1, 500))
def test_spans_lie_in_the_file_and_never_overlap(header, size):
    try:
        spans = spans_asked(f"bytes={header}", size)
    except RangeNotSatisfiable:
        return

    assert all(0 <= span.start < span.stop <= size for span in spans)
    assert all(one.stop < other.start for one, other in itertools.pairwise(spans))


def test_ranges_that_overlap_are_sent_once():
    assert spans_asked("bytes=0-9,5-20,21-30,40-", 50) == [Span(0, 31), Span(40, 50)]


def test_a_picture_is_made_narrower_and_never_wider(as_user, owner, document):
    document_read(document)
    client = as_user(owner)
    url = f"{D}/{document.pk}/pages/1/image"
    whole = Image.open(io.BytesIO(client.get(url).content))
    small = Image.open(io.BytesIO(client.get(f"{url}?width=200").content))

    assert small.width == 200
    assert abs(small.height - whole.height * 200 / whole.width) <= 1
    for width in ("0", "63", "1201", "-5", "99999", "x"):
        assert client.get(f"{url}?width={width}").status_code == 400


def test_history_names_others_only_to_those_who_may_see_names(as_user, owner, colleague, officer, document):
    as_user(colleague).get(f"{D}/{document.pk}")

    mine = as_user(owner).get(f"{D}/{document.pk}/history").json()["results"]
    theirs = as_user(officer).get(f"{D}/{document.pk}/history").json()["results"]

    viewed = next(row for row in mine if row["event"] == "document.viewed")
    assert (viewed["category"], viewed["actor"], viewed["actor_name"]) == ("staff", None, "")
    assert next(row for row in mine if row["event"] == "document.received")["category"] == "system"
    assert "Colleague" in {row["actor_name"] for row in theirs}


def test_history_pages_by_cursor(as_user, owner, document):
    client, url = as_user(owner), f"{D}/{document.pk}/history"
    for _ in range(3):
        client.get(f"{D}/{document.pk}")
    first = client.get(url, {"page_size": 2}).json()
    second = client.get(url, {"page_size": 2, "cursor": first["next"]}).json()

    assert len(first["results"]) == len(second["results"]) == 2
    assert {row["id"] for row in first["results"]}.isdisjoint(row["id"] for row in second["results"])
    assert client.get(url, {"cursor": "x"}).status_code == 400
