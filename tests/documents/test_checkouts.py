"""Check-outs: others' changes are refused until they end, and officers can end them."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.roles import Role
from audit.models import LogEntry
from documents.models import Document
from tests.factories import CSV, grant_document, person

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"


@pytest.fixture
def worker(document):
    user = person("worker", Role.PROCESSOR)
    grant_document(document, user)
    grant_document(document, user, "change_document")
    return user


@pytest.fixture
def url(document):
    return f"{D}/{document.pk}"


@pytest.fixture
def taken(as_user, owner, url):
    response = as_user(owner).post(f"{url}/checkout", {"hours": 2}, format="json")
    assert response.status_code == 200, response.content
    return response.json()["checked_out_until"]


def _changes(client, url):
    file = SimpleUploadedFile("second.csv", CSV + b"2026-01-10,Fee,-1.00,17499.00\n")
    return {
        "patch": client.patch(url, {"name": "x.csv"}, format="json"),
        "version": client.post(f"{url}/versions", {"file": file}, format="multipart"),
        "restore": client.post(f"{url}/versions/1/restore"),
        "checkout": client.post(f"{url}/checkout", {}, format="json"),
    }


def test_others_are_refused_and_told_until_when(as_user, worker, officer, document, url, taken):  # noqa: PLR0917 - fixtures
    answers = _changes(as_user(worker), url)
    binned = as_user(officer).delete(url)

    for name in ("patch", "version", "checkout"):
        assert answers[name].status_code == 409, name
        assert answers[name].json()["code"] == "checked_out"
        assert taken[:10] in answers[name].json()["detail"]
    assert answers["restore"].status_code == 200  # the newest already: nothing changes
    assert (binned.status_code, binned.json()["code"]) == (409, "checked_out")
    document.refresh_from_db()
    assert (document.name, document.versions.count()) == ("statement.csv", 1)


def test_the_holder_works_on_and_the_others_after_its_end(as_user, owner, worker, url, taken):
    assert as_user(owner).patch(url, {"name": "a.csv"}, format="json").status_code == 200
    Document.objects.update(checked_out_until=timezone.now() - dt.timedelta(seconds=1))

    assert as_user(worker).patch(url, {"name": "b.csv"}, format="json").status_code == 200


def test_a_check_out_is_given_back_by_its_holder(as_user, owner, worker, url, taken):
    refused = as_user(worker).delete(f"{url}/checkout")
    ended = as_user(owner).delete(f"{url}/checkout")

    assert (refused.status_code, refused.json()["code"]) == (403, "checkout_not_yours")
    assert ended.status_code == 204
    assert as_user(worker).post(f"{url}/checkout", {}, format="json").status_code == 200


def test_an_officer_breaks_it_with_a_reason_and_only_so(as_user, officer, document, url, taken):
    client = as_user(officer)
    assert client.delete(f"{url}/checkout").status_code == 403
    assert client.delete(f"{url}/checkout?reason=On+leave+since+Monday").status_code == 204

    document.refresh_from_db()
    assert document.checked_out_by is None
    entry = LogEntry.objects.get(event="document.checkout_broken")
    assert (entry.purpose, entry.additional_data["holder"]) == (
        "On leave since Monday",
        str(document.owner_id),
    )


@pytest.mark.parametrize("hours", [0, 169, "x"])
def test_a_check_out_lasts_between_an_hour_and_a_week(as_user, owner, url, hours):
    assert as_user(owner).post(f"{url}/checkout", {"hours": hours}, format="json").status_code == 400
