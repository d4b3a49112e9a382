"""Batches over the API: each document gets what a single call would give it, and its own result."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import LogEntry
from documents import services
from documents.batching import runs
from documents.batching.forgetting import batches_forget
from documents.batching.freezing import batch_freeze
from documents.batching.leases import batch_claim, batches_due
from documents.batching.orders import order_of
from documents.batching.registry import registry
from documents.batching.runs import batch_run
from documents.constants import MAX_ATTEMPTS, MAX_OPEN_BATCHES, BatchVerb
from documents.exceptions import LeaseLost
from documents.models import Batch, BatchItem, Document, ProcessingRun
from tests.factories import document_from, document_read, grant_document, person

pytestmark = pytest.mark.django_db

D, B = "/api/v1/documents", "/api/v1/batches"


@pytest.fixture
def three(owner, case):
    return [document_from(owner=owner, case=case, name=f"statement-{n}.csv") for n in range(3)]


def _ask(client, verb, documents=None, *, headers=None, **more):
    body = {"verb": verb, **({"ids": [str(one.pk) for one in documents]} if documents else {}), **more}
    return client.post(f"{D}/batch", body, format="json", headers=headers or {})


def _done(client, verb, documents=None, **more):
    answer = _ask(client, verb, documents, **more)
    assert answer.status_code == 202, answer.json()
    while batch_run(uuid.UUID(answer.json()["id"])):
        pass
    return client.get(f"{B}/{answer.json()['id']}").json()


def _results(client, batch, **query):
    rows = client.get(f"{B}/{batch['id']}/items", query).json()["results"]
    return [(row["outcome"], row["code"]) for row in rows]


def test_each_document_gets_the_type_and_one_event_of_its_own(as_user, owner, three):
    client = as_user(owner)

    batch = _done(client, "classify", three, terms={"type": "invoice"})

    assert (batch["state"], batch["total"], batch["done"], batch["waiting"]) == ("done", 3, 3, 0)
    assert set(Document.objects.values_list("type", flat=True)) == {"invoice"}
    assert LogEntry.objects.filter(event="document.updated").count() == 3
    assert LogEntry.objects.filter(event="batch.asked").count() == 1
    ended = LogEntry.objects.get(event="batch.ended")
    assert (ended.actor_id, ended.count) == (owner.pk, 3)
    assert set(LogEntry.objects.filter(event="document.updated").values_list("actor_id", flat=True)) == {
        owner.pk
    }


def test_results_tell_what_was_refused_and_what_is_not_to_be_seen(as_user, owner, colleague, three):
    stranger = person("someone", Role.PROCESSOR)
    hidden = document_from(owner=stranger, name="hidden.csv")
    mine = document_from(owner=colleague, name="mine.csv")
    services.document_bin(actor=owner, document=three[1], at=timezone.now())
    client = as_user(colleague)

    batch = _done(client, "classify", [mine, three[0], three[1], hidden], terms={"type": "receipt"})

    assert _results(client, batch) == [
        ("done", ""),
        ("refused", "permission_denied"),
        ("gone", "not_found"),
        ("gone", "not_found"),
    ]
    assert (batch["done"], batch["refused"], batch["gone"]) == (1, 1, 2)
    assert _results(client, batch, outcome="refused") == [("refused", "permission_denied")]
    assert list(Document.objects.filter(type="receipt")) == [mine]


def test_a_dry_run_tells_what_would_come_of_it_and_changes_nothing(as_user, owner, officer, three):
    services.hold_place(actor=officer, document=three[1], reason="A dispute.", at=timezone.now())
    client = as_user(owner)
    before = LogEntry.objects.filter(event="document.binned").count()

    batch = _done(client, "delete", three, dry_run=True)

    assert _results(client, batch) == [("done", ""), ("refused", "document_on_hold"), ("done", "")]
    assert not Document.objects.filter(binned_at__isnull=False).exists()
    assert LogEntry.objects.filter(event="document.binned").count() == before
    assert batch["dry_run"] is True


def test_a_search_is_settled_once_and_what_comes_in_later_is_none_of_it(
    as_user, owner, case, three, monkeypatch
):
    monkeypatch.setattr("documents.batching.freezing.PAGE", 2)
    other = document_from(owner=owner, name="other.csv")
    client = as_user(owner)
    answer = _ask(client, "classify", search={"case": [str(case.pk)]}, terms={"type": "invoice"})
    batch = Batch.objects.get(pk=answer.json()["id"])
    claimed = batch_claim(batch.pk, at=timezone.now())
    assert claimed is not None
    batch_freeze(claimed, owner, order_of(claimed))

    late = document_from(owner=owner, case=case, name="late.csv")
    Batch.objects.update(lease_expires_at=timezone.now() - dt.timedelta(seconds=1))
    batch_run(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.total, batch.done_count) == ("done", 3, 3)
    assert set(Document.objects.filter(type="invoice")) == set(three)
    assert {late.pk, other.pk}.isdisjoint(batch.items.values_list("document_id", flat=True))


def test_a_search_finds_no_more_than_its_maker_sees(as_user, colleague, owner, three):
    person("someone", Role.PROCESSOR)
    mine = document_from(owner=colleague, name="mine.csv")
    hidden = document_from(owner=owner, name="hidden.csv")

    batch = _done(as_user(colleague), "export", search={}, dry_run=True)

    keys = set(BatchItem.objects.filter(batch=batch["id"]).values_list("document_id", flat=True))
    assert keys == {mine.pk, *(one.pk for one in three)}
    assert hidden.pk not in keys


def test_text_narrows_a_search(as_user, owner, three):
    found = document_read(
        document_from(b"Date,Description,Amount,Balance\n2026-01-05,Quagga,5,5\n", owner=owner)
    )

    _done(as_user(owner), "classify", search={"q": ["quagga"]}, terms={"type": "receipt"})

    assert list(Document.objects.filter(type="receipt")) == [found]


def test_tags_are_put_on_and_taken_off_and_others_stay(as_user, owner, three):
    client = as_user(owner)
    services.tags_set(actor=owner, document=three[0], names=["Urgent", "tax"], at=timezone.now())

    batch = _done(client, "tag", three, terms={"add": ["checked"], "remove": ["urgent"]})
    again = _done(client, "tag", three, terms={"add": ["Checked"]})

    assert (batch["done"], again["done"]) == (3, 3)
    assert [client.get(f"{D}/{one.pk}/tags").json()["tags"] for one in three] == [
        ["checked", "tax"],
        ["checked"],
        ["checked"],
    ]
    assert LogEntry.objects.filter(event="document.tagged").count() == 4  # the second time changed nothing


def test_documents_are_moved_binned_and_restored(as_user, owner, case, three):
    client = as_user(owner)
    there = services.case_create(actor=owner, name="Loan 2", at=timezone.now())

    moved = _done(client, "move", three, terms={"case": str(there.pk)})
    binned = _done(client, "delete", three[:2])
    restored = _done(client, "restore", search={"case": [str(there.pk)]})

    assert (moved["done"], binned["done"], restored["done"], restored["total"]) == (3, 2, 2, 2)
    assert set(there.documents.filter(binned_at=None)) == set(three)


def test_rights_are_given_and_taken_back(as_user, officer, three):
    client, friend = as_user(officer), person("friend", Role.PROCESSOR)
    terms = {"user": str(friend.pk), "right": "view"}

    given = _done(client, "grant", three, terms=terms)
    seen = set(Document.objects.visible_to(friend))
    taken = _done(client, "revoke", three, terms=terms)
    again = _done(client, "revoke", three, terms=terms)

    assert (given["done"], taken["done"], again["refused"]) == (3, 3, 3)
    assert seen == set(three)
    assert not Document.objects.visible_to(friend).exists()


def test_an_owner_offers_rights_by_address_and_the_address_is_sealed(as_user, owner, three):
    terms = {"email": "Friend@example.com", "right": "view"}

    batch = _done(as_user(owner), "grant", three, terms=terms)

    assert batch["done"] == 3
    assert b"riend@example" not in bytes(Batch.objects.get().sealed_order)


def test_holds_are_for_officers_to_place_and_release(as_user, owner, officer, three):
    client = as_user(officer)

    refused = _ask(as_user(owner), "hold", three, terms={"reason": "A dispute."})
    held = _done(client, "hold", three, terms={"reason": "A dispute."})
    is_held = Document.objects.filter(held=True).count()
    released = _done(client, "release", three, terms={"reason": "Settled."})

    assert refused.status_code == 400
    assert (held["done"], is_held, released["done"]) == (3, 3, 3)
    assert not Document.objects.filter(held=True).exists()


def test_documents_are_read_again(as_user, owner, three):
    for one in three:
        document_read(one)

    _done(as_user(owner), "read", three)

    assert ProcessingRun.objects.filter(number=2, state="queued").count() == 3


@pytest.mark.parametrize(
    "body",
    [
        {"verb": "classify", "search": {}, "terms": {"type": "nonsense"}},
        {"verb": "classify", "search": {}, "terms": {"type": "invoice", "more": 1}},
        {"verb": "classify", "search": {}},
        {"verb": "delete"},
        {"verb": "delete", "ids": [str(uuid.uuid4())], "search": {}},
        {"verb": "delete", "ids": []},
        {"verb": "delete", "search": {"type": ["nonsense"]}},
        {"verb": "delete", "search": {"cursor": ["abc"]}},
        {"verb": "delete", "search": {"typ": ["invoice"]}},
        {"verb": "import", "search": {}},
        {"verb": "grant", "search": {}, "terms": {"right": "view"}},
        {"verb": "tag", "search": {}, "terms": {"add": []}},
        {"verb": "explode", "search": {}},
    ],
)
def test_an_order_that_cannot_be_understood_is_refused_whole(as_user, owner, body):
    answer = as_user(owner).post(f"{D}/batch", body, format="json")

    assert answer.status_code == 400
    assert not Batch.objects.exists()


def test_a_case_that_is_not_to_be_seen_is_no_place_to_move_to(as_user, colleague, owner, three):
    hidden = services.case_create(actor=owner, name="Hidden", at=timezone.now())

    answer = _ask(as_user(colleague), "move", three, terms={"case": str(hidden.pk)})

    assert answer.status_code == 404


def test_a_repeated_request_answers_with_the_first_batch(as_user, owner, three):
    client, key = as_user(owner), {"Idempotency-Key": "k1"}

    first = _ask(client, "delete", three, headers=key)
    second = _ask(client, "delete", three, headers=key)
    other = _ask(client, "delete", three[:1], headers=key)

    assert (first.status_code, second.status_code, other.status_code) == (202, 200, 422)
    assert first.json()["id"] == second.json()["id"]
    assert Batch.objects.count() == 1


def test_a_batch_is_its_makers_alone(as_user, owner, officer, three):
    batch = _ask(as_user(owner), "delete", three).json()
    other = as_user(officer)

    assert other.get(f"{B}/{batch['id']}").status_code == 404
    assert other.get(f"{B}/{batch['id']}/items").status_code == 404
    assert other.post(f"{B}/{batch['id']}/cancel").status_code == 404
    assert other.get(B).json()["results"] == []


def test_a_cancelled_batch_does_nothing_more(as_user, owner, three, monkeypatch):
    monkeypatch.setattr(runs, "GROUP", 1)
    client = as_user(owner)
    batch = _ask(client, "delete", three).json()
    claimed = batch_claim(uuid.UUID(batch["id"]), at=timezone.now())
    assert claimed is not None
    runs._group(claimed, order_of(claimed), None)

    cancelled = client.post(f"{B}/{batch['id']}/cancel")
    with pytest.raises(LeaseLost):
        runs._group(claimed, order_of(claimed), None)
    again = client.post(f"{B}/{batch['id']}/cancel")

    assert (cancelled.json()["state"], cancelled.json()["done"]) == ("cancelled", 1)
    assert again.status_code == 409
    assert not batch_run(claimed.pk)


def test_a_right_lost_meanwhile_is_lost_to_the_batch(as_user, owner, three, monkeypatch):
    monkeypatch.setattr(runs, "GROUP", 1)
    friend = person("friend", Role.PROCESSOR)
    for one in three:
        grant_document(one, friend)
        grant_document(one, friend, "change_document")
    batch = _ask(as_user(friend), "classify", three, terms={"type": "invoice"}).json()
    claimed = batch_claim(uuid.UUID(batch["id"]), at=timezone.now())
    assert claimed is not None
    runs._group(claimed, order_of(claimed), None)

    friend.is_active = False
    friend.save()
    Batch.objects.update(lease_expires_at=timezone.now() - dt.timedelta(seconds=1))
    batch_run(claimed.pk)

    outcomes = list(BatchItem.objects.order_by("position").values_list("outcome", flat=True))
    assert outcomes == ["done", "gone", "gone"]


def test_nobody_queues_batches_without_end(as_user, owner, three):
    for _ in range(MAX_OPEN_BATCHES):
        _ask(as_user(owner), "delete", three)

    assert _ask(as_user(owner), "delete", three).status_code == 429


def test_a_long_batch_takes_turns_and_each_is_another_workers(as_user, owner, three, monkeypatch):
    monkeypatch.setattr(runs, "GROUP", 1)
    monkeypatch.setattr(runs, "BATCH_SLICE", dt.timedelta(0))
    batch = Batch.objects.get(pk=_ask(as_user(owner), "delete", three).json()["id"])

    turns = [batch_run(batch.pk) for _ in range(4)]

    batch.refresh_from_db()
    assert turns == [True, True, True, False]
    assert (batch.state, batch.done_count, batch.attempts) == ("done", 3, 1)


def test_one_item_that_fails_for_no_known_reason_stops_no_other(as_user, owner, three, monkeypatch):
    real = registry.doers[BatchVerb.DELETE]

    def fails(step):
        if step.target.pk == three[1].pk:
            real(step)
            raise RuntimeError("a fault")
        return real(step)

    monkeypatch.setitem(registry.doers, BatchVerb.DELETE, fails)
    client = as_user(owner)

    batch = _done(client, "delete", three)

    assert _results(client, batch) == [("done", ""), ("refused", "unexpected"), ("done", "")]
    assert list(Document.objects.filter(binned_at=None)) == [three[1]]


def test_a_stalled_batch_is_sent_again_and_an_item_that_kills_workers_is_stepped_over(as_user, owner, three):
    batch = Batch.objects.get(pk=_ask(as_user(owner), "delete", three).json()["id"])
    for _ in range(MAX_ATTEMPTS):  # each dies at the first item
        assert batch_claim(batch.pk, at=timezone.now()) is not None
        Batch.objects.update(lease_expires_at=timezone.now() - dt.timedelta(seconds=1))

    late = timezone.now() + dt.timedelta(minutes=2)
    assert batches_due(at=late, limit=10) == [batch.pk]
    assert batches_due(at=late, limit=10) == []
    batch_run(batch.pk)

    batch.refresh_from_db()
    codes = list(batch.items.order_by("position").values_list("code", flat=True))
    assert (batch.state, batch.done_count, batch.refused_count) == ("done", 2, 1)
    assert codes == ["worker_stopped", "", ""]


def test_results_are_forgotten_after_their_time(as_user, owner, three):
    batch = _done(as_user(owner), "delete", three)
    key = Batch.objects.get().data_key

    assert batches_forget(at=timezone.now() + dt.timedelta(days=80), limit=10) == 0
    assert batches_forget(at=timezone.now() + dt.timedelta(days=91), limit=10) == 1

    key.refresh_from_db()
    assert key.state == "destroyed"
    assert not BatchItem.objects.filter(batch=batch["id"]).exists()
    assert LogEntry.objects.get(event="batch.forgotten").object_pk == batch["id"]


def test_items_page_by_cursor(as_user, owner, three):
    client = as_user(owner)
    batch = _done(client, "delete", three)

    first = client.get(f"{B}/{batch['id']}/items", {"page_size": 2}).json()
    second = client.get(first["next"]).json()

    assert [row["position"] for row in first["results"] + second["results"]] == [1, 2, 3]
    assert second["next"] is None
