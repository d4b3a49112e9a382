"""Storage or cache away, and texts at the edge of what the index takes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from documents.models import Document, DocumentSearch
from documents.search import document_index
from tests.factories import CSV, PASSWORD
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db


class BackendError(Exception):
    """Like botocore's errors: no OSError."""


def _raise(*_args, **_kwargs):
    raise BackendError("the bucket cannot be reached")


def test_a_storage_that_fails_in_its_own_way_is_503_and_keeps_nothing(as_user, owner, monkeypatch):
    monkeypatch.setattr(type(documents_storage()), "save", _raise)

    response = as_user(owner).post(
        "/api/v1/documents", {"file": SimpleUploadedFile("a.csv", CSV)}, format="multipart"
    )

    assert response.status_code == 503
    assert response.json()["code"] == "storage_unavailable"
    assert Document.objects.count() == 0


def test_sign_in_and_the_console_work_while_redis_is_away(owner, document, settings):
    settings.CACHES = {
        name: {**cache, "LOCATION": "redis://127.0.0.1:1/0"} for name, cache in settings.CACHES.items()
    }
    settings.MFA_REQUIRED = False  # its page needs nothing of Redis either; this is about the session
    browser = Client()

    signed_in = browser.post("/admin/login/?next=/admin/", {"username": owner.email, "password": PASSWORD})

    assert signed_in.status_code == 302
    Session.objects.update(mfa_at=timezone.now())  # the second factor is another test's
    assert browser.get("/admin/documents/document/").status_code == 200


@pytest.mark.parametrize(
    "word",
    [
        lambda n: f"{n:05d}",
        lambda n: chr(0x4E00 + n % 20000) + chr(0x4E00 + n // 7 % 20000),
        lambda n: f"я{n:04x}ы",
    ],
    ids=["numbers", "Chinese", "Cyrillic"],
)
def test_a_text_of_ever_new_words_fits_into_the_index(document, word):
    text = " ".join(word(n) for n in range(100_000))

    document_index(document.pk, name="a.csv", texts=[text])

    assert DocumentSearch.objects.get(pk=document.pk).body
