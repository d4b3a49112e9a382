"""Data subjects over the API: masked, searched by the body, changed by revision, revealed on record."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.constants import SessionKind
from accounts.models import DataSubject, Session
from accounts.services.subject_links import subject_link_login
from accounts.services.subjects import subject_erase
from audit.models import LogEntry
from tests.factories.subjects import EMAIL, OTHER_SA_ID, SA_ID, subject_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/subjects"
BODY = {
    "kind": "natural",
    "name": {"given": "Thandi", "family": "Mokoena"},
    "identifiers": [{"kind": "sa_id", "value": "800101 5009 087"}],
    "contacts": [{"kind": "email", "value": EMAIL}, {"kind": "phone", "value": "082 777 1234"}],
}
REVEAL = {"fields": ["name", "identifiers"], "purpose": "identify"}


@pytest.fixture
def subject(officer):
    return subject_of(officer)


def test_a_subject_is_created_and_answered_masked(as_user, processor):
    response = as_user(processor).post(URL, BODY)

    body = response.json()
    assert response.status_code == 201
    assert response["ETag"] == '"1"'
    assert response["Cache-Control"] == "private, no-store"
    assert response["Location"].endswith(f"/api/v1/subjects/{body['id']}")
    assert body["name"] == "T*** M***"
    assert [one["masked"] for one in body["identifiers"]] == ["*********9087"]
    assert [one["masked"] for one in body["contacts"]] == ["T***@c***.example", "********1234"]
    assert body["possible_duplicates"] == []


def test_possible_duplicates_come_with_the_new_subject(as_user, officer, subject):
    body = {**BODY, "identifiers": []}

    found = as_user(officer).post(URL, body).json()["possible_duplicates"]

    assert [(one["subject"]["id"], one["because"]) for one in found] == [
        (str(subject.pk), ["email", "name", "phone"])
    ]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"kind": "CANARY"}, 400),
        ({"name": {"given": ""}}, 400),
        ({"name": {"registered": "CANARY"}}, 400),
        ({"identifiers": [{"kind": "sa_id", "value": "CANARY"}]}, 400),
        ({"identifiers": [{"kind": "CANARY", "value": "1"}]}, 400),
        ({"identifiers": [{"kind": "sa_id", "value": SA_ID, "CANARY": 1}]}, 400),
        ({"contacts": [{"kind": "email", "value": "CANARY"}]}, 400),
        ({"contacts": [{"kind": "phone", "value": "CANARY"}] * 21}, 400),
        ({"CANARY": 1}, 400),
        ({"created_by": "CANARY", "revision": 9, "state": "erased"}, 400),
    ],
)
def test_what_cannot_be_right_is_refused_without_repeating_it(as_user, officer, change, status):
    response = as_user(officer).post(URL, {**BODY, **change})

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert "CANARY" not in response.content.decode()
    assert DataSubject.objects.count() == 0


def test_half_a_character_is_400(as_user, officer):
    body = '{"kind": "natural", "name": {"given": "A\\ud800"}}'

    response = as_user(officer).post(URL, body, content_type="application/json")

    assert response.status_code == 400


def test_a_taken_identifier_is_409_and_recorded(as_user, officer, subject):
    response = as_user(officer).post(URL, BODY)

    assert (response.status_code, response.json()["code"]) == (409, "identifier_taken")
    assert LogEntry.objects.get(event="subject.identifier_refused").subject_refs == [subject.pk]


@pytest.mark.parametrize(
    "body",
    [
        {"identifier": {"kind": "sa_id", "value": SA_ID}},
        {"email": EMAIL.lower()},
        {"phone": "+27827771234"},
        {"name": "mokoena, thandi"},
    ],
)
def test_search_finds_by_one_exact_value_in_the_body_and_is_recorded(as_user, officer, subject, body):
    found = as_user(officer).post(f"{URL}/search", body).json()

    assert [(one["id"], one["name"]) for one in found] == [(str(subject.pk), "T*** M***")]
    entry = LogEntry.objects.get(event="subjects.searched")
    assert (entry.count, entry.subject_refs) == (1, [subject.pk])


@pytest.mark.parametrize("body", [{}, {"email": EMAIL, "name": "x"}, {"name": "..."}, {"email": "x"}])
def test_a_search_is_by_exactly_one_value_that_can_be_right(as_user, officer, subject, body):
    response = as_user(officer).post(f"{URL}/search", body)

    assert response.status_code == 400 or response.json() == []


def test_nothing_is_searched_through_the_address(as_user, officer, subject):
    listed = as_user(officer).get(f"{URL}?name=Nobody&email=x&search=y").json()["results"]

    assert [one["id"] for one in listed] == [str(subject.pk)]


def test_a_list_is_paged_by_cursor_and_recorded_with_its_subjects(as_user, officer):
    made = [subject_of(officer, given=f"Name{i}", identifiers=(), contacts=()) for i in range(3)]
    client = as_user(officer)

    first = client.get(f"{URL}?page_size=2").json()
    second = client.get(first["next"]).json()

    seen = [one["id"] for one in first["results"] + second["results"]]
    assert seen == [str(one.pk) for one in reversed(made)]
    refs = {ref for e in LogEntry.objects.filter(event="subjects.listed") for ref in e.subject_refs}
    assert refs == {one.pk for one in made}


def test_a_name_is_corrected_only_from_the_revision_that_was_read(as_user, officer, subject):
    client, url = as_user(officer), f"{URL}/{subject.pk}"
    body = {"name": {"given": "Thandiwe", "family": "Mokoena"}}

    assert client.patch(url, body).status_code == 428
    stale = client.patch(url, body, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    changed = client.patch(url, body, headers={"If-Match": client.get(url)["ETag"]})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert client.patch(url, body, headers={"If-Match": "½"}).status_code == 412


def test_values_are_added_corrected_verified_and_removed(as_user, officer, subject):
    client, url = as_user(officer), f"{URL}/{subject.pk}"
    row = client.get(f"{url}/identifiers").json()[0]["id"]

    right = client.patch(f"{url}/identifiers/{row}", {"kind": "sa_id", "value": OTHER_SA_ID})
    assert right.json()["masked"] == f"*********{OTHER_SA_ID[-4:]}"
    verified = client.post(f"{url}/identifiers/{right.json()['id']}/verify")
    assert verified.json()["verified_at"] is not None
    added = client.post(f"{url}/contacts", {"kind": "address", "value": "1 Long Street"})
    assert (added.status_code, added.json()["masked"]) == (201, "***")
    assert client.delete(f"{url}/contacts/{added.json()['id']}").status_code == 204
    assert client.delete(f"{url}/contacts/{added.json()['id']}").status_code == 404
    assert len(client.get(f"{url}/contacts").json()) == 2
    assert len(client.get(f"{url}/contacts?superseded=true").json()) == 3
    old = [one for one in client.get(f"{url}/identifiers?superseded=true").json() if one["superseded_at"]]
    assert [(one["id"], one["superseded_because"]) for one in old] == [(row, "corrected")]


def test_a_reveal_gives_values_once_and_leaves_a_read_event(as_user, officer, subject):
    response = as_user(officer).post(f"{URL}/{subject.pk}/reveal", REVEAL)

    values = response.json()["values"]
    assert [one["value"] for one in values] == ["Thandi Mokoena", SA_ID]
    assert values[0]["parts"] == {"given": "Thandi", "family": "Mokoena"}
    assert response["Cache-Control"] == "private, no-store"
    entry = LogEntry.objects.get(event="subject.revealed")
    assert (entry.actor_id, entry.count, entry.purpose) == (officer.pk, 2, "identify")


@pytest.mark.parametrize(
    "change", [{"purpose": "curiosity"}, {"purpose": ""}, {"fields": []}, {"fields": ["x"]}]
)
def test_a_reveal_without_purpose_or_field_is_400(as_user, officer, subject, change):
    response = as_user(officer).post(f"{URL}/{subject.pk}/reveal", {**REVEAL, **change})

    assert response.status_code == 400
    assert not LogEntry.objects.filter(event="subject.revealed").exists()


def test_a_reveal_asks_for_a_fresh_second_factor(as_user, officer, subject):
    client = as_user(officer)
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    Session.objects.filter(user=officer, kind=SessionKind.API).update(mfa_at=long_ago)

    response = client.post(f"{URL}/{subject.pk}/reveal", REVEAL)

    assert (response.status_code, response.json()["code"]) == (403, "step_up_required")
    assert not LogEntry.objects.filter(event="subject.revealed").exists()


def test_customers_reveal_their_own_data_for_that_purpose_alone(as_user, officer, subject, customer):
    subject_link_login(actor=officer, subject=subject, login=customer, at=timezone.now())
    client, url = as_user(customer), f"{URL}/{subject.pk}"

    assert client.get(url).json()["name"] == "T*** M***"
    assert client.post(f"{url}/reveal", REVEAL).status_code == 403
    own = client.post(f"{url}/reveal", {"fields": ["identifiers"], "purpose": "own_access"})
    assert [one["value"] for one in own.json()["values"]] == [SA_ID]
    staff = as_user(officer).post(f"{url}/reveal", {"fields": ["name"], "purpose": "own_access"})
    assert staff.status_code == 403


def test_a_processor_reveals_only_where_a_grant_says_so(as_user, officer, processor, subject):
    boss, worker, url = as_user(officer), as_user(processor), f"{URL}/{subject.pk}"

    assert worker.post(f"{url}/reveal", REVEAL).status_code == 404
    grant = boss.post(f"{url}/grants", {"user": str(processor.pk)})
    assert grant.status_code == 201
    assert worker.get(url).status_code == 200
    assert worker.post(f"{url}/reveal", REVEAL).json()["code"] == "reveal_refused"
    again = boss.post(f"{url}/grants", {"user": str(processor.pk), "may_reveal": True})
    assert worker.post(f"{url}/reveal", REVEAL).status_code == 200
    assert [one["id"] for one in boss.get(f"{url}/grants").json()] == [again.json()["id"]]
    assert boss.delete(f"{url}/grants/{again.json()['id']}").status_code == 204
    assert worker.get(url).status_code == 404


def test_a_login_is_tied_and_untied(as_user, officer, customer, processor, subject):
    client, url = as_user(officer), f"{URL}/{subject.pk}"

    assert client.post(f"{url}/link", {"login": str(customer.pk)}).json()["login"] == str(customer.pk)
    assert client.post(f"{url}/link", {"login": str(processor.pk)}).status_code == 409
    assert client.delete(f"{url}/link").status_code == 204
    assert client.post(f"{url}/link", {"login": str(subject.pk)}).status_code == 404


def test_records_are_merged_read_as_such_and_unmerged(as_user, officer, subject):
    other = subject_of(officer, given="Thandiwe", identifiers=(("passport", "A1234567", "NA"),), contacts=())
    client, url = as_user(officer), f"{URL}/{subject.pk}"

    merged = client.post(f"{url}/merge", {"other": str(other.pk), "reason": "entered_twice"})
    assert [one["kind"] for one in merged.json()["identifiers"]] == ["sa_id", "passport"]
    tombstone = client.get(f"{URL}/{other.pk}").json()
    assert (tombstone["state"], tombstone["merged_into"]) == ("merged", str(subject.pk))
    assert (tombstone["name"], tombstone["identifiers"]) == ("T*** M***", [])
    refused = client.post(f"{URL}/{other.pk}/contacts", {"kind": "email", "value": "a@b.co"})
    assert (refused.status_code, refused.json()["code"]) == (409, "subject_merged")
    back = client.post(f"{URL}/{other.pk}/unmerge")
    assert (back.json()["state"], len(back.json()["identifiers"])) == ("active", 1)
    assert client.post(f"{URL}/{other.pk}/unmerge").status_code == 409


def test_an_erased_subject_is_410_and_listed_without_a_name(as_user, officer, subject):
    subject_erase(actor=officer, subject=subject, at=timezone.now())
    client = as_user(officer)

    for route in ["", "/identifiers", "/contacts", "/duplicates"]:
        response = client.get(f"{URL}/{subject.pk}{route}")
        assert (response.status_code, response.json()["code"]) == (410, "subject_erased")
    assert client.post(f"{URL}/{subject.pk}/reveal", REVEAL).status_code == 410
    listed = client.get(URL).json()["results"]
    assert [(one["state"], one["name"]) for one in listed] == [("erased", "")]
