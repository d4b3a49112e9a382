"""A case over the API: what it is about, what it lacks, its moves, notes and members."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from documents import services
from documents.constants import CaseStatus, DocumentStatus
from documents.models import CaseMove, CaseNote, Document
from tests.factories import case_of, document_from, grant_case

pytestmark = pytest.mark.django_db

STATEMENTS = {"kind": "bank_statement", "rule": "months", "count": 3}


@pytest.fixture
def product(officer):
    return services.product_create(
        actor=officer,
        name="Home loan",
        requirements=[
            services.Asked("bank_statement", "months", 3),
            services.Asked("payslip", is_optional=True),
        ],
        at=timezone.now(),
    )


@pytest.fixture
def of_product(case, owner, product):
    return services.case_update(
        actor=owner, case=case, edit=services.CaseEdit(frozenset({"product"}), product=product)
    )


def statement_in(case, owner, month, *, content=None):
    document = document_from(content or f"{month}".encode(), owner=owner, case=case, name=f"{month}.csv")
    first = dt.date.fromisoformat(f"{month}-01")
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    Document.objects.filter(pk=document.pk).update(
        type="bank_statement", status=DocumentStatus.READY, period_start=first, period_end=last
    )
    return document


def test_an_officer_declares_a_product_and_a_case_is_opened_for_it(as_user, officer, owner):
    asked = {"name": "Vehicle loan", "requirements": [STATEMENTS]}
    product = as_user(officer).post("/api/v1/products", asked, format="json")
    assert product.status_code == 201, product.data
    assert product.data["requirements"][0]["count"] == 3

    given = {"name": "Loan 9", "purpose": "A bakkie", "product": product.data["id"]}
    case = as_user(owner).post("/api/v1/cases", given, format="json")
    assert (case.status_code, case.data["purpose"], case.data["status"]) == (201, "A bakkie", "open")


def test_requirements_are_replaced_all_at_once(as_user, officer, product):
    changed = as_user(officer).patch(
        f"/api/v1/products/{product.pk}", {"requirements": [{"kind": "payslip"}]}, format="json"
    )

    assert [one["kind"] for one in changed.data["requirements"]] == ["payslip"]


def test_a_second_product_of_one_name_is_refused(as_user, officer, product):
    again = as_user(officer).post(
        "/api/v1/products", {"name": "Home loan", "requirements": []}, format="json"
    )

    assert (again.status_code, again.json()["code"]) == (409, "product_name_taken")


def test_the_checklist_names_the_month_that_is_missing(as_user, owner, of_product):
    for month in ("2026-02", "2026-04"):
        statement_in(of_product, owner, month)
    found = as_user(owner).get(f"/api/v1/cases/{of_product.pk}/checklist?at=2026-05-12").json()

    assert found["missing"] == ["bank statement for 2026-03"]
    assert [item["state"] for item in found["items"]] == ["missing", "missing"]
    assert {use["name"] for use in found["items"][0]["documents"]} == {"2026-02.csv", "2026-04.csv"}


def test_the_checklist_costs_the_same_however_many_documents(as_user, owner, of_product):
    client, address = as_user(owner), f"/api/v1/cases/{of_product.pk}/checklist?at=2026-05-12"
    statement_in(of_product, owner, "2026-02")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for month in ("2026-03", "2026-04", "2025-12", "2025-11"):
        statement_in(of_product, owner, month)
    with CaptureQueriesContext(connection) as many:
        found = client.get(address).json()

    assert len(many) == len(few)
    assert found["is_complete"]


def test_what_is_binned_does_not_count(as_user, owner, of_product):
    for month in ("2026-02", "2026-03", "2026-04"):
        document = statement_in(of_product, owner, month)
    Document.objects.filter(pk=document.pk).update(binned_at=timezone.now(), binned_by=owner)
    found = as_user(owner).get(f"/api/v1/cases/{of_product.pk}/checklist?at=2026-05-12").json()

    assert not found["is_complete"]


@pytest.mark.parametrize("at", ["yesterday", "0001-01-01", "9999-12-31"])
def test_a_day_that_cannot_be_asked_about_is_refused(as_user, owner, case, at):
    assert as_user(owner).get(f"/api/v1/cases/{case.pk}/checklist?at={at}").status_code == 400


def test_a_change_under_an_old_etag_is_refused_and_changes_nothing(as_user, owner, case):
    client, address = as_user(owner), f"/api/v1/cases/{case.pk}"
    tag = client.get(address)["ETag"]
    assert client.patch(address, {"purpose": "A house"}, format="json", HTTP_IF_MATCH=tag).status_code == 200
    stale = client.patch(address, {"purpose": "A boat"}, format="json", HTTP_IF_MATCH=tag)

    assert (stale.status_code, stale.json()["code"]) == (412, "case_changed")
    case.refresh_from_db()
    assert case.purpose == "A house"


def test_whoever_only_sees_a_case_changes_moves_and_notes_nothing(as_user, colleague, case):
    client, address = as_user(colleague), f"/api/v1/cases/{case.pk}"
    answers = [
        client.patch(address, {"purpose": "Mine"}, format="json"),
        client.post(f"{address}/moves", {"to": "complete"}, format="json"),
        client.post(f"{address}/notes", {"text": "Hm."}, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    case.refresh_from_db()
    assert (case.purpose, case.status, case.notes.count()) == ("", "open", 0)


def test_a_case_is_not_complete_without_its_documents_unless_somebody_says_why(as_user, owner, of_product):
    client, address = as_user(owner), f"/api/v1/cases/{of_product.pk}/moves"
    refused = client.post(address, {"to": "complete"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "case_incomplete")
    assert "bank statement for" in refused.json()["detail"]

    moved = client.post(address, {"to": "complete", "reason": "Known for ten years."}, format="json")
    assert moved.status_code == 201, moved.data
    assert len(moved.data["missing"]) == 3
    assert client.get(address).json()["results"][0]["after"] == "complete"


@pytest.mark.parametrize(
    ("move", "status", "code"),
    [
        ({"to": "approved"}, 409, "case_move_not_allowed"),
        ({"to": "closed", "reason": "Done."}, 409, "case_move_not_allowed"),
        ({"to": "withdrawn"}, 400, "case_move_needs_reason"),
        ({"to": "withdrawn", "reason": "  "}, 400, "case_move_needs_reason"),
    ],
)
def test_a_case_takes_no_short_cuts(as_user, case, move, status, code):
    answer = as_user(case.owner).post(f"/api/v1/cases/{case.pk}/moves", move, format="json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    case.refresh_from_db()
    assert (case.status, case.moves.count()) == ("open", 0)


def test_a_closed_case_keeps_what_it_was_about(as_user, owner, case, product):
    client = as_user(owner)
    for to in ("withdrawn", "closed"):
        client.post(f"/api/v1/cases/{case.pk}/moves", {"to": to, "reason": "They moved."}, format="json")
    refused = client.patch(f"/api/v1/cases/{case.pk}", {"product": str(product.pk)}, format="json")

    assert (refused.status_code, refused.json()["code"]) == (409, "case_closed")


def test_notes_are_for_staff_and_never_altered(as_user, owner, case, customer):
    grant_case(case, customer)
    written = as_user(owner).post(f"/api/v1/cases/{case.pk}/notes", {"text": "Called."}, format="json")

    assert written.data["author_name"] == "Owner"
    assert as_user(customer).get(f"/api/v1/cases/{case.pk}").status_code == 200
    assert as_user(customer).get(f"/api/v1/cases/{case.pk}/notes").status_code == 403
    with pytest.raises(DatabaseError, match="never altered"):
        CaseNote.objects.update(text="Did not call.")


def test_moves_are_never_altered(owner, case):
    services.case_move(actor=owner, case=case, to=CaseStatus.COMPLETE, at=timezone.now())

    with pytest.raises(DatabaseError, match="never altered"):
        CaseMove.objects.update(reason="Another.")


def test_members_are_shown_to_whoever_may_share(as_user, owner, colleague, case):
    address = f"/api/v1/cases/{case.pk}/members"

    assert [m["holder"] for m in as_user(owner).get(address).json()["results"]] == ["Colleague"]
    assert as_user(colleague).get(address).status_code == 403


def test_a_name_of_the_owners_other_case_is_refused(as_user, owner, case):
    other = case_of(owner, "Loan 2")
    answer = as_user(owner).patch(f"/api/v1/cases/{other.pk}", {"name": case.name}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "case_name_taken")
