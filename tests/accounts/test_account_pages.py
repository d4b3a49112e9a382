"""Pages of the console for people who cannot sign in yet, and its own ways to a new password."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.services.invitations import invitation_create
from accounts.services.passwords import password_reset_ask
from audit.models import LogEntry
from tests.factories import PASSWORD, signed_in
from tests.mailbox import mails_deliver, token_in

pytestmark = pytest.mark.django_db

NEW = "nine patient herons waiting"


def test_a_forgotten_password_is_set_anew_through_the_pages(client, customer):
    assert "/account/forgotten" in client.get("/admin/login/").content.decode()
    client.post("/account/forgotten", {"email": customer.email})
    token = token_in(mails_deliver()[-1])

    page = client.get("/account/reset")
    response = client.post("/account/reset", {"token": token, "password": NEW, "again": NEW})

    assert page["Referrer-Policy"] == response["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in page["Content-Security-Policy"]
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session
    assert User.objects.get().check_password(NEW)


def test_the_forgotten_page_says_the_same_whoever_it_is(client, customer):
    pages = [client.post("/account/forgotten", {"email": e}) for e in (customer.email, "nobody@example.com")]

    said = [page.content.decode().partition("<main")[2] for page in pages]
    assert said[0] == said[1]
    assert [page.status_code for page in pages] == [200, 200]


def test_looking_at_a_link_uses_nothing_up(client, customer):
    password_reset_ask(email=customer.email)
    token = token_in(mails_deliver()[-1])

    for _ in range(3):
        client.get(f"/account/reset?{token}")

    assert client.post("/account/reset", {"token": token, "password": NEW, "again": NEW}).status_code == 200


@pytest.mark.parametrize(
    "change", [{"again": "something else entirely"}, {"password": "short", "again": "short"}, {"token": "x"}]
)
def test_what_is_not_right_is_said_on_the_page(client, customer, change):
    password_reset_ask(email=customer.email)
    token = token_in(mails_deliver()[-1])

    page = client.post("/account/reset", {"token": token, "password": NEW, "again": NEW, **change})

    assert page.status_code == 400
    assert User.objects.get().check_password(PASSWORD)
    assert NEW not in page.content.decode()


def test_an_invitation_is_accepted_through_the_page(client, admin):
    invitation_create(
        actor=admin, email="s@example.com", full_name="Sipho Zulu", role=Role.AUDITOR, at=timezone.now()
    )
    token = token_in(mails_deliver()[-1])

    assert client.post("/account/accept", {"token": token, "password": NEW, "again": NEW}).status_code == 200
    assert User.objects.get(email="s@example.com").is_staff


def test_a_password_changed_in_the_console_ends_the_other_sessions_only(console, owner, client):
    browser, elsewhere = console(owner), signed_in(owner)

    response = browser.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )

    assert response.status_code == 302
    assert browser.get("/admin/password_change/").status_code == 200
    headers = {"Authorization": f"Bearer {elsewhere.access}"}
    assert client.get("/api/v1/documents", headers=headers).status_code == 401
    assert LogEntry.objects.get(event="user.password_changed").actor_id == owner.pk


@pytest.mark.parametrize("new", ["short", "ownerownerowner1", "a" * 16])
def test_the_console_keeps_the_rules(console, owner, new):
    page = console(owner).post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert page.status_code == 200
    assert User.objects.get().check_password(PASSWORD)


def test_an_owner_of_the_installation_sets_anothers_password_through_the_rules(console, admin, owner, client):
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    browser = console(User.objects.get(pk=admin.pk))
    session = signed_in(owner)

    weak = browser.post(
        f"/admin/accounts/user/{owner.pk}/password/",
        {"usable_password": "true", "password1": "a" * 16, "password2": "a" * 16},
    )
    done = browser.post(
        f"/admin/accounts/user/{owner.pk}/password/",
        {"usable_password": "true", "password1": NEW, "password2": NEW},
    )

    assert (weak.status_code, done.status_code) == (200, 302)
    assert LogEntry.objects.filter(event="user.password_set").count() == 1
    headers = {"Authorization": f"Bearer {session.access}"}
    assert client.get("/api/v1/documents", headers=headers).status_code == 401
