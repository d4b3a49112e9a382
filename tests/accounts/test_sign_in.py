"""Signing in to the API and what refusals look like."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import MATRIX, Role, roles_sync
from audit.models import LogEntry
from tests.factories import PASSWORD, signed_in

pytestmark = pytest.mark.django_db


def _login(client, email, password):
    return client.post(
        "/api/v1/auth/login", {"email": email, "password": password}, content_type="application/json"
    )


def test_the_right_password_gives_two_tokens_and_an_entry(client, customer):
    response = _login(client, "CUSTOMER@example.com", PASSWORD)

    assert response.status_code == 200
    body = response.json()
    assert set(body) == {"access", "refresh", "token_type", "expires_in", "mfa"}
    assert (body["token_type"], body["expires_in"], body["mfa"]) == ("Bearer", 900, "none")
    assert LogEntry.objects.get(event="user.signed_in").actor_id == customer.pk


@pytest.mark.parametrize("email", ["owner@example.com", "nobody@example.com"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, owner, email):
    response = _login(client, email, "wrong")

    assert response.status_code == 401
    body = response.json()
    del body["request_id"]
    assert body == {
        "type": "urn:muniment:problem:no_active_account",
        "title": "Unauthorized",
        "status": 401,
        "detail": "No active account found with the given credentials",
        "code": "no_active_account",
    }


def test_a_refresh_token_gives_an_access_token_that_opens_the_api(client, owner):
    refresh = signed_in(owner).refresh
    access = client.post("/api/v1/auth/refresh", {"refresh": refresh}, content_type="application/json").json()

    response = client.get("/api/v1/documents", headers={"Authorization": f"Bearer {access['access']}"})

    assert response.status_code == 200


def test_a_closed_account_opens_nothing(client, owner):
    token = signed_in(owner).access
    owner.is_active = False
    owner.save()

    assert client.get("/api/v1/documents", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert _login(client, owner.email, PASSWORD).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"email": "a", "email": "b"}',
        '{"email": NaN}',
        '{"email": "a\\u0000", "password": "b"}',
        "{",
        "",
    ],
)
def test_hostile_json_is_400_and_never_500(client, db, body):
    response = client.post("/api/v1/auth/login", body, content_type="application/json")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_an_unknown_address_under_the_api_is_a_problem_too(client):
    response = client.get("/api/v1/nothing")

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_addresses_are_unique_whatever_their_case(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Owner@Example.com")


def test_groups_hold_exactly_the_rights_of_the_matrix(db):
    Group.objects.get(name="auditor").permissions.clear()
    roles_sync()

    for role in Role:
        held = {
            f"{p.content_type.app_label}.{p.codename}"
            for p in Group.objects.get(name=role.value).permissions.select_related("content_type")
        }
        assert held == MATRIX[role]
