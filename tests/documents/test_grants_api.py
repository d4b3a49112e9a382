"""Grants, offers and broken glass over the API."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from audit.models import LogEntry
from documents.models import (
    BreakGlass,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    GrantOffer,
)
from tests.factories import case_of, document_from, grant_document, group_of, person, signed_in

pytestmark = pytest.mark.django_db

REASON = "Customer reports a wrong amount, ticket 4711."


def _grants(target):
    kind = "documents" if isinstance(target, Document) else "cases"
    return f"/api/v1/{kind}/{target.pk}/grants"


def _rows():
    models = (
        CaseUserObjectPermission,
        DocumentUserObjectPermission,
        DocumentGroupObjectPermission,
        GrantOffer,
        BreakGlass,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def held(customer, case):
    """A document of a customer, in nobody's case."""
    return document_from(owner=customer)


def test_an_officer_gives_a_grant_by_id_address_or_group(as_user, officer, stranger, processor, document):
    api = as_user(officer)
    group_of([processor])

    made = [
        api.post(_grants(document), {"user": str(stranger.pk), "verb": "view", "reason": "review"}),
        api.post(_grants(document), {"email": stranger.email.upper(), "verb": "change"}),
        api.post(_grants(document), {"group": "branch", "verb": "view"}),
    ]

    assert [(r.status_code, r.json()["kind"], r.json()["state"]) for r in made] == [
        (201, "user", "live"),
        (201, "user", "live"),
        (201, "group", "live"),
    ]
    assert as_user(stranger).get(f"/api/v1/documents/{document.pk}").status_code == 200
    assert as_user(processor).get(f"/api/v1/documents/{document.pk}").status_code == 200


def test_a_revoked_grant_is_refused_at_the_next_request_of_the_same_token(
    as_user, officer, stranger, document
):
    client = as_user(stranger)
    made = as_user(officer).post(_grants(document), {"user": str(stranger.pk), "verb": "view"}).json()
    assert client.get(f"/api/v1/documents/{document.pk}").status_code == 200

    assert as_user(officer).delete(f"{_grants(document)}/{made['id']}").status_code == 204

    assert client.get(f"/api/v1/documents/{document.pk}").status_code == 404
    listed = as_user(officer).get(_grants(document)).json()["results"]
    ended = as_user(officer).get(f"{_grants(document)}?ended=true").json()["results"]
    assert ([g["state"] for g in listed], [g["state"] for g in ended]) == ([], ["revoked"])


@pytest.mark.parametrize("exists", [True, False])
def test_the_answer_does_not_tell_whether_an_address_exists(as_user, customer, held, exists):
    address = "somebody@example.com"
    if exists:
        User.objects.create_user(address, full_name="Some Body")

    made = as_user(customer).post(_grants(held), {"email": address, "verb": "view"})
    listed = as_user(customer).get(_grants(held)).json()["results"]

    body = made.json()
    assert made.status_code == 201
    assert {k: v for k, v in body.items() if k not in {"id", "granted_at", "granted_by_id"}} == {
        "kind": "address",
        "holder_id": "",
        "holder": address,
        "verb": "view",
        "via": "document",
        "state": "offered",
        "granted_by": "Customer",
        "expires_at": None,
        "reason": "",
        "is_break_glass": False,
    }
    assert listed == [body]


def test_an_offer_asks_the_same_questions_of_the_database_for_any_address(as_user, customer, held):
    User.objects.create_user("here@example.com")
    counts = []
    api = as_user(customer)
    for address in ("warm@example.com", "here@example.com", "gone@example.com"):
        with CaptureQueriesContext(connection) as asked:
            api.post(_grants(held), {"email": address, "verb": "view"})
        counts.append(len(asked))

    assert counts[1] == counts[2]


@pytest.mark.parametrize("body", [{"user": "0197f000-0000-7000-8000-000000000000"}, {"group": "admin"}])
def test_who_sees_no_accounts_names_no_account(as_user, customer, held, admin, body):
    before = _rows()
    for named in (body, {"user": str(admin.pk)}, {"group": "nobody"}):
        response = as_user(customer).post(_grants(held), {**named, "verb": "view"})
        assert (response.status_code, response.json()["code"]) == (409, "grant_not_possible")
    assert _rows() == before


def test_an_offer_is_accepted_by_the_holder_of_the_address_only(as_user, customer, stranger, processor, held):
    offer = as_user(customer).post(_grants(held), {"email": stranger.email, "verb": "view"}).json()
    address = f"/api/v1/grant-offers/{offer['id']}"

    assert as_user(processor).get("/api/v1/grant-offers").json()["results"] == []
    assert as_user(processor).post(f"{address}/accept").status_code == 404
    assert as_user(stranger).get(f"/api/v1/documents/{held.pk}").status_code == 404
    waiting = as_user(stranger).get("/api/v1/grant-offers").json()["results"]
    assert [(w["id"], w["name"], w["offered_by"]) for w in waiting] == [(offer["id"], held.name, "Customer")]

    assert as_user(stranger).post(f"{address}/accept").status_code == 201
    assert as_user(stranger).post(f"{address}/accept").status_code == 404
    assert as_user(stranger).get(f"/api/v1/documents/{held.pk}").status_code == 200
    assert [g["holder"] for g in as_user(customer).get(_grants(held)).json()["results"]] == ["Stranger"]


def test_a_declined_or_withdrawn_offer_opens_nothing(as_user, customer, stranger, held):
    api = as_user(customer)
    first = api.post(_grants(held), {"email": stranger.email, "verb": "view"}).json()
    assert as_user(stranger).post(f"/api/v1/grant-offers/{first['id']}/decline").status_code == 204
    second = api.post(_grants(held), {"email": stranger.email, "verb": "view"}).json()
    assert api.delete(f"{_grants(held)}/{second['id']}").status_code == 204

    assert as_user(stranger).get("/api/v1/grant-offers").json()["results"] == []
    assert as_user(stranger).get(f"/api/v1/documents/{held.pk}").status_code == 404


def test_an_offer_falls_with_the_right_of_whoever_made_it(as_user, customer, stranger, held, officer):
    friend = person("friend", Role.CUSTOMER)
    for verb in ("view", "share"):
        as_user(officer).post(_grants(held), {"user": str(friend.pk), "verb": verb})
    offer = as_user(friend).post(_grants(held), {"email": stranger.email, "verb": "view"}).json()
    for grant in as_user(customer).get(_grants(held)).json()["results"]:
        if grant["holder"] == "Friend":
            as_user(customer).delete(f"{_grants(held)}/{grant['id']}")

    response = as_user(stranger).post(f"/api/v1/grant-offers/{offer['id']}/accept")

    assert (response.status_code, response.json()["code"]) == (409, "offer_gone")
    assert as_user(stranger).get(f"/api/v1/documents/{held.pk}").status_code == 404


@pytest.mark.parametrize("persona", ["stranger", "customer", "admin", "processor"])
def test_grants_on_what_one_may_not_see_are_404(request, as_user, persona, case, document):
    api = as_user(request.getfixturevalue(persona))
    before = _rows()

    for target in (case, document):
        assert api.get(_grants(target)).status_code == 404
        assert api.post(_grants(target), {"email": "a@example.com", "verb": "view"}).status_code == 404
        assert api.delete(f"{_grants(target)}/0197f000-0000-7000-8000-000000000000").status_code == 404
    assert _rows() == before


def test_who_sees_a_document_without_sharing_it_sees_no_grants(as_user, colleague, case, document):
    before = _rows()
    for target in (case, document):
        assert as_user(colleague).get(_grants(target)).status_code == 403
        response = as_user(colleague).post(_grants(target), {"email": "a@example.com", "verb": "view"})
        assert (response.status_code, response.json()["code"]) == (403, "grant_not_yours")
    assert _rows() == before


def test_a_grant_of_another_document_is_404_here(as_user, officer, owner, stranger, document):
    other = document_from(owner=owner, name="other.csv")
    made = as_user(officer).post(_grants(other), {"user": str(stranger.pk), "verb": "view"}).json()

    assert as_user(officer).delete(f"{_grants(document)}/{made['id']}").status_code == 404
    assert as_user(stranger).get(f"/api/v1/documents/{other.pk}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"verb": "view"},
        {"verb": "view", "email": "a@example.com", "group": "admin"},
        {"verb": "own", "email": "a@example.com"},
        {"verb": "view", "email": "a@example.com", "is_break_glass": True},
        {"verb": "view", "email": "a@example.com", "granted_by": None},
        {"verb": "view", "email": "a@example.com", "expires_at": "2020-01-01T00:00:00Z"},
        {"verb": "view", "email": "a@example.com", "reason": "x" * 501},
    ],
)
def test_what_is_no_grant_is_400_and_changes_nothing(as_user, customer, held, body):
    before = _rows()

    assert as_user(customer).post(_grants(held), body).status_code == 400
    assert _rows() == before


def test_a_list_of_grants_is_paged_and_recorded(as_user, officer, document):
    for number in range(3):
        grant_document(document, person(f"p{number}", Role.PROCESSOR))

    body = as_user(officer).get(f"{_grants(document)}?limit=2").json()

    assert (len(body["results"]), body["count"], body["next"] is not None) == (2, 3, True)
    assert LogEntry.objects.get(event="grants.listed").count == 2


# Broken glass


def test_an_administrator_breaks_glass_and_officers_find_it(as_user, admin, officer, document):
    api = as_user(admin)
    assert api.get(f"/api/v1/documents/{document.pk}").status_code == 404

    made = api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON})

    assert made.status_code == 201
    assert api.get(f"/api/v1/documents/{document.pk}").status_code == 200
    assert api.get(f"/api/v1/documents/{document.pk}/content").status_code == 200
    found = as_user(officer).get("/api/v1/break-glass?open=true").json()["results"]
    assert [(g["user"], g["target_id"], g["reason"]) for g in found] == [
        (str(admin.pk), str(document.pk), REASON)
    ]
    entry = LogEntry.objects.get(event="security.glass_broken")
    assert (entry.purpose, entry.object_pk, entry.actor_id) == (REASON, str(document.pk), admin.pk)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=61), tick=False):
        late = as_user(admin)
        assert late.get(f"/api/v1/documents/{document.pk}").status_code == 404


def test_broken_glass_opens_viewing_and_nothing_else(as_user, admin, case, document, stranger):
    api = as_user(admin)
    api.post(f"/api/v1/cases/{case.pk}/break-glass", {"reason": REASON})

    assert api.get(f"/api/v1/documents/{document.pk}").status_code == 200
    assert api.post(f"/api/v1/documents/{document.pk}/read").status_code == 403
    given = api.post(_grants(case), {"user": str(stranger.pk), "verb": "view"})
    assert (given.status_code, given.json()["code"]) == (403, "grant_not_yours")


def test_what_was_seen_through_broken_glass_is_not_given_on(as_user, admin, officer, document, stranger):
    admin.groups.add(Group.objects.get(name="processor"))
    as_user(officer).post(_grants(document), {"user": str(admin.pk), "verb": "share"})
    api = as_user(admin)
    assert api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON}).status_code == 201

    given = api.post(_grants(document), {"user": str(stranger.pk), "verb": "view"})

    assert (given.status_code, given.json()["code"]) == (403, "grant_not_yours")


@pytest.mark.parametrize("persona", ["processor", "auditor", "officer", "customer", "stranger"])
def test_others_break_no_glass(request, as_user, persona, document):
    before = _rows()

    response = as_user(request.getfixturevalue(persona)).post(
        f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON}
    )

    assert response.status_code == 403
    assert _rows() == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"reason": "because"}, "reason_too_short"),
        ({}, "invalid_input"),
        ({"reason": " " * 40}, "invalid_input"),
    ],
)
def test_glass_asks_for_a_reason(as_user, admin, document, body, code):
    before = _rows()

    response = as_user(admin).post(f"/api/v1/documents/{document.pk}/break-glass", body)

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert _rows() == before


def test_glass_asks_for_a_fresh_second_factor(admin, document):

    at = timezone.now()
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(admin, at - dt.timedelta(minutes=11)).access}")

    response = api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON})

    assert (response.status_code, response.json()["code"]) == (403, "step_up_required")
    assert BreakGlass.objects.count() == 0


def test_glass_over_nothing_is_404_and_twice_is_409(as_user, admin, document):
    api = as_user(admin)
    nothing = api.post(
        "/api/v1/documents/0197f000-0000-7000-8000-000000000000/break-glass", {"reason": REASON}
    )
    api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON})
    again = api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON})

    assert nothing.status_code == 404
    assert (again.status_code, again.json()["code"]) == (409, "glass_not_needed")
    assert BreakGlass.objects.count() == 1


def test_an_officer_acknowledges_once_and_others_do_not(as_user, admin, officer, auditor, document):
    made = as_user(admin).post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON}).json()
    address = f"/api/v1/break-glass/{made['id']}/acknowledge"

    assert as_user(auditor).post(address).status_code == 403
    assert as_user(admin).post(address).status_code == 403
    assert as_user(officer).post(address).json()["acknowledged_by"] == str(officer.pk)
    assert as_user(officer).get("/api/v1/break-glass?open=true").json()["results"] == []
    assert len(as_user(auditor).get("/api/v1/break-glass").json()["results"]) == 1


def test_an_officer_who_broke_glass_does_not_acknowledge_it(as_user, admin, document):
    made = as_user(admin).post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON}).json()
    admin.groups.add(Group.objects.get(name="compliance_officer"))

    response = as_user(admin).post(f"/api/v1/break-glass/{made['id']}/acknowledge")

    assert response.status_code == 403
    assert BreakGlass.objects.get().acknowledged_at is None


def test_the_finding_outlives_what_it_is_about(as_user, admin, officer, owner):
    case = case_of(owner, "to be gone")
    as_user(admin).post(f"/api/v1/cases/{case.pk}/break-glass", {"reason": REASON})
    case.delete()

    assert len(as_user(officer).get("/api/v1/break-glass?open=true").json()["results"]) == 1


def test_an_officer_ends_broken_glass_early_and_an_owner_does_not(as_user, admin, officer, owner, document):
    api = as_user(admin)
    api.post(f"/api/v1/documents/{document.pk}/break-glass", {"reason": REASON})
    grant = as_user(owner).get(_grants(document)).json()["results"][0]
    assert grant["is_break_glass"]

    assert as_user(owner).delete(f"{_grants(document)}/{grant['id']}").status_code == 403
    assert as_user(officer).delete(f"{_grants(document)}/{grant['id']}").status_code == 204
    assert api.get(f"/api/v1/documents/{document.pk}").status_code == 404


def test_a_grant_of_change_lets_somebody_work_whose_role_does_not(as_user, officer, customer, document):
    api = as_user(customer)
    for verb in ("view", "change"):
        as_user(officer).post(_grants(document), {"user": str(customer.pk), "verb": verb})

    assert api.post(f"/api/v1/documents/{document.pk}/read").status_code == 202
    body = {"file": SimpleUploadedFile("a.csv", b"Date,Amount\n2026-01-01,1.00\n")}
    assert api.post("/api/v1/documents", body, format="multipart").status_code == 201
