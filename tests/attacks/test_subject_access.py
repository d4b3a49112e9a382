"""Who reaches data subjects: every route with every persona, and that a refusal changed and revealed nothing."""

import re

import pytest
from django.db import transaction
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.api.urls import router as accounts_router
from accounts.models import DataSubject, SubjectContact, SubjectGrant, SubjectIdentifier, SubjectName
from accounts.roles import Role
from accounts.services.subject_links import subject_grant
from audit.models import LogEntry
from tests.factories import person
from tests.factories.machines import as_machine, machine_of
from tests.factories.subjects import OTHER_SA_ID, SA_ID, subject_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/subjects"
PERSONAS = ["anonymous", "customer", "stranger", "granted", "maker", "officer", "auditor", "admin", "root"]

# method, route, body, and the status for each persona in the order above
TABLE = [
    ("get", "", None, [401, 404, 404, 200, 200, 200, 200, 404, 404]),
    ("get", "/identifiers", None, [401, 404, 404, 200, 200, 200, 200, 404, 404]),
    ("get", "/contacts", None, [401, 404, 404, 200, 200, 200, 200, 404, 404]),
    ("get", "/duplicates", None, [401, 404, 404, 200, 200, 200, 200, 404, 404]),
    ("get", "/grants", None, [401, 403, 403, 403, 403, 200, 403, 403, 403]),
    ("patch", "", {"name": {"given": "New"}}, [401, 403, 404, 200, 200, 200, 403, 403, 403]),
    ("post", "/identifiers", {"kind": "passport", "value": "A1234567", "country": "NA"},
     [401, 403, 404, 201, 201, 201, 403, 403, 403]),
    ("patch", "/identifiers/{identifier}", {"kind": "sa_id", "value": OTHER_SA_ID},
     [401, 403, 404, 200, 200, 200, 403, 403, 403]),
    ("post", "/identifiers/{identifier}/verify", None, [401, 403, 404, 200, 200, 200, 403, 403, 403]),
    ("delete", "/identifiers/{identifier}", None, [401, 403, 404, 204, 204, 204, 403, 403, 403]),
    ("post", "/contacts", {"kind": "email", "value": "x@y.co"}, [401, 403, 404, 201, 201, 201, 403, 403, 403]),
    ("patch", "/contacts/{contact}", {"kind": "email", "value": "x@y.co"},
     [401, 403, 404, 200, 200, 200, 403, 403, 403]),
    ("delete", "/contacts/{contact}", None, [401, 403, 404, 204, 204, 204, 403, 403, 403]),
    ("post", "/reveal", {"fields": ["identifiers"], "purpose": "identify"},
     [401, 404, 404, 403, 403, 200, 403, 404, 404]),
    ("post", "/link", {"login": "{customer}"}, [401, 403, 403, 403, 403, 200, 403, 403, 403]),
    ("delete", "/link", None, [401, 403, 403, 403, 403, 409, 403, 403, 403]),
    ("post", "/merge", {"other": "{other}", "reason": "entered_twice"},
     [401, 403, 403, 403, 403, 200, 403, 403, 403]),
    ("post", "/unmerge", None, [401, 403, 403, 403, 403, 409, 403, 403, 403]),
    ("post", "/grants", {"user": "{stranger}"}, [401, 403, 403, 403, 403, 201, 403, 403, 403]),
    ("delete", "/grants/{grant}", None, [401, 403, 403, 403, 403, 204, 403, 403, 403]),
]  # fmt: skip


@pytest.fixture
def people(request):
    fixtures = {"maker": "processor", "root": "owner"}
    names = [name for name in PERSONAS if name not in {"anonymous", "granted"}]
    found = {name: request.getfixturevalue(fixtures.get(name, name)) for name in names}
    found["root"].is_superuser = True  # every right there is, and no data subject
    found["root"].save()
    return found


@pytest.fixture
def granted(people, subject):
    user = person("granted", Role.PROCESSOR)
    return user, subject_grant(actor=people["officer"], subject=subject, user=user, at=timezone.now())


@pytest.fixture
def subject(people):
    return subject_of(people["maker"])


@pytest.fixture
def places(people, subject, granted):
    other = subject_of(people["officer"], given="Other", identifiers=(), contacts=())
    return {
        "subject": subject.pk,
        "identifier": subject.identifiers.get().pk,
        "contact": subject.contacts.get(kind="email").pk,
        "grant": granted[1].pk,
        "customer": people["customer"].pk,
        "stranger": people["stranger"].pk,
        "other": other.pk,
    }


def _state():
    rows = (DataSubject, SubjectName, SubjectIdentifier, SubjectContact, SubjectGrant)
    return [sorted(map(repr, model.objects.values_list())) for model in rows]


def _ask(api, row, places):
    method, route, body, _ = row
    filled = body and {k: v.format(**places) if isinstance(v, str) else v for k, v in body.items()}
    kind = {} if isinstance(api, APIClient) else {"content_type": "application/json"}
    url = f"{URL}/{places['subject']}" + route.format(**places)
    return getattr(api, method)(url, filled, headers={"If-Match": '"1"'}, **kind)


def _cell(api, row, places):
    """Try one route as one persona, undo it, and return the status; a refusal must have changed nothing."""
    before, seen = _state(), LogEntry.objects.count()
    mark = transaction.savepoint()
    response = _ask(api, row, places)
    if response.status_code >= 400:
        assert _state() == before
        assert SA_ID not in response.content.decode()
        assert not LogEntry.objects.filter(event="subject.revealed").exists()
    else:
        assert LogEntry.objects.count() > seen
    transaction.savepoint_rollback(mark)
    return response.status_code


def test_each_persona_reaches_what_it_may_and_nothing_else(as_user, client, people, granted, places):
    clients = {persona: as_user(user) for persona, user in people.items()}
    clients |= {"granted": as_user(granted[0]), "anonymous": client}

    found = {
        f"{row[0]} {row[1]} {persona}": _cell(clients[persona], row, places)
        for row in TABLE
        for persona in PERSONAS
    }

    assert found == {
        f"{row[0]} {row[1]} {persona}": status
        for row in TABLE
        for persona, status in zip(PERSONAS, row[3], strict=True)
    }


def test_the_table_names_every_route_below_a_subject():
    named = {(method, re.sub(r"[{][a-z]+[}]", "<id>", route)) for method, route, *_ in TABLE}
    routed = set()
    for pattern in accounts_router.urls:
        route = re.sub(r"[(][^()]*[)]", "<id>", str(pattern.pattern)).strip("^$")
        for method in set(getattr(pattern.callback, "actions", ())) - {"head"}:
            if route.startswith("subjects/<id>"):
                routed.add((method, route.removeprefix("subjects/<id>")))

    assert routed - named == set()


def test_lists_and_searches_hold_only_what_each_may_see(as_user, client, people, granted, subject):
    expected = {"customer": 0, "stranger": 0, "maker": 1, "officer": 1, "auditor": 1, "admin": 0, "root": 0}
    everybody = {**people, "granted": granted[0]}
    search = {"identifier": {"kind": "sa_id", "value": SA_ID}}

    for persona, user in everybody.items():
        api, count = as_user(user), expected.get(persona, 1)
        assert len(api.get(URL).json()["results"]) == count, persona
        assert api.get(f"{URL}?count=exact").json()["count"] == count, persona
        assert len(api.post(f"{URL}/search", search).json()) == count, persona
    assert client.get(URL).status_code == 401
    assert client.post(f"{URL}/search", search, content_type="application/json").status_code == 401


def test_only_roles_that_record_subjects_create_them(as_user, people):
    body = {"kind": "juristic", "name": {"registered": "Umhlanga Traders"}}
    allowed = {"stranger": 201, "maker": 201, "officer": 201}

    for persona, user in people.items():
        assert as_user(user).post(URL, body).status_code == allowed.get(persona, 403), persona


@pytest.mark.parametrize("route", ["/identifiers/{row}", "/contacts/{row}"])
def test_a_value_of_another_subject_is_not_reached_through_ones_own(as_user, people, subject, route):
    mine = subject_of(people["stranger"], given="Mine", identifiers=(), contacts=())
    for row in [subject.identifiers.get().pk, subject.contacts.get(kind="email").pk]:
        url = f"{URL}/{mine.pk}" + route.format(row=row)
        assert as_user(people["stranger"]).delete(url).status_code == 404
    assert subject.identifiers.filter(superseded_at=None).count() == 1


def test_the_other_of_a_merge_must_be_one_that_may_be_seen(as_user, people, subject):
    response = as_user(people["officer"]).post(
        f"{URL}/{subject.pk}/merge", {"other": str(people["officer"].pk), "reason": "entered_twice"}
    )

    assert response.status_code == 404


def test_a_machine_records_subjects_by_scope_sees_its_own_and_reveals_none(subject):
    machine = machine_of(scopes=["subjects:read", "subjects:write"])
    api = as_machine(machine)
    made = api.post(URL, {"kind": "juristic", "name": {"registered": "Umhlanga Traders"}})

    assert made.status_code == 201
    assert [one["id"] for one in api.get(URL).json()["results"]] == [made.json()["id"]]
    assert api.get(f"{URL}/{subject.pk}").status_code == 404
    own = api.post(f"{URL}/{made.json()['id']}/reveal", {"fields": ["name"], "purpose": "identify"})
    assert (own.status_code, own.json()["code"]) == (403, "reveal_refused")
    reader = as_machine(machine, "subjects:read")
    assert len(reader.post(f"{URL}/search", {"name": "umhlanga traders"}).json()) == 1
    assert reader.post(URL, {"kind": "juristic", "name": {"registered": "X"}}).status_code == 403
