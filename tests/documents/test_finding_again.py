"""Tags, values and what was opened last find documents again, and never somebody else's."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone
from django_redis import get_redis_connection
from redis.exceptions import ConnectionError as RedisAway

from documents import recents, services
from documents.holding_values import FINDABLE_FIELDS
from documents.models import Document, DocumentTag, Field, RecentDocument, Tag
from documents.reading.types import PERSONAL_NAMES
from documents.sample import invoices, payslips, receipts, statements, tax_forms
from tests.factories import document_from, grant_document
from vault.blind_index import blind_index

pytestmark = pytest.mark.django_db


def with_field(document, name, value, *, number=1):
    version = document.versions.get(number=number)
    field = Field(version=version, position=50, name=name, confidence=1, extractor="test")
    if name in {"iban", "account_number"}:
        field.blind_index, field.sealed_normal = blind_index(name, value), b"sealed"
    else:
        field.text = field.normal = value
    field.save()
    return document


def listed(client, query):
    answer = client.get(f"/api/v1/documents?{query}")
    assert answer.status_code == 200, answer.data
    return [row["name"] for row in answer.json()["results"]]


def test_tags_narrow_a_list_and_several_narrow_further(as_user, owner):
    first, second = (document_from(owner=owner, name=f"{n}.csv") for n in (1, 2))
    client = as_user(owner)
    client.put(f"/api/v1/documents/{first.pk}/tags", {"tags": ["Urgent", "to call"]}, format="json")
    client.put(f"/api/v1/documents/{second.pk}/tags", {"tags": ["urgent"]}, format="json")

    assert listed(client, "tag=URGENT") == ["2.csv", "1.csv"]
    assert listed(client, "tag=urgent&tag=to call") == ["1.csv"]
    assert listed(client, "tag=nobody") == []
    assert client.get(f"/api/v1/documents/{second.pk}").json()["tags"] == ["Urgent"]
    assert Tag.objects.count() == 2


def test_tags_are_put_by_whoever_works_on_a_document(as_user, owner, colleague, document):
    answer = as_user(colleague).put(f"/api/v1/documents/{document.pk}/tags", {"tags": ["x"]}, format="json")

    assert answer.status_code == 403
    assert not DocumentTag.objects.exists()


@pytest.mark.parametrize("tags", [[" "], ["a\x07b"], ["x" * 61], [str(n) for n in range(31)]])
def test_what_cannot_be_a_tag_is_refused(as_user, owner, document, tags):
    answer = as_user(owner).put(f"/api/v1/documents/{document.pk}/tags", {"tags": tags}, format="json")

    assert answer.status_code == 400
    assert not Tag.objects.exists()


def test_a_field_finds_plain_and_sealed_values(as_user, owner):
    with_field(document_from(owner=owner, name="invoice"), "invoice_number", "INV-1")
    with_field(document_from(owner=owner, name="total"), "gross_total", "1500.00")
    with_field(document_from(owner=owner, name="statement"), "iban", "GB82WEST12345698765432")
    client = as_user(owner)

    assert listed(client, "field.invoice_number=INV-1") == ["invoice"]
    assert listed(client, "field.gross_total=1500") == ["total"]
    assert listed(client, "field.iban=GB82 WEST 1234 5698 7654 32") == ["statement"]
    assert listed(client, "field.invoice_number=INV-1&field.gross_total=1500") == []


def test_a_field_finds_nothing_of_others(as_user, owner, stranger):
    with_field(document_from(owner=owner), "invoice_number", "INV-1")

    assert listed(as_user(stranger), "field.invoice_number=INV-1") == []


def test_only_the_newest_version_counts(as_user, owner):
    document = with_field(document_from(owner=owner), "invoice_number", "INV-1")
    first = document.versions.get()
    document.versions.create(
        number=2,
        file_name="b",
        sha256="0" * 64,
        size=1,
        format=first.format,
        mime=first.mime,
        storage_key="b",
    )

    assert listed(as_user(owner), "field.invoice_number=INV-1") == []


@pytest.mark.parametrize("name", ["field.nonsense", "field.", "field.customer_name"])
def test_a_field_that_is_not_searched_by_is_refused_with_those_that_are(as_user, owner, name):
    answer = as_user(owner).get("/api/v1/documents", {name: "x"})

    assert answer.status_code == 400
    assert "invoice_number" in answer.content.decode()


def test_whatever_samples_hold_is_searched_by_unless_it_names_a_person():
    made = [s for kind in (statements, invoices, receipts, payslips, tax_forms) for s in kind(1, 6)]

    assert {name for sample in made for name in sample.values} - PERSONAL_NAMES <= FINDABLE_FIELDS


@pytest.fixture
def opened(django_capture_on_commit_callbacks):
    def one(user, document, at=None):
        with django_capture_on_commit_callbacks(execute=True):
            recents.opened(user, document, at=at or timezone.now())

    return one


def test_what_was_opened_is_listed_last_one_first(as_user, owner, django_capture_on_commit_callbacks):
    first, second = (document_from(owner=owner, name=f"{n}.csv") for n in (1, 2))
    client = as_user(owner)
    with django_capture_on_commit_callbacks(execute=True):
        for document in (first, second, first):
            client.get(f"/api/v1/documents/{document.pk}")

    assert [row["name"] for row in client.get("/api/v1/documents/recent").json()] == ["1.csv", "2.csv"]


def test_what_was_taken_back_is_not_listed(as_user, owner, stranger, document, opened):
    grant_document(document, stranger)
    opened(stranger, document)
    assert len(as_user(stranger).get("/api/v1/documents/recent").json()) == 1
    document.documentuserobjectpermission_set.all().delete()

    assert as_user(stranger).get("/api/v1/documents/recent").json() == []


def test_recents_survive_redis(owner, document, opened, monkeypatch):
    opened(owner, document)
    get_redis_connection().flushdb()
    assert recents.recent_documents(owner) == [document]
    assert recents._remembered(owner.pk) == [document.pk]

    def away():
        raise RedisAway

    monkeypatch.setattr(recents, "get_redis_connection", away)
    opened(owner, document)
    assert recents.recent_documents(owner) == [document]


def test_at_most_fifty_are_kept(owner, opened):
    documents = [document_from(owner=owner, name=f"{n}.csv") for n in range(52)]
    start = timezone.now()
    recents.recent_documents(owner)
    for number, document in enumerate(documents):
        opened(owner, document, start + dt.timedelta(seconds=number))

    assert RecentDocument.objects.filter(user=owner).count() == 50
    assert recents.recent_documents(owner) == documents[:1:-1]
    assert recents._remembered(owner.pk) == [document.pk for document in documents[:1:-1]]


def test_an_opening_while_the_set_is_filled_is_not_lost(owner, opened, monkeypatch):
    older, newer = (document_from(owner=owner, name=f"{n}.csv") for n in (1, 2))
    opened(owner, older)
    fill = recents._fill

    def interrupted(*args):
        opened(owner, newer)
        fill(*args)

    monkeypatch.setattr(recents, "_fill", interrupted)
    recents.recent_documents(owner)
    monkeypatch.undo()

    assert recents.recent_documents(owner) == [newer, older]


@pytest.mark.django_db(transaction=True)
def test_many_openings_at_once_leave_rows_and_set_alike(owner):
    documents = [document_from(owner=owner, name=f"{n}.csv") for n in range(6)]
    start = timezone.now()
    recents.opened(owner, documents[0], at=start)
    recents.recent_documents(owner)

    def some(number):
        try:
            for turn in range(10):
                recents.opened(
                    owner, documents[(number + turn) % 6], at=start + dt.timedelta(seconds=number * 10 + turn)
                )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(some, range(4)))
    rows = list(
        RecentDocument.objects.filter(user=owner).order_by("-opened_at").values_list("document_id", flat=True)
    )

    assert recents._remembered(owner.pk) == rows
    assert len(rows) == 6


def test_a_saved_search_runs_with_the_runners_rights(as_user, owner, stranger):
    mine = document_from(owner=owner, name="mine.csv")
    theirs = document_from(owner=stranger, name="theirs.csv")
    Document.objects.filter(pk__in=[mine.pk, theirs.pk]).update(type="payslip")
    given = {"name": "Payslips", "parameters": {"type": ["payslip"]}, "group": "processor"}
    saved = as_user(owner).post("/api/v1/saved-searches", given, format="json")
    assert saved.status_code == 201, saved.data
    address = f"/api/v1/saved-searches/{saved.data['id']}"

    found = as_user(stranger).get(f"{address}/results").json()["results"]
    assert [row["name"] for row in found] == ["theirs.csv"]
    assert as_user(stranger).patch(address, {"name": "Mine"}, format="json").status_code == 403
    assert as_user(stranger).delete(address).status_code == 403


def test_a_search_that_is_not_shared_is_nobody_elses(as_user, owner, stranger):
    search = services.search_save(actor=owner, name="Mine", parameters={}, at=timezone.now())

    assert as_user(stranger).get(f"/api/v1/saved-searches/{search.pk}/results").status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"parameters": {"type": ["nonsense"]}},
        {"parameters": {"cursor": ["x"]}},
        {"parameters": {"field.nonsense": ["x"]}},
        {"parameters": {"account_number": ["62000000001"]}},
        {"parameters": {"field.iban": ["GB82WEST12345698765432"]}},
        {"parameters": {"type": "payslip"}},
        {"parameters": {}, "group": "admin"},
        {"parameters": {}, "group": "nobody"},
    ],
)
def test_what_the_list_does_not_take_is_not_saved(as_user, owner, given):
    answer = as_user(owner).post("/api/v1/saved-searches", {"name": "x", **given}, format="json")

    assert answer.status_code == 400
    assert owner.saved_searches.count() == 0


def test_results_are_paged(as_user, owner):
    for n in range(3):
        document_from(owner=owner, name=f"{n}.csv")
    search = services.search_save(actor=owner, name="All", parameters={}, at=timezone.now())
    client = as_user(owner)
    first = client.get(f"/api/v1/saved-searches/{search.pk}/results?page_size=2").json()
    second = client.get(first["next"]).json()

    assert [row["name"] for row in first["results"] + second["results"]] == ["2.csv", "1.csv", "0.csv"]
