"""Who a machine is: its credentials, and the rows a token speaks of. One query on each request."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from accounts.constants import CLIENT_SECRET_PREFIX, LAST_USED_STEP, SERVICE_EMAIL_DOMAIN
from accounts.models import ServiceAccount, ServiceAccountSecret

_SHOWN_LENGTH = len(CLIENT_SECRET_PREFIX) + 6


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret as it is shown once, and what is kept of it."""

    plain: str
    prefix: str
    digest: str

    def __repr__(self) -> str:
        return f"NewSecret({self.prefix}…)"  # a traceback or a log must not show it


def secret_new() -> NewSecret:
    """Return a new secret of 256 random bits."""
    plain = CLIENT_SECRET_PREFIX + secrets.token_urlsafe(32)
    return NewSecret(plain=plain, prefix=plain[:_SHOWN_LENGTH], digest=secret_digest(plain))


def secret_digest(plain: str) -> str:
    """Return what is kept of a secret. SHA-256 is enough: 256 random bits cannot be guessed one by one."""
    return hashlib.sha256(plain.encode()).hexdigest()


def client_id_new() -> str:
    """Return a new client id."""
    return f"svc_{secrets.token_hex(10)}"


def address_of(client_id: str) -> str:
    """Return what stands in the e-mail column of a machine's user: a mailbox that cannot exist."""
    return f"{client_id}@{SERVICE_EMAIL_DOMAIN}"


def secret_find(client_id: str, plain: str) -> ServiceAccountSecret | None:
    """Return the secret with its account, good or not; None where id and secret do not belong together."""
    found = (
        ServiceAccountSecret.objects.select_related("account__user")
        .filter(digest=secret_digest(plain))
        .first()
    )
    if found is None or not hmac.compare_digest(found.account.client_id.encode(), client_id.encode()):
        return None
    return found


def account_of_token(
    *, client_id: str, secret_id: UUID, generation: int, at: dt.datetime
) -> ServiceAccount | None:
    """Return the machine a token speaks of; None where secret, account or generation is not good now."""
    secret = (
        ServiceAccountSecret.objects.select_related("account__user")
        .filter(pk=secret_id, account__client_id=client_id, account__token_generation=generation)
        .first()
    )
    if secret is None or not secret.is_good(at) or not secret.account.is_active:
        return None
    return secret.account


def account_used(account: ServiceAccount, at: dt.datetime) -> None:
    """Remember that the machine was heard of, at most once a minute."""
    if account.last_used_at is not None and at - account.last_used_at < LAST_USED_STEP:
        return
    account.last_used_at = at
    ServiceAccount.objects.filter(pk=account.pk).filter(
        Q(last_used_at__isnull=True) | Q(last_used_at__lt=at)
    ).update(last_used_at=at)


def secrets_good(account: ServiceAccount, at: dt.datetime) -> list[ServiceAccountSecret]:
    """Return the account's secrets that may be used, newest first."""
    return list(
        account.secrets.filter(revoked_at__isnull=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at))
        .order_by(F("created_at").desc(), "-pk")
    )
