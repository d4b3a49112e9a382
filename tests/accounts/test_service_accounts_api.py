"""Service accounts over the API: who may, what is shown once, what machines themselves may not."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from accounts.models import ServiceAccount, Session
from audit.models import LogEntry
from tests.factories.machines import as_machine, machine_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/service-accounts"
BODY = {
    "name": "Scoring bridge",
    "contact": "ops@lender.example",
    "scopes": ["documents:read", "webhooks"],
    "rate_limit_per_minute": 120,
}


@pytest.fixture
def machine(admin):
    return machine_of(admin)


def _routes(machine):
    one = f"{URL}/{machine.account.pk}"
    return [
        ("get", URL, None),
        ("post", URL, BODY),
        ("get", one, None),
        ("patch", one, {"name": "Other"}),
        ("post", f"{one}/deactivate", None),
        ("post", f"{one}/activate", None),
        ("get", f"{one}/secrets", None),
        ("post", f"{one}/secrets", {}),
        ("delete", f"{one}/secrets/{machine.secret.pk}", None),
        ("post", f"{one}/tokens/revoke", None),
    ]


@pytest.mark.parametrize(
    ("persona", "reads", "writes"),
    [
        ("officer", 200, 403),
        ("auditor", 200, 403),
        ("processor", 403, 403),
        ("customer", 403, 403),
        ("stranger", 403, 403),
        (None, 401, 401),
    ],
)
def test_only_administrators_change_machines(request, machine, as_user, client, persona, reads, writes):  # noqa: PLR0917
    api = as_user(request.getfixturevalue(persona)) if persona else client
    before = list(ServiceAccount.objects.values()), machine.account.secrets.values_list("revoked_at").get()

    answers = {
        (method, path): getattr(api, method)(path, body, format="json")
        if persona
        else getattr(api, method)(path)
        for method, path, body in _routes(machine)
    }

    for (method, path), answer in answers.items():
        assert answer.status_code == (reads if method == "get" else writes), (method, path)
    after = list(ServiceAccount.objects.values()), machine.account.secrets.values_list("revoked_at").get()
    assert before == after


def test_no_machine_manages_machines_itself_least(machine):
    api = as_machine(machine)

    for method, path, body in _routes(machine):
        answer = getattr(api, method)(path, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path
    assert ServiceAccount.objects.count() == 1


def test_a_machine_is_made_and_its_secret_shown_once(admin, as_user, client):
    api = as_user(admin)
    answer = api.post(URL, BODY, format="json")

    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["client_secret"].startswith("muniment_sk_")
    token = client.post(
        "/api/v1/auth/token",
        f"grant_type=client_credentials&client_id={body['client_id']}&client_secret={body['client_secret']}",
        content_type="application/x-www-form-urlencoded",
    )
    assert token.json()["scope"] == "documents:read webhooks"
    seen = [api.get(URL), api.get(answer["Location"]), api.get(f"{answer['Location']}/secrets")]
    assert [r.status_code for r in seen] == [200, 200, 200]
    hidden = body["client_secret"].removeprefix(body["secret"]["prefix"])
    assert [r for r in seen if hidden in r.content.decode()] == []
    assert LogEntry.objects.filter(event="service_account.created", actor_id=admin.pk).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": ["root"]}, "/scopes/0"),
        ({"contact": "nobody"}, "/contact"),
        ({"name": ""}, "/name"),
        ({"rate_limit_per_minute": 0}, "/rate_limit_per_minute"),
        ({"rate_limit_per_minute": 60_001}, "/rate_limit_per_minute"),
        ({"client_id": "svc_mine"}, "/client_id"),
        ({"is_active": True}, "/is_active"),
        ({"user": "x"}, "/user"),
        ({"token_generation": 7}, "/token_generation"),
    ],
)
def test_what_is_not_to_be_set_is_refused(admin, as_user, change, field):
    answer = as_user(admin).post(URL, BODY | change, format="json")

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert not ServiceAccount.objects.exists()


def test_the_name_of_another_is_refused(admin, as_user, machine):
    answer = as_user(admin).post(URL, BODY | {"name": machine.account.name}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")


def test_change_deactivate_rotate_and_revoke(admin, as_user, machine):
    api, one = as_user(admin), f"{URL}/{machine.account.pk}"

    changed = api.patch(one, {"scopes": ["documents:read"], "rate_limit_per_minute": 7}, format="json").json()
    assert (changed["scopes"], changed["rate_limit_per_minute"]) == (["documents:read"], 7)
    assert api.post(f"{one}/deactivate").json()["is_active"] is False
    assert api.post(f"{one}/activate").json()["is_active"] is True
    rotated = api.post(f"{one}/secrets", {"overlap_seconds": 60}, format="json")
    assert rotated.status_code == 201
    assert rotated["Cache-Control"] == "no-store"
    assert (
        api.post(f"{one}/secrets", {"overlap_seconds": 60}, format="json").json()["code"]
        == "too_many_secrets"
    )
    assert [s["is_good"] for s in api.get(f"{one}/secrets").json()] == [True, True]
    assert api.delete(f"{one}/secrets/{machine.secret.pk}").status_code == 204
    assert [s["is_good"] for s in api.get(f"{one}/secrets").json()] == [True, False]
    assert api.delete(f"{one}/secrets/{machine.account.pk}").status_code == 404
    assert api.delete(f"{one}/secrets/{'-' * 36}").status_code == 404
    assert api.post(f"{one}/secrets", {"overlap_seconds": 8 * 86400}, format="json").status_code == 400


def test_what_reveals_a_secret_asks_for_a_fresh_second_factor(admin, as_user, machine):
    api, one = as_user(admin), f"{URL}/{machine.account.pk}"
    Session.objects.filter(user=admin).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))

    for path, body in ((URL, BODY), (f"{one}/secrets", {}), (f"{one}/activate", {})):
        answer = api.post(path, body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (403, "step_up_required"), path
    less = api.patch(one, {"scopes": ["webhooks"]}, format="json")
    assert less.status_code == 200
    wider = api.patch(one, {"scopes": ["webhooks", "cases:write"]}, format="json")
    assert wider.json()["code"] == "step_up_required"
    # What ends something never waits for a code.
    assert api.post(f"{one}/deactivate").status_code == 200


def test_the_list_is_filtered_and_recorded(admin, as_user, machine):
    machine_of(admin, name="Second")
    api = as_user(admin)

    assert len(api.get(URL).json()["results"]) == 2
    found = api.get(URL, {"client_id": machine.account.client_id}).json()["results"]
    assert [row["name"] for row in found] == ["Lender's bridge"]
    assert api.get(URL, {"is_active": "false"}).json()["results"] == []
    assert LogEntry.objects.filter(event="service_accounts.listed").count() == 3


def test_people_do_not_meet_machines_among_people(admin, as_user, machine):
    api = as_user(admin)

    emails = [row["email"] for row in api.get("/api/v1/users").json()["results"]]
    assert emails == ["admin@example.com"]
    user = machine.account.user
    assert api.get(f"/api/v1/users/{user.pk}").status_code == 404
    answer = api.patch(f"/api/v1/users/{user.pk}", {"roles": ["admin"]}, format="json")
    assert answer.status_code == 404
    user.refresh_from_db()
    assert not user.is_staff


def test_nobody_is_given_the_role_of_machines(admin, as_user, processor):
    answer = as_user(admin).patch(
        f"/api/v1/users/{processor.pk}", {"roles": ["service_account"]}, format="json"
    )

    assert answer.status_code == 403
    assert list(processor.groups.values_list("name", flat=True)) == ["processor"]


def test_scopes_are_listed_with_their_meaning(admin, as_user):
    answer = as_user(admin).get(f"{URL}/scopes")

    assert {row["name"] for row in answer.json()} >= {"documents:read", "webhooks"}


def test_a_secret_that_has_run_out_is_refused_to_the_second(admin, as_user, machine, client):
    as_user(admin).post(f"{URL}/{machine.account.pk}/secrets", {"overlap_seconds": 60}, format="json")

    def ask():
        return client.post(
            "/api/v1/auth/token",
            f"grant_type=client_credentials&client_id={machine.account.client_id}&client_secret={machine.plain}",
            content_type="application/x-www-form-urlencoded",
        ).status_code

    assert ask() == 200
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=61)):
        assert ask() == 401
