"""The first page counts what one sees, at a bounded cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents.console import board as boards
from documents.models import Document
from tests.factories import document_from

pytestmark = pytest.mark.django_db


def shown(user):
    return {tile.status: tile.count for tile in boards.board(user).tiles}


def test_each_person_counts_what_they_see(owner, stranger, officer):
    for name in ("a.csv", "b.csv"):
        document_from(owner=owner, name=name)
    document_from(owner=stranger, name="c.csv")

    assert [shown(user)["received"] for user in (owner, stranger, officer)] == ["2", "1", "3"]


def test_more_than_are_counted_are_told_as_more(owner, monkeypatch):
    monkeypatch.setattr(boards, "MOST_COUNTED", 2)
    for number in range(4):
        document_from(owner=owner, name=f"{number}.csv")

    assert shown(owner)["received"] == "3+"
    assert shown(owner)["failed"] == "0"


def test_what_is_binned_is_not_counted(owner, officer):
    document = document_from(owner=owner)
    Document.objects.filter(pk=document.pk).update(binned_at="2026-01-01T00:00Z", binned_by=owner)

    assert [shown(user)["received"] for user in (owner, officer)] == ["0", "0"]


def test_the_oldest_waits_first(owner):
    first, second = document_from(owner=owner, name="a.csv"), document_from(owner=owner, name="b.csv")
    Document.objects.filter(pk=first.pk).update(status="failed", failure="?")
    Document.objects.filter(pk=second.pk).update(status="needs_review")

    assert boards.board(owner).waiting == [first, second]


@pytest.mark.parametrize("who", ["owner", "officer"])
def test_the_page_asks_as_much_however_many_documents(request, who, owner):
    user = request.getfixturevalue(who)
    document_from(owner=owner)
    boards.board(user)
    with CaptureQueriesContext(connection) as few:
        boards.board(user)
    for number in range(5):
        document_from(owner=owner, name=f"{number}.csv")
    with CaptureQueriesContext(connection) as many:
        boards.board(user)

    assert len(many) == len(few)
