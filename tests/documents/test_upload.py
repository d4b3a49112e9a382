"""Taking files in through the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.models import Document
from tests.factories import CSV

pytestmark = pytest.mark.django_db


def _file(content=CSV, name="statement.csv"):
    return SimpleUploadedFile(name, content)


def test_upload_answers_201_with_the_document_and_its_place(as_user, owner):
    response = as_user(owner).post("/api/v1/documents", {"file": _file()}, format="multipart")

    assert response.status_code == 201, response.content
    body = response.json()
    assert body["status"] == "received"
    assert response["Location"].endswith(f"/api/v1/documents/{body['id']}")
    assert body["versions"][0]["size"] == len(CSV)
