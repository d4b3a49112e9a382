"""Copies are found by their bytes and by their text, by whoever may see them and by nobody else."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from documents import duplicates
from documents.duplicates import Kind
from documents.models import Document, DocumentSignature, SignatureBand
from documents.similarity import changes, likeness, signature, words
from tests.factories import CSV, case_of, document_from, document_read, grant_document
from tests.factories.subjects import subject_of

LINES = [f"2026-01-{n:02d},Payment {n} to shop {n * 7},-{n}.50,{1000 - n}.00" for n in range(1, 29)]
HEAD = "Date,Description,Amount,Balance"


def csv(lines):
    return "\n".join([HEAD, *lines, ""]).encode()


EDITED = [*LINES[:10], LINES[10].replace("-11.50", "-91.50"), *LINES[11:]]


def read(content, owner, name="a.csv", case=None):
    return document_read(document_from(content, owner=owner, name=name, case=case))


@pytest.mark.django_db
def test_the_same_bytes_the_same_text_and_an_edit_are_told_apart(owner):
    first = read(csv(LINES), owner)
    same = read(csv(LINES), owner, "again.csv")
    text = read(csv(LINES).replace(b"\n", b"\r\n"), owner, "other newlines.csv")
    edited = read(csv(EDITED), owner, "edited.csv")
    read(CSV, owner, "another.csv")
    found = duplicates.duplicates(owner, first)

    assert [(one.document, one.kind) for one in found] == [
        (same, Kind.SAME_BYTES),
        (text, Kind.SAME_TEXT),
        (edited, Kind.EDITED),
    ]
    [change] = found[2].changes
    assert "-11.50" in " ".join(change.before)
    assert "-91.50" in " ".join(change.after)
    assert found[2].likeness > 0.8


@pytest.mark.django_db
def test_copies_of_others_stay_untold(as_user, owner, stranger):
    mine, theirs = read(csv(LINES), owner), read(csv(EDITED), stranger)
    address = f"/api/v1/documents/{mine.pk}/duplicates"
    assert as_user(owner).get(address).json() == []
    grant_document(theirs, owner)

    [found] = as_user(owner).get(address).json()
    assert (found["document"]["id"], found["kind"]) == (str(theirs.pk), "edited")
    assert found["is_other_subject"] is None


@pytest.mark.django_db
def test_an_officer_is_told_that_a_statement_is_under_somebody_else(as_user, officer, owner):
    subjects = [subject_of(owner, given=name, identifiers=(), contacts=()) for name in ("Thandi", "Sipho")]
    made = [read(csv(LINES), owner, f"{n}.csv", case_of(owner, f"Loan {n}")) for n in (1, 2)]
    for document, subject in zip(made, subjects, strict=True):
        Document.objects.filter(pk=document.pk).update(subject=subject)

    [found] = as_user(officer).get(f"/api/v1/documents/{made[0].pk}/duplicates").json()
    assert found["is_other_subject"] is True


@pytest.mark.django_db
def test_reading_again_keeps_one_signature(owner):
    document = read(csv(LINES), owner)
    duplicates.signature_write(document.versions.get(), ["other words " * 10])

    assert DocumentSignature.objects.get().words == 20
    assert SignatureBand.objects.count() == 32
    duplicates.signature_write(document.versions.get(), [""])
    assert not DocumentSignature.objects.exists()


def upload(client, content=CSV, **given):
    file = SimpleUploadedFile("s.csv", content)
    return client.post("/api/v1/documents", {"file": file, **given}, format="multipart")


@pytest.mark.django_db
def test_a_warning_names_only_what_the_uploader_sees(as_user, owner, stranger):
    first = upload(as_user(owner))
    again, elsewhere = upload(as_user(owner)), upload(as_user(stranger))

    assert [answer.status_code for answer in (first, again, elsewhere)] == [201, 201, 201]
    assert again["Duplicate-Of"] == first.data["id"]
    assert "Duplicate-Of" not in first
    assert "Duplicate-Of" not in elsewhere


@pytest.mark.django_db
def test_copies_are_refused_where_the_installation_says_so(as_user, owner, stranger, settings):
    settings.DUPLICATES = "refuse"
    first, again, elsewhere = upload(as_user(owner)), upload(as_user(owner)), upload(as_user(stranger))

    assert [answer.status_code for answer in (first, again, elsewhere)] == [201, 409, 201]
    assert again.json()["code"] == "duplicate_file"
    assert Document.objects.filter(owner=owner).count() == 1


@pytest.mark.django_db
def test_copies_are_linked_where_the_installation_says_so_but_never_across_cases(
    as_user, owner, stranger, settings
):
    settings.DUPLICATES = "link"
    first, again, elsewhere = upload(as_user(owner)), upload(as_user(owner)), upload(as_user(stranger))
    in_case = upload(as_user(owner), case=str(case_of(owner).pk))

    assert (again.status_code, again.data["id"]) == (200, first.data["id"])
    assert (elsewhere.status_code, in_case.status_code) == (201, 201)


def test_a_text_of_a_few_words_is_like_nothing():
    assert signature("only a few words here").bands == []


def test_signatures_are_the_same_for_good():
    """They are stored: another hash would make every stored one worthless."""
    made = signature(" ".join(f"word{n}" for n in range(40)))

    assert made.minhash[:3].tolist() == EXPECTED_HASHES
    assert made.bands[0] == EXPECTED_BAND


EXPECTED_HASHES = [16831655, 77011464, 67120552]
EXPECTED_BAND = -4339470495497888343


@given(st.integers(0, 2**32), st.floats(0.3, 1.0))
def test_the_estimate_is_near_the_likeness_itself(seed, share):
    chance = random.Random(seed)  # noqa: S311 - a test
    numbers = [chance.randrange(300) for _ in range(120)]
    texts = [" ".join(f"w{n}" for n in some) for some in (numbers, numbers[: int(120 * share)])]
    sets = [set(pairwise(words(text))) for text in texts]
    exact = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    estimate = likeness(signature(texts[0]).minhash, np.stack([signature(texts[1]).minhash]))[0]

    assert abs(estimate - exact) < 0.25


def test_lines_that_differ_in_spaces_alone_are_the_same():
    assert changes(["a  b", "", "c"], ["a b", "c"], most=5) == []
