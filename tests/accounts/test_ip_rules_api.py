"""IP rules over the API and in the console: who may, what is refused, what the trail keeps."""

import pytest
from django.utils import timezone

from accounts.addresses import network_parse
from accounts.models import IPRule
from audit.models import LogEntry

pytestmark = pytest.mark.django_db

LIST = "/api/v1/ip-rules"
SCREEN = "/admin/accounts/iprule/"
BODY = {"effect": "deny", "network": "203.0.113.0/24", "reason": "scans"}


@pytest.fixture
def kept(db):
    return IPRule.objects.create(
        effect="deny", network=network_parse("198.51.100.0/24"), reason="old", created_at=timezone.now()
    )


@pytest.fixture
def personas(admin, officer, processor, auditor, customer):
    return {
        "admin": admin,
        "officer": officer,
        "processor": processor,
        "auditor": auditor,
        "customer": customer,
    }


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("admin", [200, 200, 201, 200, 204]),
        ("officer", [403] * 5),
        ("processor", [403] * 5),
        ("auditor", [200, 200, 403, 403, 403]),
        ("customer", [403] * 5),
    ],
)
def test_each_persona_does_what_the_matrix_says(as_user, personas, kept, who, statuses):
    api, one = as_user(personas[who]), f"{LIST}/{kept.pk}"

    answers = [
        api.get(LIST),
        api.get(one),
        api.post(LIST, BODY),
        api.patch(one, {"reason": "new"}),
        api.delete(one),
    ]

    assert [answer.status_code for answer in answers] == statuses
    may_change = who == "admin"
    assert IPRule.objects.filter(reason="old").exists() is not may_change
    assert IPRule.objects.count() == 1


def test_nobody_unknown_sees_rules(client):
    assert client.get(LIST).status_code == 401
    assert client.put(LIST).status_code in {401, 405}


def test_making_changing_and_deleting_are_in_the_trail(as_user, admin):
    api = as_user(admin)
    made = api.post(LIST, {**BODY, "scope": "role", "role": "auditor"}).json()
    api.patch(f"{LIST}/{made['id']}", {"is_enabled": False})
    api.patch(f"{LIST}/{made['id']}", {"is_enabled": False})  # nothing changed
    api.delete(f"{LIST}/{made['id']}")

    entries = LogEntry.objects.filter(event__startswith="ip_rule.", object_pk=made["id"]).order_by(
        "timestamp"
    )
    assert [e.event for e in entries] == ["ip_rule.created", "ip_rule.updated", "ip_rule.deleted"]
    assert {e.actor_id for e in entries} == {admin.pk}
    assert entries[1].additional_data["changed"] == ["is_enabled"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"network": "203.0.113.9/24"}, "/network"),
        ({"network": "example.com"}, "/network"),
        ({"network": 7}, "/network"),
        ({"network": "203.0.113.0/33"}, "/network"),
        ({"effect": "maybe"}, "/effect"),
        ({"reason": ""}, "/reason"),
        ({"scope": "role"}, "/role"),
        ({"scope": "user"}, "/user"),
        ({"role": "admin"}, "/role"),
        ({"scope": "role", "role": "king"}, "/role"),
    ],
)
def test_a_rule_that_makes_no_sense_is_400(as_user, admin, change, field):
    response = as_user(admin).post(LIST, {**BODY, **change})

    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert IPRule.objects.count() == 0


def test_fields_that_are_not_the_authors_to_set_are_ignored(as_user, admin, owner):
    body = {**BODY, "created_by": str(owner.pk), "created_at": "2000-01-01T00:00:00Z", "is_enabled": False}
    made = as_user(admin).post(LIST, body).json()

    row = IPRule.objects.get(pk=made["id"])
    assert (row.created_by_id, row.is_enabled, row.created_at.year > 2000) == (admin.pk, True, True)


def test_locking_oneself_out_is_409_and_says_what_to_do(as_user, admin):
    response = as_user(admin).post(LIST, {**BODY, "network": "127.0.0.0/8"})

    assert (response.status_code, response.json()["code"]) == (409, "would_lock_out")
    assert "127.0.0.1" in response.json()["detail"]
    assert IPRule.objects.count() == 0


def test_the_console_makes_changes_and_deletes_rules(console, admin):
    browser = console(admin)
    form = {"effect": "deny", "network": "203.0.113.0/24", "scope": "global", "reason": "scans"}
    assert browser.post(f"{SCREEN}add/", form).status_code == 302
    made = IPRule.objects.get()
    assert made.created_by == admin

    assert browser.post(f"{SCREEN}{made.pk}/change/", {"reason": "other"}).status_code == 302
    assert IPRule.objects.get().is_enabled is False
    assert browser.post(f"{SCREEN}{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert IPRule.objects.count() == 0
    assert LogEntry.objects.filter(event__startswith="ip_rule.", actor=admin).count() == 3


def test_the_console_refuses_to_lock_its_user_out(console, admin):
    form = {"effect": "deny", "network": "127.0.0.1", "scope": "global", "reason": "oops"}

    response = console(admin).post(f"{SCREEN}add/", form, follow=True)

    assert "keep you out" in response.content.decode()
    assert IPRule.objects.count() == 0


def test_the_console_says_which_field_a_scope_needs(console, admin):
    form = {"effect": "deny", "network": "203.0.113.9/24", "scope": "role", "reason": "x"}

    page = console(admin).post(f"{SCREEN}add/", form).content.decode()

    assert "Choose one." in page
    assert "has host bits set" in page


@pytest.mark.parametrize(("who", "status"), [("auditor", 200), ("officer", 403), ("processor", 403)])
def test_the_screen_is_for_those_who_may(console, personas, kept, who, status):
    assert console(personas[who]).get(SCREEN).status_code == status
    assert console(personas[who]).post(f"{SCREEN}add/", BODY).status_code == 403
    assert IPRule.objects.count() == 1
