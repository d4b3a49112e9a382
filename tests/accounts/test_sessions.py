"""Sessions: exchanged, ended, idle, and what half-open ones may."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.constants import MailKind, SessionEnd, SessionKind
from accounts.exceptions import TokenInvalid
from accounts.identity import identity_of
from accounts.models import Mail, Session
from accounts.services.sessions import (
    Device,
    session_end,
    session_mfa_shown,
    session_open,
    session_refresh,
    sessions_end_all,
    tokens_for,
)
from audit.models import LogEntry
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
LIST = "/api/v1/documents"
SESSIONS = "/api/v1/sessions"


def _bearer(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def _refresh(token):
    return APIClient().post("/api/v1/auth/refresh", {"refresh": token})


def test_a_refresh_gives_a_pair_that_works(owner):
    pair = _refresh(signed_in(owner).refresh).json()

    assert _bearer(pair["access"]).get(LIST).status_code == 200
    assert _refresh(pair["refresh"]).status_code == 200


def test_a_refresh_token_used_twice_ends_its_session_and_is_recorded(owner):
    first = signed_in(owner)
    pair = _refresh(first.refresh).json()

    assert _refresh(first.refresh).status_code == 401
    assert _refresh(pair["refresh"]).status_code == 401
    assert _bearer(pair["access"]).get(LIST).status_code == 401
    entry = LogEntry.objects.get(event="session.refresh_replayed")
    assert (entry.actor_id, entry.object_pk) == (owner.pk, str(first.session.pk))
    assert Session.objects.get().ended_because == SessionEnd.REPLAY
    told = Mail.objects.get(kind=MailKind.SESSION_REPLAY)
    assert told.user == owner


@pytest.mark.django_db(transaction=True)
def test_twenty_exchanges_of_one_token_at_once_give_one_pair(owner):
    token = signed_in(owner).refresh
    start = threading.Barrier(20)
    outcomes = []

    def exchange():
        start.wait()
        try:
            session_refresh(token=token, at=timezone.now(), device=Device())
            outcomes.append("pair")
        except TokenInvalid:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=exchange) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["pair"] + ["refused"] * 19
    assert Session.objects.get().ended_because == SessionEnd.REPLAY


def test_signing_out_ends_both_tokens(owner):
    pair = signed_in(owner)

    assert _bearer(pair.access).post("/api/v1/auth/logout").status_code == 204

    assert _bearer(pair.access).get(LIST).status_code == 401
    assert _refresh(pair.refresh).status_code == 401


def test_a_session_ends_when_idle_and_after_its_time(owner):
    at = timezone.now()
    session = signed_in(owner, at).session

    assert session.is_alive(at + dt.timedelta(minutes=29))
    assert not session.is_alive(at + dt.timedelta(minutes=30))
    assert session.expires_at == at + dt.timedelta(hours=12)


def test_an_access_token_does_not_outlive_its_session(owner):
    session = signed_in(owner).session
    late = session.expires_at - dt.timedelta(seconds=30)

    assert tokens_for(session, at=late).expires_in == 30


def test_a_half_open_session_opens_nothing_and_cannot_be_refreshed(owner, settings):
    settings.MFA_REQUIRED = True
    pair = signed_in(owner, mfa_method="")

    response = _bearer(pair.access).get(LIST)

    assert (pair.refresh, response.status_code, response.json()["code"]) == ("", 403, "mfa_required")
    assert _bearer(pair.access).post("/api/v1/auth/logout").status_code == 204


def test_a_shown_factor_opens_the_session_for_its_whole_time(owner, settings):
    settings.MFA_REQUIRED = True
    at = timezone.now()
    half = signed_in(owner, at, mfa_method="").session

    opened = session_mfa_shown(session=half, method="totp", at=at + dt.timedelta(minutes=1))

    assert half.expires_at == at + dt.timedelta(minutes=10)
    assert opened.expires_at == at + dt.timedelta(hours=12)
    assert _bearer(tokens_for(opened, at=timezone.now()).access).get(LIST).status_code == 200


def test_a_person_sees_and_ends_own_sessions_only(as_user, owner, stranger):
    mine = signed_in(owner).session
    theirs = signed_in(stranger).session

    listed = as_user(owner).get(SESSIONS).json()["results"]

    assert str(mine.pk) in {s["id"] for s in listed}
    assert {s["user"] for s in listed} == {str(owner.pk)}
    assert as_user(owner).delete(f"{SESSIONS}/{theirs.pk}").status_code == 404
    assert as_user(owner).delete(f"{SESSIONS}/{mine.pk}").status_code == 204
    assert Session.objects.get(pk=theirs.pk).ended_at is None


def test_an_administrator_ends_the_session_of_anybody(as_user, admin, owner):
    pair = signed_in(owner)

    assert as_user(admin).delete(f"{SESSIONS}/{pair.session.pk}").status_code == 204

    assert _bearer(pair.access).get(LIST).status_code == 401
    assert Session.objects.get(pk=pair.session.pk).ended_because == SessionEnd.ADMINISTRATOR


def test_ending_all_keeps_the_session_that_asks(as_user, owner):
    other = signed_in(owner)
    client = as_user(owner)

    assert client.post(f"{SESSIONS}/end-all").json() == {"ended": 1}

    assert client.get(LIST).status_code == 200
    assert _bearer(other.access).get(LIST).status_code == 401


def test_a_session_ended_twice_keeps_its_first_reason(owner):
    session = signed_in(owner).session
    session_end(session=session, because=SessionEnd.REVOKED, at=timezone.now())

    session_end(session=session, because=SessionEnd.CLOSED, at=timezone.now())

    assert Session.objects.get().ended_because == SessionEnd.REVOKED
    assert sessions_end_all(user=owner, because=SessionEnd.CLOSED, at=timezone.now()) == 0


def test_the_console_forgets_who_was_ended_elsewhere(console, owner):
    browser = console(owner)
    assert browser.get("/admin/").status_code == 200
    row = Session.objects.get(kind=SessionKind.CONSOLE)

    session_end(session=row, because=SessionEnd.ADMINISTRATOR, at=timezone.now())

    assert browser.get("/admin/").status_code == 302
    assert "_auth_user_id" not in browser.session


def test_signing_out_of_the_console_ends_the_row(console, owner):
    console(owner).post("/admin/logout/")

    assert Session.objects.get().ended_because == SessionEnd.SIGNED_OUT


def test_an_idle_console_session_is_recorded_as_such(console, owner):
    browser = console(owner)
    Session.objects.update(last_seen_at=timezone.now() - dt.timedelta(minutes=31))

    assert browser.get("/admin/").status_code == 302
    assert Session.objects.get().ended_because == SessionEnd.IDLE


def test_one_query_tells_who_a_token_names(owner, django_assert_num_queries):
    token = signed_in(owner).access
    identity_of(token, at=timezone.now())

    with django_assert_num_queries(1):
        assert identity_of(token, at=timezone.now()).user == owner


def test_a_console_session_has_no_refresh_id(owner):
    session = session_open(user=owner, kind=SessionKind.CONSOLE, at=timezone.now(), device=Device())

    assert session.refresh_id is None
