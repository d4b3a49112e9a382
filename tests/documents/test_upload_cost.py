"""What one upload asks of the database: a number that does not grow, with what is already there or otherwise."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import CSV, document_from

pytestmark = pytest.mark.django_db

MOST = 12


def _sent(client, number):
    content = CSV + b"2026-02-%02d,Fee,-1.00,1.00\n" % number
    file = SimpleUploadedFile("statement.csv", content, content_type="text/csv")
    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/api/v1/documents", {"file": file}, format="multipart")
    assert answer.status_code == 201
    # The rules on addresses are read once a second, whoever asks.
    return [query["sql"] for query in asked.captured_queries if "accounts_iprule" not in query["sql"]]


def test_an_upload_needs_as_many_statements_after_many_as_after_none(as_user, owner, case):
    client = as_user(owner)
    _sent(client, 1)
    first = _sent(client, 2)
    for _ in range(20):
        document_from(owner=owner, case=case)

    later = _sent(client, 3)
    assert len(later) == len(first) <= MOST


def test_the_answer_to_an_upload_is_what_is_read_there_afterwards(as_user, owner, case):
    client = as_user(owner)
    file = SimpleUploadedFile("statement.csv", CSV, content_type="text/csv")
    answer = client.post("/api/v1/documents", {"file": file, "case": str(case.pk)}, format="multipart")

    later = client.get(f"/api/v1/documents/{answer.json()['id']}")

    assert answer.json() == later.json()
    assert answer["ETag"] == later["ETag"]
