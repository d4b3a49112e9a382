"""The console behind the second factor: every address, the pages that open it, and one's own account."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts.models import RecoveryCode, Session, TotpFactor
from tests.factories import PASSWORD, signed_in
from tests.second_factors import app_of, code_of

pytestmark = pytest.mark.django_db

SERVED = {
    "login",
    "logout",
    "second_factor",
    "second_factor_passkey",
    "enrol",
    "enrol_app",
    "enrol_passkey",
    "enrol_passkey_options",
}
SECRET = re.compile(rb'data-secret="([A-Z2-7]+)"')
NOBODY = "01900000-0000-7000-8000-000000000000"
FILLED = {"object_id": NOBODY, "app_label": "accounts", "url": "nothing/here"}


def _addresses(patterns, prefix="/admin/"):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, prefix + _filled(pattern))
        elif isinstance(pattern, URLPattern) and pattern.name not in SERVED:
            yield prefix + _filled(pattern)


def _filled(pattern):
    route = str(pattern.pattern)
    if route.startswith("^"):
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: FILLED.get(m[1], "1"), route).strip("^$")
        return route.replace("(?P<url>.*)", "nothing").replace("\\Z", "")
    return re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: NOBODY if m[1] == "uuid" else FILLED.get(m[2], "1"), route)


ADDRESSES = sorted(set(_addresses(admin.site.get_urls())))


def _password_only(user):
    browser = Client()
    browser.force_login(user)
    return browser


def _row(browser):
    return Session.objects.get(pk=browser.session["account_session"])


def test_the_list_of_addresses_is_whole():
    assert len(ADDRESSES) > 40
    assert "/admin/" in ADDRESSES
    assert "/admin/password_change/" in ADDRESSES


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_password_alone_opens_no_address_of_the_console(admin, address, method):
    admin.is_superuser = True
    admin.save()
    app_of(admin)

    answer = getattr(_password_only(admin), method)(address)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("admin:login")), address


def test_after_the_password_comes_the_second_factor_and_then_the_page_that_was_asked_for(officer):
    app = app_of(officer)
    browser = Client()
    wanted = reverse("admin:documents_document_changelist")
    login = browser.post(
        f"{reverse('admin:login')}?next={wanted}",
        {"username": officer.email, "password": PASSWORD, "next": wanted},
        follow=True,
    )

    assert login.request["PATH_INFO"] == reverse("admin:second_factor")
    assert b"nav-sidebar" not in login.content
    shown = browser.post(reverse("admin:second_factor"), {"code": app.code(), "next": wanted})
    assert (shown.status_code, shown["Location"]) == (302, wanted)
    assert browser.get(wanted).status_code == 200


def test_showing_the_second_factor_changes_the_session_key(officer):
    app = app_of(officer)
    browser = _password_only(officer)
    before = browser.session.session_key

    browser.post(reverse("admin:second_factor"), {"code": app.code()})

    assert browser.session.session_key != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get(reverse("admin:index")).status_code == 302


def test_a_wrong_code_is_told_and_opens_nothing(officer):
    app_of(officer)
    browser = _password_only(officer)

    answers = [browser.post(reverse("admin:second_factor"), {"code": "000000"}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert answers[3]["Retry-After"] == "1"
    assert b"Too many wrong codes. Try again in 1 seconds." in answers[3].content
    assert _row(browser).is_half_open


def test_a_recovery_code_opens_the_console_once(officer):
    code = app_of(officer).recovery_codes[0]

    answers = [
        _password_only(officer).post(reverse("admin:second_factor"), {"recovery_code": code})
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [302, 403]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_the_way_back_never_leaves_the_site(officer, address):
    app = app_of(officer)

    answer = _password_only(officer).post(
        reverse("admin:second_factor"), {"code": app.code(), "next": address}
    )

    assert answer["Location"] == reverse("admin:index")


def test_staff_without_a_factor_set_one_up_and_keep_their_recovery_codes(officer):
    browser = _password_only(officer)
    page = browser.get(reverse("admin:index"), follow=True)
    assert page.request["PATH_INFO"] == reverse("admin:enrol")
    page = browser.post(reverse("admin:enrol_app"), follow=True)
    secret = SECRET.findall(page.content)[0].decode()

    assert page.request["PATH_INFO"] == reverse("admin:enrol")
    assert b'src="data:image/svg+xml' in page.content
    assert b"<script>" not in page.content
    assert b"style=" not in page.content
    assert "no-store" in page["Cache-Control"]
    done = browser.post(reverse("admin:enrol"), {"code": code_of(secret)})

    assert done.status_code == 200
    assert len(re.findall(rb"<li><code>", done.content)) == 10
    assert browser.get(reverse("admin:index")).status_code == 200


def test_looking_again_shows_the_same_secret_until_it_is_confirmed(officer):
    browser = _password_only(officer)
    browser.post(reverse("admin:enrol_app"))
    pages = [browser.get(reverse("admin:enrol")).content for _ in range(2)]

    assert len({SECRET.findall(page)[0] for page in pages}) == 1


def test_who_has_a_factor_cannot_set_up_another_on_the_password_alone(officer):
    app_of(officer)
    browser = _password_only(officer)
    answers = [browser.get(reverse("admin:enrol")), browser.post(reverse("admin:enrol_app"))]

    assert all(answer["Location"].startswith(reverse("admin:second_factor")) for answer in answers)
    assert TotpFactor.objects.filter(user=officer).count() == 1


def test_a_half_open_session_can_sign_out(officer):
    app_of(officer)
    browser = _password_only(officer)

    assert browser.post(reverse("admin:logout")).status_code == 200
    assert "_auth_user_id" not in browser.session


def _stale(browser):
    Session.objects.filter(pk=_row(browser).pk).update(mfa_at=timezone.now() - dt.timedelta(minutes=11))


def test_a_stale_second_factor_is_asked_for_again_and_nothing_posted_is_kept(officer, console):
    app = app_of(officer)
    browser = console(officer)
    _stale(browser)
    back = reverse("admin:account")

    asked = browser.post(
        reverse("admin:recovery_codes_renew"), headers={"referer": f"http://testserver{back}"}
    )

    assert asked["Location"].startswith(reverse("admin:second_factor"))
    assert RecoveryCode.objects.filter(user=officer).count() == 10
    page = browser.get(asked["Location"])
    assert b"Nothing was changed yet" in page.content
    shown = browser.post(asked["Location"], {"code": app.code(), "next": f"http://testserver{back}"})
    assert shown["Location"] == f"http://testserver{back}"
    assert browser.post(reverse("admin:recovery_codes_renew")).status_code == 200


def test_ones_account_shows_factors_codes_and_sign_ins(officer, processor, console):
    app = app_of(officer)
    signed_in(processor)
    browser = console(officer)

    page = browser.get(reverse("admin:account")).content.decode()

    assert "Authenticator app" in page
    assert "10 of 10" in page
    assert len(re.findall(r"/account/sessions/[0-9a-f-]{36}/end/", page)) == 1  # beside "this one"
    assert app.secret not in page


def test_one_ends_ones_own_sign_ins_only(officer, processor, console):
    mine, theirs = signed_in(officer).session, signed_in(processor).session
    browser = console(officer)

    ended = browser.post(reverse("admin:own_session_end", args=[mine.pk]))
    missing = browser.post(reverse("admin:own_session_end", args=[theirs.pk]))

    assert (ended.status_code, missing.status_code) == (302, 404)
    for session in (mine, theirs):
        session.refresh_from_db()
    assert (mine.ended_because, theirs.ended_because) == ("revoked", "")


def test_one_ends_all_other_sign_ins(officer, console):
    other = signed_in(officer).session
    browser = console(officer)
    browser.post(reverse("admin:other_sessions_end"))

    other.refresh_from_db()
    assert other.ended_because == "revoked"
    assert browser.get(reverse("admin:account")).status_code == 200


def test_an_administrator_resets_factors_and_others_do_not(admin, officer, processor, console):
    app_of(processor)
    address = reverse("admin:factors_reset", args=[processor.pk])

    assert console(officer).post(address).status_code == 403
    assert TotpFactor.objects.filter(user=processor).exists()
    person = console(admin).get(reverse("admin:accounts_user_change", args=[processor.pk]))
    assert f'href="{address}"' in person.content.decode()
    assert console(admin).get(address).status_code == 200
    assert console(admin).post(address).status_code == 302
    assert not TotpFactor.objects.filter(user=processor).exists()
    own = console(admin).post(reverse("admin:factors_reset", args=[admin.pk]))
    assert own.status_code == 403


def test_a_customer_does_not_enter_the_console_by_a_second_factor(customer):
    app = app_of(customer)
    browser = Client()
    browser.force_login(customer)

    answer = browser.post(reverse("admin:second_factor"), {"code": app.code()})

    assert answer["Location"].startswith(reverse("admin:login"))
