"""What helps to find documents again closes with the right to see them: taken back, run out, or binned."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from documents import listing, selectors, services
from documents.models import Document, DocumentGroupObjectPermission
from tests.factories import (
    CSV,
    case_of,
    document_from,
    document_read,
    grant_case,
    grant_document,
    group_of,
    permission,
)

pytestmark = pytest.mark.django_db
D = "/api/v1/documents"
NAME = "zebra statement.csv"
EDITED = CSV.replace(b"-8500.00", b"-9100.00")


@pytest.fixture
def theirs(owner):
    """A tagged document of the owner, that reads almost like one of the stranger."""
    document = document_read(document_from(EDITED, owner=owner, name=NAME, case=case_of(owner, "Loan 9")))
    services.tags_set(actor=owner, document=document, names=["Urgent"], at=timezone.now())
    return document


@pytest.fixture
def mine(stranger):
    return document_read(document_from(owner=stranger, name="mine.csv"))


@pytest.fixture
def search(owner):
    group = owner.groups.get()
    return services.search_save(
        actor=owner, name="Urgent", parameters={"tag": ["urgent"]}, group=group, at=timezone.now()
    )


@pytest.fixture
def things(theirs, mine, search):
    return theirs, mine, search


def recents(client, theirs, mine, search):
    return client.get(f"{D}/recent").json()


def tag_filter(client, theirs, mine, search):
    return client.get(f"{D}?tag=urgent").json()["results"]


def saved_search(client, theirs, mine, search):
    return client.get(f"/api/v1/saved-searches/{search.pk}/results").json()["results"]


def copies(client, theirs, mine, search):
    return client.get(f"{D}/{mine.pk}/duplicates").json()


def suggestions(client, theirs, mine, search):
    return client.get(f"{D}/suggestions?q=zebra").json()


def tags(client, theirs, mine, search):
    return client.get(f"{D}/{theirs.pk}/tags").json().get("tags", [])


def field(client, theirs, mine, search):
    return client.get(f"{D}?field.currency=ZAR&q=zebra").json()["results"] + tags(
        client, theirs, mine, search
    )


def case_suggestions(client, theirs, mine, search):
    return [one for one in client.get(f"{D}/suggestions?q=loan").json() if one["text"] == "Loan 9"]


PLACES = [recents, tag_filter, saved_search, copies, suggestions, tags, field]


def _taken_back(document, case):
    document.documentuserobjectpermission_set.all().delete()
    case.caseuserobjectpermission_set.all().delete()


def _run_out(document, case):
    past = timezone.now() - dt.timedelta(seconds=1)
    for grants in (document.documentuserobjectpermission_set, case.caseuserobjectpermission_set):
        grants.update(granted_at=past - dt.timedelta(days=1), expires_at=past)


def _binned(document, case):
    services.document_bin(actor=document.owner, document=document, at=timezone.now())


def _by_document(document, case, user):
    grant_document(document, user)


def _by_case(document, case, user):
    grant_case(case, user)


ENDS = [
    (_by_document, _taken_back),
    (_by_document, _run_out),
    (_by_document, _binned),
    (_by_case, _taken_back),
    (_by_case, _run_out),
    (_by_case, _binned),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("given", "ended"), ENDS)
def test_what_was_shown_is_shown_no_more(as_user, stranger, things, place, given, ended):  # noqa: PLR0917 - two tables
    client, theirs = as_user(stranger), things[0]
    assert place(client, *things) == []
    given(theirs, theirs.case, stranger)
    client.get(f"{D}/{theirs.pk}")
    assert place(client, *things) != []
    ended(theirs, theirs.case)

    assert place(client, *things) == []


@pytest.mark.parametrize("place", [recents, tag_filter, saved_search, copies])
def test_whoever_leaves_a_group_loses_what_it_sees(as_user, stranger, things, place):
    theirs = things[0]
    people = group_of([stranger])
    DocumentGroupObjectPermission.objects.create(
        content_object=theirs, group=people, permission=permission("view_document")
    )
    client = as_user(stranger)
    client.get(f"{D}/{theirs.pk}")
    assert place(client, *things) != []
    stranger.groups.remove(people)

    assert place(client, *things) == []


def test_what_comes_back_from_the_bin_is_there_again(as_user, owner, theirs):
    client = as_user(owner)
    client.get(f"{D}/{theirs.pk}")
    services.document_bin(actor=owner, document=theirs, at=timezone.now())
    assert client.get(f"{D}/recent").json() == []
    services.document_restore(actor=owner, document=Document.objects.get(pk=theirs.pk), at=timezone.now())

    assert [row["name"] for row in client.get(f"{D}/recent").json()] == [NAME]


def test_a_shared_search_goes_with_the_group(as_user, stranger, search):
    client = as_user(stranger)
    assert [row["name"] for row in client.get("/api/v1/saved-searches").json()["results"]] == ["Urgent"]
    stranger.groups.clear()

    assert not selectors.search_list(stranger).exists()


@pytest.fixture
def asked_for(owner, officer, theirs):
    """The case of the document, for a product that asks for one of its kind."""
    Document.objects.filter(pk=theirs.pk).update(type="bank_statement", status="ready")
    product = services.product_create(
        actor=officer,
        name="Home loan",
        requirements=[services.Asked("bank_statement", "count", 1)],
        at=timezone.now(),
    )
    edit = services.CaseEdit(frozenset({"product"}), product=product)
    return services.case_update(actor=owner, case=theirs.case, edit=edit)


def test_a_checklist_names_no_document_that_was_binned(as_user, owner, theirs, asked_for):
    address = f"/api/v1/cases/{asked_for.pk}/checklist"
    before = as_user(owner).get(address).json()
    services.document_bin(actor=owner, document=theirs, at=timezone.now())
    after = as_user(owner).get(address).json()

    assert (before["is_complete"], after["is_complete"]) == (True, False)
    assert NAME not in str(after)


def test_a_checklist_closes_with_the_case(as_user, stranger, theirs, asked_for):
    address, client = f"/api/v1/cases/{asked_for.pk}/checklist", as_user(stranger)
    grant_document(theirs, stranger)
    assert client.get(address).status_code == 404
    grant_case(asked_for, stranger)
    assert NAME in client.get(address).content.decode()
    _run_out(theirs, asked_for)

    assert client.get(address).status_code == 404


def test_the_copies_of_what_is_seen_by_a_grant_are_those_of_the_one_who_asks(as_user, stranger, theirs, mine):
    document_read(document_from(EDITED, owner=theirs.owner, name="a third.csv"))
    grant_document(theirs, stranger)

    found = as_user(stranger).get(f"{D}/{theirs.pk}/duplicates").json()
    assert [row["document"]["name"] for row in found] == ["mine.csv"]


@pytest.mark.parametrize("place", [tag_filter, saved_search, suggestions])
def test_whatever_an_index_finds_is_loaded_as_the_person_may_see_it(
    as_user, stranger, things, place, monkeypatch
):
    theirs = things[0]
    monkeypatch.setattr(listing, "_keys", lambda *_: [theirs.pk])

    assert place(as_user(theirs.owner), *things) != []
    assert place(as_user(stranger), *things) == []


def test_no_case_of_others_is_suggested(as_user, stranger, things):
    theirs = things[0]
    assert case_suggestions(as_user(theirs.owner), *things) != []
    assert case_suggestions(as_user(stranger), *things) == []
    grant_case(theirs.case, stranger)
    assert case_suggestions(as_user(stranger), *things) != []
    _taken_back(theirs, theirs.case)
    assert case_suggestions(as_user(stranger), *things) == []
