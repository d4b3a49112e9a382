"""The screen of a case: what is needed, which months are covered, moves and notes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from documents import services
from documents.console.casework import case_screen
from documents.models import Case, Document
from tests.factories import document_from

pytestmark = pytest.mark.django_db


@pytest.fixture
def with_product(case, owner, officer):
    product = services.product_create(
        actor=officer,
        name="Home loan",
        requirements=[services.Asked("bank_statement", "months", 3)],
        at=timezone.now(),
    )
    document = document_from(owner=owner, case=case, name="february.csv")
    Document.objects.filter(pk=document.pk).update(
        type="bank_statement", status="ready", period_start="2026-02-01", period_end="2026-03-15"
    )
    edit = services.CaseEdit(frozenset({"product"}), product=product)
    return services.case_update(actor=owner, case=case, edit=edit)


def test_the_picture_shows_whole_months_and_parts(owner, with_product):
    [row] = case_screen(owner, with_product, at=dt.date(2026, 5, 12)).rows

    assert row.label == "bank statement"
    assert [cell.state for cell in row.cells][-4:] == ["whole", "part", "none", "none"]


def test_the_screen_names_what_is_missing(console, owner, with_product):
    page = console(owner).get(f"/admin/documents/case/{with_product.pk}/change/").content.decode()

    assert "Missing: bank statement for" in page
    assert "february.csv" in page
    assert "Months covered" in page


def test_the_screen_leaves_out_what_is_in_the_bin(owner, with_product):
    kept = Document.objects.get(name="february.csv")
    binned = document_from(owner=owner, case=with_product, name="march.csv")
    services.document_bin(actor=owner, document=binned, at=timezone.now())

    assert case_screen(owner, with_product, at=dt.date(2026, 5, 12)).documents == [kept]


def test_a_case_is_moved_and_noted_on_its_screen(console, owner, case):
    browser = console(owner)
    browser.post(f"/admin/documents/case/{case.pk}/move", {"to": "complete"})
    browser.post(f"/admin/documents/case/{case.pk}/note", {"text": "Called <b>them</b>."})
    page = browser.get(f"/admin/documents/case/{case.pk}/change/").content.decode()
    case.refresh_from_db()

    assert case.status == "complete"
    assert "Called &lt;b&gt;them&lt;/b&gt;." in page


def test_whoever_only_sees_a_case_moves_nothing(console, colleague, case):
    answer = console(colleague).post(f"/admin/documents/case/{case.pk}/move", {"to": "complete"})
    case.refresh_from_db()

    assert (answer.status_code, case.status) == (403, "open")


def _change(case):
    return f"/admin/documents/case/{case.pk}/change/"


def test_a_case_is_opened_for_a_purpose_and_a_product(console, owner, officer):
    product = services.product_create(actor=officer, name="Car loan", requirements=[], at=timezone.now())
    gone = services.product_create(actor=officer, name="Old loan", requirements=[], at=timezone.now())
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    browser = console(owner)
    offered = browser.get("/admin/documents/case/add/").content.decode()

    browser.post(
        "/admin/documents/case/add/",
        {"name": "Loan 12", "purpose": "A delivery van", "product": str(product.pk)},
    )

    case = Case.objects.get(name="Loan 12")
    assert (case.purpose, case.product, case.owner) == ("A delivery van", product, owner)
    assert "Car loan" in offered
    assert "Old loan" not in offered
    assert "_popup" not in offered


def test_a_case_keeps_a_product_that_is_offered_no_more(console, owner, with_product):
    type(with_product.product).objects.update(is_active=False)

    console(owner).post(
        _change(with_product), {"name": "Loan 13", "purpose": "", "product": str(with_product.product_id)}
    )

    with_product.refresh_from_db()
    assert (with_product.name, with_product.product.name) == ("Loan 13", "Home loan")


def test_of_a_case_that_is_decided_the_name_alone_changes(console, owner, with_product):
    Case.objects.filter(pk=with_product.pk).update(status="approved")
    browser, same = console(owner), {"product": str(with_product.product_id)}

    answer = browser.post(_change(with_product), {"name": "Loan 14", "purpose": "Another one", **same})

    assert "only its name can change" in answer.content.decode()
    assert "Another one" in answer.content.decode()
    browser.post(_change(with_product), {"name": "Loan 14", "purpose": "", **same})
    with_product.refresh_from_db()
    assert (with_product.name, with_product.purpose) == ("Loan 14", "")
