"""Rate limits: exact to the request under threads, told in headers, not walked around, closed where it matters."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import rate_limits
from accounts.models import RateHit
from accounts.rate_limits import Limit, LimiterAway, forget, give_back, hits_prune, redis_is_back, take

LOGIN = "/api/v1/auth/login"
LIST = "/api/v1/documents"


def _limits(settings, **classes):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, **classes}


def _redis_away(settings):
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"},
    }
    redis_is_back()


def _parallel(threads, call):
    barrier = threading.Barrier(threads)

    def run(_):
        barrier.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


def test_exactly_as_many_as_allowed_pass_under_32_threads():
    limit = Limit("t", "threads", 5, 60)

    passed = _parallel(32, lambda: take([limit]).is_allowed)

    assert passed.count(True) == 5


@pytest.mark.django_db(transaction=True)
def test_the_database_counts_as_exactly_while_redis_is_away(settings):
    _redis_away(settings)
    limit = Limit("t", "threads", 5, 60)

    passed = _parallel(12, lambda: take([limit], or_in_database=True).is_allowed)

    assert passed.count(True) == 5
    assert RateHit.objects.count() == 5


def test_the_window_slides(settings):
    limit = Limit("t", "slides", 2, 1)
    assert [take([limit]).is_allowed for _ in range(3)] == [True, True, False]

    time.sleep(1.05)

    assert take([limit]).is_allowed is True


def test_what_one_window_refuses_is_counted_in_none():
    full, wide = Limit("t", "full", 1, 60), Limit("t", "wide", 10, 60)
    take([full])

    assert take([wide, full]).is_allowed is False
    assert take([wide]).states[0].remaining == 9


@pytest.mark.django_db
@pytest.mark.parametrize("is_away", [False, True])
def test_a_request_can_be_given_back_and_a_window_emptied(settings, is_away):
    if is_away:
        _redis_away(settings)
    limit = Limit("t", "back", 2, 60)
    first = take([limit], or_in_database=True)
    give_back(first)
    assert [take([limit], or_in_database=True).is_allowed for _ in range(3)] == [True, True, False]
    forget([limit])
    assert take([limit], or_in_database=True).is_allowed is True


@pytest.mark.django_db
def test_what_the_database_counted_is_removed_in_time(settings):
    _redis_away(settings)
    take([Limit("t", "prune", 2, 60)], or_in_database=True)

    assert hits_prune(at=timezone.now()) == 0
    assert hits_prune(at=timezone.now() + rate_limits._LONGEST * 2) == 1


def test_without_a_stand_in_an_absent_redis_is_told(settings):
    _redis_away(settings)

    with pytest.raises(LimiterAway):
        take([Limit("t", "away", 1, 60)])


@pytest.mark.django_db
def test_an_answer_tells_what_is_left_and_a_refusal_when_to_come_back(as_user, owner, settings):
    _limits(settings, read={"address": (100, 60), "account": (2, 60)})
    api = as_user(owner)

    first, second, third = (api.get(LIST) for _ in range(3))

    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    assert first["RateLimit-Policy"] == '"read-address";q=100;w=60, "read-account";q=2;w=60'
    assert '"read-account";r=1;t=60' in first["RateLimit"]
    assert (second.status_code, second["RateLimit-Remaining"]) == (200, "0")
    assert (third.status_code, third["Content-Type"]) == (429, "application/problem+json")
    assert third.json()["code"] in {"too_many_requests", "throttled"}
    assert 1 <= int(third["Retry-After"]) <= 60
    assert third["RateLimit-Remaining"] == "0"


@pytest.mark.django_db
def test_one_account_is_counted_wherever_it_comes_from_and_others_are_not(as_user, owner, officer, settings):
    _limits(settings, read={"account": (2, 60)})
    api = as_user(owner)

    statuses = [api.get(LIST, REMOTE_ADDR=f"203.0.113.{n}").status_code for n in range(4)]

    assert statuses == [200, 200, 429, 429]
    assert as_user(officer).get(LIST).status_code == 200


@pytest.mark.django_db
def test_wrong_tokens_are_counted_by_address(settings):
    _limits(settings, read={"address": (3, 60)})

    statuses = [Client().get(LIST, headers={"Authorization": f"Bearer {n}"}).status_code for n in range(5)]

    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Real-Ip", "Forwarded", "X-Client-Ip", "True-Client-Ip"]
)
def test_a_made_up_address_walks_around_nothing(settings, header):
    _limits(settings, read={"address": (3, 60)})

    statuses = [Client().get(LIST, headers={header: f"203.0.113.{n}"}).status_code for n in range(6)]

    assert statuses.count(429) == 3


@pytest.mark.django_db
def test_one_ipv6_customer_is_one_address(settings):
    _limits(settings, read={"address": (3, 60)})

    statuses = [Client().get(LIST, REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code for n in range(1, 7)]

    assert statuses.count(429) == 3
    assert Client().get(LIST, REMOTE_ADDR="2001:db8:1:3::1").status_code == 401


@pytest.mark.django_db
def test_a_route_has_the_class_of_its_method(as_user, owner, settings):
    _limits(settings, write={"account": (1, 60)}, read={"account": (1000, 60)}, upload={"account": (1, 60)})
    api = as_user(owner)

    assert [api.post("/api/v1/cases", {"name": f"c{n}"}).status_code for n in range(2)] == [201, 429]
    assert api.get("/api/v1/cases").status_code == 200
    assert [api.post(LIST, {}, format="multipart").status_code for n in range(2)] == [400, 429]


@pytest.mark.django_db
def test_originals_are_exports_over_the_api_and_in_the_console(as_user, console, owner, document, settings):
    _limits(settings, read={"account": (1000, 60)}, export={"account": (2, 60), "address": (1000, 60)})
    api, browser = as_user(owner), console(owner)
    original = f"/admin/documents/document/{document.pk}/original"

    assert [api.get(f"{LIST}/{document.pk}/content").status_code for _ in range(3)] == [200, 200, 429]
    assert api.get(f"{LIST}/{document.pk}").status_code == 200
    refused = browser.get(original)
    assert refused.status_code == 429  # the same account
    assert refused["Content-Type"].startswith("text/html")
    assert int(refused["Retry-After"]) > 0
    _limits(settings, export={"account": (1000, 60), "address": (1, 60)})
    assert browser.get(original).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "body"),
    [
        (LOGIN, {"email": "a@example.com", "password": "b"}),
        ("/admin/login/", {"username": "a", "password": "b"}),
    ],
)
@pytest.mark.parametrize("is_away", [False, True], ids=["redis", "redis away"])
def test_signing_in_stays_limited_whatever_is_away(settings, path, body, is_away):
    _limits(settings, auth={"address": (3, 60)})
    if is_away:
        _redis_away(settings)
    form: dict[str, Any] = {} if path.startswith("/admin") else {"content_type": "application/json"}

    statuses = [Client().post(path, body, **form).status_code for _ in range(5)]

    assert statuses[3:] == [429, 429]
    assert 429 not in statuses[:3]


@pytest.mark.django_db
def test_reading_goes_on_uncounted_while_redis_is_away(as_user, owner, settings):
    _limits(settings, read={"address": (1, 60), "account": (1, 60)})
    api = as_user(owner)
    _redis_away(settings)

    assert [api.get(LIST).status_code for _ in range(3)] == [200, 200, 200]
