"""Passwords are changed, forgotten and set again; hashes of older rules are made anew without ending anything."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts.exceptions import AccountsError
from accounts.models import Session, User
from accounts.roles import Role
from accounts.services.passwords import password_reset
from audit.models import LogEntry
from tests.factories import PASSWORD, person, signed_in
from tests.mailbox import mails_deliver, token_in

pytestmark = pytest.mark.django_db

NEW = "nine patient herons waiting"
BCRYPT = ["accounts.hashing.BcryptHasher", "accounts.hashing.OlderHasher"]


def _post(client, path, **body):
    return client.post(f"/api/v1/auth/{path}", body, content_type="application/json")


def _reset_token(client, user):
    assert _post(client, "password/reset", email=user.email).status_code == 202
    return token_in(mails_deliver()[-1])


def _bearer(tokens):
    return {"Authorization": f"Bearer {tokens.access}"}


def _change(client, tokens, current, new):
    return client.post(
        "/api/v1/auth/password/change",
        {"current": current, "new": new},
        content_type="application/json",
        headers=_bearer(tokens),
    )


def _opens(client, tokens):
    return client.get("/api/v1/sessions", headers=_bearer(tokens)).status_code == 200


def test_changing_the_password_ends_every_session_but_this_one(client, customer):
    here, there = signed_in(customer, mfa_method=""), signed_in(customer, mfa_method="")

    assert _change(client, here, PASSWORD, NEW).status_code == 200

    assert (_opens(client, here), _opens(client, there)) == (True, False)
    assert Session.objects.get(pk=there.session.pk).ended_because == "password_changed"
    assert _post(client, "refresh", refresh=here.refresh).status_code == 200
    assert _post(client, "refresh", refresh=there.refresh).status_code == 401
    assert _post(client, "login", email=customer.email, password=PASSWORD).status_code == 401
    assert _post(client, "login", email=customer.email, password=NEW).status_code == 200
    assert LogEntry.objects.filter(event="user.password_changed", actor_id=customer.pk).count() == 1
    assert [str(mail.subject) for mail in mails_deliver()] == ["Muniment: Your password was changed"]


def test_a_session_left_open_does_not_change_the_password(client, customer):
    response = _change(client, signed_in(customer), "a guess of somebody", NEW)

    assert (response.status_code, response.json()["code"]) == (403, "password_wrong")
    customer.refresh_from_db()
    assert customer.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["short", PASSWORD, "customercustomer", "a" * 20])
def test_a_new_password_keeps_the_rules_and_is_new(client, customer, new):
    response = _change(client, signed_in(customer), PASSWORD, new)

    assert (response.status_code, response.json()["code"]) == (400, "password_refused")


def test_with_a_second_factor_changing_asks_for_a_fresh_one(client, officer, monkeypatch):
    monkeypatch.setattr("accounts.api.people.has_second_factor", lambda _user: True)
    long_ago = timezone.now() - dt.timedelta(minutes=11)
    stale = signed_in(officer, long_ago)

    assert _change(client, stale, PASSWORD, NEW).json()["code"] == "step_up_required"
    assert _change(client, signed_in(officer), PASSWORD, NEW).status_code == 200


def test_a_reset_sets_the_password_and_ends_all_sessions_and_signs_nobody_in(client, customer):
    session = signed_in(customer)
    token = _reset_token(client, customer)

    response = _post(client, "password/reset/confirm", token=token, password=NEW)

    assert response.status_code == 200
    assert set(response.json()) == {"detail"}
    assert not _opens(client, session)
    assert Session.objects.alive(timezone.now()).count() == 0
    assert _post(client, "login", email=customer.email, password=NEW).status_code == 200


def test_a_reset_shows_no_second_factor(client, officer, settings):
    settings.MFA_REQUIRED = True
    token = _reset_token(client, officer)
    _post(client, "password/reset/confirm", token=token, password=NEW)

    body = _post(client, "login", email=officer.email, password=NEW).json()

    assert (body["mfa"] in {"required", "enrol"}, body["refresh"]) == (True, "")


def test_a_reset_link_works_once_for_half_an_hour_and_dies_with_the_next(client, customer):
    first = _reset_token(client, customer)
    second = _reset_token(client, customer)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=30, seconds=1)):
        assert _post(client, "password/reset/confirm", token=second, password=NEW).status_code == 400

    assert _post(client, "password/reset/confirm", token=first, password=NEW).status_code == 400
    assert _post(client, "password/reset/confirm", token=second, password="short").status_code == 400
    assert _post(client, "password/reset/confirm", token=second, password=NEW).status_code == 200
    assert _post(client, "password/reset/confirm", token=second, password=NEW + "!").status_code == 400


def test_a_reset_link_dies_when_the_password_changes(client, customer):
    token = _reset_token(client, customer)
    _change(client, signed_in(customer), PASSWORD, NEW)

    assert (
        _post(client, "password/reset/confirm", token=token, password=NEW + "!").json()["code"]
        == "link_invalid"
    )


def test_a_reset_link_dies_when_the_account_is_closed(client, customer):
    token = _reset_token(client, customer)
    User.objects.update(is_active=False)

    assert _post(client, "password/reset/confirm", token=token, password=NEW).status_code == 400


def test_asking_for_a_reset_is_answered_alike_whoever_it_is(client, customer):
    User.objects.create_user("closed@example.com", PASSWORD, is_active=False)
    answers = [
        _post(client, "password/reset", email=email)
        for email in (customer.email, "nobody@example.com", "closed@example.com")
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(202, answers[0].content)}
    assert [mail.to for mail in mails_deliver()] == [[customer.email]]


@pytest.mark.django_db(transaction=True)
def test_eight_uses_of_one_reset_link_at_once_set_one_password(client):
    customer = person("customer", Role.CUSTOMER)
    token = _reset_token(client, customer)

    def use(number):
        try:
            password_reset(token=token, new=f"{NEW} number {number}", at=timezone.now())
        except AccountsError as error:
            return error.code
        else:
            return str(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(use, range(8)))

    assert answers[1:] == ["link_invalid"] * 7
    customer.refresh_from_db()
    assert customer.check_password(f"{NEW} number {answers[0]}")


@pytest.mark.parametrize("older", ["lower cost", "pbkdf2"])
def test_a_hash_of_an_older_rule_is_made_anew_at_sign_in_and_no_session_ends(
    client, customer, settings, older
):
    settings.PASSWORD_HASHERS, settings.BCRYPT_ROUNDS = BCRYPT, 4
    made = make_password(PASSWORD, hasher="pbkdf2_sha256" if older == "pbkdf2" else "default")
    User.objects.filter(pk=customer.pk).update(password=made)
    settings.BCRYPT_ROUNDS = 5
    elsewhere = signed_in(User.objects.get(pk=customer.pk))

    response = _post(client, "login", email=customer.email, password=PASSWORD)

    customer.refresh_from_db()
    assert customer.password.startswith("bcrypt_sha256$$2b$05$")
    here = {"Authorization": f"Bearer {response.json()['access']}"}
    assert client.get("/api/v1/sessions", headers=here).status_code == 200
    assert _opens(client, elsewhere)


def test_a_hash_of_todays_rule_is_left_alone(client, customer, settings):
    settings.PASSWORD_HASHERS, settings.BCRYPT_ROUNDS = BCRYPT, 4
    customer.set_password(PASSWORD)
    customer.save()

    _post(client, "login", email=customer.email, password=PASSWORD)

    assert User.objects.get().password == customer.password


def test_a_console_session_survives_the_new_hash_too(console, owner, settings):
    browser = console(owner)
    settings.PASSWORD_HASHERS, settings.BCRYPT_ROUNDS = [*BCRYPT, *settings.PASSWORD_HASHERS], 4

    assert User.objects.get().check_password(PASSWORD)

    assert User.objects.get().password.startswith("bcrypt_sha256$")
    assert browser.get("/admin/password_change/").status_code == 200


def test_bcrypt_takes_what_is_longer_than_its_72_bytes_whole(customer, settings):
    settings.PASSWORD_HASHERS, settings.BCRYPT_ROUNDS = BCRYPT, 4
    customer.set_password("x" * 1023 + "a")

    assert customer.check_password("x" * 1023 + "a")
    assert not customer.check_password("x" * 1023 + "b")
