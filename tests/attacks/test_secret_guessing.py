"""Guessing the secrets of machines: slowed for each client and address, never at the owner's expense."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from audit.models import LogEntry
from tests.factories.machines import machine_of

URL = "/api/v1/auth/token"
GUESSER, OWNER = "203.0.113.9", "198.51.100.7"

pytestmark = pytest.mark.django_db


@pytest.fixture
def machine(admin):
    return machine_of(admin)


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.RATE_LIMITS = {
        **settings.RATE_LIMITS,
        "client_secret": {"place": (3, 900), "address": (6, 3600)},
    }


def _ask(client_id, secret, address=GUESSER):
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    body = "&".join(f"{name}={value}" for name, value in form.items())
    return Client(REMOTE_ADDR=address).post(URL, body, content_type="application/x-www-form-urlencoded")


def test_wrong_secrets_are_looked_at_so_often_and_then_no_more(machine):
    known = machine.account.client_id

    assert [_ask(known, f"wrong{n}").status_code for n in range(3)] == [401] * 3
    refused = _ask(known, machine.plain)

    assert (refused.status_code, refused.json()["code"]) == (429, "secrets_guessed")
    assert 0 < int(refused["Retry-After"]) <= 900
    _ask(known, "wrong")
    reasons = [
        e.additional_data["reason"] for e in LogEntry.objects.filter(event="service_account.token_refused")
    ]
    assert sorted(reasons) == ["secret_unknown"] * 3 + ["too_many"]


def test_the_owner_elsewhere_is_never_slowed_by_it(machine):
    for n in range(8):
        _ask(machine.account.client_id, f"wrong{n}")

    assert _ask(machine.account.client_id, machine.plain, OWNER).status_code == 200


def test_many_clients_from_one_address_are_slowed_and_made_up_ones_alike(machine):
    answers = [_ask(f"svc_{n}", "wrong").status_code for n in range(8)]

    assert answers == [401] * 6 + [429] * 2
    assert _ask(machine.account.client_id, machine.plain).status_code == 429


def test_good_secrets_are_not_counted(machine):
    known = machine.account.client_id

    assert [_ask(known, machine.plain).status_code for _ in range(8)] == [200] * 8
    assert [_ask(known, "wrong").status_code for _ in range(2)] == [401] * 2
    assert _ask(known, machine.plain).status_code == 200
    assert [_ask(known, "wrong").status_code for _ in range(3)] == [401] * 3


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_exactly(machine):
    def guess(number):
        try:
            return _ask(machine.account.client_id, f"wrong{number}").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(16)))

    assert answers.count(401) == 3
    assert answers.count(429) == 13
