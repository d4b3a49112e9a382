"""The trail over the API: windows, pages, filters, proofs, exports; and that reading it is in it."""

import datetime as dt
import io
import uuid
import zipfile

import pytest
from django.utils import timezone

from accounts.models import Session
from audit import trail
from audit.anchoring import anchor_newest
from audit.context import Acting, acting_as
from audit.merkle import inclusion_root
from audit.models import LogEntry
from audit.verifier import COLUMNS, Head, NoteKey, leaf_bytes, leaf_hash, note_open
from tests.factories.machines import as_machine, machine_of
from tests.factories.trail import everything_sealed

SUBJECT = uuid.UUID(int=7)
EVENTS = "/api/v1/audit/events"


def _window(**more):
    now = timezone.now()
    return {
        "since": (now - dt.timedelta(days=1)).isoformat(),
        "until": (now + dt.timedelta(days=1)).isoformat(),
        **more,
    }


def _reads(count, **more):
    with acting_as(Acting(address="192.0.2.7", purpose="Loan review", interface="api", request_id="r-1")):
        return [trail.record_read("document.viewed", details={"n": n}, **more) for n in range(count)]


@pytest.mark.django_db
@pytest.mark.parametrize("missing", [("since", "until"), ("until",), ("since",)])
def test_events_say_which_window_to_add(as_user, auditor, missing):
    asked = {name: value for name, value in _window().items() if name not in missing}
    answer = as_user(auditor).get(EVENTS, asked)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "window_missing"
    assert "Add since and until, at most 92 days apart" in answer.json()["detail"]


@pytest.mark.django_db
def test_a_window_of_more_than_92_days_is_refused_unless_narrowed(as_user, auditor):
    now = timezone.now()
    asked = {"since": (now - dt.timedelta(days=92, seconds=1)).isoformat(), "until": now.isoformat()}
    api = as_user(auditor)
    assert api.get(EVENTS, asked).status_code == 400
    assert api.get(EVENTS, {**asked, "subject": SUBJECT}).status_code == 200
    assert api.get(EVENTS, {"actor": auditor.pk}).status_code == 200
    assert api.get(EVENTS, {"object_type": "documents.document", "object_id": "1"}).status_code == 200
    assert api.get(EVENTS, {"object_id": "1"}).status_code == 400


@pytest.mark.django_db
def test_a_misspelt_filter_is_refused_rather_than_ignored(as_user, auditor):
    answer = as_user(auditor).get(EVENTS, _window(actr=str(auditor.pk)))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "/actr"


@pytest.mark.django_db
def test_pages_go_newest_first_and_name_every_event_once(as_user, auditor):
    made = _reads(7)
    LogEntry.objects.bulk_create(
        LogEntry(event="document.viewed", action=3, timestamp=made[3].timestamp) for _ in range(4)
    )
    api, seen, cursor = as_user(auditor), [], ""
    while True:
        page = api.get(EVENTS, _window(event="document.viewed", page_size=3, cursor=cursor)).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if not cursor:
            break
    wanted = LogEntry.objects.filter(event="document.viewed").order_by("-timestamp", "-id")
    assert seen == [str(pk) for pk in wanted.values_list("pk", flat=True)]
    assert len(seen) == 11


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "bm8gY3Vyc29y", "MDAwMS0wMS0wMVQwMDowMDowMCswMDowMCB4"])
def test_a_cursor_that_is_none_is_refused(as_user, auditor, cursor):
    answer = as_user(auditor).get(EVENTS, _window(cursor=cursor))
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"event": "document.viewed"}, 2),
        ({"event": "document.*"}, 2),
        ({"event": "doc*", "action": "read"}, 2),
        ({"event": "doc*", "action": "created"}, 0),
        ({"purpose": "loan"}, 2),
        ({"purpose": "100%"}, 0),
        ({"address": "192.0.2.7"}, 2),
        ({"address": "192.0.2.8"}, 0),
        ({"request_id": "r-1"}, 2),
        ({"subject": str(SUBJECT)}, 2),
        ({"subject": str(uuid.UUID(int=8))}, 0),
        ({"object_type": "no.such", "event": "doc*"}, 0),
    ],
)
def test_filters(as_user, auditor, asked, count):
    _reads(2, subject_refs=[SUBJECT])
    answer = as_user(auditor).get(EVENTS, _window(**asked))
    assert answer.status_code == 200
    assert len(answer.json()["results"]) == count


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_page(
    as_user, auditor, document, django_assert_max_num_queries
):
    api = as_user(auditor)
    for many in (2, 40):
        _reads(many, target=document)
        api.get(EVENTS, _window())
        with django_assert_max_num_queries(10) as spent:
            api.get(EVENTS, _window(page_size=200))
        counted = len(spent.captured_queries)
        assert counted <= 8


@pytest.mark.django_db
def test_reading_the_trail_is_in_the_trail(as_user, auditor):
    entry = _reads(1, subject_refs=[SUBJECT])[0]
    api = as_user(auditor)
    api.get(EVENTS, {"subject": SUBJECT, "purpose": "Thabo Mokoena"})
    api.get(f"{EVENTS}/{entry.pk}")
    listed = LogEntry.objects.get(event="trail.listed")
    assert (listed.actor_id, listed.subject_refs) == (auditor.pk, [SUBJECT])
    assert "Thabo" not in str(listed.additional_data)
    viewed = LogEntry.objects.get(event="trail.viewed")
    assert (viewed.object_pk, viewed.subject_refs) == (str(entry.pk), [SUBJECT])


@pytest.mark.django_db
def test_an_event_that_is_not_there_is_not_found(as_user, auditor):
    assert as_user(auditor).get(f"{EVENTS}/{uuid.uuid4()}").status_code == 404


@pytest.mark.django_db
def test_an_event_that_is_not_sealed_has_no_proof_yet(as_user, auditor):
    entry = _reads(1)[0]
    answer = as_user(auditor).get(f"/api/v1/audit/proofs/{entry.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_sealed_yet")
    assert as_user(auditor).get(f"/api/v1/audit/proofs/{uuid.uuid4()}").status_code == 404


@pytest.mark.django_db
def test_a_machine_needs_the_scope_and_exports_nothing(admin):
    narrow = machine_of(admin, scopes=["documents:read", "audit:read"])
    assert as_machine(narrow, "audit:read").get(EVENTS, _window()).status_code == 200
    assert as_machine(narrow, "documents:read").get(EVENTS, _window()).status_code == 403
    assert as_machine(narrow).post("/api/v1/audit/exports", _window()).status_code == 403


@pytest.mark.django_db
def test_an_export_asks_for_a_fresh_second_factor(as_user, officer):
    api = as_user(officer)
    Session.objects.filter(user=officer).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))
    answer = api.post("/api/v1/audit/exports", _window())
    assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required")
    assert not LogEntry.objects.filter(event="trail.exported").exists()


@pytest.mark.django_db
def test_an_export_too_large_or_without_window_is_refused(as_user, officer, monkeypatch):
    _reads(3)
    monkeypatch.setattr("audit.services.exports.EXPORT_EVENTS", 2)
    api = as_user(officer)
    assert api.post("/api/v1/audit/exports", _window()).status_code == 413
    assert api.post("/api/v1/audit/exports", {"since": _window()["since"]}).status_code == 400
    long = _window(since=(timezone.now() - dt.timedelta(days=200)).isoformat())
    assert api.post("/api/v1/audit/exports", long).json()["code"] == "window_missing"
    assert not LogEntry.objects.filter(event="trail.exported").exists()


@pytest.mark.django_db(transaction=True)
def test_proofs_checkpoints_keys_and_an_export(as_user, officer):
    first = _reads(3)[0]
    everything_sealed()
    anchor_newest(at=timezone.now())
    _reads(5, subject_refs=[SUBJECT])
    everything_sealed()
    api = as_user(officer)
    sizes = [row["size"] for row in api.get("/api/v1/audit/checkpoints").json()["results"]]
    assert len(sizes) == 2
    assert sizes[0] > sizes[1]

    proof = api.get(f"/api/v1/audit/proofs/{first.pk}").json()
    assert proof["tree_size"] == sizes[0]
    assert proof["columns"]["event"] == "document.viewed"
    key = api.get("/api/v1/audit/keys").json()["keys"][0]
    _proof_holds(proof, key)

    text = api.get(f"/api/v1/audit/proofs/{first.pk}", headers={"accept": "text/plain"})
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text.content.decode().startswith(f"c2sp.org/tlog-proof@v1\nindex {proof['index']}\n")
    by_format = api.get(f"/api/v1/audit/proofs/{first.pk}", {"format": "text"})
    assert by_format.content == text.content

    one = api.get(f"/api/v1/audit/checkpoints/{sizes[1]}").json()
    assert one["anchors"] == ["file"]
    assert api.get("/api/v1/audit/checkpoints/999999").status_code == 404
    path = api.get(f"/api/v1/audit/checkpoints/{sizes[1]}/consistency/{sizes[0]}").json()
    assert path["old_checkpoint"] == one["note"]
    assert api.get(f"/api/v1/audit/checkpoints/{sizes[0]}/consistency/{sizes[1]}").status_code == 404
    following = api.get("/api/v1/audit/checkpoints", {"page_size": 1}).json()["next"]
    second = api.get("/api/v1/audit/checkpoints", {"page_size": 1, "cursor": following}).json()
    assert [row["size"] for row in second["results"]] == [sizes[1]]

    got = api.post("/api/v1/audit/exports", _window(subject=str(SUBJECT), format="csv"))
    assert got["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(got.getvalue())) as package:
        assert len(package.read("events.ndjson").splitlines()) == 5
        assert "events.csv" in package.namelist()
    exported = LogEntry.objects.get(event="trail.exported")
    assert (exported.actor_id, exported.subject_refs, exported.count) == (officer.pk, [SUBJECT], 5)


def _proof_holds(proof, key):
    """Check a proof as an outsider does: from its columns to the root that the key signs."""
    found = leaf_hash(leaf_bytes([proof["columns"][name] for name in COLUMNS]))
    assert found.hex() == proof["leaf_hash"]
    head = Head.parse(note_open(proof["checkpoint"], [NoteKey.parse(key)]))
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert inclusion_root(proof["index"], proof["tree_size"], found, path) == head.root
