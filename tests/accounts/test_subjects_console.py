"""Data subjects in the console: masked, found by posted values, revealed once, merged side by side."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services.subjects import subject_erase
from audit.models import LogEntry
from tests.factories.subjects import OTHER_SA_ID, SA_ID, subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(officer):
    return subject_of(officer)


def _url(name, *args):
    return reverse(f"admin:accounts_datasubject_{name}", args=args)


def test_list_and_page_are_masked_and_recorded(console, officer, subject):
    browser = console(officer)
    listed = browser.get(_url("changelist")).content.decode()
    page = browser.get(_url("change", subject.pk))

    assert "T*** M***" in listed
    assert "*********9087" in page.content.decode()
    for text in (listed, page.content.decode()):
        assert SA_ID not in text
        assert "Mokoena" not in text
    assert "no-store" in page["Cache-Control"]
    for event in ("subjects.listed", "subject.viewed"):
        assert LogEntry.objects.get(event=event).subject_refs == [subject.pk]


def test_a_posted_value_finds_and_is_not_sent_back(console, officer, subject):
    browser = console(officer)

    found = browser.post(_url("search"), {"by": "sa_id", "value": SA_ID}).content.decode()
    wrong = browser.post(_url("search"), {"by": "sa_id", "value": "8001015009086"}).content.decode()

    assert "T*** M***" in found
    assert SA_ID not in found
    assert "check digit" in wrong
    assert "8001015009086" not in wrong


def test_a_reveal_shows_once_on_record_and_needs_a_purpose(console, officer, subject):
    browser, url = console(officer), _url("reveal", subject.pk)

    assert browser.get(url).status_code == 405
    assert browser.post(url, {"fields_wanted": ["name"]}).status_code == 302
    shown = browser.post(url, {"fields_wanted": ["name", "identifiers"], "purpose": "identify"})
    assert SA_ID in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert LogEntry.objects.get(event="subject.revealed").count == 2
    assert SA_ID not in browser.get(_url("change", subject.pk)).content.decode()


def test_an_auditor_reads_masked_and_finds_no_verb(console, auditor, subject):
    browser = console(auditor)
    page = browser.get(_url("change", subject.pk)).content.decode()

    assert "<button>Reveal" not in page
    assert "Remove" not in page
    body = {"fields_wanted": ["name"], "purpose": "identify"}
    assert browser.post(_url("reveal", subject.pk), body).status_code == 403
    for name in ("correct", "identifier", "contact", "merge"):
        assert browser.post(_url(name, subject.pk), {}).status_code == 403
    assert not LogEntry.objects.filter(event="subject.revealed").exists()


@pytest.mark.parametrize("persona", ["stranger", "admin"])
def test_a_stranger_reaches_no_page(request, console, persona, subject):
    browser = console(request.getfixturevalue(persona))

    for name in ("change", "history", "correct", "identifier", "contact"):
        assert browser.get(_url(name, subject.pk)).status_code in {403, 404}
    assert "T***" not in browser.get(_url("changelist")).content.decode()


def test_names_and_values_are_recorded_and_corrected_by_forms(console, officer):
    browser = console(officer)
    made = browser.post(_url("add"), {"kind": "natural", "given": "Sipho", "family": "Dube"})
    key = made["Location"].split("/")[-3]
    browser.post(_url("identifier", key), {"kind": "sa_id", "value": OTHER_SA_ID})
    browser.post(_url("contact", key), {"kind": "email", "value": "sipho@example.org"})
    browser.post(_url("correct", key), {"given": "Siphokazi", "family": "Dube", "revision": "3"})

    page = browser.get(_url("change", key)).content.decode()
    assert "S*** D***" in page
    assert OTHER_SA_ID[-4:] in page
    assert "s***@e***.org" in page
    stale = browser.post(_url("correct", key), {"given": "X", "family": "Y", "revision": "1"})
    assert stale.status_code == 412
    assert "subject.name_corrected" in browser.get(_url("history", key)).content.decode()


def test_records_are_compared_merged_and_unmerged(console, officer, subject):
    other = subject_of(officer, given="Thandiwe", identifiers=(("passport", "A1234567", "NA"),), contacts=())
    browser, url = console(officer), _url("merge", subject.pk)

    compared = browser.get(f"{url}?other={other.pk}").content.decode()
    assert "******67" in compared
    assert "A1234567" not in compared
    assert browser.post(url, {"other": other.pk, "reason": "entered_twice"}).status_code == 302
    tombstone = browser.get(_url("change", other.pk)).content.decode()
    assert "Undo the merge" in tombstone
    assert browser.post(_url("unmerge", other.pk)).status_code == 302
    other.refresh_from_db()
    assert other.state == "active"


def test_an_erased_subject_is_named_so_and_its_page_is_gone(console, officer, subject):
    subject_erase(actor=officer, subject=subject, at=timezone.now())
    browser = console(officer)

    assert "erased" in browser.get(_url("changelist")).content.decode()
    assert browser.get(_url("change", subject.pk)).status_code == 410
    assert "subject.erased" in browser.get(_url("history", subject.pk)).content.decode()
