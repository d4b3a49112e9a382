"""The trail's screens: a window always, pages by keyset, proofs in words, exports, findings."""

import datetime as dt
import uuid

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import Session
from audit import trail
from audit.anchoring import anchor_newest
from audit.context import Acting, acting_as
from audit.models import Finding, LogEntry, ReviewTerms
from tests.factories.subjects import subject_of
from tests.factories.trail import everything_sealed

LIST = "/admin/audit/logentry/"


def _reads(count, **more):
    with acting_as(Acting(address="192.0.2.7", purpose="Loan review", interface="api")):
        return [trail.record_read("document.viewed", **more) for _ in range(count)]


@pytest.mark.django_db
def test_the_list_shows_the_last_day_and_says_so_in_the_trail(console, auditor):
    _reads(2)
    LogEntry.objects.create(
        event="document.ancient", action=3, timestamp=timezone.now() - dt.timedelta(hours=25)
    )
    page = console(auditor).get(LIST)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.count("document.viewed") == 2
    assert "document.ancient" not in text
    assert "Loan review" in text
    assert LogEntry.objects.filter(event="trail.listed", actor_id=auditor.pk).count() == 1
    assert "document.ancient" in console(auditor).get(LIST, {"range": "7d"}).content.decode()


@pytest.mark.django_db
def test_a_window_too_long_is_refused_in_words(console, auditor):
    page = console(auditor).get(LIST, {"since": "2026-01-01T00:00", "until": "2026-12-01T00:00"})
    assert "longer than 92 days" in page.content.decode()
    assert not LogEntry.objects.filter(event="trail.listed").exists()


@pytest.mark.django_db
def test_an_object_has_its_history_in_any_window(console, auditor, document):
    _reads(1, target=document)
    LogEntry.objects.filter(event="document.viewed")
    page = (
        console(auditor)
        .get(LIST, {"object_type": "documents.document", "object_id": str(document.pk)})
        .content.decode()
    )
    assert "document.viewed" in page
    assert "192.0.2.7" in page
    link = console(auditor).get(f"/admin/documents/document/{document.pk}/change/").content.decode()
    assert f"object_id={document.pk}" in link


@pytest.mark.django_db
def test_pages_follow_one_another(console, auditor):
    _reads(51, subject_refs=[uuid.UUID(int=7)])
    browser = console(auditor)
    first = browser.get(LIST, {"subject": str(uuid.UUID(int=7)), "event": "document.viewed"})
    assert len(first.context["entries"]) == 50
    second = browser.get(LIST + first.context["following"])
    assert len(second.context["entries"]) == 1
    assert second.context["following"] == ""
    assert LogEntry.objects.filter(event="trail.listed", subject_refs=[uuid.UUID(int=7)]).count() == 2


@pytest.mark.django_db
def test_the_list_takes_the_same_queries_however_long(
    console, auditor, document, django_assert_max_num_queries
):
    browser = console(auditor)
    browser.get(LIST)
    _reads(45, target=document)
    with django_assert_max_num_queries(14) as spent:
        browser.get(LIST)
    assert not [q for q in spent.captured_queries if "COUNT(" in q["sql"] and "audit_logentry" in q["sql"]]


@pytest.mark.django_db(transaction=True)
def test_an_entry_tells_how_it_is_proven(console, auditor):
    entry = _reads(1, subject_refs=[uuid.UUID(int=7)])[0]
    browser = console(auditor)
    assert "Not sealed yet" in browser.get(f"{LIST}{entry.pk}/change/").content.decode()
    everything_sealed()
    text = browser.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert "Sealed as leaf" in text
    assert "not anchored outside yet" in text
    anchor_newest(at=timezone.now())
    assert (
        "anchored outside with the checkpoint of" in browser.get(f"{LIST}{entry.pk}/change/").content.decode()
    )
    first = browser.get("/admin/").content.decode()
    assert "Sealed to leaf" in first
    assert LogEntry.objects.filter(event="trail.viewed", object_pk=str(entry.pk)).count() == 3


@pytest.mark.django_db
def test_the_first_page_shows_the_trail_to_those_who_read_it(console, auditor, processor):
    assert "Never verified as a whole yet" in console(auditor).get("/admin/").content.decode()
    assert "Never verified" not in console(processor).get("/admin/").content.decode()


@pytest.mark.django_db
def test_who_has_seen_a_person(console, auditor, officer, processor):
    subject = subject_of(officer)
    with acting_as(Acting(actor_id=processor.pk, purpose="Complaint 4")):
        trail.record_read("subject.viewed", subject_refs=[subject.pk])
    text = console(auditor).get(f"{LIST}subjects/{subject.pk}/").content.decode()
    assert "Processor" in text
    assert "Complaint 4" in text
    assert console(auditor).get(f"{LIST}subjects/{uuid.uuid4()}/").status_code == 404
    assert console(processor).get(f"{LIST}subjects/{subject.pk}/").status_code == 403


@pytest.mark.django_db
def test_an_export_from_the_console(console, officer, processor):
    now = timezone.now()
    window = {
        "since": (now - dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
        "until": (now + dt.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"),
    }
    browser = console(officer)
    everything_sealed()
    got = browser.post(f"{LIST}export/", window)
    assert got["Content-Type"] == "application/zip"
    assert got.getvalue().startswith(b"PK")
    assert console(processor).post(f"{LIST}export/", window).status_code == 403
    refused = browser.post(f"{LIST}export/", {"since": window["since"]})
    assert "both ends" in str(next(iter(get_messages(refused.wsgi_request))))
    Session.objects.filter(user=officer).update(mfa_at=now - dt.timedelta(minutes=11))
    assert browser.post(f"{LIST}export/", window).status_code == 302
    assert LogEntry.objects.filter(event="trail.exported", actor_id=officer.pk).count() == 1


def _finding(actor=None):
    return Finding.objects.create(
        day=timezone.now().date(),
        rule="export",
        actor=actor,
        count=1,
        sentence="1 export.",
        created_at=timezone.now(),
    )


@pytest.mark.django_db
def test_an_officer_signs_off_in_the_console(console, officer, auditor, processor):
    other, own = _finding(processor), _finding(officer)
    page = "/admin/audit/finding/{}/change/"
    sign = "/admin/audit/finding/{}/sign-off/"
    assert "Sign off" not in console(auditor).get(page.format(other.pk)).content.decode()
    assert console(auditor).post(sign.format(other.pk), {"note": "x"}).status_code == 403
    browser = console(officer)
    assert "somebody else signs it off" in browser.get(page.format(own.pk)).content.decode()
    browser.post(sign.format(own.pk), {"note": "Me."})
    browser.post(sign.format(other.pk), {"note": ""})
    assert not Finding.objects.filter(state="signed_off").exists()
    browser.post(sign.format(other.pk), {"note": "Asked."})
    assert Finding.objects.get(state="signed_off").pk == other.pk
    assert "1 export." in browser.get("/admin/audit/finding/").content.decode()


@pytest.mark.django_db
def test_an_officer_sets_terms_and_a_zone_must_exist(console, officer, auditor):
    given = {
        "in_force_from": "2026-12-01",
        "time_zone": "Africa/Nowhere",
        "opens_at": "07:00",
        "closes_at": "18:00",
        "weekdays": ["1", "6"],
        "volume_factor": "4",
        "volume_floor": "100",
        "denied_in_a_row": "3",
        "failed_sign_ins": "5",
        "reason": "Longer Saturdays.",
    }
    add = "/admin/audit/reviewterms/add/"
    browser = console(officer)
    assert "no such time zone" in browser.post(add, given).content.decode()
    assert browser.post(add, {**given, "time_zone": "Africa/Lagos"}).status_code == 302
    made = ReviewTerms.objects.get()
    assert (made.weekdays, made.created_by_id) == ([1, 6], officer.pk)
    assert LogEntry.objects.filter(event="review_terms.created", actor_id=officer.pk).exists()
    assert console(auditor).get(add).status_code == 403
