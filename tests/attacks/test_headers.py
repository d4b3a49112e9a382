"""Headers on every class of answer: views, files, refusals, failures (D12, D13)."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts import ip_rules
from config.middleware.headers import HeadersMiddleware

pytestmark = pytest.mark.django_db

HSTS = "max-age=31536000; includeSubDomains; preload"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": HSTS,
}
LIST = "/api/v1/documents"


def _breaks(*_args, **_kwargs):
    raise RuntimeError("broken on purpose")


@pytest.fixture
def secure(settings):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    return Client(raise_request_exception=False)


ANSWERS = {
    "home": lambda c: c.get("/", secure=True),
    "sign-in page": lambda c: c.get("/admin/login/", secure=True),
    "docs": lambda c: c.get("/docs", secure=True),
    "docs script": lambda c: c.get("/docs?script=", secure=True),
    "schema": lambda c: c.get("/api/v1/schema", secure=True),
    "live": lambda c: c.get("/health/live", secure=True),
    "ready": lambda c: c.get("/health/ready", secure=True),
    "400 host": lambda c: c.get("/", secure=True, headers={"Host": "evil.test"}),
    "400 host api": lambda c: c.get(LIST, secure=True, headers={"Host": "evil.test"}),
    "400 nul": lambda c: c.get("/?x=%00", secure=True),
    "400 json": lambda c: c.post("/api/v1/auth/login", "{", content_type="application/json", secure=True),
    "401": lambda c: c.get(LIST, secure=True),
    "403 csrf": lambda _: Client(enforce_csrf_checks=True).post("/admin/login/", secure=True),
    "404": lambda c: c.get("/nothing", secure=True),
    "404 api": lambda c: c.get("/api/v1/nothing", secure=True),
    "console, unknown": lambda c: c.get("/admin/nothing/", secure=True),
    "405": lambda c: c.delete("/api/v1/auth/login", secure=True),
    "413": lambda c: c.post(
        "/api/v1/auth/login", b"x" * 3_000_000, content_type="application/json", secure=True
    ),
    "415": lambda c: c.post("/api/v1/auth/login", "a", content_type="text/plain", secure=True),
    "TRACE": lambda c: c.trace("/api/v1/auth/login", secure=True),
    "preflight": lambda c: c.options(
        LIST, secure=True, headers={"Origin": "https://a.test", "Access-Control-Request-Method": "GET"}
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_class_of_answer_carries_every_header(secure, name):
    response = ANSWERS[name](secure)

    assert {header: response.get(header) for header in ALWAYS} == ALWAYS
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-" not in policy
    assert "*" not in policy
    assert "camera=()" in response["Permissions-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "Server" not in response


def test_the_statuses_above_are_what_they_say(secure):
    for name, ask in ANSWERS.items():
        if found := re.match(r"[45]\d\d", name):
            assert ask(secure).status_code == int(found[0]), name


@pytest.mark.parametrize("path", ["/admin/login/", LIST])
def test_a_failure_of_ours_carries_them_too_and_tells_nothing(secure, monkeypatch, path):
    monkeypatch.setattr(ip_rules, "rules_load", _breaks)
    ip_rules.rules_forget()

    response = secure.get(path, secure=True)

    assert response.status_code == 500
    assert {header: response.get(header) for header in ALWAYS} == ALWAYS
    assert "Content-Security-Policy" in response
    assert "no-store" in response["Cache-Control"]
    assert "broken on purpose" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_refused_address_gets_them_too(secure, monkeypatch):
    monkeypatch.setattr("config.middleware.ip_rules.address_may_enter", lambda _: False)

    response = secure.get("/admin/", secure=True)

    assert response.status_code == 403
    assert {header: response.get(header) for header in ALWAYS} == ALWAYS


def test_files_carry_them_and_may_be_kept(settings):
    from django.http import HttpResponse  # noqa: PLC0415 - beside the case it serves
    from django.test import RequestFactory  # noqa: PLC0415

    kept = HttpResponse(headers={"Cache-Control": "max-age=315360000, public, immutable"})
    response = HeadersMiddleware(lambda _: kept)(RequestFactory().get(settings.STATIC_URL + "a.css"))

    assert response["Cache-Control"] == "max-age=315360000, public, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    order = settings.MIDDLEWARE
    whitenoise = order.index("whitenoise.middleware.WhiteNoiseMiddleware")
    assert all(order.index(name) < whitenoise for name in order[:6])


def test_personal_answers_are_never_stored(as_user, console, owner, document):
    api = as_user(owner)
    for response in (
        api.get(LIST),
        api.get(f"{LIST}/{document.pk}"),
        api.get(f"{LIST}/{document.pk}/content"),
        api.get("/api/v1/sessions"),
        console(owner).get(f"/admin/documents/document/{document.pk}/change/"),
    ):
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://app.test",
        "https://app.test.evil.test",
        "https://evil-app.test",
        "https://app.test:8443",
        "https://sub.app.test",
        "https://app.test@evil.test",
        "file://",
        "https://[",
        "",
    ],
)
@pytest.mark.parametrize("method", ["get", "options"])
def test_no_origin_but_those_listed_may_read_the_api(settings, client, origin, method):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.test"]

    response = getattr(client, method)(
        LIST, headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
    )

    assert "Access-Control-Allow-Origin" not in response
    assert "Access-Control-Allow-Credentials" not in response


def test_a_listed_origin_may_read_the_api_and_nothing_else(settings, client):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.test"]
    said = {"Origin": "https://app.test", "Access-Control-Request-Method": "POST"}

    allowed = client.options(LIST, headers=said)

    assert allowed["Access-Control-Allow-Origin"] == "https://app.test"
    assert "authorization" in allowed["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in allowed
    assert "origin" in allowed["Vary"].lower()
    assert "Access-Control-Allow-Origin" not in client.get("/admin/login/", headers=said)
    assert "Access-Control-Allow-Origin" not in client.get("/docs", headers=said)


@pytest.mark.parametrize(
    "host",
    [
        "evil.test",
        "testserver.evil.test",
        "testserver@evil.test",
        "testserver:80:80",
        "a" * 300,
        "",
        "testserver, evil.test",
    ],
)
@pytest.mark.parametrize("path", ["/admin/login/", LIST])
def test_a_host_that_is_not_ours_is_400(client, host, path):
    assert client.get(path, headers={"Host": host}).status_code == 400


def test_no_header_makes_links_to_another_host(client):
    made_up = {
        "X-Forwarded-Host": "evil.test",
        "X-Host": "evil.test",
        "Forwarded": "host=evil.test",
        "X-Original-URL": "/admin/",
    }

    response = client.get("/", headers=made_up)

    assert response["Location"] == "/admin/"
    assert client.get("/nothing", headers=made_up).status_code == 404


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "https:evil.test"]
)
def test_signing_in_leads_nowhere_but_here(customer, officer, target):
    from tests.factories import PASSWORD  # noqa: PLC0415 - one use

    response = Client().post(
        "/admin/login/", {"username": officer.email, "password": PASSWORD, "next": target}
    )

    assert response.status_code == 302
    assert response["Location"].startswith("/")
    assert "evil" not in response["Location"].split("?")[0]
    assert not response["Location"].startswith("//")


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_a_method_cannot_be_overridden(as_user, owner, case, header):
    api = as_user(owner)

    assert api.post(f"/api/v1/cases/{case.pk}", {}, headers={header: "GET"}).status_code == 405
    assert api.post("/api/v1/cases?_method=DELETE", {"name": "x", "_method": "DELETE"}).status_code == 201


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    cookies = Client().get("/admin/login/").cookies

    assert cookies["csrftoken"]["httponly"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


NUL = [
    "/api/v1/documents?q=%00",
    "/api/v1/documents?%00=1",
    "/api/v1/documents/%00",
    "/admin/%00/",
    "/%00",
    "/docs?a=b%00c",
    "/health/live?%00",
]


@pytest.mark.parametrize("address", NUL)
def test_a_nul_anywhere_in_an_address_is_400(console, owner, address):
    assert console(owner).get(address).status_code == 400


@pytest.mark.parametrize("header", ["X-Purpose", "X-Request-Id", "Idempotency-Key", "User-Agent", "Accept"])
def test_a_nul_in_a_header_is_400(as_user, owner, header):
    assert as_user(owner).get(LIST, headers={header: "a\x00b"}).status_code == 400


def test_a_nul_in_a_quoted_cookie_is_400_and_reaches_no_table(client):
    client.cookies["sessionid"] = "x"
    response = client.get("/admin/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaaaa"'})

    assert response.status_code == 400
