"""One verb on many documents, in a real browser under its strict policy: chosen, tried, confirmed, followed."""

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import services
from documents.batching.runs import batch_run
from documents.models import Batch, Document
from tests.browser.conftest import password_typed
from tests.factories import CSV, document_from
from tests.second_factors import app_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def screen(page, officer, owner, monkeypatch):
    monkeypatch.setattr("documents.admin.DocumentAdmin.list_per_page", 2)
    documents = [document_from(CSV + b"\n" * n, owner=owner, name=f"paper {n}.csv") for n in range(3)]
    services.hold_place(actor=officer, document=documents[1], reason="A dispute.", at=timezone.now())
    app = app_of(officer)
    password_typed(page, officer)
    page.fill("#code", app.code())
    page.click("#code-form input[type=submit]")
    page.wait_for_selector(".tiles")
    page.set_default_timeout(60_000)
    page.goto(reverse("admin:documents_document_changelist"))
    return page


def _work():
    for batch in Batch.objects.filter(state="queued"):
        batch_run(batch.pk)


def test_all_that_match_are_tried_and_what_can_be_done_is_done(screen):
    screen.click("#action-toggle")
    screen.click("text=Choose all that match")
    screen.wait_for_selector("text=All that match are chosen")
    screen.select_option("select[name=action]", "batch_delete")
    screen.click(".actions button[type=submit]")

    screen.wait_for_selector("[data-waiting]")
    _work()  # the page looks again by itself
    screen.wait_for_selector("text=Put into the bin: all 2 now")
    assert "paper 1.csv" in screen.locator("#failures").inner_text()
    assert not Document.objects.filter(binned_at__isnull=False).exists()

    screen.click("text=Put into the bin: all 2 now")
    screen.wait_for_selector("[data-waiting]")
    _work()
    screen.wait_for_selector(".badge-done")
    assert Document.objects.filter(binned_at__isnull=False).count() == 2
    assert not screen.complaints


def test_a_verb_with_terms_asks_for_them_first(screen):
    screen.check(".action-select >> nth=0")
    screen.select_option("select[name=action]", "batch_classify")
    screen.click(".actions button[type=submit]")
    screen.wait_for_selector("text=1 document chosen.")
    screen.select_option("#id_type", "invoice")
    screen.click("input[value='Try it']")

    screen.wait_for_selector("[data-waiting]")
    screen.click("text=Cancel")
    screen.wait_for_selector("text=What was done stays done.")
    assert Batch.objects.get().state == "cancelled"
    assert not screen.complaints
