"""Every field of the models sent to every door that writes: refused or ignored, and nothing else changed."""

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict

from accounts.models import User
from accounts.roles import Role
from documents.models import Case, Document, DocumentUserObjectPermission, GrantOffer
from tests.factories import CSV, case_of, person
from tests.factories.subjects import subject_of

pytestmark = pytest.mark.django_db

ALIEN = "0197f000-0000-7000-8000-000000000001"


def _value(field, victim):
    """Return something an attacker would send for a field."""
    kind = field.get_internal_type()
    if field.is_relation:
        return str(victim.pk)
    return {
        "BooleanField": True,
        "UUIDField": ALIEN,
        "DateTimeField": "2001-01-01T00:00:00Z",
        "DateField": "2001-01-01",
        "IntegerField": 7,
        "PositiveIntegerField": 7,
        "PositiveBigIntegerField": 7,
        "FloatField": 0.5,
        "DecimalField": "9.99",
        "EmailField": "mallory@example.com",
    }.get(kind, "mallory")


def _everything(victim, *models):
    """Return a body with every field of the models, and the names people try beside them."""
    body = {
        "is_superuser": True,
        "is_staff": True,
        "user_permissions": [1],
        "groups": [1],
        "owner_id": str(victim.pk),
    }
    for model in models:
        for field in model._meta.concrete_fields:
            body[field.name] = _value(field, victim)
            body[field.attname] = _value(field, victim)
    return body


def _standing(user):
    found = User.objects.get(pk=user.pk)
    return {
        **model_to_dict(found, exclude=["groups", "user_permissions", "last_login", "full_name"]),
        "id": found.pk,
        "created_at": found.created_at,
        "groups": sorted(found.groups.values_list("name", flat=True)),
        "rights": found.user_permissions.count(),
    }


@pytest.fixture
def mallory(db):
    return person("mallory-2", Role.CUSTOMER)


def test_ones_own_account_takes_a_name_and_nothing_else(as_user, mallory, owner):
    before = _standing(mallory)
    body = {**_everything(owner, User), "full_name": "New Name"}

    refused = as_user(mallory).patch("/api/v1/users/me", body)
    allowed = as_user(mallory).patch("/api/v1/users/me", {"full_name": "New Name"})

    assert (refused.status_code, allowed.status_code) == (400, 200)
    assert _standing(mallory) == before
    assert User.objects.get(pk=mallory.pk).full_name == "New Name"


@pytest.mark.parametrize(
    "field",
    sorted({f.name for f in apps.get_model("accounts.User")._meta.get_fields()} - {"full_name", "is_active"}),
)
def test_an_administrator_sets_no_field_by_its_name(as_user, admin, mallory, field):
    before = _standing(mallory)

    response = as_user(admin).patch(f"/api/v1/users/{mallory.pk}", {field: True})

    assert response.status_code == 400
    assert _standing(mallory) == before


@pytest.mark.parametrize("owner_of_it", ["own"])
def test_an_uploaded_document_is_the_senders_whatever_is_sent_along(as_user, mallory, owner, owner_of_it):
    body = {
        k: v
        for k, v in _everything(owner, Document).items()
        if k not in {"case", "case_id", "name", "subject"}
    }
    upload = {**body, "file": SimpleUploadedFile("a.csv", CSV), "user_permissions": "1", "groups": "1"}

    made = as_user(mallory).post("/api/v1/documents", upload, format="multipart")

    document = Document.objects.get(pk=made.json()["id"])
    assert made.status_code == 201
    assert (document.owner, document.status, document.type, document.amount) == (
        mallory,
        "received",
        "",
        None,
    )
    assert (str(document.pk) != ALIEN, document.created_at.year > 2001) == (True, True)
    assert (document.case, document.subject) == (None, None)
    assert document.confidence is None
    assert document.page_count == 0


def test_an_opened_case_is_the_senders_whatever_is_sent_along(as_user, owner, stranger):
    body = {
        k: v
        for k, v in {**_everything(owner, Case), "name": "Mine"}.items()
        if k not in {"subject", "product"}
    }

    made = as_user(stranger).post("/api/v1/cases", body)

    case = Case.objects.get(pk=made.json()["id"])
    assert (case.owner, case.name, str(case.pk) != ALIEN) == (stranger, "Mine", True)
    assert (case.created_at.year > 2001, case.subject) == (True, None)


def test_a_case_or_document_about_somebody_elses_person_is_not_made(as_user, owner, stranger):
    hidden = str(subject_of(owner).pk)
    upload = {"file": SimpleUploadedFile("a.csv", CSV), "subject": hidden}

    case = as_user(stranger).post("/api/v1/cases", {"name": "Mine", "subject": hidden})
    document = as_user(stranger).post("/api/v1/documents", upload, format="multipart")

    assert (case.status_code, document.status_code) == (404, 404)
    assert (Case.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.parametrize("model", [DocumentUserObjectPermission, GrantOffer])
def test_a_grant_is_its_givers_whatever_is_sent_along(as_user, officer, mallory, document, model):
    for name in sorted(
        _everything(mallory, model).keys() - {"user", "email", "verb", "expires_at", "reason"}
    ):
        body = {"user": str(mallory.pk), "verb": "view", name: _everything(mallory, model)[name]}
        response = as_user(officer).post(f"/api/v1/documents/{document.pk}/grants", body)
        assert response.status_code == 400, name
    assert DocumentUserObjectPermission.objects.count() == 0
    assert GrantOffer.objects.count() == 0


def test_broken_glass_takes_a_reason_and_no_longer_time(as_user, admin, document):
    reason = "Customer reports a wrong amount, ticket 4711."
    for name in ("expires_at", "user", "opened_at", "acknowledged_by", "verb"):
        response = as_user(admin).post(
            f"/api/v1/documents/{document.pk}/break-glass", {"reason": reason, name: "2999-01-01T00:00:00Z"}
        )
        assert response.status_code == 400, name
    assert DocumentUserObjectPermission.objects.count() == 0


def test_the_console_form_of_a_case_takes_the_name_only(console, owner, stranger):
    case = case_of(owner, "Loan 5")
    before = model_to_dict(case)

    console(owner).post(
        f"/admin/documents/case/{case.pk}/change/",
        {"name": "Loan 6", "owner": str(stranger.pk), "created_at_0": "2001-01-01", "id": str(uuid.uuid4())},
    )

    after = Case.objects.get(pk=case.pk)
    assert {**model_to_dict(after), "name": "Loan 5"} == before
    assert after.created_at > dt.datetime(2002, 1, 1, tzinfo=dt.UTC)
