"""Nobody lifts themselves or others over what they may: by console, by API, by either door's back."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.constants import SessionEnd
from accounts.exceptions import AccountOutOfReach, LastAdministrator, OwnAccount, RoleNotYours
from accounts.models import Session, User
from accounts.roles import Role
from accounts.services.people import user_create
from accounts.services.standing import user_close, user_roles_change
from audit.models import LogEntry
from tests.factories import AT, PASSWORD, group_of, person, signed_in

pytestmark = pytest.mark.django_db

USERS = "/api/v1/users"


@pytest.fixture
def chief(db):
    return user_create(
        email="chief@example.com", full_name="Chief", password=PASSWORD, role=Role.ADMIN, is_superuser=True
    )


def _state(user):
    found = User.objects.get(pk=user.pk)
    roles = sorted(found.groups.values_list("name", flat=True))
    return (found.email, found.password, found.is_active, found.is_staff, found.is_superuser, roles)


@pytest.mark.parametrize("body", [{"roles": ["processor"]}, {"is_active": False}, {"full_name": "Owned"}])
def test_an_administrator_changes_no_superuser_over_the_api(as_user, admin, chief, body):
    before = _state(chief)

    response = as_user(admin).patch(f"{USERS}/{chief.pk}", body)

    assert (response.status_code, response.json()["code"]) == (403, "account_out_of_reach")
    assert _state(chief) == before


@pytest.mark.parametrize("victim", ["chief", "officer"])
def test_an_administrator_sets_nobodys_password(request, console, admin, victim):
    user = request.getfixturevalue(victim)
    before = _state(user)
    body = {
        "usable_password": "true",
        "password1": "a-new-and-long-secret",
        "password2": "a-new-and-long-secret",
    }

    response = console(admin).post(f"/admin/accounts/user/{user.pk}/password/", body)

    assert response.status_code == 403
    assert _state(user) == before


def test_an_administrator_changes_no_superuser_in_the_console(console, admin, chief):
    before = _state(chief)
    body = {"email": "mine@example.com", "full_name": "x", "is_superuser": "on", "roles": ["admin"]}

    response = console(admin).post(f"/admin/accounts/user/{chief.pk}/change/", body)

    assert response.status_code == 403
    assert _state(chief) == before


def test_the_console_shows_a_superuser_without_a_form_to_change_them(console, admin, chief):
    page = console(admin).get(f"/admin/accounts/user/{chief.pk}/change/")

    assert page.status_code == 200
    assert 'name="email"' not in page.content.decode()
    assert "Administrator" in page.content.decode()


@pytest.mark.parametrize("roles", [["admin", "compliance_officer"], ["admin", "auditor"], []])
def test_an_administrator_gives_themselves_no_other_role(console, as_user, admin, roles):
    before = _state(admin)

    by_api = as_user(admin).patch(f"{USERS}/{admin.pk}", {"roles": roles})
    by_console = console(admin).post(
        f"/admin/accounts/user/{admin.pk}/change/", {"full_name": "A", "is_active": "on", "roles": roles}
    )

    assert (by_api.status_code, by_api.json()["code"]) == (403, "own_account")
    assert by_console.status_code == 403
    assert _state(admin) == before


def test_the_console_takes_no_flag_and_no_address_of_another(console, admin, stranger):
    before = _state(stranger)
    permission = 1
    body = {
        "email": "mine@example.com",
        "full_name": "Stranger",
        "is_active": "on",
        "roles": ["processor"],
        "is_superuser": "on",
        "is_staff": "",
        "groups": [Group.objects.get(name="compliance_officer").pk],
        "user_permissions": [permission],
        "password": "x",
    }

    assert console(admin).post(f"/admin/accounts/user/{stranger.pk}/change/", body).status_code == 302

    assert _state(stranger) == before
    assert User.objects.get(pk=stranger.pk).user_permissions.count() == 0


@pytest.mark.parametrize("persona", ["officer", "auditor"])
def test_who_sees_accounts_does_not_change_them(request, as_user, console, persona, stranger):
    user = request.getfixturevalue(persona)
    before = _state(stranger)

    by_api = as_user(user).patch(f"{USERS}/{stranger.pk}", {"roles": ["admin"]})
    by_console = console(user).post(f"/admin/accounts/user/{stranger.pk}/change/", {"roles": ["admin"]})

    assert (by_api.status_code, by_console.status_code) == (403, 403)
    assert _state(stranger) == before


@pytest.mark.parametrize("persona", ["processor", "customer", "stranger"])
def test_others_see_no_accounts_but_their_own(request, as_user, persona, admin):
    user = request.getfixturevalue(persona)

    assert as_user(user).get(USERS).status_code == 403
    assert as_user(user).get(f"{USERS}/{admin.pk}").status_code == 403
    assert as_user(user).get(f"{USERS}/me").json()["id"] == str(user.pk)


def test_accounts_are_made_by_hand_by_owners_only(console, admin, chief):
    body = {
        "email": "new@example.com",
        "full_name": "New",
        "role": "compliance_officer",
        "usable_password": "true",
        "password1": "a-new-and-long-secret",
        "password2": "a-new-and-long-secret",
    }

    assert console(admin).post("/admin/accounts/user/add/", body).status_code == 403
    assert not User.objects.filter(email="new@example.com").exists()
    assert console(chief).post("/admin/accounts/user/add/", body).status_code == 302
    assert _state(User.objects.get(email="new@example.com"))[2:] == (
        True,
        True,
        False,
        ["compliance_officer"],
    )


def test_an_administrator_changes_roles_of_others_and_their_sessions_end(as_user, admin, stranger):
    client = as_user(stranger)
    assert client.get("/api/v1/documents").status_code == 200

    response = as_user(admin).patch(f"{USERS}/{stranger.pk}", {"roles": ["auditor"]})

    assert response.json()["roles"] == ["auditor"]
    assert client.get("/api/v1/documents").status_code == 401
    assert {s.ended_because for s in Session.objects.filter(user=stranger)} == {SessionEnd.ROLES_CHANGED}
    entry = LogEntry.objects.get(event="user.roles_changed")
    assert entry.additional_data == {"roles": ["auditor"], "before": ["processor"]}


def test_a_customer_who_becomes_staff_enters_the_console_and_back(as_user, admin, customer):
    as_user(admin).patch(f"{USERS}/{customer.pk}", {"roles": ["customer", "processor"]})
    assert User.objects.get(pk=customer.pk).is_staff

    as_user(admin).patch(f"{USERS}/{customer.pk}", {"roles": ["customer"]})
    assert not User.objects.get(pk=customer.pk).is_staff


def test_closing_an_account_ends_its_sessions(as_user, console, admin, stranger):
    client, browser = as_user(stranger), console(stranger)

    assert as_user(admin).patch(f"{USERS}/{stranger.pk}", {"is_active": False}).status_code == 200

    assert client.get("/api/v1/documents").status_code == 401
    assert browser.get("/admin/documents/document/").status_code == 302
    assert {s.ended_because for s in Session.objects.filter(user=stranger)} == {SessionEnd.CLOSED}


def test_the_last_administrator_is_not_closed(admin, chief):
    User.objects.filter(pk=admin.pk).update(is_active=False)

    with pytest.raises(LastAdministrator):
        user_close(actor=chief, user=chief, at=AT)
    assert User.objects.get(pk=chief.pk).is_active


def test_the_last_superuser_is_not_closed_while_administrators_remain(admin, chief):
    with pytest.raises(LastAdministrator):
        user_close(actor=chief, user=chief, at=AT)


def test_one_of_two_administrators_is_closed_and_the_other_is_not(admin):
    second = person("second", Role.ADMIN)

    user_close(actor=admin, user=second, at=AT)

    assert not User.objects.get(pk=second.pk).is_active
    with pytest.raises(OwnAccount):
        user_close(actor=admin, user=admin, at=AT)


def test_a_closed_administrator_changes_nobody(admin, stranger):
    admin.is_active = False

    with pytest.raises(AccountOutOfReach):
        user_roles_change(actor=admin, user=stranger, roles=[Role.AUDITOR], at=AT)


def test_a_right_to_change_accounts_without_the_role_gives_no_role(stranger, customer):
    group = group_of([stranger], "clerks")
    group.permissions.add(*_permissions("change_user", "view_user"))
    stranger = User.objects.get(pk=stranger.pk)

    with pytest.raises(RoleNotYours):
        user_roles_change(actor=stranger, user=customer, roles=[Role.ADMIN], at=AT)
    assert _state(customer)[5] == ["customer"]


def test_unknown_groups_of_a_person_stay(admin, stranger):
    group_of([stranger], "branch")

    user_roles_change(actor=admin, user=stranger, roles=[Role.AUDITOR], at=AT)

    assert _state(stranger)[5] == ["auditor", "branch"]


def test_groups_and_rights_have_no_screen(console, chief):
    for address in ["/admin/auth/group/", "/admin/auth/permission/", "/admin/auth/group/add/"]:
        assert console(chief).get(address).status_code == 404


def test_tokens_of_one_role_do_not_outlive_it(as_user, admin, officer):
    tokens = signed_in(officer)
    as_user(admin).patch(f"{USERS}/{officer.pk}", {"roles": []})

    response = as_user(admin).post("/api/v1/auth/refresh", {"refresh": tokens.refresh})

    assert response.status_code == 401


def _permissions(*codenames):
    return Permission.objects.filter(codename__in=codenames)
