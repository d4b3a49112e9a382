"""Staff come in by invitation of somebody who may give the role, and by no other way."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.constants import SessionKind
from accounts.exceptions import AccountsError
from accounts.models import Invitation, User
from accounts.roles import GIVES, Role
from accounts.services.invitations import invitation_accept, invitation_create
from audit.models import LogEntry
from tests.factories import person
from tests.mailbox import mails_deliver, token_in

pytestmark = pytest.mark.django_db

PASSWORD = "eleven wandering swallows"
OFFER = {"email": "sipho@example.com", "full_name": "Sipho Zulu", "role": "processor"}


def _invited(actor, **changes):
    given = {**OFFER, **changes}
    return invitation_create(
        actor=actor,
        email=given["email"],
        full_name=given["full_name"],
        role=Role(given["role"]),
        at=timezone.now(),
    )


def _accept(client, token, password=PASSWORD):
    return client.post(
        "/api/v1/auth/invitations/accept",
        {"token": token, "password": password},
        content_type="application/json",
    )


def test_an_invited_person_chooses_a_password_and_holds_the_role(client, as_user, admin):
    made = as_user(admin).post("/api/v1/invitations", OFFER)
    [mail] = mails_deliver()

    response = _accept(client, token_in(mail))

    assert (made.status_code, response.status_code) == (201, 201)
    assert "token" not in made.json()
    assert "Admin invites you to https://muniment.test as processor" in str(mail.body)
    user = User.objects.get(email=OFFER["email"])
    assert (user.full_name, user.is_staff, user.is_superuser) == ("Sipho Zulu", True, False)
    assert [group.name for group in user.groups.all()] == ["processor"]
    invitation = Invitation.objects.get()
    assert (invitation.user, invitation.invited_by) == (user, admin)
    assert LogEntry.objects.get(event="invitation.accepted").actor_id == user.pk


def test_staff_who_accepted_owe_a_second_factor(client, admin, settings):
    settings.MFA_REQUIRED = True
    _invited(admin)
    _accept(client, token_in(mails_deliver()[-1]))

    body = client.post(
        "/api/v1/auth/login", {"email": OFFER["email"], "password": PASSWORD}, content_type="application/json"
    ).json()

    assert (body["mfa"], body["refresh"]) == ("enrol", "")
    assert User.objects.get(email=OFFER["email"]).sessions.get().kind == SessionKind.API


@pytest.mark.parametrize("name", ["officer", "processor", "auditor", "customer"])
def test_only_who_may_invite_invites_and_sees_invitations(request, as_user, admin, name):
    invitation = _invited(admin)
    api = as_user(request.getfixturevalue(name))

    assert api.post("/api/v1/invitations", {**OFFER, "email": "x@example.com"}).status_code == 403
    assert api.get("/api/v1/invitations").status_code == 403
    assert api.post(f"/api/v1/invitations/{invitation.pk}/resend").status_code == 403
    assert api.delete(f"/api/v1/invitations/{invitation.pk}").status_code == 403
    assert list(Invitation.objects.values_list("withdrawn_at", flat=True)) == [None]


@pytest.mark.parametrize("role", ["service_account", "superuser", "owner", ""])
def test_a_role_that_is_none_for_people_is_refused(as_user, admin, role):
    response = as_user(admin).post("/api/v1/invitations", {**OFFER, "role": role})

    assert response.status_code == 400
    assert Invitation.objects.count() == 0


def test_a_role_one_may_not_give_is_refused(as_user, admin, monkeypatch):
    monkeypatch.setitem(GIVES, Role.ADMIN, ". . P . C .")

    response = as_user(admin).post("/api/v1/invitations", {**OFFER, "role": "admin"})

    assert (response.status_code, response.json()["code"]) == (403, "role_not_yours")
    assert Invitation.objects.count() == 0


def test_rights_are_never_taken_from_what_is_sent(client, as_user, admin):
    extra = {
        "is_superuser": True,
        "user": str(admin.pk),
        "accepted_at": "2026-01-01T00:00Z",
        "invited_by": None,
    }
    as_user(admin).post("/api/v1/invitations", {**OFFER, **extra})
    _accept(client, token_in(mails_deliver()[-1]))

    assert not User.objects.get(email=OFFER["email"]).is_superuser
    assert Invitation.objects.get().invited_by == admin


def test_an_address_that_has_an_account_or_an_invitation_is_not_invited_again(as_user, admin, owner):
    _invited(admin)

    for email in ("SIPHO@example.com", owner.email.upper()):
        response = as_user(admin).post("/api/v1/invitations", {**OFFER, "email": email})
        assert (response.status_code, response.json()["code"]) == (409, "address_taken")


def test_a_link_lasts_a_week_and_the_next_one_replaces_it(client, as_user, admin):
    invitation = _invited(admin)
    first = token_in(mails_deliver()[-1])
    with time_machine.travel(timezone.now() + dt.timedelta(days=7, seconds=1)):
        assert _accept(client, first).status_code == 400

    assert as_user(admin).post(f"/api/v1/invitations/{invitation.pk}/resend").status_code == 200
    second = token_in(mails_deliver()[-1])

    assert _accept(client, first).status_code == 400
    assert _accept(client, second, "short").json()["code"] == "password_refused"
    assert _accept(client, second).status_code == 201
    assert _accept(client, second).status_code == 400


def test_a_withdrawn_invitation_is_worth_nothing(client, as_user, admin):
    invitation = _invited(admin)
    token = token_in(mails_deliver()[-1])

    assert as_user(admin).delete(f"/api/v1/invitations/{invitation.pk}").status_code == 204

    assert _accept(client, token).json()["code"] == "link_invalid"
    assert as_user(admin).post(f"/api/v1/invitations/{invitation.pk}/resend").status_code == 409
    assert not User.objects.filter(email=OFFER["email"]).exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"groups": []}], ids=["closed", "no role"])
def test_who_is_no_administrator_any_more_lets_nobody_in(client, admin, change):
    _invited(admin)
    token = token_in(mails_deliver()[-1])
    admin.is_active = change.get("is_active", True)
    admin.save()
    if "groups" in change:
        admin.groups.clear()

    assert _accept(client, token).json()["code"] == "link_invalid"
    assert not User.objects.filter(email=OFFER["email"]).exists()


def test_who_sends_an_invitation_again_answers_for_it(client, as_user, admin):
    invitation = _invited(admin)
    second = person("second", Role.ADMIN)
    as_user(second).post(f"/api/v1/invitations/{invitation.pk}/resend")
    admin.is_active = False
    admin.save()

    assert _accept(client, token_in(mails_deliver()[-1])).status_code == 201


def test_an_address_that_registered_meanwhile_does_not_become_staff(client, admin):
    _invited(admin)
    token = token_in(mails_deliver()[-1])
    customer = User.objects.create_user(OFFER["email"].upper(), PASSWORD)

    assert _accept(client, token).json()["code"] == "link_invalid"
    customer.refresh_from_db()
    assert not customer.is_staff


@pytest.mark.django_db(transaction=True)
def test_eight_acceptances_at_once_make_one_account():
    _invited(person("admin", Role.ADMIN))
    token = token_in(mails_deliver()[-1])

    def accept(_number):
        try:
            invitation_accept(token=token, password=PASSWORD, at=timezone.now())
        except AccountsError as error:
            return error.code
        else:
            return "accepted"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(accept, range(8)))

    assert answers == ["accepted"] + ["link_invalid"] * 7
    assert User.objects.filter(email=OFFER["email"]).count() == 1


def test_listing_is_recorded(as_user, admin):
    _invited(admin)

    response = as_user(admin).get("/api/v1/invitations")

    assert [row["email"] for row in response.json()["results"]] == [OFFER["email"]]
    assert LogEntry.objects.get(event="invitations.listed").count == 1
