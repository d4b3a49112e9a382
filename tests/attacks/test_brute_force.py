"""Guessing passwords: slowed from every side, and never a means to lock the owner out (D9)."""

import statistics
import time

import pytest
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sign_in_guard
from accounts.models import Session
from audit.models import LogEntry
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login"
HOME, OFFICE = "198.51.100.1", "198.51.100.2"


@pytest.fixture(autouse=True)
def _small_limits(settings):
    sign_in = {"place": (3, 900), "strangers": (6, 3600), "address": (12, 3600)}
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in": sign_in}


def attempt(email, password="wrong", *, address="203.0.113.1", browser=None):
    return (browser or Client()).post(
        LOGIN, {"email": email, "password": password}, content_type="application/json", REMOTE_ADDR=address
    )


def statuses(email, count, **more):
    return [attempt(email, **more).status_code for _ in range(count)]


def distributed(email, count, start=10):
    return [attempt(email, address=f"203.0.113.{start + n}").status_code for n in range(count)]


def test_one_place_has_few_guesses_and_is_told_when_to_come_back(owner):
    assert statuses(owner.email, 4) == [401, 401, 401, 429]

    refused = attempt(owner.email, PASSWORD)
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert 1 <= int(refused["Retry-After"]) <= 900
    assert attempt(owner.email, PASSWORD, address=HOME).status_code == 200


@pytest.mark.parametrize(
    "variants",
    [
        ["owner@example.com", "OWNER@EXAMPLE.COM", "Owner@example.com", " owner@example.com"],
        ["ſtefan@example.com", "stefan@example.com", "ｓtefan@example.com", "STEFAN@example.com"],
        ["admın@example.com", "admin@example.com", "ADMIN@example.com", "ADMIN@EXAMPLE.COM"],
    ],
)
def test_spellings_of_one_login_are_one_account(owner, variants):
    assert [attempt(email).status_code for email in variants] == [401, 401, 401, 429]


def test_the_right_password_empties_the_window(customer):
    for _ in range(4):
        assert statuses(customer.email, 2) == [401, 401]
        assert attempt(customer.email, PASSWORD).status_code == 200


def test_many_places_guessing_at_one_account_are_slowed_together(owner):
    assert distributed(owner.email, 8) == [401] * 6 + [429] * 2


def test_the_owner_gets_in_from_where_they_have_been_before(customer):
    assert attempt(customer.email, PASSWORD, address=HOME).status_code == 200
    distributed(customer.email, 10)

    assert attempt(customer.email, PASSWORD, address=HOME).status_code == 200
    assert attempt(customer.email, PASSWORD, address=OFFICE).status_code == 429


def test_a_sign_in_without_its_second_factor_makes_no_place_known(owner):
    assert attempt(owner.email, PASSWORD, address=HOME).json()["mfa"] == "enrol"
    distributed(owner.email, 10)
    assert attempt(owner.email, PASSWORD, address=HOME).status_code == 429

    Session.objects.filter(user=owner).update(mfa_at=timezone.now())
    assert attempt(owner.email, PASSWORD, address=HOME).status_code == 200


def test_the_owners_device_gets_in_from_anywhere_even_from_the_attackers_address(owner):
    browser = Client()
    assert attempt(owner.email, PASSWORD, address=HOME, browser=browser).status_code == 200
    distributed(owner.email, 10)
    statuses(owner.email, 5, address=OFFICE)

    assert attempt(owner.email, PASSWORD, address=OFFICE, browser=browser).status_code == 200


def test_a_device_has_few_guesses_too(owner):
    browser = Client()
    attempt(owner.email, PASSWORD, browser=browser)

    assert statuses(owner.email, 4, browser=browser) == [401, 401, 401, 429]


def test_the_cookie_of_one_account_is_worth_nothing_for_another(owner, officer):
    browser = Client()
    attempt(officer.email, PASSWORD, browser=browser)
    distributed(owner.email, 10)

    assert attempt(owner.email, PASSWORD, address=OFFICE, browser=browser).status_code == 429


@pytest.mark.parametrize(
    "text",
    ["", "x", "a:b:c", signing.dumps({"a": "x", "d": "y"}), signing.dumps([1], salt="accounts.device")],
    ids=["empty", "a word", "three parts", "of another use", "of another shape"],
)
def test_a_made_up_cookie_opens_nothing(owner, text):
    browser = Client()
    browser.cookies["device"] = text

    assert statuses(owner.email, 4, browser=browser) == [401, 401, 401, 429]


def test_the_cookie_is_out_of_reach_of_scripts_and_renewed(owner):
    browser = Client()
    cookie = attempt(owner.email, PASSWORD, browser=browser).cookies["device"]

    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 86400)
    assert owner.email not in cookie.value
    assert "device" not in attempt(owner.email, "wrong", browser=browser).cookies


def test_one_address_guessing_at_many_accounts_is_slowed(db):
    answers = [attempt(f"person{n}@example.com").status_code for n in range(14)]

    assert answers == [401] * 12 + [429] * 2


def test_known_and_unknown_accounts_answer_alike_all_the_way(owner):
    def course(email):
        bodies = [attempt(email, address=f"203.0.113.{n % 2}") for n in range(8)]
        return [(b.status_code, {k: v for k, v in b.json().items() if k != "request_id"}) for b in bodies]

    assert course(owner.email) == course("nobody@example.com")


def test_known_and_unknown_accounts_cost_the_same_questions_and_hashes(owner, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"]
    monkeypatch.setattr(BCryptSHA256PasswordHasher, "rounds", 4)
    owner.set_password(PASSWORD)
    owner.save()
    hashed = []
    encode = BCryptSHA256PasswordHasher.encode

    def counted(*args, **kwargs):
        hashed.append(1)
        return encode(*args, **kwargs)

    monkeypatch.setattr(BCryptSHA256PasswordHasher, "encode", counted)

    def cost(email):
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            attempt(email)
        return len(hashed), [q["sql"].split(" ")[0] for q in queries]

    attempt(owner.email)  # what is asked once a process
    assert cost(owner.email) == cost("nobody@example.com")


@pytest.mark.slow
def test_known_and_unknown_accounts_take_the_same_time(owner, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.BCryptSHA256PasswordHasher"]
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_in": {}}
    monkeypatch.setattr(BCryptSHA256PasswordHasher, "rounds", 9)
    owner.set_password(PASSWORD)
    owner.save()
    took: dict[str, list[float]] = {owner.email: [], "nobody@example.com": []}
    for _ in range(25):
        for email, times in took.items():
            started = time.perf_counter()
            attempt(email)
            times.append(time.perf_counter() - started)

    known, unknown = (statistics.median(times) for times in took.values())
    # Without a hash for unknown accounts the ratio would be under a half.
    assert 0.75 < unknown / known < 1.33


def test_wrong_passwords_are_in_the_trail_without_the_address_of_a_stranger(owner):
    attempt(owner.email)
    attempt("secret.person@example.com")

    known, unknown = LogEntry.objects.filter(event="user.sign_in_failed").order_by("timestamp")
    assert (known.object_pk, known.remote_addr) == (str(owner.pk), "203.0.113.1")
    assert unknown.object_pk == ""
    assert "secret.person" not in str(unknown.additional_data) + unknown.object_repr
    assert len(unknown.additional_data["login"]) == 32


def test_refused_guesses_do_not_fill_the_trail(owner):
    statuses(owner.email, 20)

    assert LogEntry.objects.filter(event="user.sign_in_failed").count() == 3
    refused = LogEntry.objects.get(event="user.sign_in_refused")
    assert refused.additional_data["windows"] == ["sign_in-place"]


def test_the_console_is_guarded_by_the_same_windows(owner):
    browser = Client()
    form = {"username": owner.email, "password": "wrong"}
    answers = [browser.post("/admin/login/", form, REMOTE_ADDR="203.0.113.1") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Too many failed sign-ins" in answers[3].content.decode()
    assert int(answers[3]["Retry-After"]) >= 1
    assert attempt(owner.email, PASSWORD).status_code == 429


def test_made_up_addresses_walk_around_nothing(owner):
    answers = [
        Client()
        .post(
            LOGIN,
            {"email": owner.email, "password": "wrong"},
            content_type="application/json",
            headers={"X-Forwarded-For": f"198.51.100.{n}"},
        )
        .status_code
        for n in range(5)
    ]

    assert answers == [401, 401, 401, 429, 429]


def test_a_code_path_that_forgets_the_request_is_counted_all_the_same(owner):
    from django.contrib.auth import authenticate  # noqa: PLC0415 - the public door itself

    tries = [authenticate(None, username=owner.email, password="wrong") for _ in range(3)]

    assert tries == [None] * 3
    assert authenticate(None, username=owner.email, password=PASSWORD) is None
    assert sign_in_guard.REMEMBERED.days == 90
