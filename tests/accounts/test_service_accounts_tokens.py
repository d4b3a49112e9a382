"""The token endpoint of machines, in the shapes of RFC 6749, and what ends a token."""

import base64
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.addresses import network_parse
from accounts.constants import MACHINE_TOKEN_LIFETIME, RuleEffect, RuleScope
from accounts.ip_rules import rules_forget
from accounts.models import ServiceAccount
from accounts.services import service_accounts as services
from accounts.services.network import ip_rule_create
from accounts.tokens import access_claims
from audit.models import LogEntry
from tests.factories import CSV
from tests.factories.machines import as_machine, machine_of, token_of

pytestmark = pytest.mark.django_db

URL = "/api/v1/auth/token"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def machine(admin):
    return machine_of(admin, scopes=["documents:read", "documents:write", "webhooks"])


def _basic(client_id, secret):
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


def _ask(client, machine, body="grant_type=client_credentials", **headers):
    return client.post(
        URL, body, content_type=FORM, headers=_basic(machine.account.client_id, machine.plain) | headers
    )


def test_basic_gives_a_bearer_token_for_all_scopes(client, machine):
    answer = _ask(client, machine)

    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Pragma"] == "no-cache"
    body = answer.json()
    assert set(body) == {"access_token", "token_type", "expires_in", "scope"}
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 900
    assert body["scope"] == "documents:read documents:write webhooks"
    claims = access_claims(body["access_token"])
    assert claims["client_id"] == machine.account.client_id
    assert claims["sub"] == str(machine.account.user_id)
    assert "sid" not in claims
    assert jwt.get_unverified_header(body["access_token"])["alg"] == "EdDSA"
    entry = LogEntry.objects.get(event="service_account.token_issued")
    assert entry.actor_id == machine.account.user_id
    assert entry.additional_data["scopes"] == ["documents:read", "documents:write", "webhooks"]


def test_id_and_secret_may_stand_in_the_form_and_scopes_may_be_fewer(client, machine):
    answer = client.post(
        URL,
        f"grant_type=client_credentials&client_id={machine.account.client_id}"
        f"&client_secret={machine.plain}&scope=documents%3Aread",
        content_type=FORM,
    )

    assert answer.json()["scope"] == "documents:read"


REFUSALS = {
    "no grant type": ("scope=webhooks", 400, "invalid_request"),
    "password grant": ("grant_type=password&username=a&password=b", 400, "unsupported_grant_type"),
    "refresh grant": ("grant_type=refresh_token&refresh_token=x", 400, "unsupported_grant_type"),
    "scope not held": ("grant_type=client_credentials&scope=cases%3Aread", 400, "invalid_scope"),
    "scope not known": ("grant_type=client_credentials&scope=root", 400, "invalid_scope"),
    "one held, one not": (
        "grant_type=client_credentials&scope=webhooks+cases%3Awrite",
        400,
        "invalid_scope",
    ),
    "scope badly spaced": ("grant_type=client_credentials&scope=webhooks++", 400, "invalid_scope"),
    "twice the grant": (
        "grant_type=client_credentials&grant_type=client_credentials",
        400,
        "invalid_request",
    ),
    "secret in both ways": ("grant_type=client_credentials&client_secret=x", 400, "invalid_request"),
    "another id in the form": ("grant_type=client_credentials&client_id=svc_other", 400, "invalid_request"),
    "NUL": ("grant_type=client_credentials%00", 400, "invalid_request"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_bad_request_is_told_in_the_shape_of_rfc_6749(client, machine, name):
    body, status, error = REFUSALS[name]
    answer = _ask(client, machine, body)

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert set(answer.json()) == {"error", "error_description"}
    assert answer["Cache-Control"] == "no-store"


def test_json_is_not_what_the_endpoint_takes(client, machine):
    answer = client.post(URL, {"grant_type": "client_credentials"}, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Basic"},
        {"Authorization": "Bearer abc"},
        {"Authorization": "Basic " + base64.b64encode(b"no colon").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"svc_a%00:x").decode()},
        {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe:x").decode()},
        _basic("svc_nobody", "muniment_sk_" + "x" * 43),
        _basic("", ""),
    ],
)
def test_a_client_that_is_not_known_is_401_with_a_challenge(client, db, header):
    answer = client.post(URL, "grant_type=client_credentials", content_type=FORM, headers=header)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer["WWW-Authenticate"].startswith("Basic ")
    assert answer["Cache-Control"] == "no-store"


def test_unknown_wrong_revoked_expired_and_switched_off_are_told_alike(client, machine, admin):
    other = machine_of(admin, name="Other")
    wrong = [
        _basic("svc_nobody", machine.plain),
        _basic(machine.account.client_id, machine.plain[:-1] + "?"),
        _basic(machine.account.client_id, other.plain),  # a good secret, of another account
    ]
    answers = [client.post(URL, "grant_type=client_credentials", content_type=FORM, headers=h) for h in wrong]
    services.service_account_secret_revoke(
        actor=admin, account=machine.account, secret_id=machine.secret.pk, at=timezone.now()
    )
    answers.append(_ask(client, machine))
    services.service_account_deactivate(actor=admin, account=other.account)
    answers.append(_ask(client, other))

    assert [answer.status_code for answer in answers] == [401] * 5
    assert len({answer.content for answer in answers}) == 1
    reasons = LogEntry.objects.filter(event="service_account.token_refused").order_by("id")
    told = [entry.additional_data["reason"] for entry in reasons]
    assert told == ["secret_unknown", "secret_unknown", "secret_ended", "account_inactive"]


def test_credentials_in_the_address_are_not_looked_at(client, machine):
    answer = client.post(
        f"{URL}?client_id={machine.account.client_id}&client_secret={machine.plain}",
        "grant_type=client_credentials",
        content_type=FORM,
    )

    assert answer.status_code == 401


def test_a_token_opens_what_its_scopes_open_and_nothing_else(machine):
    reader = as_machine(machine, "documents:read")

    assert reader.get("/api/v1/documents").status_code == 200
    refused = reader.post("/api/v1/documents", {"file": SimpleUploadedFile("a.csv", CSV)}, format="multipart")
    assert refused.status_code == 403
    assert refused.json()["code"] == "insufficient_scope"
    assert refused["WWW-Authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="documents:write"'
    )
    writer = as_machine(machine, "documents:write")
    assert writer.get("/api/v1/documents").status_code == 403
    taken = writer.post("/api/v1/documents", {"file": SimpleUploadedFile("a.csv", CSV)}, format="multipart")
    assert taken.status_code == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/api/v1/sessions"), ("post", "/api/v1/sessions/end-all"), ("post", "/api/v1/auth/logout")],
)
def test_routes_that_do_not_name_a_scope_are_closed_to_machines(machine, method, path):
    answer = getattr(as_machine(machine), method)(path)

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


def test_a_scope_that_the_account_loses_leaves_the_tokens_that_are_out(machine, admin):
    api = as_machine(machine, "documents:read", "webhooks")
    assert api.get("/api/v1/documents").status_code == 200

    services.service_account_update(actor=admin, account=machine.account, scopes=["webhooks"])

    answer = api.get("/api/v1/documents")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")


def test_switching_off_ends_tokens_at_once_and_for_good(machine, admin):
    api = as_machine(machine)
    services.service_account_deactivate(actor=admin, account=machine.account)
    assert api.get("/api/v1/documents").status_code == 401

    services.service_account_activate(actor=admin, account=machine.account)

    assert api.get("/api/v1/documents").status_code == 401
    assert as_machine(machine).get("/api/v1/documents").status_code == 200


def test_revoking_a_secret_ends_its_tokens_and_leaves_those_of_the_other(machine, admin):
    old = as_machine(machine)
    new = services.service_account_secret_create(
        actor=admin, account=machine.account, overlap=dt.timedelta(hours=1), at=timezone.now()
    )
    newer = as_machine(new)

    services.service_account_secret_revoke(
        actor=admin, account=machine.account, secret_id=machine.secret.pk, at=timezone.now()
    )

    assert old.get("/api/v1/documents").status_code == 401
    assert newer.get("/api/v1/documents").status_code == 200


def test_ending_all_tokens_leaves_the_secret(machine, admin):
    api = as_machine(machine)

    services.service_account_tokens_revoke(actor=admin, account=machine.account)

    assert api.get("/api/v1/documents").status_code == 401
    assert as_machine(machine).get("/api/v1/documents").status_code == 200


def test_a_token_outlives_neither_its_quarter_of_an_hour_nor_its_secret(machine, admin):
    now = timezone.now()
    api = as_machine(machine)
    with time_machine.travel(now + MACHINE_TOKEN_LIFETIME + dt.timedelta(seconds=2)):
        assert api.get("/api/v1/documents").status_code == 401

    services.service_account_secret_create(
        actor=admin, account=machine.account, overlap=dt.timedelta(minutes=5), at=now
    )
    claims = access_claims(token_of(machine))
    assert claims["exp"] - claims["iat"] <= 300


def test_from_a_closed_network_there_is_no_token_and_no_reason_told(client, machine, admin):
    api = as_machine(machine)
    ip_rule_create(
        actor=admin,
        effect=RuleEffect.ALLOW,
        network=network_parse("10.9.0.0/16"),
        scope=RuleScope.USER,
        user=machine.account.user,
        reason="the lender's data centre",
        at=timezone.now(),
        address="127.0.0.1",
    )
    rules_forget()

    answer = _ask(client, machine)

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.json()["error_description"] == "The client id or the secret is not valid."
    refused = LogEntry.objects.get(event="service_account.token_refused")
    assert refused.additional_data == {"reason": "address"}
    assert api.get("/api/v1/documents").status_code == 403
    assert (
        client.post(
            URL,
            "grant_type=client_credentials",
            content_type=FORM,
            headers=_basic(machine.account.client_id, machine.plain),
            REMOTE_ADDR="10.9.3.4",
        ).json()["token_type"]
        == "Bearer"
    )


def test_a_machines_token_costs_one_query_to_check(machine, django_assert_num_queries):
    api = as_machine(machine, "webhooks")
    api.get("/api/v1/documents")  # refused, and the keys are read

    with django_assert_num_queries(1):
        api.get("/api/v1/documents")


def test_last_used_is_written_once_a_minute(machine):
    as_machine(machine)
    first = ServiceAccount.objects.get(pk=machine.account.pk).last_used_at
    assert first is not None
    with time_machine.travel(first + dt.timedelta(seconds=59)):
        as_machine(machine).get("/api/v1/documents")
    assert ServiceAccount.objects.get(pk=machine.account.pk).last_used_at == first


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("again", range(5))  # of which two would deadlock, were rows locked in any order
def test_no_token_survives_a_revocation_that_races_with_its_issue(admin, again):
    machine = machine_of(admin)

    def fetch(_):
        try:
            return _ask(Client(), machine).json().get("access_token")
        finally:
            connection.close()

    def revoke():
        try:
            services.service_account_secret_revoke(
                actor=admin, account=machine.account, secret_id=machine.secret.pk, at=timezone.now()
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(9) as pool:
        fetched = [pool.submit(fetch, n) for n in range(8)]
        pool.submit(revoke).result()
        tokens = [future.result() for future in fetched]

    for token in filter(None, tokens):
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        assert api.get("/api/v1/documents").status_code == 401
