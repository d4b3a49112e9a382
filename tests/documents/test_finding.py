"""Queries as people type them, the ways to what they find, snippets, facets and suggestions."""

import pytest
from django.utils import timezone

from documents import listing
from documents.constants import SearchConfig
from documents.highlights import snippets
from documents.models import Document, Page
from documents.queries import query_parse
from documents.search import document_index, document_reindex
from tests.factories import document_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers(owner):
    """Four papers: two in English, one in German, one of names only."""
    texts = {
        "salary slip.pdf": ("en", ["The monthly salaries of Café Zürich were paid", "Second page: bonuses"]),
        "loan.pdf": ("en", ["Loan statement, repayments due"]),
        "auszug.pdf": ("de", ["Kontoauszug der Bank mit Statement of account"]),
        "bonus.pdf": ("", []),
    }
    made = {}
    for name, (language, pages) in texts.items():
        document = document_from(owner=owner, name=name)
        document.language = language
        document.save()
        version = document.versions.get()
        Page.objects.bulk_create(
            Page(version=version, number=n, width=1, height=1, text=text, source="text", confidence=1)
            for n, text in enumerate(pages, 1)
        )
        document_reindex(document)
        made[name] = document
    return made


def _found(owner, typed, config=SearchConfig.ENGLISH):
    wanted = listing.Wanted(Document.objects.all(), query_parse(typed, config))
    return {document.name for document in listing.page(owner, wanted, place=None, size=50).rows}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("salary", {"salary slip.pdf"}),
        ("repayment", {"loan.pdf"}),  # by its stem
        ("statements", {"loan.pdf", "auszug.pdf"}),
        ("cafe zurich", {"salary slip.pdf"}),  # accents folded
        ('"loan statement"', {"loan.pdf"}),
        ('"statement loan"', set()),
        ("bonus", {"salary slip.pdf", "bonus.pdf"}),
        ("bonus -salary", {"bonus.pdf"}),
        ("loan or bonus.pdf", {"loan.pdf", "bonus.pdf"}),
        ("repay*", {"loan.pdf"}),
        ("re*", set()),  # too short for a prefix: a word by itself
        ("the salary", {"salary slip.pdf"}),  # what English leaves out is not asked for
        ("of", {"auszug.pdf"}),  # unless nothing else is
        ("-nothing", {"salary slip.pdf", "loan.pdf", "auszug.pdf", "bonus.pdf"}),
        ("!!! ...", set()),
    ],
)
def test_a_query_finds_what_people_mean(owner, papers, typed, names):
    assert _found(owner, typed) == names


@pytest.mark.parametrize(
    ("way", "hits"),
    [(listing.Way.WALK, 10_000), (listing.Way.HITS, 10_000), (listing.Way.HITS, listing.MAX_ASKED)],
)
def test_all_ways_find_the_same(owner, papers, monkeypatch, way, hits):
    monkeypatch.setattr(listing, "way_to", lambda *_: listing.Outlook(way, hits, 10_000, 10_000))
    assert _found(owner, "bonus -salary or loan") == {"bonus.pdf", "loan.pdf"}


def test_the_simple_configuration_finds_words_alone(owner, papers):
    assert _found(owner, "statement", SearchConfig.SIMPLE) == {"auszug.pdf", "loan.pdf"}
    assert _found(owner, "repayment", SearchConfig.SIMPLE) == set()


def test_few_hits_come_best_first_and_page_on(as_user, owner, papers):
    body = as_user(owner).get("/api/v1/documents?q=bonus&page_size=1").json()
    assert [row["name"] for row in body["results"]] == ["bonus.pdf"]  # its name weighs more than a page
    after = as_user(owner).get(body["next"]).json()
    assert [row["name"] for row in after["results"]] == ["salary slip.pdf"]
    assert after["next"] is None
    assert as_user(owner).get(after["previous"]).json()["results"][0]["name"] == "bonus.pdf"


def test_facets_narrow_a_search_in_the_index_and_follow_the_document(as_user, owner, papers):
    loan = papers["loan.pdf"]
    Document.objects.filter(pk=loan.pk).update(type="bank_statement", status="ready", currency="ZAR")
    listed = as_user(owner).get("/api/v1/documents?q=statement&type=bank_statement&status=ready&currency=zar")
    assert [row["name"] for row in listed.json()["results"]] == ["loan.pdf"]
    Document.objects.filter(pk=loan.pk).update(type="invoice")
    assert as_user(owner).get("/api/v1/documents?q=statement&type=bank_statement").json()["results"] == []


def test_a_snippet_shows_the_page_and_the_words_as_printed(owner, papers):
    slip = papers["salary slip.pdf"]
    found = snippets([slip], query_parse("zurich bonus"))[slip.pk]
    assert found.page == 1
    assert [found.text[start:end] for start, end in found.marks] == ["Zürich"]
    second = snippets([slip], query_parse("bonus"))[slip.pk]
    assert second.page == 2
    assert [second.text[start:end] for start, end in second.marks] == ["bonuses"]
    assert snippets([papers["bonus.pdf"]], query_parse("bonus")) == {}


def test_what_is_not_wanted_is_not_marked(owner, papers):
    loan = papers["loan.pdf"]
    found = snippets([loan], query_parse("loan -statement"))[loan.pk]
    assert [found.text[start:end] for start, end in found.marks] == ["Loan"]


def test_a_search_over_the_api_shows_snippets_and_a_list_none(as_user, owner, papers):
    searched = as_user(owner).get("/api/v1/documents?q=repayments").json()["results"][0]
    assert searched["snippet"]["page"] == 1
    assert "repayments" in searched["snippet"]["text"]
    assert as_user(owner).get("/api/v1/documents").json()["results"][0]["snippet"] is None


def test_facets_count_what_is_open_to_the_person_only(as_user, owner, colleague, papers):
    document_from(owner=colleague, name="foreign.pdf")
    body = as_user(owner).get("/api/v1/documents/facets").json()
    assert (body["counted"], body["is_exact"]) == (4, True)
    assert body["language"] == [{"value": "en", "count": 2}, {"value": "de", "count": 1}]
    assert as_user(owner).get("/api/v1/documents/facets?q=loan").json()["counted"] == 1


def test_suggestions_complete_names_open_to_the_person_only(as_user, owner, colleague, papers, case):
    foreign = document_from(owner=colleague, name="salary of others.pdf")
    document_index(foreign.pk, name=foreign.name, texts=[])
    found = as_user(owner).get("/api/v1/documents/suggestions?q=sal").json()
    assert found == [{"kind": "document", "text": "salary slip.pdf", "id": str(papers["salary slip.pdf"].pk)}]
    assert as_user(owner).get("/api/v1/documents/suggestions?q=salaries").json() == []  # of pages: no name
    assert as_user(owner).get("/api/v1/documents/suggestions?q=salary x").json() == []
    assert as_user(owner).get("/api/v1/documents/suggestions?q=salary s").json() == found
    begun = as_user(owner).get(f"/api/v1/documents/suggestions?q={case.name[:4]}").json()
    assert {"kind": "case", "text": case.name, "id": str(case.pk)} in begun
    assert as_user(owner).get("/api/v1/documents/suggestions?q=s").json() == []


def test_what_goes_to_the_bin_and_comes_back_is_right_in_search_at_once(owner, papers):
    loan = Document.objects.filter(pk=papers["loan.pdf"].pk)
    loan.update(binned_at=timezone.now(), binned_by=owner)
    assert _found(owner, "loan") == set()
    loan.update(binned_at=None, binned_by=None)
    assert _found(owner, "loan") == {"loan.pdf"}


@pytest.mark.parametrize(
    "cursor", ["x", "bj4x", "cj4tMQ", "bj4wMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMHo"]
)
def test_a_cursor_of_somebodys_own_making_is_refused(as_user, owner, cursor):
    assert as_user(owner).get("/api/v1/documents", {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("parameters", ["order=best", "config=klingon", "page_size=many", "offset=x"])
def test_a_parameter_that_means_nothing_is_refused_by_name(as_user, owner, parameters):
    answer = as_user(owner).get(f"/api/v1/documents?{parameters}")
    assert answer.status_code == 400
    assert parameters.split("=")[0] in str(answer.json())
