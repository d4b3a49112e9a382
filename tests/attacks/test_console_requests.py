"""D12: requests that other sites, other hosts and odd headers make."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Session
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "https:evil.example",
    "http:///evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil。example",
    "／／evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\t/evil.example",
    "%2F%2Fevil.example",
    "https://evil.example\\@testserver/",
]


def _stays(response):
    """Tell where a browser would go: it drops tabs and takes a backslash for a slash."""
    location = re.sub(r"[\t\r\n]", "", response.headers.get("Location", "/").strip()).replace("\\", "/")
    return urlsplit(urljoin("https://testserver/admin/login/", location)).netloc == "testserver"


@pytest.mark.parametrize("address", ELSEWHERE)
def test_sign_in_sends_nobody_elsewhere(client, owner, address):
    body = {"username": owner.email, "password": PASSWORD, "next": address}

    assert _stays(client.post("/admin/login/", body))
    assert _stays(Client().post("/admin/login/", {**body}, query_params={"next": address}))


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nothing_else_of_the_console_sends_elsewhere(console, owner, address):
    browser = console(owner)

    assert _stays(browser.get("/admin/login/", {"next": address}))
    assert _stays(browser.post("/admin/logout/", {"next": address}, query_params={"next": address}))


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b"]
)
@pytest.mark.parametrize("address", ["/admin/login/", "/api/v1/documents", "/health/ready"])
def test_a_made_up_host_is_refused(client, db, host, address):
    assert client.get(address, headers={"Host": host}).status_code == 400


def test_the_forwarded_host_is_not_believed(as_user, owner):
    response = as_user(owner).get(
        "/api/v1/documents?page_size=1", headers={"X-Forwarded-Host": "evil.example"}
    )

    assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_header_does_not_make_one_method_another(as_user, owner, name):
    api = as_user(owner)
    session = Session.objects.get()

    api.post(f"/api/v1/sessions/{session.pk}", {}, headers={name: "DELETE"})
    api.get(f"/api/v1/sessions/{session.pk}?_method=DELETE", headers={name: "DELETE"})

    assert Session.objects.get().ended_at is None


def test_what_the_api_tells_is_kept_by_nobody_on_the_way(as_user, owner, document):
    for address in ("/api/v1/documents", f"/api/v1/documents/{document.pk}", "/api/v1/sessions"):
        response = as_user(owner).get(address)
        assert "no-store" in response["Cache-Control"], address


def test_what_the_console_shows_is_kept_by_nobody_on_the_way(console, owner, document):
    browser = console(owner)
    for address in ("/admin/", reverse("admin:documents_document_change", args=[document.pk])):
        assert "no-store" in browser.get(address)["Cache-Control"], address
