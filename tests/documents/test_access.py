"""Who sees a document, for every route that gives one out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from audit.models import LogEntry
from documents.models import Document, DocumentGroupObjectPermission
from tests.factories import document_from, document_read, grant_document, group_of, permission

pytestmark = pytest.mark.django_db

API_ROUTES = ["", "/fields", "/lines", "/checks", "/pages", "/pages/1/image", "/content"]
CONSOLE_ROUTES = ["change", "page", "original"]


@pytest.fixture
def read(document):
    return document_read(document)


def _console_url(name, document):
    arguments = [document.pk, 1] if name == "page" else [document.pk]
    return reverse(f"admin:documents_document_{name}", args=arguments)


@pytest.mark.parametrize("route", API_ROUTES)
def test_the_owner_may_read_every_route(as_user, owner, read, route):
    assert as_user(owner).get(f"/api/v1/documents/{read.pk}{route}").status_code == 200


@pytest.mark.parametrize("route", API_ROUTES)
@pytest.mark.parametrize("persona", ["stranger", "customer", "admin"])
def test_a_stranger_gets_404_on_every_route(request, as_user, read, route, persona):
    user = request.getfixturevalue(persona)
    before = LogEntry.objects.filter(object_pk=str(read.pk)).count()

    response = as_user(user).get(f"/api/v1/documents/{read.pk}{route}")

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert LogEntry.objects.filter(object_pk=str(read.pk)).count() == before


@pytest.mark.parametrize("route", API_ROUTES)
@pytest.mark.parametrize("persona", ["colleague", "officer", "auditor"])
def test_a_grant_on_the_case_or_a_role_opens_every_route(request, as_user, read, route, persona):
    user = request.getfixturevalue(persona)

    assert as_user(user).get(f"/api/v1/documents/{read.pk}{route}").status_code == 200


@pytest.mark.parametrize("route", API_ROUTES)
def test_nobody_reads_without_a_token(client, read, route):
    response = client.get(f"/api/v1/documents/{read.pk}{route}")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query", ["", "?q=salary", "?type=bank_statement", "?case={case}", "?offset=0", "?count=exact"]
)
def test_lists_and_search_hide_what_is_not_yours(as_user, stranger, owner, read, query):
    address = "/api/v1/documents" + query.format(case=read.case_id)

    assert as_user(stranger).get(address).json()["results"] == []
    assert [d["id"] for d in as_user(owner).get(address).json()["results"]] == [str(read.pk)]


def test_the_count_of_a_stranger_is_zero(as_user, stranger, read):
    assert as_user(stranger).get("/api/v1/documents?count=exact").json()["count"] == 0


def test_a_case_of_somebody_else_is_404(as_user, stranger, read):
    assert as_user(stranger).get(f"/api/v1/cases/{read.case_id}").status_code == 404
    assert as_user(stranger).get("/api/v1/cases").json()["results"] == []


def test_a_direct_grant_opens_one_document(as_user, stranger, owner, read):
    other = document_from(owner=owner, name="other.csv")
    grant_document(read, stranger)

    listed = as_user(stranger).get("/api/v1/documents").json()["results"]

    assert [d["id"] for d in listed] == [str(read.pk)]
    assert as_user(stranger).get(f"/api/v1/documents/{other.pk}").status_code == 404


def test_a_grant_to_a_group_reaches_its_members(stranger, customer, read):
    DocumentGroupObjectPermission.objects.create(
        content_object=read, group=group_of([stranger]), permission=permission("view_document")
    )

    assert list(Document.objects.visible_to(stranger)) == [read]
    assert list(Document.objects.visible_to(customer)) == []


def test_a_right_to_change_is_no_right_to_view(stranger, read):
    grant_document(read, stranger, "change_document")

    assert list(Document.objects.visible_to(stranger)) == []


def test_a_closed_account_sees_nothing(owner, read):
    owner.is_active = False
    owner.save()

    assert list(Document.objects.visible_to(owner)) == []


@pytest.mark.parametrize("name", CONSOLE_ROUTES)
def test_the_console_hides_documents_of_others(console, stranger, owner, read, name):
    assert console(stranger).get(_console_url(name, read)).status_code == 404
    assert console(owner).get(_console_url(name, read)).status_code == 200


def test_the_console_list_hides_documents_of_others(console, stranger, owner, read):
    address = reverse("admin:documents_document_changelist")

    assert read.name not in console(stranger).get(address).content.decode()
    assert read.name in console(owner).get(address).content.decode()


def test_customers_do_not_enter_the_console(console, customer):
    response = console(customer).get(reverse("admin:documents_document_changelist"))

    assert response.status_code == 302
    assert "/login/" in response["Location"]


def test_a_case_of_somebody_else_cannot_be_filled(as_user, stranger, case):
    body = {"file": SimpleUploadedFile("a.csv", b"Date,Amount\n2026-01-01,1.00\n"), "case": str(case.pk)}
    response = as_user(stranger).post("/api/v1/documents", body, format="multipart")

    assert response.status_code == 404
    assert response.json()["code"] == "case_not_found"
    assert Document.objects.count() == 0


def test_an_auditor_brings_nothing_in(as_user, auditor):
    body = {"file": SimpleUploadedFile("a.csv", b"Date,Amount\n2026-01-01,1.00\n")}
    response = as_user(auditor).post("/api/v1/documents", body, format="multipart")

    assert response.status_code == 403
    assert Document.objects.count() == 0
