"""The stock admin's side doors: pop-ups, autocomplete, history, shortcuts, actions over all pages."""

import json
from uuid import UUID

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from documents.batching.runs import batch_run
from documents.models import Case, Document, ProcessingRun, Product
from tests.factories import document_read, grant_document

pytestmark = pytest.mark.django_db

D, C, U = "/admin/documents/document/", "/admin/documents/case/", "/admin/accounts/user/"


@pytest.fixture
def secret(document):
    Case.objects.filter(pk=document.case_id).update(name="Secret case")
    return document_read(document)


@pytest.mark.parametrize("persona", ["stranger", "admin"])
@pytest.mark.parametrize(
    "address",
    [
        f"{D}?_popup=1",
        f"{D}?_to_field=id",
        f"{D}?_to_field=owner",
        f"{D}?_popup=1&_to_field=data_key",
        f"{D}?q=salary",
        f"{D}?o=-1.2",
        f"{D}?all=",
        f"{D}?case__id__exact={{case}}",
        f"{D}?owner__id__exact={{owner}}",
        f"{D}?id__exact={{document}}",
        f"{D}?id__in={{document}}",
        f"{D}{{document}}/change/?_popup=1",
        f"{D}{{document}}/history/",
        f"{D}{{document}}/delete/",
        f"{D}{{document}}/",
        f"{C}?_popup=1&_to_field=name",
        f"{C}{{case}}/change/",
        f"{C}{{case}}/history/",
        f"{C}{{case}}/delete/",
        "/admin/autocomplete/?app_label=documents&model_name=document&field_name=case&term=",
        "/admin/autocomplete/?app_label=documents&model_name=documentversion&field_name=document&term=",
        "/admin/r/{kind}/{document}/",
    ],
)
def test_no_side_door_shows_what_is_not_granted(request, console, persona, secret, address):
    browser = console(request.getfixturevalue(persona))
    kind = ContentType.objects.get_for_model(Document).pk
    full = address.format(document=secret.pk, case=secret.case_id, owner=secret.owner_id, kind=kind)

    response = browser.get(full)

    text = response.content.decode()
    assert response.status_code < 500
    for hidden in ("Secret case", secret.name, "Owner", "owner@example.com"):
        assert hidden not in text, hidden


@pytest.mark.parametrize(
    "lookup",
    [
        "owner__email__startswith=o",
        "owner__password__startswith=m",
        "data_key__id__exact=1",
        "case__owner__email=x",
    ],
)
def test_a_list_is_not_filtered_by_what_it_does_not_offer(console, officer, secret, lookup):
    assert console(officer).get(f"{D}?{lookup}").status_code in {302, 400}


def _batch_done(client, body):
    """Ask for a batch, let its dry run end, and confirm it whatever that told."""
    made = client.post(D, body)
    while batch_run(UUID(made.url.rstrip("/").rpartition("/")[2])):
        pass
    confirmed = client.post(f"{made.url}confirm")
    batch_run(UUID(confirmed.url.rstrip("/").rpartition("/")[2]))


def test_an_action_over_all_pages_reaches_only_what_one_sees_and_may_change(
    console, stranger, auditor, owner, secret
):
    body = {"action": "batch_read", "select_across": "1", "index": "0", "_selected_action": [str(secret.pk)]}

    for nobody in (stranger, auditor):
        _batch_done(console(nobody), body)
    assert ProcessingRun.objects.count() == 1

    _batch_done(console(owner), body)
    assert ProcessingRun.objects.count() == 2


def test_an_action_on_a_document_that_may_only_be_viewed_does_nothing(
    console, customer, auditor, owner, secret
):
    grant_document(secret, auditor)
    body = {"action": "batch_read", "_selected_action": [str(secret.pk)]}

    _batch_done(console(auditor), body)

    assert ProcessingRun.objects.count() == 1


def test_nothing_is_deleted_through_the_stock_screens(console, officer, secret):
    for address in (f"{D}{secret.pk}/delete/", f"{C}{secret.case_id}/delete/"):
        assert console(officer).post(address, {"post": "yes"}).status_code == 403
    console(officer).post(
        D, {"action": "delete_selected", "_selected_action": [str(secret.pk)], "post": "yes"}
    )
    assert Document.objects.filter(pk=secret.pk).exists()


@pytest.mark.parametrize("persona", ["stranger", "processor", "owner"])
def test_the_autocomplete_of_people_is_for_roles_that_see_them(request, console, persona, auditor):
    address = "/admin/autocomplete/?app_label=documents&model_name=document&field_name=owner&term="
    user = request.getfixturevalue(persona)

    assert console(user).get(address).status_code == 403
    found = console(auditor).get(address)
    assert found.status_code == 200
    assert json.loads(found.content)["results"]


def test_every_registered_screen_of_documents_starts_from_what_one_sees(rf, stranger, secret):
    request = rf.get("/admin/")
    request.user = stranger
    shown = {
        model.__name__: screen.get_queryset(request).count()
        for model, screen in admin.site._registry.items()
        if model._meta.app_label == "documents" and screen.has_view_permission(request)
    }

    # Products are the house's, not a person's: whose role sees them sees all.
    assert shown == {"Document": 0, "Case": 0, "Product": Product.objects.count()}
