"""Attacks on second factors: replay, races, guessing, and every way around them."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.exceptions import (
    AccountsError,
    SecondFactorLocked,
    SecondFactorRequired,
    SecondFactorSpent,
    SecondFactorWrong,
)
from accounts.models import RecoveryCode, Session, TotpFactor
from accounts.services.factors import passkey_begin, totp_enrol
from accounts.services.sessions import tokens_for
from accounts.services.showing import Proof, code_check, factor_show, recovery_code_check
from audit.models import LogEntry
from tests.factories import AT, PASSWORD
from tests.second_factors import app_of, code_of, half_open

STEP = dt.timedelta(seconds=30)


def _at_once(times, work):
    def one(_):
        try:
            return work() or "done"
        except AccountsError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [8, 20])
def test_one_code_at_once_many_times_works_once(officer, times):
    app = app_of(officer, AT)

    told = _at_once(times, lambda: code_check(user=officer, code=app.code(AT), at=AT))

    assert told.count("totp") == 1
    assert set(told) <= {"totp", "second_factor_wrong", "second_factor_locked"}


@pytest.mark.django_db(transaction=True)
def test_one_recovery_code_at_once_many_times_works_once(officer):
    code = app_of(officer).recovery_codes[0]

    told = _at_once(20, lambda: recovery_code_check(user=officer, code=code, at=timezone.now()))

    assert told.count("recovery_code") == 1
    assert RecoveryCode.objects.filter(user=officer, used_at__isnull=False).count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_all_counted(officer):
    app_of(officer, AT)

    told = _at_once(20, lambda: code_check(user=officer, code="000000", at=AT))

    # Two are free, the third begins the wait: the others are not even looked at.
    assert told.count("second_factor_wrong") == 3
    assert told.count("second_factor_locked") == 17


@pytest.mark.django_db(transaction=True)
def test_two_half_open_sessions_cannot_both_enrol_the_first_factor(officer):
    thief = half_open(officer)
    app_of(officer)
    Session.objects.filter(pk=thief.pk).update(ended_at=None, ended_because="")

    for begin in [totp_enrol, passkey_begin]:
        with pytest.raises(SecondFactorRequired):
            begin(session=thief, at=timezone.now())


@pytest.mark.django_db
def test_a_code_and_those_before_it_are_refused_after_it(officer):
    app = app_of(officer, AT)
    code_check(user=officer, code=app.code(AT), at=AT)

    for steps in [0, -1]:
        with pytest.raises(SecondFactorWrong):
            code_check(user=officer, code=app.code(AT, steps), at=AT)
    assert code_check(user=officer, code=app.code(AT, 1), at=AT + STEP) == "totp"


@pytest.mark.django_db
@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(officer, steps, accepted):
    app = app_of(officer, AT)
    told = "totp"
    try:
        code_check(user=officer, code=app.code(AT, steps), at=AT)
    except SecondFactorWrong:
        told = "refused"

    assert (told == "totp") is accepted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "１２３４５６", "0x1F4", "1e5000", "-12345", "None"]
)
def test_what_is_no_code_is_refused(officer, code):
    app_of(officer, AT)

    with pytest.raises(SecondFactorWrong):
        code_check(user=officer, code=code, at=AT)


@pytest.mark.django_db
def test_guessing_waits_longer_and_longer_and_ends_after_a_hundred(officer):
    app = app_of(officer, AT)
    at, waits = AT, []
    for _ in range(100):
        try:
            code_check(user=officer, code="000000", at=at)
        except SecondFactorLocked as locked:
            waits.append(locked.retry_after)
            at += dt.timedelta(seconds=locked.retry_after)
            with pytest.raises((SecondFactorWrong, SecondFactorSpent)):
                code_check(user=officer, code="000000", at=at)
        except SecondFactorWrong:
            continue

    assert waits[:6] == [1, 2, 4, 8, 16, 32]
    assert max(waits) == 900
    later = at + dt.timedelta(days=30)
    with pytest.raises(SecondFactorSpent):
        code_check(user=officer, code=app.code(later), at=later)
    assert TotpFactor.objects.get(user=officer).is_locked
    assert LogEntry.objects.filter(event="second_factor.locked").count() == 1
    assert recovery_code_check(user=officer, code=app.recovery_codes[0], at=later) == "recovery_code"


@pytest.mark.django_db
def test_the_right_code_does_not_help_while_it_is_locked(officer):
    app = app_of(officer, AT)
    for _ in range(3):
        with pytest.raises(SecondFactorWrong):
            code_check(user=officer, code="000000", at=AT)

    with pytest.raises(SecondFactorLocked):
        code_check(user=officer, code=app.code(AT), at=AT)
    row = TotpFactor.objects.get(user=officer)
    assert (row.throttling_failure_count, row.last_step) == (
        3,
        -1,
    )  # not looked at, so neither used nor forgiven


@pytest.mark.django_db
def test_a_locked_factor_answers_429_with_retry_after(officer):
    app_of(officer)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {_half_open_token(officer)}")
    answers = [api.post("/api/v1/auth/mfa/verify", {"code": "000000"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert answers[3]["Retry-After"] == "1"
    assert answers[3].json()["code"] == "second_factor_locked"


@pytest.mark.django_db
def test_recovery_codes_are_hashed_work_once_and_belong_to_one_person(officer, processor):
    mine, other = app_of(officer), app_of(processor)
    code = mine.recovery_codes[3]
    stored = b" ".join(bytes(row.digest) for row in RecoveryCode.objects.all())

    assert code.encode() not in stored
    assert code.replace("-", "").encode() not in stored
    with pytest.raises(SecondFactorWrong):
        recovery_code_check(user=officer, code=other.recovery_codes[3], at=AT)
    shouted = f" {code.upper().replace('-', ' ')} "
    assert recovery_code_check(user=officer, code=shouted, at=AT) == "recovery_code"
    with pytest.raises(SecondFactorWrong):
        recovery_code_check(user=officer, code=code, at=AT)


@pytest.mark.django_db
def test_the_code_of_somebody_else_opens_nothing(officer, processor):
    app_of(officer, AT)
    other = app_of(processor, AT)
    session = half_open(officer, AT)

    with pytest.raises(SecondFactorWrong):
        factor_show(session=session, proof=Proof(code=other.code(AT)), at=AT)
    session.refresh_from_db()
    assert session.is_half_open


# No way around it.


def _half_open_token(user):
    return tokens_for(half_open(user), at=timezone.now()).access


@pytest.mark.django_db
def test_a_half_open_session_has_no_refresh_token_and_cannot_make_one(officer):
    session = half_open(officer)
    tokens = tokens_for(session, at=timezone.now())

    assert tokens.refresh == ""
    assert APIClient().post("/api/v1/auth/refresh", {"refresh": tokens.access}).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "documents"),
        ("post", "documents"),
        ("get", "cases"),
        ("get", "sessions"),
        ("post", "sessions/end-all"),
        ("get", "auth/mfa/devices"),
        ("post", "auth/mfa/recovery-codes"),
    ],
)
def test_a_half_open_session_opens_nothing_of_the_api(officer, method, path):
    app_of(officer)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {_half_open_token(officer)}")

    answer = getattr(api, method)(f"/api/v1/{path}")

    assert (answer.status_code, answer.json()["code"]) == (403, "mfa_required")


@pytest.mark.django_db
def test_a_half_open_session_ends_after_ten_minutes(officer):
    app = app_of(officer, AT)
    session = half_open(officer, AT)
    late = AT + dt.timedelta(minutes=10)

    with pytest.raises(AccountsError):
        factor_show(session=session, proof=Proof(code=app.code(late)), at=late)


@pytest.mark.django_db
def test_a_code_without_the_password_opens_nothing(officer):
    app = app_of(officer)

    answer = APIClient().post(
        "/api/v1/auth/login", {"email": officer.email, "password": PASSWORD + "x", "otp": app.code()}
    )

    assert answer.status_code == 401
    assert TotpFactor.objects.get(user=officer).last_step == -1  # the code was not used up, nor tried


@pytest.mark.django_db
def test_the_secret_of_an_enrolment_that_was_not_confirmed_signs_nobody_in(officer):
    session = half_open(officer, AT)
    begun = totp_enrol(session=session, at=AT)

    with pytest.raises(SecondFactorWrong):
        code_check(user=officer, code=code_of(begun.secret, AT), at=AT)
