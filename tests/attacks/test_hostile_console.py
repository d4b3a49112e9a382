"""The console: addresses made up by hand, altered files, and what the trail learns of it."""

from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType

from accounts.models import User
from audit.models import LogEntry
from documents.models import Case, Document, ProcessingRun
from tests.factories import PASSWORD, case_of, document_read
from vault.storage import documents_storage

pytestmark = pytest.mark.django_db

DOCUMENTS = "/admin/documents/document/"


def _alter(key, at=60):
    with Path(documents_storage().path(key)).open("r+b") as file:
        file.seek(at)
        file.write(b"\x00\x01\x02")


@pytest.mark.parametrize("query", ["name__exact=%00", "status__exact=%00", "name__regex=("])
def test_a_filter_the_database_refuses_is_400_with_a_way_back(console, owner, query, transactional_db):
    response = console(owner).get(f"{DOCUMENTS}?{query}")

    assert response.status_code == 400
    assert "not allowed" in response.content.decode()


def test_a_made_up_shortcut_is_400(console, owner):
    kind = ContentType.objects.get_for_model(Document).pk

    assert console(owner).get(f"/admin/r/{kind}/abc/").status_code == 400


def test_the_list_of_people_does_not_tell_whose_a_document_is(console, admin, document):
    assert console(admin).get(f"/admin/accounts/user/?documents={document.pk}").status_code == 400
    assert console(admin).get("/admin/accounts/user/?groups__id__exact=1").status_code == 200


def test_an_altered_original_is_refused_before_a_byte_is_sent(console, owner, document):
    _alter(document.versions.get().storage_key)

    response = console(owner).get(f"{DOCUMENTS}{document.pk}/original")

    assert response.status_code == 500
    assert "altered" in response.content.decode()


def test_an_altered_page_picture_is_refused_in_words(console, owner, document):
    read = document_read(document)
    _alter(read.versions.get().pages.get(number=1).image_key)

    response = console(owner).get(f"{DOCUMENTS}{read.pk}/page/1")

    assert response.status_code == 500
    assert "altered" in response.content.decode()


def test_a_case_cannot_take_the_name_of_another(console, owner, case):
    second = case_of(owner, "Loan 2")

    response = console(owner).post(f"/admin/documents/case/{second.pk}/change/", {"name": case.name})

    assert response.status_code == 200
    assert "another case of this name" in response.content.decode()
    assert Case.objects.get(pk=second.pk).name == "Loan 2"


def test_a_new_name_of_a_case_is_in_the_trail(console, owner, case):
    console(owner).post(f"/admin/documents/case/{case.pk}/change/", {"name": "Loan 9"})

    assert Case.objects.get(pk=case.pk).name == "Loan 9"
    assert LogEntry.objects.filter(event="case.updated", object_pk=str(case.pk), actor=owner).count() == 1


def test_the_first_page_says_why_nothing_is_read(console, owner, document):
    reason = "The reading process did not start: no such file."
    ProcessingRun.objects.filter(version__document=document).update(error=reason)

    assert reason in console(owner).get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("address", "event"),
    [
        ("/admin/", "desk.viewed"),
        ("/admin/documents/case/", "cases.listed"),
        ("/admin/documents/case/{case}/change/", "case.viewed"),
    ],
)
def test_every_look_in_the_console_is_in_the_trail(console, auditor, case, address, event):
    console(auditor).get(address.format(case=case.pk))

    assert LogEntry.objects.filter(event=event, actor=auditor, action=LogEntry.Action.ACCESS).count() == 1


@pytest.mark.parametrize(
    ("address", "event"), [("/api/v1/cases", "cases.listed"), ("/api/v1/cases/{case}", "case.viewed")]
)
def test_cases_seen_through_the_api_are_in_the_trail(as_user, auditor, case, address, event):
    as_user(auditor).get(address.format(case=case.pk))

    assert LogEntry.objects.filter(event=event, actor=auditor, interface="api").count() == 1


def test_a_changed_role_is_in_the_trail(console, admin, stranger):
    body = {"full_name": "S", "is_active": "on", "roles": []}
    console(admin).post(f"/admin/accounts/user/{stranger.pk}/change/", body)

    assert list(User.objects.get(pk=stranger.pk).groups.all()) == []
    entry = LogEntry.objects.get(event="user.roles_changed")
    assert (entry.object_pk, entry.additional_data, entry.actor_id) == (
        str(stranger.pk),
        {"roles": [], "before": ["processor"]},
        admin.pk,
    )


def test_a_sign_in_to_the_console_is_in_the_trail(client, owner):
    client.post("/admin/login/", {"username": owner.email, "password": PASSWORD})

    entry = LogEntry.objects.get(event="user.signed_in")
    assert (entry.object_pk, entry.actor_id, entry.interface) == (str(owner.pk), owner.pk, "console")


def test_the_screen_asks_as_often_for_a_long_history(console, owner, document, django_assert_max_num_queries):
    read = document_read(document)
    browser = console(owner)
    for _ in range(8):
        browser.get(f"{DOCUMENTS}{read.pk}/change/")

    with django_assert_max_num_queries(32):
        browser.get(f"{DOCUMENTS}{read.pk}/change/")
