"""Whoever refuses a request, the answer names the id under which it is found in the logs."""

import pytest
from django.utils import timezone

from accounts.addresses import network_parse
from accounts.constants import RuleEffect, RuleScope
from accounts.ip_rules import rules_forget
from accounts.models import IPRule
from audit.models import LogEntry

pytestmark = pytest.mark.django_db
ID = "caller-0001"


def _refused(client, path="/api/v1/documents", **headers):
    return client.get(path, headers={"X-Request-Id": ID, **headers})


def _hold(response, status):
    assert (response.status_code, response["X-Request-Id"]) == (status, ID)
    if response["Content-Type"].startswith("application/problem+json"):
        assert response.json()["request_id"] == ID


def test_a_nul(client):
    _hold(_refused(client, "/api/v1/documents?q=%00"), 400)
    _hold(_refused(client, "/admin/?q=%00"), 400)


def test_a_host_that_is_not_ours(client):
    response = client.get("/api/v1/documents", headers={"X-Request-Id": ID}, HTTP_HOST="evil.example")
    _hold(response, 400)


def test_an_address_that_is_kept_out(client, admin):
    IPRule.objects.create(
        effect=RuleEffect.DENY,
        scope=RuleScope.GLOBAL,
        network=network_parse("127.0.0.1/32"),
        reason="test",
        created_by=admin,
        created_at=timezone.now(),
    )
    rules_forget()

    _hold(_refused(client), 403)
    _hold(_refused(client, "/admin/"), 403)


def test_a_plain_request_over_http_where_https_is_asked_for(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert _refused(client)["X-Request-Id"] == ID


def test_an_id_that_is_not_plain_is_replaced(client):
    assert client.get("/api/v1/documents?q=%00", headers={"X-Request-Id": "x\x00" + ID})["X-Request-Id"] != ID
    assert len(client.get("/api/v1/documents?q=%00").json()["request_id"]) == 32


def test_the_trail_has_the_id_and_the_actor(console, admin):
    console(admin).get("/admin/accounts/user/", headers={"X-Request-Id": ID})

    entry = LogEntry.objects.get(event="users.listed")
    assert (entry.actor_id, entry.cid) == (admin.pk, ID)
