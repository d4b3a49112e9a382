"""Second factors through the API: set up, show, take away."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.constants import MailKind, SessionEnd
from accounts.models import Mail, Session, TotpFactor
from accounts.services.sessions import tokens_for
from audit.models import LogEntry
from tests.factories import PASSWORD, signed_in
from tests.second_factors import app_of, code_of, half_open

pytestmark = pytest.mark.django_db


def _client(session):
    api = APIClient()
    access = tokens_for(session, at=timezone.now()).access
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return api


def _login(**more):
    return APIClient().post("/api/v1/auth/login", {"password": PASSWORD, **more})


def test_staff_without_a_factor_enrol_before_anything_else(officer):
    login = _login(email=officer.email).json()
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {login['access']}")

    assert (login["mfa"], login["refresh"]) == ("enrol", "")
    assert api.get("/api/v1/documents").json()["code"] == "mfa_required"

    begun = api.post("/api/v1/auth/mfa/totp").json()
    assert begun["otpauth_uri"].startswith("otpauth://totp/Muniment%3Aofficer@example.com?secret=")
    assert begun["qr_svg"].startswith("<svg")
    done = api.post("/api/v1/auth/mfa/totp/confirm", {"code": code_of(begun["secret"])}).json()

    assert (done["mfa"], len(set(done["recovery_codes"]))) == ("none", 10)
    assert done["refresh"]
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {done['access']}")
    assert api.get("/api/v1/documents").status_code == 200


def test_who_has_a_factor_shows_it_after_the_password(officer):
    app = app_of(officer)
    login = _login(email=officer.email).json()
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {login['access']}")

    shown = api.post("/api/v1/auth/mfa/verify", {"code": app.code()})

    assert login["mfa"] == "required"
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "no-store"
    assert shown.json()["mfa"] == "none"
    assert Session.objects.latest("created_at").mfa_method == "totp"


def test_one_call_signs_in_where_the_code_is_sent_along(officer):
    app = app_of(officer)

    right = _login(email=officer.email, otp=app.code())
    again = _login(email=officer.email, otp=app.code())

    assert (right.status_code, right.json()["mfa"]) == (200, "none")
    assert (again.status_code, again.json()["code"]) == (403, "second_factor_wrong")


def test_customers_are_asked_only_once_they_have_a_factor(customer):
    assert _login(email=customer.email).json()["mfa"] == "none"
    app_of(customer)
    assert _login(email=customer.email).json()["mfa"] == "required"


def test_the_secret_is_stored_sealed_for_its_row(officer, processor):
    app_of(officer)
    app_of(processor)
    mine, other = TotpFactor.objects.order_by("user__email")

    assert mine.key not in bytes(mine.sealed_key)
    assert mine.key.hex().encode() not in bytes(mine.sealed_key)
    other.sealed_key = mine.sealed_key
    with pytest.raises(Exception, match="does not authenticate"):
        _ = other.key


def test_only_the_session_that_saw_a_secret_confirms_it(officer):
    first, second = half_open(officer), half_open(officer)
    begun = _client(first).post("/api/v1/auth/mfa/totp").json()

    refused = _client(second).post("/api/v1/auth/mfa/totp/confirm", {"code": code_of(begun["secret"])})

    assert (refused.status_code, refused.json()["code"]) == (409, "enrolment_missing")


def test_a_half_open_session_adds_nothing_where_a_factor_exists(officer):
    app_of(officer)
    api = _client(half_open(officer))

    for path in ["totp", "webauthn/register/options", "recovery-codes"]:
        answer = api.post(f"/api/v1/auth/mfa/{path}")
        assert answer.status_code == 403, path
        assert answer.json()["code"] in {"step_up_required", "mfa_required"}
    assert TotpFactor.objects.filter(user=officer).count() == 1


def test_a_change_of_factors_ends_every_other_session(officer):
    bystander = signed_in(officer).session
    app_of(officer)

    bystander.refresh_from_db()
    assert bystander.ended_because == SessionEnd.FACTORS_CHANGED


def test_changes_ask_for_a_fresh_second_factor(officer):
    app_of(officer)
    session = signed_in(officer).session
    Session.objects.filter(pk=session.pk).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))
    api = _client(session)
    factor = TotpFactor.objects.get(user=officer)

    for answer in [
        api.post("/api/v1/auth/mfa/totp"),
        api.post("/api/v1/auth/mfa/recovery-codes"),
        api.delete(f"/api/v1/auth/mfa/devices/{factor.pk}"),
    ]:
        assert answer.json()["code"] == "step_up_required"
        assert "/api/v1/auth/mfa/verify" in answer.json()["detail"]
    assert TotpFactor.objects.filter(user=officer).count() == 1


def test_ending_a_session_of_somebody_else_asks_for_a_fresh_one_and_of_ones_own_does_not(admin, officer):
    own, other = signed_in(admin).session, signed_in(officer).session
    session = signed_in(admin).session
    Session.objects.filter(pk=session.pk).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))
    api = _client(session)

    assert api.delete(f"/api/v1/sessions/{own.pk}").status_code == 204
    assert api.delete(f"/api/v1/sessions/{other.pk}").json()["code"] == "step_up_required"
    other.refresh_from_db()
    assert other.ended_at is None


def test_staff_keep_their_last_factor_and_customers_need_not(officer, customer):
    for person, status in [(officer, 409), (customer, 204)]:
        app_of(person)
        api = _client(signed_in(person).session)
        factor = TotpFactor.objects.get(user=person)
        answer = api.delete(f"/api/v1/auth/mfa/devices/{factor.pk}")
        assert answer.status_code == status
        assert TotpFactor.objects.filter(user=person).exists() == (status == 409)


def test_factors_of_others_are_not_found(officer, processor):
    app_of(processor)
    api = _client(signed_in(officer).session)

    answer = api.delete(f"/api/v1/auth/mfa/devices/{TotpFactor.objects.get(user=processor).pk}")

    assert answer.status_code == 404
    assert TotpFactor.objects.filter(user=processor).exists()


def test_one_sees_ones_factors_without_any_secret(officer):
    app = app_of(officer)

    body = _client(signed_in(officer).session).get("/api/v1/auth/mfa/devices").json()

    assert [factor["method"] for factor in body["factors"]] == ["totp"]
    assert set(body["factors"][0]) == {"id", "method", "name", "created_at", "last_used_at"}
    assert body["recovery_codes_left"] == 10
    assert app.secret not in str(body)


def test_a_new_app_takes_the_place_of_the_old_one(officer):
    old = app_of(officer)
    api = _client(signed_in(officer).session)
    begun = api.post("/api/v1/auth/mfa/totp").json()
    done = api.post("/api/v1/auth/mfa/totp/confirm", {"code": code_of(begun["secret"])})

    assert (done.status_code, done.json()["recovery_codes"]) == (200, [])
    assert _login(email=officer.email, otp=old.code(steps=1)).status_code == 403
    assert _login(email=officer.email, otp=code_of(begun["secret"], steps=1)).status_code == 200


def test_an_administrator_resets_the_factors_of_others_only(admin, officer):
    app_of(officer)
    session = signed_in(officer).session
    api = _client(signed_in(admin).session)

    assert api.post(f"/api/v1/users/{officer.pk}/reset-factors").status_code == 204
    assert api.post(f"/api/v1/users/{admin.pk}/reset-factors").json()["code"] == "own_account"
    session.refresh_from_db()
    assert session.ended_because == SessionEnd.FACTORS_CHANGED
    assert not TotpFactor.objects.filter(user=officer).exists()
    assert LogEntry.objects.get(event="factors.reset").object_pk == str(officer.pk)


def test_a_reset_is_for_administrators_and_never_reaches_a_superuser(admin, officer, processor):
    app_of(processor)
    refused = _client(signed_in(officer).session).post(f"/api/v1/users/{processor.pk}/reset-factors")
    processor.is_superuser = True
    processor.save()
    out_of_reach = _client(signed_in(admin).session).post(f"/api/v1/users/{processor.pk}/reset-factors")

    assert (refused.status_code, out_of_reach.status_code) == (403, 403)
    assert TotpFactor.objects.filter(user=processor).exists()


def test_nothing_personal_and_no_code_stands_in_the_trail(officer):
    app = app_of(officer)
    _login(email=officer.email, otp=app.code())
    told = " ".join(str(entry.additional_data) for entry in LogEntry.objects.all())

    assert officer.email not in told
    assert app.secret not in told
    assert app.recovery_codes[0] not in told


def test_each_change_of_factors_is_told_by_mail(officer, admin):
    app_of(officer)
    api = _client(signed_in(officer).session)
    api.post("/api/v1/auth/mfa/recovery-codes")
    _client(signed_in(admin).session).post(f"/api/v1/users/{officer.pk}/reset-factors")

    told = Mail.objects.filter(kind=MailKind.FACTORS_CHANGED, user=officer).order_by("created_at")
    assert [mail.context["what"] for mail in told] == [
        "the authenticator app was added",
        "new recovery codes were made, the old ones stopped working",
        "an administrator took them away, you set up new ones when you sign in",
    ]
