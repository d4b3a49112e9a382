"""Tags by the keyboard, copies beside the page, and a saved search, in a real browser."""

import os

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import services
from documents.models import SavedSearch
from tests.browser.conftest import password_typed
from tests.factories import CSV, document_from, document_read
from tests.second_factors import app_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")  # a folder: pictures in light and dark, to be looked at


def shot(page, name):
    for scheme in ("light", "dark") if SHOTS else ():
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=f"{SHOTS}/{name}-{scheme}.png", full_page=True)


@pytest.fixture
def signed_in(page, owner):
    app = app_of(owner)
    password_typed(page, owner)
    page.fill("#code", app.code())
    page.click("#code-form input[type=submit]")
    page.wait_for_selector(".tiles")
    return page


@pytest.fixture
def statement(owner, case):
    document_read(document_from(CSV.replace(b"-8500.00", b"-9100.00"), owner=owner, name="edited.csv"))
    document_read(document_from(owner=owner, name="same.csv"))
    return document_read(document_from(owner=owner, case=case))


def test_tags_are_put_on_by_the_keyboard_and_copies_come_in(signed_in, statement):
    signed_in.goto(reverse("admin:documents_document_change", args=[statement.pk]), wait_until="networkidle")
    signed_in.wait_for_selector("#copies article")
    assert signed_in.locator("#copies article").count() == 2
    signed_in.locator("#copies summary").first.press("Enter")
    assert signed_in.locator("#copies del").first.is_visible()

    signed_in.locator("body").click(position={"x": 5, "y": 5})
    signed_in.keyboard.press("t")
    signed_in.keyboard.type("urgent, to call")
    signed_in.keyboard.press("Enter")
    signed_in.wait_for_selector(".tags button")
    signed_in.wait_for_load_state("networkidle")
    assert signed_in.locator(".tags li a").all_inner_texts() == ["to call", "urgent"]
    shot(signed_in, "document")
    signed_in.locator(".tags button").first.press("Enter")
    signed_in.wait_for_load_state("networkidle")
    assert signed_in.locator(".tags li a").all_inner_texts() == ["urgent"]
    assert signed_in.complaints == []


def test_a_search_is_saved_chosen_and_removed(signed_in, owner, statement):
    services.tags_set(actor=owner, document=statement, names=["urgent"], at=timezone.now())
    signed_in.goto(reverse("admin:documents_document_changelist") + "?q=umhlanga", wait_until="networkidle")
    signed_in.fill("#by-tag", "URGENT")
    signed_in.press("#by-tag", "Enter")
    signed_in.wait_for_load_state("networkidle")
    assert signed_in.locator("#result_list tbody tr").count() == 1
    signed_in.locator(".save-search summary").press("Enter")
    signed_in.fill("#search-name", "To do")
    signed_in.press("#search-name", "Enter")
    signed_in.wait_for_url("**saved=*")
    assert SavedSearch.objects.get().parameters == {"q": ["umhlanga"], "tag": ["URGENT"]}
    assert signed_in.locator("#result_list tbody tr").count() == 1
    signed_in.locator(".save-search summary").press("Enter")
    shot(signed_in, "list")
    signed_in.get_by_role("button", name="Remove To do").press("Enter")
    signed_in.wait_for_load_state("networkidle")
    assert not SavedSearch.objects.exists()
    assert signed_in.complaints == []
