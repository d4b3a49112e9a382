"""Signatures are made for what was read before there were any, and again for what is read again."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from audit.models import LogEntry
from documents import duplicates, reading_runs
from documents.models import Document, DocumentSignature, ProcessingRun, SignatureBand
from tests.factories import CSV, document_from, document_read

pytestmark = pytest.mark.django_db


def rebuilt(**options):
    out = io.StringIO()
    call_command("signatures_rebuild", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def places():
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_id, ctid::text FROM documents_documentsignature")
        return dict(cursor.fetchall())


def test_missing_and_wrong_ones_are_made_and_right_ones_stay_untouched(owner):
    contents = [CSV + b"\n" * n for n in range(4)]  # other bytes, the same text
    documents = [document_read(document_from(one, owner=owner)) for one in contents[:3]]
    missing, wrong, right, unread = *documents, document_from(contents[3], owner=owner)
    DocumentSignature.objects.filter(pk=missing.pk).delete()
    duplicates.signature_write(wrong.versions.get(), ["other words " * 10])
    before = places()

    done = rebuilt(batch=2)

    assert (done["documents"], done["written"]) == (4, 2)
    assert places()[right.pk] == before[right.pk]
    assert unread.pk not in places()
    assert {one.document.pk for one in duplicates.duplicates(owner, right)} == {missing.pk, wrong.pk}
    entry = LogEntry.objects.get(event="signatures.rebuilt")
    assert (entry.additional_data["written"], entry.interface) == (2, "command")


def test_it_goes_on_where_it_was_stopped(owner):
    documents = [document_from(owner=owner, name=f"{n}.csv") for n in range(3)]

    assert rebuilt(after=documents[1].pk)["documents"] == 1


def test_another_version_that_is_read_gets_another_signature(as_user, owner):
    document = document_read(document_from(owner=owner))
    before = DocumentSignature.objects.get()
    file = SimpleUploadedFile("v.csv", CSV + b"2026-01-10,Fee of the bank,-1.00,17499.00\n")
    as_user(owner).post(f"/api/v1/documents/{document.pk}/versions", {"file": file}, format="multipart")
    reading_runs.run_read(ProcessingRun.objects.get(state="queued").pk)

    after = DocumentSignature.objects.get()
    assert (after.version.number, after.words > before.words) == (2, True)
    assert after.text_hash != before.text_hash
    assert SignatureBand.objects.filter(document=after).count() == SignatureBand.objects.count() > 0
    assert rebuilt()["written"] == 0


def test_what_has_no_words_any_more_has_no_signature(owner):
    document = document_read(document_from(owner=owner))
    document.versions.get().pages.update(text="")

    assert rebuilt()["written"] == 1
    assert not DocumentSignature.objects.exists()
    assert Document.objects.filter(pk=document.pk).exists()
