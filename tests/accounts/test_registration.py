"""Customers register themselves: one account an address, opened by the link of a mail, nothing told to others."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.exceptions import AccountsError
from accounts.models import Link, Mail, Registration, User
from accounts.registering import PATIENCE, registration_settle
from accounts.roles import Role
from accounts.services.registration import address_verify
from accounts.tasks import registration_settle_task, registrations_sweep_task
from audit.models import LogEntry
from tests.factories import signed_in
from tests.mailbox import mails_deliver, registrations_settle, token_in

pytestmark = pytest.mark.django_db

PASSWORD = "seven grey lighthouses"
NEW = {"email": "Nomsa@example.com", "full_name": "Nomsa Dube", "password": PASSWORD}


def _post(client, path, **body):
    return client.post(f"/api/v1/auth/{path}", body, content_type="application/json")


def _registered(client, **changes):
    """Register and return the mail that came of it."""
    assert _post(client, "register", **{**NEW, **changes}).status_code == 202
    registrations_settle()
    return mails_deliver()[-1]


def test_a_customer_registers_confirms_and_signs_in(client, db):
    mail = _registered(client)
    assert mail.to == ["Nomsa@example.com"]
    assert _post(client, "login", email="nomsa@example.com", password=PASSWORD).status_code == 401

    assert _post(client, "verify", token=token_in(mail)).status_code == 200

    assert _post(client, "login", email="nomsa@example.com", password=PASSWORD).status_code == 200
    user = User.objects.get()
    assert (user.full_name, user.is_staff, user.is_superuser) == ("Nomsa Dube", False, False)
    assert [group.name for group in user.groups.all()] == [Role.CUSTOMER]
    assert LogEntry.objects.filter(event="user.address_verified", actor_id=user.pk).count() == 1
    assert Registration.objects.get().password_hash == ""


def test_nothing_but_name_address_and_password_is_taken(client, db):
    _registered(
        client, is_staff=True, is_superuser=True, roles=["admin"], groups=[1], email_verified_at="2026-01-01"
    )

    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.email_verified_at) == (False, False, None)
    assert [group.name for group in user.groups.all()] == [Role.CUSTOMER]


def test_a_link_works_once_and_for_a_day(client, db):
    token = token_in(_registered(client))
    with time_machine.travel(timezone.now() + dt.timedelta(hours=24, seconds=1)):
        assert _post(client, "verify", token=token).json()["code"] == "link_invalid"

    assert _post(client, "verify", token=token).status_code == 200
    assert _post(client, "verify", token=token).json()["code"] == "link_invalid"


def test_a_link_serves_no_other_purpose(client, customer):
    _post(client, "password/reset", email=customer.email)
    reset = token_in(mails_deliver()[-1])

    assert _post(client, "verify", token=reset).status_code == 400
    assert _post(client, "invitations/accept", token=reset, password=PASSWORD).status_code == 400
    assert _post(client, "password/reset/confirm", token=reset, password=PASSWORD).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x.y", "0" * 32 + ".sig", "a" * 500, "é.é"])
def test_a_made_up_token_is_refused(client, db, token):
    assert _post(client, "verify", token=token).status_code == 400


def test_an_address_that_has_an_account_is_answered_alike_and_told_by_mail(client, customer):
    known = _post(client, "register", **{**NEW, "email": customer.email})
    unknown = _post(client, "register", **NEW)
    registrations_settle()

    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    told = {mail.to[0]: str(mail.subject) for mail in mails_deliver()}
    assert told == {
        customer.email: "Muniment: You have an account already",
        "Nomsa@example.com": "Muniment: Confirm your address",
    }
    customer.refresh_from_db()
    assert customer.full_name == "Customer"
    assert not customer.check_password(PASSWORD)


def test_who_registered_anothers_address_first_has_nothing_of_it(client, db):
    thief = _registered(client, password="three thieving magpies")
    owner = _registered(client)

    # The earlier link died with the earlier password, and that password opens nothing.
    assert _post(client, "verify", token=token_in(thief)).status_code == 400
    assert _post(client, "verify", token=token_in(owner)).status_code == 200
    assert _post(client, "login", email=NEW["email"], password="three thieving magpies").status_code == 401
    assert _post(client, "login", email=NEW["email"], password=PASSWORD).status_code == 200


def test_a_closed_account_is_not_opened_by_registering(client, customer):
    customer.is_active = False
    customer.save()

    _post(client, "register", **{**NEW, "email": customer.email})
    registrations_settle()

    assert Mail.objects.count() == 0
    customer.refresh_from_db()
    assert not customer.is_active


def test_another_link_replaces_the_one_before(client, db):
    first = token_in(_registered(client))
    assert _post(client, "verify/resend", email="nomsa@EXAMPLE.com").status_code == 202
    second = token_in(mails_deliver()[-1])

    assert _post(client, "verify", token=first).status_code == 400
    assert _post(client, "verify", token=second).status_code == 200


def test_resending_tells_nothing_and_sends_nothing_to_others(client, customer):
    answers = [
        _post(client, "verify/resend", email=email) for email in (customer.email, "nobody@example.com")
    ]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    assert mails_deliver() == []


def test_registration_can_be_switched_off(client, db, settings):
    settings.REGISTRATION_OPEN = False

    response = _post(client, "register", **NEW)

    assert (response.status_code, response.json()["code"]) == (403, "registration_closed")
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "too short"}, "password_refused"),
        ({"password": "NomsaDube2026!!!"}, "password_refused"),
        ({"email": "a@b\nBcc: c@d.example"}, "invalid_input"),
        ({"email": "x" * 250 + "@example.com"}, "invalid_input"),
        ({"password": "x" * 1025}, "invalid_input"),
    ],
)
def test_what_is_not_taken_is_refused_and_leaves_nothing(client, db, change, code):
    response = _post(client, "register", **{**NEW, **change})

    assert (response.status_code, response.json()["code"]) == (400, code)
    assert Registration.objects.count() == 0


def test_no_password_stands_in_a_log_or_an_answer(client, db, caplog):
    caplog.set_level("DEBUG")

    response = _post(client, "register", **NEW)
    mail = _registered(client)

    assert PASSWORD not in response.content.decode()
    assert PASSWORD not in caplog.text
    assert PASSWORD not in str(mail.body)
    assert PASSWORD not in str(list(LogEntry.objects.values()))


@pytest.mark.django_db(transaction=True)
def test_eight_registrations_of_one_address_at_once_make_one_account(client):
    for number in range(8):
        _post(client, "register", **{**NEW, "email": ["nomsa@example.com", "NOMSA@example.com"][number % 2]})
    rows = list(Registration.objects.values_list("pk", flat=True))

    def settle(pk):
        try:
            registration_settle(pk, at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(settle, rows))

    assert User.objects.count() == 1
    assert Registration.objects.filter(settled_at__isnull=False).count() == 8


@pytest.mark.django_db(transaction=True)
def test_eight_uses_of_one_link_at_once_succeed_once(client):
    token = token_in(_registered(client))

    def use(_number):
        try:
            address_verify(token=token, at=timezone.now())
        except AccountsError as error:
            return error.code
        else:
            return "verified"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(use, range(8)))

    assert answers == ["link_invalid"] * 7 + ["verified"]
    assert Link.objects.filter(used_at__isnull=False).count() == 1


def test_a_registration_whose_message_was_lost_is_settled_by_the_sweep(client, db, monkeypatch):
    woken = []
    monkeypatch.setattr(registration_settle_task, "delay", lambda **kwargs: woken.append(kwargs))
    _post(client, "register", **NEW)
    Registration.objects.update(queued_at=timezone.now() - PATIENCE)

    registrations_sweep_task.run()
    registrations_sweep_task.run()

    assert woken == [{"registration_id": str(Registration.objects.get().pk)}]
    registration_settle_task.run(**woken[0])
    registration_settle_task.run(**woken[0])
    assert (User.objects.count(), Mail.objects.count()) == (1, 1)


def test_staff_are_told_of_a_new_device_and_customers_are_not(client, owner, customer):
    for user in (owner, customer):
        signed_in(user)
        signed_in(user)
    assert mails_deliver() == []

    for user in (owner, customer):
        client.post(
            "/api/v1/auth/login",
            {"email": user.email, "password": "correct-horse-battery-staple"},
            content_type="application/json",
            headers={"User-Agent": "another browser"},
        )

    assert [(mail.to, str(mail.subject)) for mail in mails_deliver()] == [
        ([owner.email], "Muniment: Sign-in from a new device")
    ]
