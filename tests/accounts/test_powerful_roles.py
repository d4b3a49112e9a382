"""Roles that run or watch the installation: given with a fresh factor, told by mail, never all taken away."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.constants import MailKind
from accounts.exceptions import AccountsError, LastAdministrator
from accounts.letters import compose
from accounts.models import Mail, Session, User
from accounts.roles import Role
from accounts.services.invitations import invitation_accept, invitation_create
from accounts.services.people import user_create
from accounts.services.standing import user_close, user_roles_change
from accounts.timeouts import STEP_UP
from tests.factories import AT, PASSWORD, person
from tests.mailbox import mails_deliver, token_in

pytestmark = pytest.mark.django_db

USERS = "/api/v1/users"


def _told():
    return set(Mail.objects.filter(kind=MailKind.ROLE_GIVEN).values_list("user__email", flat=True))


def _stale():
    Session.objects.update(mfa_at=timezone.now() - STEP_UP - dt.timedelta(seconds=1))


def test_who_was_just_closed_does_not_close_the_last_administrator(admin):
    second = person("second", Role.ADMIN)
    user_close(actor=admin, user=second, at=AT)

    with pytest.raises(LastAdministrator):
        user_close(actor=second, user=admin, at=AT)  # read before it was closed

    assert User.objects.get(pk=admin.pk).is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "take_away",
    [
        lambda actor, user: user_close(actor=actor, user=user, at=AT),
        lambda actor, user: user_roles_change(actor=actor, user=user, roles=[Role.AUDITOR], at=AT),
    ],
    ids=["close", "take the role"],
)
def test_two_administrators_who_end_each_other_at_once_leave_one(admin, take_away):
    second, ends = person("second", Role.ADMIN), []
    start = threading.Barrier(2)

    def run(actor, user):
        start.wait()
        try:
            take_away(actor, user)
            ends.append("done")
        except AccountsError as error:
            ends.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in [(admin, second), (second, admin)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ends) == 2
    assert ends.count("done") == 1
    assert User.objects.filter(is_active=True, groups__name=Role.ADMIN).count() == 1


@pytest.mark.usefixtures("officer", "auditor")
@pytest.mark.parametrize("role", ["compliance_officer", "admin"])
def test_administrators_and_officers_hear_of_a_powerful_role(as_user, admin, stranger, role):
    as_user(admin).patch(f"{USERS}/{stranger.pk}", {"roles": [role]})

    assert _told() == {"admin@example.com", "officer@example.com", "stranger@example.com"}
    letter = compose(Mail.objects.filter(kind=MailKind.ROLE_GIVEN).latest("id"), at=timezone.now())
    assert letter is not None
    assert f"stranger@example.com was given the role of {Role(role).label.lower()}" in letter.text
    assert "by Admin." in letter.text


def test_a_role_that_runs_nothing_is_not_told_nor_one_held_before(as_user, admin, officer, stranger):
    as_user(admin).patch(f"{USERS}/{stranger.pk}", {"roles": ["auditor"]})
    as_user(admin).patch(f"{USERS}/{officer.pk}", {"roles": ["compliance_officer", "auditor"]})

    assert _told() == set()


def test_an_accepted_invitation_to_a_powerful_role_is_told(admin):
    invitation_create(
        actor=admin,
        email="thandi@example.com",
        full_name="Thandi",
        role=Role.COMPLIANCE_OFFICER,
        at=timezone.now(),
    )
    [mail] = mails_deliver()
    assert _told() == set()

    invitation_accept(token=token_in(mail), password="eleven wandering swallows", at=timezone.now())

    assert _told() == {"admin@example.com", "thandi@example.com"}


def test_roles_are_changed_over_the_api_with_a_fresh_factor_only(as_user, admin, stranger):
    api = as_user(admin)
    _stale()

    refused = api.patch(f"{USERS}/{stranger.pk}", {"roles": ["admin"]})
    renamed = api.patch(f"{USERS}/{stranger.pk}", {"full_name": "Other"})

    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    assert renamed.status_code == 200
    assert {group.name for group in stranger.groups.all()} == {"processor"}


def test_roles_are_changed_in_the_console_with_a_fresh_factor_only(console, admin, stranger):
    browser = console(admin)
    page = reverse("admin:accounts_user_change", args=[stranger.pk])
    form = {"full_name": "Stranger", "is_active": "on", "roles": ["admin"]}
    _stale()

    asked = browser.post(page, form, headers={"referer": f"http://testserver{page}"})

    assert asked["Location"].startswith(reverse("admin:second_factor"))
    assert page in asked["Location"].replace("%2F", "/")
    assert {group.name for group in stranger.groups.all()} == {"processor"}
    Session.objects.update(mfa_at=timezone.now())
    assert browser.post(page, form)["Location"] == reverse("admin:accounts_user_changelist")
    assert {group.name for group in stranger.groups.all()} == {"admin"}


def test_an_invitation_asks_for_a_fresh_factor(as_user, admin):
    api = as_user(admin)
    _stale()

    offer = {"email": "sipho@example.com", "full_name": "Sipho", "role": "admin"}
    assert api.post("/api/v1/invitations", offer).json()["code"] == "step_up_required"


def test_an_account_made_by_an_owner_is_told(console, officer):
    chief = user_create(email="chief@example.com", password=PASSWORD, role=Role.ADMIN, is_superuser=True)
    form = {
        "email": "new@example.com",
        "full_name": "New",
        "role": "admin",
        "usable_password": "true",
        "password1": "eleven wandering swallows",
        "password2": "eleven wandering swallows",
    }

    console(chief).post(reverse("admin:accounts_user_add"), form)

    assert _told() == {"chief@example.com", "officer@example.com", "new@example.com"}
