"""Opening what the history of a person holds: for a purpose, on record, and gone for good after erasure."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.constants import RevealPurpose, SubjectKind
from accounts.contact_points import name_read
from accounts.models import Session
from accounts.services.subject_reveal import subject_reveal
from accounts.services.subjects import subject_erase, subject_update
from audit.models import LogEntry
from tests.factories.subjects import SA_ID, subject_of

pytestmark = pytest.mark.django_db

INVESTIGATE = {"purpose": RevealPurpose.INVESTIGATION.value}


@pytest.fixture
def subject(owner):
    return subject_of(owner)


@pytest.fixture
def corrected(owner, subject):
    """The entry of a name that was corrected from Thandi to Thandiwe."""
    name = name_read(SubjectKind.NATURAL, given="Thandiwe", family="Mokoena")
    subject_update(actor=owner, subject=subject, name=name, at=timezone.now())
    return LogEntry.objects.get(event="subject.name_corrected")


def _history(subject, rest=""):
    return f"/admin/accounts/datasubject/{subject.pk}/history/{rest}"


def _open(entry):
    return f"{entry.pk}/open/"


def test_an_officer_opens_an_entry_for_a_purpose_and_it_is_recorded(console, officer, subject, corrected):
    browser = console(officer)
    listed = browser.get(_history(subject)).content.decode()
    assert "2 sealed" in listed
    assert "Thandi" not in listed

    response = browser.post(_history(subject, _open(corrected)), INVESTIGATE)

    shown = response.content.decode()
    assert "Thandi Mokoena" in shown
    assert "Thandiwe Mokoena" in shown
    assert "no-store" in response["Cache-Control"]
    entry = LogEntry.objects.get(event="subject.history_opened")
    assert (entry.actor_id, entry.purpose, entry.subject_refs) == (officer.pk, "investigation", [subject.pk])
    assert entry.additional_data["entry"] == str(corrected.pk)
    assert "Thandi" not in str(entry.additional_data)
    assert entry.session_id is not None


def test_the_trail_shows_sealed_values_as_sealed(console, officer, corrected):
    shown = console(officer).get(f"/admin/audit/logentry/{corrected.pk}/change/").content.decode()

    assert "sealed → sealed" in shown
    assert "sealed:" not in shown


def test_without_a_purpose_nothing_is_opened(console, officer, subject, corrected):
    for given in ({}, {"purpose": ""}, {"purpose": "curiosity"}, {"purpose": "own_access"}):
        response = console(officer).post(_history(subject, _open(corrected)), given)
        assert response.status_code == 302
    assert not LogEntry.objects.filter(event="subject.history_opened").exists()


def test_who_sees_the_person_masked_opens_nothing(console, owner, auditor, subject, corrected):
    for user in (owner, auditor):
        listed = console(user).get(_history(subject)).content.decode()
        assert "2 sealed" in listed
        assert "open-sealed" not in listed
        assert console(user).post(_history(subject, _open(corrected)), INVESTIGATE).status_code == 403
    assert not LogEntry.objects.filter(event="subject.history_opened").exists()


def test_a_stale_second_factor_opens_nothing(console, officer, subject, corrected):
    browser = console(officer)
    Session.objects.filter(user=officer).update(mfa_at=timezone.now() - dt.timedelta(hours=1))

    response = browser.post(_history(subject, _open(corrected)), INVESTIGATE)

    assert "Thandi" not in response.content.decode()
    assert not LogEntry.objects.filter(event="subject.history_opened").exists()


def test_an_entry_of_somebody_else_is_not_opened(console, officer, owner, subject, corrected):
    other = subject_of(owner, identifiers=(), contacts=())

    assert console(officer).post(_history(other, _open(corrected)), INVESTIGATE).status_code == 404


def test_after_erasure_it_says_that_the_values_are_gone(console, officer, subject, corrected):
    fields = ["name", "identifiers"]
    at = timezone.now()
    subject_reveal(actor=officer, subject=subject, fields=fields, purpose=RevealPurpose.IDENTIFY, at=at)
    subject_erase(actor=officer, subject=subject, at=at)
    browser = console(officer)

    listed = browser.get(_history(subject)).content.decode()
    assert "gone for good" in listed
    assert "open-sealed" not in listed
    response = browser.post(_history(subject, _open(corrected)), INVESTIGATE)

    assert "Nobody can read them any more" in response.content.decode()
    assert all(word not in response.content.decode() for word in ("Thandi", SA_ID))
    assert LogEntry.objects.get(event="subject.history_opened").additional_data["gone"] is True
