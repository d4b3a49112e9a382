"""Neither words nor time tell which addresses have an account."""

import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from tests.factories import PASSWORD, person

pytestmark = pytest.mark.django_db

PAIRS = 40


@pytest.fixture
def real_hashes(settings):
    """Passwords cost what they cost, only less."""
    settings.PASSWORD_HASHERS, settings.BCRYPT_ROUNDS = ["accounts.hashing.BcryptHasher"], 8
    user = person("known", Role.CUSTOMER)
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return user


def _milliseconds(client, path, body):
    started = time.perf_counter()
    client.post(f"/api/v1/auth/{path}", body, content_type="application/json")
    return (time.perf_counter() - started) * 1000


def _share_slower(client, path, known, unknown):
    """Return how often the known address took longer than the unknown one asked right before or after it."""
    slower = 0
    for number in range(PAIRS):
        order = [known, unknown] if number % 2 else [unknown, known]
        took = {id(body): _milliseconds(client, path, body) for body in order}
        slower += took[id(known)] > took[id(unknown)]
    return slower / PAIRS


# A fair coin leaves 0.2 to 0.8 of forty throws once in ten thousand times; without the hash of somebody who
# does not exist, or with work for those who do, it is 0 or 1.
@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("login", {"password": "not the password"}),
        ("register", {"password": "seven grey lighthouses", "full_name": ""}),
        ("password/reset", {}),
        ("verify/resend", {}),
    ],
)
def test_the_time_of_an_answer_tells_nothing(client, real_hashes, path, more):
    known, unknown = {"email": "known@example.com", **more}, {"email": "nobody@example.com", **more}
    for body in (known, unknown):
        _milliseconds(client, path, body)

    share = _share_slower(client, path, known, unknown)

    assert 0.2 <= share <= 0.8


def test_a_hash_costs_enough_for_its_absence_to_show(client, real_hashes):
    body = {"email": "nobody@example.com", "password": "x"}
    took = [_milliseconds(client, "login", body) for _ in range(5)]

    assert statistics.median(took) > 8


def test_every_refused_sign_in_says_the_same(client, real_hashes):
    User.objects.create_user("closed@example.com", PASSWORD, is_active=False)
    User.objects.create_user("waiting@example.com", PASSWORD, email_verified_at=None)
    User.objects.create_user("nopassword@example.com")
    names = ["known", "closed", "waiting", "nopassword", "nobody"]

    answers = [
        client.post(
            "/api/v1/auth/login",
            {"email": f"{name}@example.com", "password": PASSWORD if name != "known" else "wrong"},
            content_type="application/json",
        )
        for name in names
    ]

    said = [{key: value for key, value in answer.json().items() if key != "request_id"} for answer in answers]
    assert [answer.status_code for answer in answers] == [401] * 5
    assert said == [said[0]] * 5
