"""Personas and clients for the whole suite."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.constants import SessionKind
from accounts.ip_rules import rules_forget
from accounts.models import Session, User
from accounts.rate_limits import redis_is_back
from accounts.roles import Role
from accounts.tokens import keys
from audit.context import Acting, acting_as
from audit.signing import key_file_create
from documents.models import Case, Document
from tests.database import application_role_leave, application_role_take
from tests.factories import case_of, document_from, grant_case, person, signed_in
from vault.blind_index import index_keys_forget
from vault.keyring import kek_file_create


@pytest.fixture(scope="session", autouse=True)
def _key_encryption_key() -> None:
    kek_file_create(Path(urlsplit(settings.VAULT_KEK_URI).path))
    key_file_create(Path(urlsplit(settings.TRAIL_KEY_URI).path))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Work as the application's role, which owns nothing; the owner made the database and empties it."""
    with django_db_blocker.unblock():
        application_role_take()
    yield
    with django_db_blocker.unblock():
        application_role_leave()


@pytest.fixture(autouse=True)
def _nobody_acts() -> Iterator[None]:
    # Who signs in past a request goes on acting: in a process that serves there is none.
    with acting_as(Acting()):
        yield


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    # Each test has its own rows: keys and answers of the test before must not outlive them.
    index_keys_forget()
    keys.clear()
    rules_forget()
    redis_is_back()
    cache.clear()
    shutil.rmtree(urlsplit(settings.TRAIL_ANCHORS[0]).path, ignore_errors=True)


@pytest.fixture
def admin(db: None) -> User:
    return person("admin", Role.ADMIN)


@pytest.fixture
def officer(db: None) -> User:
    return person("officer", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def processor(db: None) -> User:
    return person("processor", Role.PROCESSOR)


@pytest.fixture
def auditor(db: None) -> User:
    return person("auditor", Role.AUDITOR)


@pytest.fixture
def owner(db: None) -> User:
    return person("owner", Role.PROCESSOR)


@pytest.fixture
def colleague(case: Case) -> User:
    """Granted the owner's case."""
    user = person("colleague", Role.PROCESSOR)
    grant_case(case, user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    return person("stranger", Role.PROCESSOR)


@pytest.fixture
def customer(db: None) -> User:
    return person("customer", Role.CUSTOMER)


@pytest.fixture
def case(owner: User) -> Case:
    return case_of(owner)


@pytest.fixture
def document(owner: User, case: Case) -> Document:
    return document_from(owner=owner, case=case)


@pytest.fixture
def as_user() -> Callable[[User], APIClient]:
    """Return an API client that is signed in as the given person, second factor shown."""

    def client(user: User) -> APIClient:
        api = APIClient()
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(user).access}")
        return api

    return client


@pytest.fixture
def console() -> Callable[[User], Client]:
    """Return a browser-like client that is signed in to the console, second factor shown."""

    def client(user: User) -> Client:
        browser = Client()
        browser.force_login(user)
        Session.objects.filter(user=user, kind=SessionKind.CONSOLE).update(
            mfa_at=timezone.now(), mfa_method="totp", expires_at=timezone.now() + dt.timedelta(hours=12)
        )
        return browser

    return client
