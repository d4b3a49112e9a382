"""The console's list of documents pages by cursor, and its actions reach what was chosen and is open."""

import re

import pytest
from django.urls import reverse

from documents.batching.runs import batch_run
from documents.models import Batch, Document
from documents.search import document_index
from tests.factories import document_from

pytestmark = pytest.mark.django_db
LIST = reverse("admin:documents_document_changelist")


@pytest.fixture
def three(processor, monkeypatch):
    monkeypatch.setattr("documents.admin.DocumentAdmin.list_per_page", 2)
    documents = [document_from(owner=processor, name=f"paper {n}.csv") for n in range(3)]
    for document in documents:
        document_index(document.pk, name=document.name, texts=["salary"])
    return documents


def _names(answer):
    return list(dict.fromkeys(re.findall(r"paper \d\.csv", answer.content.decode())))


def _link(answer, rel):
    found = re.search(rf'href="([^"]+)" rel="{rel}"', answer.content.decode())
    return LIST + found[1].replace("&amp;", "&") if found else None


def test_pages_lead_to_their_neighbours(console, processor, three):
    client = console(processor)
    first = client.get(LIST)
    assert _names(first) == ["paper 2.csv", "paper 1.csv"]
    assert _link(first, "prev") is None
    second = client.get(_link(first, "next"))
    assert _names(second) == ["paper 0.csv"]
    assert _link(second, "next") is None
    assert _names(client.get(_link(second, "prev"))) == ["paper 2.csv", "paper 1.csv"]


def test_a_search_pages_on_and_keeps_its_filter(console, processor, three):
    Document.objects.filter(pk=three[2].pk).update(type="invoice")
    client = console(processor)
    first = client.get(LIST, {"q": "salary"})
    assert len(_names(first)) == 2
    assert len(_names(client.get(_link(first, "next")))) == 1
    assert _names(client.get(LIST, {"q": "salary", "type__exact": "invoice"})) == ["paper 2.csv"]
    assert _names(client.get(LIST, {"q": "nothing"})) == []


def test_what_is_not_open_is_not_listed(console, processor, three, owner):
    document_from(owner=owner, name="paper 9.csv")
    assert "paper 9.csv" not in _names(console(processor).get(LIST))


def test_an_action_reaches_what_was_chosen_and_is_open(console, processor, three, owner):
    foreign = document_from(owner=owner, name="paper 9.csv")
    made = console(processor).post(
        LIST, {"action": "batch_read", "_selected_action": [three[0].pk, foreign.pk]}
    )
    batch = Batch.objects.get()
    assert made.url.endswith(f"{batch.pk}/")
    batch_run(batch.pk)
    batch.refresh_from_db()
    assert (batch.is_dry_run, batch.done_count, batch.gone_count) == (True, 1, 1)


def test_nothing_is_counted(console, processor, three, django_assert_max_num_queries):
    client = console(processor)
    client.get(LIST)
    with django_assert_max_num_queries(20) as queries:
        client.get(LIST)
    assert not [q for q in queries if "COUNT(*)" in q["sql"] and "documents_document" in q["sql"]]


@pytest.mark.parametrize("place", ["x", "0", "bj4x"])
def test_a_place_of_somebodys_own_making_is_the_first_page(console, processor, three, place):
    assert len(_names(console(processor).get(LIST, {"p": place}))) == 2
