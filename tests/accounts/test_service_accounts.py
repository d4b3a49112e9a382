"""Machines: made, changed, rotated and ended; what they can never do."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.exceptions import ScopeUnknown, ServiceAccountInactive, ServiceAccountNameTaken, TooManySecrets
from accounts.models import ServiceAccount, User
from accounts.roles import MATRIX, Role
from accounts.scopes import SCOPES, rights_of
from accounts.services import service_accounts as services
from accounts.services.people import user_create
from audit.models import LogEntry
from documents.models import Document
from tests.factories import CSV, document_from
from tests.factories.machines import as_machine, machine_of

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
NOW = timezone.now()


@pytest.fixture
def machine(admin):
    return machine_of(admin)


def test_what_scopes_open_is_exactly_what_the_role_holds():
    assert rights_of(SCOPES) == MATRIX[Role.SERVICE_ACCOUNT]


def test_a_machine_is_made_with_a_user_that_cannot_sign_in_and_a_secret_kept_as_a_digest(machine, admin):
    account = ServiceAccount.objects.get()

    assert account.created_by == admin
    assert account.user.is_service
    assert not account.user.has_usable_password()
    assert not account.user.is_staff
    assert list(account.user.groups.values_list("name", flat=True)) == ["service_account"]
    secret = account.secrets.get()
    assert machine.plain.startswith("muniment_sk_")
    assert len(machine.plain) == len("muniment_sk_") + 43
    assert machine.plain.startswith(secret.prefix)
    assert len(secret.prefix) == len("muniment_sk_") + 6
    assert machine.plain not in str(vars(secret))


def test_the_secret_is_nowhere_in_the_trail_nor_in_a_repr(machine):
    told = [str(entry.__dict__) for entry in LogEntry.objects.all()]

    assert {entry.event for entry in LogEntry.objects.all()} >= {
        "service_account.created",
        "service_account.secret_created",
    }
    secret_part = machine.plain.removeprefix(machine.secret.prefix)
    assert [text for text in told if secret_part in text or machine.secret.digest in text] == []
    assert [text for text in told if "ops@lender.example" in text] == []
    assert secret_part not in repr(machine)


def test_names_are_unique_whatever_their_case_also_for_two_at_once(machine, admin):
    with pytest.raises(ServiceAccountNameTaken):
        machine_of(admin, name="LENDER'S BRIDGE")
    assert User.objects.filter(is_service=True).count() == 1


def test_an_undeclared_scope_is_refused_and_nothing_is_made(admin):
    with pytest.raises(ScopeUnknown):
        machine_of(admin, scopes=["documents:read", "documents:everything"])
    assert not ServiceAccount.objects.exists()


def test_rotation_lets_two_secrets_be_good_and_refuses_a_third(machine, admin):
    new = services.service_account_secret_create(actor=admin, account=machine.account, overlap=HOUR, at=NOW)

    old = machine.account.secrets.get(pk=machine.secret.pk)
    assert old.expires_at == NOW + HOUR
    assert old.is_good(NOW + HOUR - dt.timedelta(microseconds=1))
    assert not old.is_good(NOW + HOUR)
    assert new.secret.is_good(NOW)
    with pytest.raises(TooManySecrets):
        services.service_account_secret_create(actor=admin, account=machine.account, overlap=HOUR, at=NOW)
    assert machine.account.secrets.count() == 2


def test_rotation_without_overlap_ends_all_secrets_before_it(machine, admin):
    services.service_account_secret_create(actor=admin, account=machine.account, overlap=HOUR, at=NOW)
    newest = services.service_account_secret_create(
        actor=admin, account=machine.account, overlap=services.NO_OVERLAP, at=NOW
    )

    good = [s.pk for s in machine.account.secrets.all() if s.is_good(NOW)]
    assert good == [newest.secret.pk]


def test_a_machine_that_is_off_gets_no_new_secret(machine, admin):
    services.service_account_deactivate(actor=admin, account=machine.account)

    with pytest.raises(ServiceAccountInactive):
        services.service_account_secret_create(
            actor=admin, account=machine.account, overlap=services.NO_OVERLAP, at=NOW
        )


def test_no_password_opens_a_machine(machine, client):
    email = machine.account.user.email

    for password in ("", "!", machine.plain, machine.account.user.password):
        assert authenticate(username=email, password=password) is None
        answer = client.post(
            "/api/v1/auth/login", {"email": email, "password": password}, content_type="application/json"
        )
        assert answer.status_code in {400, 401}


@pytest.mark.parametrize(
    "column", [{"is_staff": True}, {"is_superuser": True}, {"password": "pbkdf2_sha256$x"}]
)
def test_the_database_keeps_machines_out_of_the_console_and_from_passwords(machine, column):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=machine.account.user_id).update(**column)


def test_a_machine_loaded_by_any_other_way_than_its_token_holds_no_right(machine):
    user = User.objects.get(pk=machine.account.user_id)

    assert not user.has_perm("documents.view_document")
    assert user.get_all_permissions() == set()
    assert not user.has_module_perms("documents")


def test_a_machine_sees_its_own_documents_and_nobody_elses(machine, document):
    own = document_from(CSV + b" ", owner=machine.account.user, name="own.csv")
    api = as_machine(machine)

    assert [row["id"] for row in api.get("/api/v1/documents").json()["results"]] == [str(own.pk)]
    assert api.get(f"/api/v1/documents/{own.pk}").status_code == 200
    assert api.get(f"/api/v1/documents/{document.pk}").status_code == 404
    assert Document.objects.count() == 2


def test_people_do_not_become_machines(admin):
    person = user_create(email="new@example.com", role=Role.CUSTOMER)

    assert not person.is_service
