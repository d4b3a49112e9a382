"""D7, D10: what is stolen, fixed, replayed or kept too long opens nothing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.constants import SessionEnd, SessionKind
from accounts.models import Session, User
from accounts.services.sessions import session_end, session_password_changed
from accounts.timeouts import TIMEOUTS, Timeouts
from tests.factories import PASSWORD, person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/api/v1/documents"
ADMIN = "/admin/"
COOKIE = settings.SESSION_COOKIE_NAME
MINUTE = dt.timedelta(minutes=1)


def _refresh(token):
    return Client().post("/api/v1/auth/refresh", {"refresh": token}, content_type="application/json")


def _opens(token):
    return Client().get(LIST, headers={"Authorization": f"Bearer {token}"}).status_code == 200


def _sign_in(browser, user):
    return browser.post("/admin/login/", {"username": user.email, "password": PASSWORD})


def test_a_new_password_ends_every_session_but_the_one_that_set_it(owner):
    kept, other = signed_in(owner), signed_in(owner)
    owner.set_password("another-long-word-for-tests")
    owner.save()
    kept.session.user = owner
    session_password_changed(session=kept.session)

    assert _opens(kept.access)
    assert not _opens(other.access)
    assert _refresh(other.refresh).status_code == 401
    assert _refresh(kept.refresh).status_code == 200


def test_a_closed_account_refreshes_nothing(owner):
    tokens = signed_in(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert not _opens(tokens.access)
    assert _refresh(tokens.refresh).status_code == 401


@pytest.mark.parametrize(
    "because", [SessionEnd.REVOKED, SessionEnd.ADMINISTRATOR, SessionEnd.FACTORS_CHANGED]
)
def test_an_ended_session_refreshes_nothing(owner, because):
    tokens = signed_in(owner)
    session_end(session=tokens.session, because=because, at=timezone.now())

    assert not _opens(tokens.access)
    assert _refresh(tokens.refresh).status_code == 401


def test_a_refresh_does_not_make_a_session_longer(owner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tokens = signed_in(owner)
        token, until = tokens.refresh, tokens.session.expires_at
        while timezone.now() + 25 * MINUTE < until:
            clock.shift(25 * MINUTE)
            answer = _refresh(token)
            assert answer.status_code == 200
            token = answer.json()["refresh"]
        clock.move_to(until)

        assert _refresh(token).status_code == 401


@pytest.mark.parametrize("role", TIMEOUTS)
def test_a_role_is_idle_as_long_as_it_may_be(role):
    limits: Timeouts = TIMEOUTS[role]
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tokens = signed_in(person("somebody", role))
        clock.shift(limits.idle - MINUTE)
        token = _refresh(tokens.refresh).json()["refresh"]
        clock.shift(limits.idle)

        assert _refresh(token).status_code == 401
        assert tokens.session.expires_at - tokens.session.created_at == limits.absolute


def test_a_session_that_was_planted_before_sign_in_is_not_the_one_after(owner, client):
    client.get("/admin/login/")
    planted = "a" * 32
    client.cookies[COOKIE] = planted

    _sign_in(client, owner)

    assert client.cookies[COOKIE].value != planted
    victim = Client()
    victim.cookies[COOKIE] = planted
    assert victim.get(ADMIN).status_code == 302


def test_signing_in_again_changes_the_key_of_the_session(owner, stranger, client):
    _sign_in(client, owner)
    first = client.cookies[COOKIE].value
    _sign_in(client, stranger)

    assert client.cookies[COOKIE].value != first
    thief = Client()
    thief.cookies[COOKIE] = first
    assert thief.get(ADMIN).status_code == 302


def test_the_cookie_of_a_session_signed_out_of_is_worth_nothing(console, owner):
    browser = console(owner)
    stolen = browser.cookies[COOKIE].value
    browser.post("/admin/logout/")
    thief = Client()
    thief.cookies[COOKIE] = stolen

    assert thief.get(ADMIN).status_code == 302


def test_the_cookie_of_the_session_is_kept_from_scripts_and_other_sites(owner, client):
    _sign_in(client, owner)
    cookie = client.cookies[COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_the_console_ends_after_its_time_whatever_is_done_in_it(console, owner):
    browser = console(owner)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(28):
            clock.shift(25 * MINUTE)
            browser.get(ADMIN)
        assert browser.get(ADMIN).status_code == 200
        clock.shift(25 * MINUTE)

        assert browser.get(ADMIN).status_code == 302
    assert Session.objects.get(kind=SessionKind.CONSOLE).ended_because == SessionEnd.EXPIRED


def test_a_closed_account_is_out_of_the_console_with_the_next_request(console, owner):
    browser = console(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert browser.get(ADMIN).status_code == 302


def test_a_console_session_without_its_row_is_no_session(console, owner):
    browser = console(owner)
    Session.objects.all().delete()

    assert browser.get(ADMIN).status_code == 302


def test_a_flushed_redis_signs_nobody_out(console, owner):
    browser, tokens = console(owner), signed_in(owner)
    for cache in caches.all():
        cache.clear()

    assert browser.get(ADMIN).status_code == 200
    assert _opens(tokens.access)
    assert _refresh(tokens.refresh).status_code == 200
