"""Service accounts for tests, and clients that hold their tokens."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.roles import Role
from accounts.scopes import SCOPES
from accounts.services.machine_tokens import machine_token_issue
from accounts.services.service_accounts import Issued, service_account_create
from tests.factories import person


def machine_of(
    actor: User | None = None, name: str = "Lender's bridge", scopes: Iterable[str] = tuple(SCOPES)
) -> Issued:
    """Return a service account with its secret."""
    return service_account_create(
        actor=actor or person(f"maker-of-{len(name)}", Role.ADMIN),
        name=name,
        contact="ops@lender.example",
        scopes=scopes,
        rate_limit_per_minute=600,
        at=timezone.now(),
    )


def token_of(issued: Issued, *scopes: str) -> str:
    """Return an access token, for all scopes of the account unless some are named."""
    token = machine_token_issue(
        client_id=issued.account.client_id,
        client_secret=issued.plain,
        scopes=frozenset(scopes) or None,
        at=timezone.now(),
    )
    return token.access


def as_machine(issued: Issued, *scopes: str) -> APIClient:
    """Return an API client with such a token."""
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {token_of(issued, *scopes)}")
    return api
