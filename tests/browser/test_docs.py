"""The API's documentation in a real browser, under the policy of every other page."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_the_documentation_shows_without_a_complaint_of_the_browser(page):
    answer = page.goto("/docs", wait_until="networkidle")
    page.wait_for_selector(".opblock")

    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert page.complaints == []


def test_a_refusal_is_a_page_with_its_own_style(page):
    page.goto("/nothing", wait_until="networkidle")

    assert page.locator("h1").inner_text() == "Not Found"
    assert [c for c in page.complaints if "404" not in c] == []
