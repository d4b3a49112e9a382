"""Second factors in a real browser: passkeys of a virtual authenticator, an app, recovery codes."""

import os
import re

import pytest
from django.urls import reverse

from accounts.models import Passkey, RecoveryCode, Session
from tests.browser.conftest import password_typed
from tests.second_factors import app_of, code_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("TEST_PICTURES", "")


def _picture(page, name):
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def _authenticator(page, **options):
    """Plug a security key into the browser; return how to ask it things."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
                **options,
            }
        },
    )
    return tools, made["authenticatorId"]


def _kept_codes(page):
    return page.locator(".recovery code").all_inner_texts()


def test_a_passkey_is_set_up_shown_renamed_and_removed(page, officer):
    tools, key = _authenticator(page)
    password_typed(page, officer)
    page.wait_for_selector("form[data-passkey=create]")
    _picture(page, "enrol")
    assert page.locator(".said").is_hidden()
    page.fill("#name", "Laptop")
    page.click("form[data-passkey=create] input[type=submit]")
    page.wait_for_selector(".recovery")
    _picture(page, "codes")
    assert len(set(_kept_codes(page))) == 10
    with page.expect_download() as saved:
        page.click("a[download]")
    assert saved.value.path().read_text().split() == _kept_codes(page)
    page.click("text=I have kept them")
    page.wait_for_selector(".tiles")

    page.click("#logout-form button")
    password_typed(page, officer)
    page.wait_for_selector("form[data-passkey=get]")
    page.click("form[data-passkey=get] input[type=submit]")
    page.wait_for_selector(".tiles")
    passkey = Passkey.objects.get(user=officer)
    assert (passkey.name, passkey.sign_count > 0) == ("Laptop", True)
    assert Session.objects.filter(mfa_method="passkey", ended_at=None).count() == 1

    page.goto(reverse("admin:account"))
    _picture(page, "account")
    page.fill("input[name=name]", "Work laptop")
    page.click("text=Rename")
    page.wait_for_load_state()
    assert Passkey.objects.get().name == "Work laptop"
    page.click("button.danger")
    page.wait_for_selector(".messagelist .error")
    assert Passkey.objects.count() == 1  # staff keep their last factor
    assert page.complaints == []
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})


def test_a_copied_passkey_is_refused_by_its_counter(page, officer):
    _authenticator(page)
    password_typed(page, officer)
    page.click("form[data-passkey=create] input[type=submit]")
    page.wait_for_selector(".recovery")
    Passkey.objects.update(sign_count=1000)  # the other copy was used meanwhile

    page.goto(reverse("admin:account"))
    page.click("#logout-form button")
    password_typed(page, officer)
    page.click("form[data-passkey=get] input[type=submit]")
    page.wait_for_selector("p.errornote:not([hidden])")

    assert "not accepted" in page.inner_text("p.errornote:not([hidden])")
    assert Passkey.objects.get().sign_count == 1000


def test_an_authenticator_that_does_not_check_its_owner_is_refused(page, officer):
    _authenticator(page, isUserVerified=False)
    password_typed(page, officer)
    page.click("form[data-passkey=create] input[type=submit]")
    page.wait_for_selector("form[data-passkey=create] .said:not([hidden])")

    assert not Passkey.objects.exists()


def test_an_app_is_set_up_by_typing_its_secret_and_a_recovery_code_replaces_it(page, officer):
    password_typed(page, officer)
    page.click("text=Set up an app")
    page.wait_for_selector(".qr")
    _picture(page, "enrol-app")
    secret = re.sub(r"\s", "", page.inner_text(".secret"))
    assert page.evaluate("document.querySelector('.qr').naturalWidth") > 0
    page.keyboard.type(code_of(secret))  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector(".recovery")
    code = _kept_codes(page)[0]
    page.click("text=I have kept them")

    page.click("#logout-form button")
    password_typed(page, officer)
    page.wait_for_selector("#code")
    _picture(page, "second-factor")
    page.click("text=Use a recovery code")
    page.fill("#recovery_code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(".tiles")

    assert RecoveryCode.objects.filter(user=officer, used_at=None).count() == 9
    assert page.complaints == []


def test_the_page_is_quiet_in_the_dark(browser, live_server, officer):
    app_of(officer)
    context = browser.new_context(base_url=live_server.url, color_scheme="dark")
    page = context.new_page()
    password_typed(page, officer)
    page.wait_for_selector("#code")
    _picture(page, "second-factor-dark")

    page.fill("#code", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errornote")
    _picture(page, "refused-dark")
    assert page.evaluate("document.activeElement.id") == "code"
    context.close()
