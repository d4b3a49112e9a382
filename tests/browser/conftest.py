"""A real browser, where there is one."""

import os
import shutil

import pytest
from django.urls import reverse
from playwright.sync_api import sync_playwright

from tests.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

# Playwright's own loop runs in the test's thread; Django would refuse the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the console is not tried in a browser")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser, live_server):
    """A page that collects what the browser complains about."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, base_url=live_server.url)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.complaints = []
    loud = {"error", "warning"}
    opened.on("console", lambda m: opened.complaints.append(m.text) if m.type in loud else None)
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    context.close()


def password_typed(page, user):
    """Type address and password; what comes next is the second factor."""
    page.goto(reverse("admin:login"))
    page.fill("#id_username", user.email)
    page.fill("#id_password", PASSWORD)
    page.click("input[type=submit]")
