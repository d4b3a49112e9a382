"""Versions, check-outs, holds and the bin in the console."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.constants import SessionKind
from accounts.models import Session
from accounts.roles import Role
from documents import integrity, services
from documents.constants import FileFault
from documents.models import Document, FileFinding
from tests.factories import CSV, document_read, grant_document, person

pytestmark = pytest.mark.django_db


def _url(name, document, *arguments):
    return reverse(f"admin:documents_document_{name}", args=[document.pk, *arguments])


@pytest.fixture
def read(document):
    return document_read(document)


def _screen(browser, document):
    return browser.get(_url("change", document)).content.decode()


def test_a_version_is_added_compared_downloaded_and_restored(console, owner, read):
    browser = console(owner)
    file = SimpleUploadedFile("second.csv", CSV.replace(b"Berea", b"Umbilo"))
    response = browser.post(_url("version_add", read), {"file": file}, follow=True)
    assert "Version 2 taken in." in response.content.decode()

    compared = browser.get(_url("compare", read)).content.decode()
    original = browser.get(_url("version_original", read, 1))
    browser.post(_url("version_restore", read, 1))

    assert "second.csv" in compared
    assert b"".join(original.streaming_content) == CSV
    assert original["Content-Type"] == "application/octet-stream"
    assert [v.source for v in read.versions.order_by("number")] == ["upload", "upload", "restore"]
    assert "an older version again" in _screen(browser, read)


def test_an_empty_form_adds_no_version_and_says_so(console, owner, read):
    response = console(owner).post(_url("version_add", read), {}, follow=True)

    assert "Choose a file" in response.content.decode()
    assert read.versions.count() == 1


def test_a_check_out_is_shown_and_ended(console, owner, officer, read):
    browser = console(owner)
    browser.post(_url("checkout", read))
    assert "by you until" in _screen(browser, read)
    other = console(officer)
    assert "by Owner until" in _screen(other, read)

    refused = other.post(_url("checkin", read), {"reason": ""}, follow=True)
    assert "An officer can end that" in refused.content.decode()
    other.post(_url("checkin", read), {"reason": "On leave."})
    read.refresh_from_db()
    assert read.checked_out_by is None


def test_holds_are_placed_and_released_with_a_reason(console, officer, owner, read):
    browser = console(officer)
    assert "Say why" in browser.post(_url("hold", read), {}, follow=True).content.decode()
    browser.post(_url("hold", read), {"reason": "A dispute."})
    hold = read.holds.get()
    assert "A dispute." in _screen(browser, read)
    mine = _screen(console(owner), read)
    assert "on hold" in mine
    assert "A dispute." not in mine
    refused = console(owner).post(_url("to_bin", read), follow=True).content.decode()
    assert "on hold as evidence" in refused

    browser.post(_url("release", read, hold.pk), {"reason": "Settled."})
    assert Document.objects.get().held is False


def test_a_document_goes_to_the_bin_and_comes_back(console, owner, read):
    browser = console(owner)
    response = browser.post(_url("to_bin", read), follow=True)
    assert response.redirect_chain[-1][0] == reverse("admin:documents_document_bin")
    assert read.name in response.content.decode()
    assert browser.get(_url("change", read)).status_code == 404

    browser.post(_url("from_bin", read))
    assert browser.get(_url("change", read)).status_code == 200


VERBS = ["version_add", "checkout", "checkin", "hold", "to_bin"]


@pytest.mark.parametrize("verb", VERBS)
def test_who_only_sees_is_offered_no_verb_and_refused_each(console, read, verb):
    reader = person("reader", Role.PROCESSOR)
    grant_document(read, reader)
    browser = console(reader)

    assert browser.post(_url(verb, read)).status_code == 403
    assert f'action="{_url(verb, read)}"' not in _screen(browser, read)


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_without_the_forms_token_is_refused(owner, read, verb):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    now = timezone.now()
    Session.objects.filter(user=owner, kind=SessionKind.CONSOLE).update(mfa_at=now, mfa_method="totp")

    assert browser.post(_url(verb, read)).status_code == 403
    assert browser.get(_url(verb, read)).status_code == 405
    read.refresh_from_db()
    assert (read.binned_at, read.checked_out_by, read.versions.count()) == (None, None, 1)


def test_an_officer_signs_a_finding_off_and_an_auditor_only_sees_it(console, officer, auditor, read):
    version = read.versions.get()
    finding = integrity.finding_note(
        FileFault.MISSING, version.storage_key, version=version, at=timezone.now()
    )
    url = reverse("admin:documents_filefinding_change", args=[finding.pk])
    sign_off = reverse("admin:documents_filefinding_sign_off", args=[finding.pk])
    seen = console(auditor)
    assert version.storage_key in seen.get(url).content.decode()
    assert seen.post(sign_off, {"reason": "x"}).status_code == 403

    browser = console(officer)
    browser.post(sign_off, {"reason": "Restored from the backup."})
    assert "Restored from the backup." in browser.get(url).content.decode()
    assert FileFinding.objects.get().signed_off_by == officer


def test_the_panels_take_a_fixed_number_of_queries(console, owner, read, django_assert_max_num_queries):
    browser = console(owner)
    for number in range(3):
        file = SimpleUploadedFile("n.csv", CSV + f"2026-01-1{number},Fee,-1.00,1.00\n".encode())
        browser.post(_url("version_add", read), {"file": file})
    services.document_read_again(actor=owner, document=read, at=timezone.now())

    with django_assert_max_num_queries(60):
        browser.get(_url("change", read))
