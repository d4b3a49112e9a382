"""What the trail says of a read: who, whom it is about, through which session, what for."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services.subjects import subject_erase
from audit.models import LogEntry
from documents import services
from documents.models import Document
from tests.factories import case_of, document_from
from tests.factories.subjects import subject_of

pytestmark = pytest.mark.django_db
READ = LogEntry.Action.ACCESS


@pytest.fixture
def subject(owner):
    return subject_of(owner)


def _last(event):
    return LogEntry.objects.filter(event=event).latest("id")


def test_a_document_is_about_its_subject_or_else_its_cases(owner, subject):
    other = subject_of(owner, identifiers=())
    case = services.case_create(actor=owner, name="Loan 7", subject=subject, at=timezone.now())
    through_case = document_from(owner=owner, case=case)
    own = document_from(b"Date,Amount\n2026-01-01,1.00\n", owner=owner, case=case)
    services.subject_set(actor=owner, target=own, subject=other)

    assert Document.objects.get(pk=through_case.pk).subject_refs == [subject.pk]
    assert Document.objects.get(pk=own.pk).subject_refs == [other.pk]
    assert set(_last("document.subject_set").subject_refs) == {other.pk, subject.pk} - {subject.pk} | {
        other.pk
    }


def test_a_read_says_who_and_about_whom_and_through_which_session(owner, subject, as_user):
    case = services.case_create(actor=owner, name="Loan 7", subject=subject, at=timezone.now())
    document = document_from(owner=owner, case=case)
    api = as_user(owner)
    api.get(
        f"/api/v1/documents/{document.pk}", HTTP_X_PURPOSE="affordability", HTTP_X_REQUEST_ID="request-12345"
    )

    entry = _last("document.viewed")
    assert (entry.actor_id, entry.subject_refs, entry.purpose) == (owner.pk, [subject.pk], "affordability")
    assert (entry.cid, entry.interface, entry.remote_addr) == ("request-12345", "api", "127.0.0.1")
    assert entry.session_id == owner.sessions.get().pk


def test_a_list_names_each_subject_of_its_page_once_with_the_same_number_of_queries(owner, subject, as_user):
    other = subject_of(owner, identifiers=())
    first = services.case_create(actor=owner, name="Loan 7", subject=subject, at=timezone.now())
    document_from(owner=owner, case=first)
    api = as_user(owner)
    _queries(api)  # what is asked once is known from here on
    few = _queries(api)
    for number in range(4):
        made = document_from(f"Date,Amount\n2026-01-0{number + 1},1.00\n".encode(), owner=owner, case=first)
        if number == 3:
            services.subject_set(actor=owner, target=made, subject=other)

    assert _queries(api) == few
    entry = _last("documents.listed")
    assert (entry.subject_refs, entry.count) == (sorted([subject.pk, other.pk]), 5)


def _queries(api):

    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert api.get("/api/v1/documents").status_code == 200
    return len(captured)


def test_only_a_subject_one_sees_can_be_named(owner, officer, as_user, subject):
    hidden = subject_of(officer, identifiers=())
    case = case_of(owner)
    api = as_user(owner)

    refused = api.patch(f"/api/v1/cases/{case.pk}", {"subject": str(hidden.pk)}, format="json")
    assert refused.status_code == 404
    taken = api.patch(f"/api/v1/cases/{case.pk}", {"subject": str(subject.pk)}, format="json")
    assert (taken.status_code, taken.json()["subject"]) == (200, str(subject.pk))
    assert (
        api.post("/api/v1/cases", {"name": "New", "subject": str(hidden.pk)}, format="json").status_code
        == 404
    )
    made = api.post("/api/v1/cases", {"name": "New", "subject": str(subject.pk)}, format="json")
    assert made.json()["subject"] == str(subject.pk)
    assert _last("case.created").subject_refs == [subject.pk]


def test_whoever_may_only_look_names_nobody(owner, auditor, case, as_user):
    mine = subject_of(owner, identifiers=())
    refused = as_user(auditor).patch(f"/api/v1/cases/{case.pk}", {"subject": str(mine.pk)}, format="json")

    assert refused.status_code == 403


def test_a_name_of_a_merged_or_erased_subject_is_refused(owner, officer, as_user):

    gone = subject_of(owner)
    subject_erase(actor=officer, subject=gone, at=timezone.now())
    api = as_user(owner)
    refused = api.patch(f"/api/v1/cases/{case_of(owner).pk}", {"subject": str(gone.pk)}, format="json")

    assert refused.status_code in {409, 410}
