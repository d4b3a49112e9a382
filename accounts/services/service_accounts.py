"""Service accounts: making, changing and ending them and their secrets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts import machines
from accounts.constants import SECRETS_AT_ONCE
from accounts.exceptions import ScopeUnknown, ServiceAccountInactive, ServiceAccountNameTaken, TooManySecrets
from accounts.models import ServiceAccount, ServiceAccountSecret, User
from accounts.roles import Role
from accounts.scopes import SCOPES
from audit import trail

NO_OVERLAP = dt.timedelta(0)


@dataclass(frozen=True, slots=True)
class Issued:
    """A service account and its new secret; `plain` is known here and never again."""

    account: ServiceAccount
    secret: ServiceAccountSecret
    plain: str

    def __repr__(self) -> str:
        return f"Issued({self.account.client_id}, {self.secret.prefix}…)"


def service_account_create(
    *,
    actor: User,
    name: str,
    contact: str,
    scopes: Iterable[str],
    rate_limit_per_minute: int,
    at: dt.datetime,
) -> Issued:
    """Create a machine with its first secret.

    Args:
        actor: who answers for making it.
        name: unique.
        contact: e-mail address that hears of failures.
        scopes: the most its tokens can be issued for.
        rate_limit_per_minute: requests it may make in a minute.
        at: when.

    Raises:
        ScopeUnknown: a scope is not declared.
        ServiceAccountNameTaken: another one has this name.
    """
    wanted = _scopes(scopes)
    with _name_free(), transaction.atomic():
        client_id = machines.client_id_new()
        user = User.objects.create_user(machines.address_of(client_id), full_name=name, is_service=True)
        user.groups.add(Group.objects.get(name=Role.SERVICE_ACCOUNT.value))
        account = ServiceAccount.objects.create(
            user=user,
            client_id=client_id,
            name=name,
            contact=contact,
            scopes=wanted,
            rate_limit_per_minute=rate_limit_per_minute,
            created_by=actor,
            created_at=at,
        )
        trail.record("service_account.created", target=account, details=_public(account))
        return _secret_issue(account, at)


def service_account_update(
    *,
    actor: User,
    account: ServiceAccount,
    name: str | None = None,
    contact: str | None = None,
    scopes: Iterable[str] | None = None,
    rate_limit_per_minute: int | None = None,
) -> ServiceAccount:
    """Change what is given; a scope taken away leaves the tokens that are out at their next request.

    Raises:
        ScopeUnknown: a scope is not declared.
        ServiceAccountNameTaken: another one has this name.
    """
    with _name_free(), transaction.atomic():
        locked = _lock(account)
        if name is not None:
            locked.name = locked.user.full_name = name
            locked.user.save(update_fields=["full_name"])
        if contact is not None:
            locked.contact = contact
        if scopes is not None:
            locked.scopes = _scopes(scopes)
        if rate_limit_per_minute is not None:
            locked.rate_limit_per_minute = rate_limit_per_minute
        locked.save()
        trail.record("service_account.updated", target=locked, details=_public(locked))
    return locked


def service_account_deactivate(*, actor: User, account: ServiceAccount) -> ServiceAccount:
    """Switch a machine off: every token it holds ends with this commit, for good."""
    with transaction.atomic():
        locked = _lock(account)
        if locked.is_active:
            _tokens_end(locked)
            locked.user.is_active = False
            locked.user.save(update_fields=["is_active"])
            trail.record("service_account.deactivated", target=locked)
    return locked


def service_account_activate(*, actor: User, account: ServiceAccount) -> ServiceAccount:
    """Switch a machine on again; it asks for a new token with the secrets it has."""
    with transaction.atomic():
        locked = _lock(account)
        if not locked.is_active:
            locked.user.is_active = True
            locked.user.save(update_fields=["is_active"])
            trail.record("service_account.activated", target=locked)
    return locked


def service_account_secret_create(
    *, actor: User, account: ServiceAccount, overlap: dt.timedelta, at: dt.datetime
) -> Issued:
    """Make a new secret; the ones before it are good for the time of the overlap, or end at once.

    Args:
        actor: who rotates.
        account: whose secret.
        overlap: how long the earlier secret goes on; zero revokes it now, and the tokens it fetched.
        at: when.

    Raises:
        ServiceAccountInactive: the account is switched off.
        TooManySecrets: two are good already.
    """
    with transaction.atomic():
        locked = _lock(account)
        if not locked.is_active:
            raise ServiceAccountInactive("The service account is switched off. Switch it on first.")
        before = machines.secrets_good(locked, at)
        if overlap > NO_OVERLAP and len(before) >= SECRETS_AT_ONCE:
            raise TooManySecrets("Two secrets are good already. Revoke one, or replace both without overlap.")
        for secret in before:
            _secret_end(secret, at, overlap)
        return _secret_issue(locked, at)


def service_account_secret_revoke(
    *, actor: User, account: ServiceAccount, secret_id: UUID, at: dt.datetime
) -> ServiceAccountSecret:
    """End one secret and every token that was fetched with it.

    Raises:
        ServiceAccountSecret.DoesNotExist: the account has no such secret.
    """
    with transaction.atomic():
        locked = _lock(account)
        secret = locked.secrets.get(pk=secret_id)
        if secret.revoked_at is None:
            _secret_end(secret, at, NO_OVERLAP)
    return secret


def service_account_tokens_revoke(*, actor: User, account: ServiceAccount) -> ServiceAccount:
    """End every token that is out; the secrets stay and fetch new ones."""
    with transaction.atomic():
        locked = _lock(account)
        _tokens_end(locked)
        trail.record("service_account.tokens_revoked", target=locked)
    return locked


def _lock(account: ServiceAccount) -> ServiceAccount:
    return (
        ServiceAccount.objects.select_for_update(of=("self", "user"))
        .select_related("user")
        .get(pk=account.pk)
    )


def _tokens_end(account: ServiceAccount) -> None:
    account.token_generation += 1
    account.save(update_fields=["token_generation"])


def _secret_issue(account: ServiceAccount, at: dt.datetime) -> Issued:
    new = machines.secret_new()
    secret = ServiceAccountSecret.objects.create(
        account=account, prefix=new.prefix, digest=new.digest, created_at=at
    )
    trail.record("service_account.secret_created", target=account, details={"secret": str(secret.pk)})
    return Issued(account=account, secret=secret, plain=new.plain)


def _secret_end(secret: ServiceAccountSecret, at: dt.datetime, overlap: dt.timedelta) -> None:
    if overlap > NO_OVERLAP:
        secret.expires_at = min(secret.expires_at or at + overlap, at + overlap)
        event, until = "service_account.secret_replaced", secret.expires_at
    else:
        secret.revoked_at = until = at
        event = "service_account.secret_revoked"
    secret.save(update_fields=["expires_at", "revoked_at"])
    details = {"secret": str(secret.pk), "until": until.isoformat()}
    trail.record(event, target=secret.account, details=details)


def _scopes(scopes: Iterable[str]) -> list[str]:
    wanted = sorted(set(scopes))
    if unknown := [name for name in wanted if name not in SCOPES]:
        raise ScopeUnknown(f"Not known: {', '.join(unknown)[:200]}. Known: {', '.join(SCOPES)}.")
    return wanted


@contextmanager
def _name_free() -> Iterator[None]:
    """Tell of a taken name as the database does: two requests at once cannot both have it."""
    try:
        yield
    except IntegrityError as error:
        if "serviceaccount_name_unique" not in str(error):
            raise
        raise ServiceAccountNameTaken("Another service account has this name.") from error


def _public(account: ServiceAccount) -> dict[str, object]:
    return {
        "client_id": account.client_id,
        "scopes": account.scopes,
        "rate_limit_per_minute": account.rate_limit_per_minute,
    }
