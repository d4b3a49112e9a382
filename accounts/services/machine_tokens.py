"""Tokens of machines: OAuth 2 client credentials."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from accounts import machines
from accounts.constants import MACHINE_TOKEN_LIFETIME
from accounts.exceptions import ClientRefused, ScopeRefused
from accounts.ip_rules import address_may
from accounts.models import ServiceAccount, ServiceAccountSecret
from accounts.secret_guard import guess_take, guess_was_right
from accounts.tokens import machine_token_for
from audit import trail
from audit.context import actor_is

_REFUSED = "The client id or the secret is not valid."


@dataclass(frozen=True, slots=True)
class MachineToken:
    """What a machine holds after it has shown its secret."""

    access: str
    scopes: frozenset[str]
    expires_in: int  # seconds

    def __repr__(self) -> str:
        return f"MachineToken({sorted(self.scopes)})"


def machine_token_issue(
    *, client_id: str, client_secret: str, scopes: frozenset[str] | None, at: dt.datetime, address: str = ""
) -> MachineToken:
    """Exchange a machine's secret for a short-lived access token.

    Args:
        client_id: as it was given out.
        client_secret: one of its secrets that are good at `at`.
        scopes: what the token is for; None: everything the account holds.
        at: when.
        address: where the request comes from; empty: from this machine itself.

    Raises:
        ClientRefused: unknown, switched off, at a closed address, or the secret is not good: alike.
        ScopeRefused: the account does not hold a scope that was asked for.
        SecretsGuessed: too many wrong secrets for this client came from this address.

    Source: RFC 6749 section 4.4.
    """
    guess = guess_take(client_id, address)
    secret = machines.secret_find(client_id, client_secret)
    if secret is None:
        _refusal_record(client_id, "secret_unknown")
        raise ClientRefused(_REFUSED)
    account = secret.account
    actor_is(account.user_id)
    if not account.is_active or not secret.is_good(at):
        _refusal_record(client_id, "secret_ended" if account.is_active else "account_inactive")
        raise ClientRefused(_REFUSED)
    if address and not address_may(account.user, address):
        _refusal_record(client_id, "address")
        raise ClientRefused(_REFUSED)
    guess_was_right(guess)
    held = frozenset(account.scopes)
    wanted = held if scopes is None else scopes
    if not wanted or not wanted <= held:
        _refusal_record(client_id, "scope")
        raise ScopeRefused(f"The account holds: {' '.join(sorted(held)) or 'no scope'}.")
    lifetime = _lifetime(secret, at)
    with transaction.atomic():
        # The account before its secret, as whoever revokes locks them: the other way round they would wait
        # for each other.
        machines.account_used(account, at)
        ServiceAccountSecret.objects.filter(pk=secret.pk).update(last_used_at=at)
        token = machine_token_for(secret, wanted, at, lifetime)
        details = {"scopes": sorted(wanted), "secret": str(secret.pk)}
        trail.record("service_account.token_issued", target=account, details=details)
    return MachineToken(access=token, scopes=wanted, expires_in=int(lifetime.total_seconds()))


def _lifetime(secret: ServiceAccountSecret, at: dt.datetime) -> dt.timedelta:
    """Return how long a token lasts: it never outlives the secret that fetched it."""
    if secret.expires_at is None:
        return MACHINE_TOKEN_LIFETIME
    return min(MACHINE_TOKEN_LIFETIME, secret.expires_at - at)


def _refusal_record(client_id: str, reason: str) -> None:
    """Record a refusal where the client exists; names that somebody made up are not for the trail."""
    account = ServiceAccount.objects.filter(client_id=client_id[:40]).first()
    if account is not None:
        trail.record("service_account.token_refused", target=account, details={"reason": reason})
