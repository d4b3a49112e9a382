"""Whom a case or document is about, said in the console: found by one exact value, and nobody else's people."""

import pytest

from accounts.models import DataSubject
from audit.models import LogEntry
from documents import services
from tests.factories import grant_case, grant_document
from tests.factories.subjects import SA_ID, subject_of

pytestmark = pytest.mark.django_db

FIND = {"by": "sa_id", "value": SA_ID, "country": ""}


def _page(target, rest="subject"):
    return f"/admin/documents/{target._meta.model_name}/{target.pk}/{rest}"


def _give(target, user, *verbs):
    kind = target._meta.model_name
    for verb in verbs:
        (grant_case if kind == "case" else grant_document)(target, user, f"{verb}_{kind}")


@pytest.fixture
def subject(owner) -> DataSubject:
    return subject_of(owner)


@pytest.fixture(params=["case", "document"])
def target(request):
    return request.getfixturevalue(request.param)


def test_an_owner_finds_a_person_and_says_that_it_is_about_them(console, owner, subject, target):
    browser = console(owner)
    found = browser.post(_page(target), FIND).content.decode()
    assert str(subject.pk) in found
    assert "Mokoena" not in found

    response = browser.post(_page(target), {"subject": str(subject.pk)})

    target.refresh_from_db()
    assert (response["Location"], target.subject_id) == (_page(target, "change/"), subject.pk)
    shown = browser.get(_page(target, "change/")).content.decode()
    assert "T*** M***" in shown
    entry = LogEntry.objects.get(event=f"{target._meta.model_name}.subject_set")
    assert entry.subject_refs == [subject.pk]
    assert entry.actor_id == owner.pk


def test_and_takes_it_back(console, owner, subject, target):
    services.subject_set(actor=owner, target=target, subject=subject)

    console(owner).post(_page(target), {"subject": ""})

    target.refresh_from_db()
    assert target.subject_id is None
    assert LogEntry.objects.filter(event=f"{target._meta.model_name}.subject_set")[0].subject_refs == [
        subject.pk
    ]


def test_a_document_shows_the_person_of_its_case(console, owner, subject, case, document):
    services.subject_set(actor=owner, target=case, subject=subject)

    shown = console(owner).get(_page(document, "change/")).content.decode()

    assert "T*** M***" in shown
    assert "(by the case)" in shown


def test_the_search_finds_nobody_whom_one_may_not_see(console, stranger, subject, target):
    _give(target, stranger, "view", "change")
    browser = console(stranger)
    before = browser.post(_page(target), FIND).content.decode()
    assert "0 found" in before
    assert str(subject.pk) not in before

    refused = browser.post(_page(target), {"subject": str(subject.pk)}, follow=True)

    target.refresh_from_db()
    assert target.subject_id is None
    assert "There is no such data subject" in refused.content.decode()
    unknown = browser.post(_page(target), {"subject": "019aaaaa-0000-7000-8000-000000000000"})
    assert "There is no such data subject" in unknown.content.decode()


def test_whom_one_may_not_see_is_not_named(console, owner, stranger, subject, target):
    services.subject_set(actor=owner, target=target, subject=subject)
    _give(target, stranger, "view")

    shown = console(stranger).get(_page(target, "change/")).content.decode()

    assert "a person you may not see" in shown
    assert "T***" not in shown
    assert console(stranger).get(_page(target)).status_code == 403


def test_a_search_is_recorded_with_whom_it_found(console, owner, subject, target):

    console(owner).post(_page(target), FIND)

    entry = LogEntry.objects.get(event="subjects.searched")
    assert (entry.actor_id, entry.subject_refs, entry.object_pk) == (owner.pk, [subject.pk], str(target.pk))
    assert SA_ID not in str(entry.additional_data)
    assert entry.additional_data["by"] == "sa_id"


@pytest.mark.parametrize("given", ["1", "'", "\x00", "019aaaaa"])
def test_what_is_no_id_is_refused_in_words(console, owner, target, given):
    shown = console(owner).post(_page(target), {"subject": given})

    assert shown.status_code == 200
    assert "no id of a data subject" in shown.content.decode()
