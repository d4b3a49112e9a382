"""The console as an officer uses it, in a real browser, under its strict policy."""

import pytest
from django.urls import reverse

from tests.browser.conftest import password_typed
from tests.factories import document_from, document_read
from tests.second_factors import app_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


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
    return document_read(document_from(owner=owner, case=case))


def test_every_page_loads_without_a_complaint_of_the_browser(signed_in, statement):
    addresses = [
        reverse("admin:index"),
        reverse("admin:documents_document_changelist"),
        reverse("admin:documents_document_changelist") + "?q=salary",
        reverse("admin:documents_document_add"),
        reverse("admin:documents_case_changelist"),
        reverse("admin:documents_case_change", args=[statement.case_id]),
        reverse("admin:documents_product_changelist"),
        reverse("admin:documents_document_change", args=[statement.pk]),
    ]
    for address in addresses:
        signed_in.goto(address, wait_until="networkidle")

    assert signed_in.complaints == []


def test_choosing_a_value_shows_its_place_on_the_page(signed_in, statement):
    signed_in.goto(reverse("admin:documents_document_change", args=[statement.pk]), wait_until="networkidle")
    signed_in.click("tr[data-box] >> nth=1")

    mark = signed_in.locator(".sheet rect")
    assert mark.count() == 1
    box, sheet = mark.bounding_box(), signed_in.locator(".sheet").bounding_box()
    assert sheet["x"] <= box["x"] < sheet["x"] + sheet["width"]
    assert sheet["y"] <= box["y"] < sheet["y"] + sheet["height"]


def test_the_keyboard_goes_through_the_rows(signed_in, statement):
    signed_in.goto(reverse("admin:documents_document_change", args=[statement.pk]), wait_until="networkidle")
    for _ in range(3):
        signed_in.keyboard.press("j")
    signed_in.keyboard.press("k")

    rows = signed_in.locator("tr[data-box]")
    chosen = [i for i in range(rows.count()) if "chosen" in (rows.nth(i).get_attribute("class") or "")]
    assert chosen == [1]


def test_the_page_picture_keeps_its_place_while_it_loads(signed_in, statement):
    signed_in.goto(reverse("admin:documents_document_change", args=[statement.pk]))
    picture = signed_in.locator(".sheet img").first

    assert float(picture.get_attribute("width")) > 0
    assert float(picture.get_attribute("height")) > 0


def test_dark_and_light_both_have_contrast(signed_in, statement):
    for scheme in ("light", "dark"):
        signed_in.emulate_media(color_scheme=scheme)
        signed_in.goto(
            reverse("admin:documents_document_change", args=[statement.pk]), wait_until="networkidle"
        )
        colours = signed_in.evaluate(
            "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert _contrast(*colours) >= 7


def _contrast(first, second):
    """Return the contrast ratio of two rgb() colours. Source: WCAG 2.2, 1.4.3."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
