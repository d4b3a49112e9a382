"""Holds and retention: what must be kept is neither binned nor destroyed, whatever path is tried."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import services
from documents.destruction import bin_empty, document_destroy
from documents.exceptions import DocumentOnHold
from documents.models import Document, DocumentHold
from vault.services import data_key_destroy

pytestmark = pytest.mark.django_db

D = "/api/v1/documents"


@pytest.fixture
def hold(officer, document):
    return services.hold_place(actor=officer, document=document, reason="A dispute.", at=timezone.now())


def test_a_held_document_is_not_deleted_and_the_refusal_says_why(as_user, owner, document, hold):
    response = as_user(owner).delete(f"{D}/{document.pk}")

    assert (response.status_code, response.json()["code"]) == (409, "document_on_hold")
    assert "officer" in response.json()["detail"]
    assert "dispute" not in response.json()["detail"]


def test_a_retained_document_is_not_deleted_until_its_day_has_passed(as_user, owner, document):
    today = timezone.now().date()
    Document.objects.update(retained_until=today)
    refused = as_user(owner).delete(f"{D}/{document.pk}")
    Document.objects.update(retained_until=today - dt.timedelta(days=1))

    assert (refused.status_code, refused.json()["code"]) == (409, "document_retained")
    assert str(today) in refused.json()["detail"]
    assert as_user(owner).delete(f"{D}/{document.pk}").status_code == 204


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_document SET binned_at = now(), binned_by_id = owner_id",
        "UPDATE documents_document SET held = false, binned_at = now(), binned_by_id = owner_id",
        "UPDATE documents_document SET retained_until = NULL, binned_at = now(), binned_by_id = owner_id",
        "DELETE FROM documents_documentversion",
        (
            "UPDATE vault_datakey SET state = 'destroyed', destroyed_at = now(), wrapped_files_keyset = '',"
            " wrapped_values_keyset = '' WHERE id IN (SELECT data_key_id FROM documents_document)"
        ),
        "DELETE FROM documents_documenthold",
        "UPDATE documents_documenthold SET reason = 'another'",
    ],
)
def test_the_database_refuses_for_a_held_document(document, hold, statement):
    _refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE documents_document SET binned_at = now(), binned_by_id = owner_id",
        "UPDATE documents_document SET retained_until = NULL, binned_at = now(), binned_by_id = owner_id",
        "DELETE FROM documents_documentversion",
    ],
)
def test_the_database_refuses_for_a_retained_document(document, statement):
    Document.objects.update(retained_until=timezone.now().date() + dt.timedelta(days=1))
    _refused(statement)


def _refused(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nobody_switches_held_off_beside_the_holds(document, hold):
    Document.objects.update(held=False)
    assert Document.objects.get().held is True
    Document.objects.create(owner=document.owner, name="x", data_key=_another_key(), held=True)
    assert Document.objects.get(name="x").held is False


def _another_key():
    from vault.constants import KeyPurpose  # noqa: PLC0415 - one test
    from vault.services import data_key_create  # noqa: PLC0415 - one test

    return data_key_create(purpose=KeyPurpose.DOCUMENT, at=timezone.now())


def test_the_stock_delete_and_the_keys_destruction_are_refused(document, hold):
    with pytest.raises(IntegrityError), transaction.atomic():
        document.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        data_key_destroy(key=document.data_key, at=timezone.now())


def test_a_hold_placed_in_the_bin_keeps_a_document_from_destruction(owner, officer, document, settings):
    at = timezone.now()
    services.document_bin(actor=owner, document=document, at=at)
    services.hold_place(actor=officer, document=document, reason="Found in time.", at=at)
    later = at + dt.timedelta(days=settings.BIN_DAYS + 1)

    assert bin_empty(at=later) == 0
    with pytest.raises(DocumentOnHold):
        document_destroy(document.pk, because="bin", at=later)
    assert Document.objects.count() == 1


def test_officers_place_and_release_and_every_hold_must_go(as_user, officer, auditor, owner, document):
    url = f"{D}/{document.pk}/holds"
    client = as_user(officer)
    first = client.post(url, {"reason": "Regulator asks."}, format="json")
    second = client.post(url, {"reason": "A dispute."}, format="json")
    assert (first.status_code, second.status_code) == (201, 201)

    assert (
        client.post(f"{url}/{first.json()['id']}/release", {"reason": "Answered."}, format="json").status_code
        == 200
    )
    assert Document.objects.get().held is True
    assert (
        client.post(f"{url}/{second.json()['id']}/release", {"reason": "Settled."}, format="json").status_code
        == 200
    )
    again = client.post(f"{url}/{second.json()['id']}/release", {"reason": "Settled."}, format="json")

    assert Document.objects.get().held is False
    assert again.status_code == 404
    assert as_user(auditor).get(url).json()["count"] == 2
    assert as_user(auditor).post(url, {"reason": "x"}, format="json").status_code == 403
    assert as_user(owner).get(url).status_code == 403
    assert as_user(owner).get(f"{D}/{document.pk}").json()["held"] is False
    assert DocumentHold.objects.filter(released_because="").count() == 0


def test_a_hold_without_a_reason_is_400(as_user, officer, document):
    url = f"{D}/{document.pk}/holds"
    assert as_user(officer).post(url, {"reason": "  "}, format="json").status_code == 400
    assert as_user(officer).post(url, {}, format="json").status_code == 400
