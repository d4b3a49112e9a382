"""The search can be written anew while it is used; what is right already is not touched."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection

from audit.models import LogEntry
from documents.models import DocumentSearch
from tests.factories import document_from, document_read

pytestmark = pytest.mark.django_db


def _places():
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id, ctid::text FROM documents_documentsearch")
        return dict(cursor.fetchall())


def _rebuild(**options):
    out = io.StringIO()
    call_command("search_rebuild", json=True, stdout=out, **options)
    return json.loads(out.getvalue())["documents"]


def test_lost_words_come_back_and_right_ones_stay_untouched(owner, as_user):
    documents = [document_read(document_from(owner=owner, name=f"{n}.csv")) for n in range(3)]
    lost, wrong, right = documents
    DocumentSearch.objects.filter(pk=lost.pk).delete()
    DocumentSearch.objects.filter(pk=wrong.pk).update(body="nonsense")
    before = _places()

    assert _rebuild(batch=2) == 3

    assert _places()[right.pk] == before[right.pk]
    found = as_user(owner).get("/api/v1/documents?q=umhlanga").json()["results"]
    assert {row["id"] for row in found} == {str(document.pk) for document in documents}
    assert LogEntry.objects.filter(event="search.rebuilt", count=3).exists()


def test_it_goes_on_where_it_was_stopped(owner):
    documents = [document_from(owner=owner, name=f"{n}.csv") for n in range(3)]
    assert _rebuild(after=documents[1].pk) == 1
