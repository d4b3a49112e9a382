"""Reads of accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.constants import FactorMethod
from accounts.models import IPRule, Passkey, RecoveryCode, Session, TotpFactor, User


def user_get_by_email(email: str) -> User:
    """Return the person with this address, whatever its case; machines are not found by any.

    Raises:
        User.DoesNotExist: there is none.
    """
    return User.objects.get(email__iexact=email.strip(), is_service=False)


def administrator_exists() -> bool:
    """Tell whether anybody can already run this installation."""
    return User.objects.filter(is_superuser=True, is_active=True).exists()


def administrator_first() -> User:
    """Return the longest-standing administrator: the owner of what is brought in without an owner named.

    Raises:
        User.DoesNotExist: there is none yet.
    """
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("created_at", "pk").first()
    if owner is None:
        raise User.DoesNotExist
    return owner


def session_list(user: User, *, at: dt.datetime) -> QuerySet[Session]:
    """Return the sessions that run at `at` and that this person may see, last seen first."""
    return Session.objects.visible_to(user).alive(at).order_by("-last_seen_at", "-id")


def user_list(user: User) -> QuerySet[User]:
    """Return the people this person may see, newest first, with their groups at hand: all, or oneself."""
    seen = (
        User.objects.filter(is_service=False)
        if user.has_perm("accounts.view_user")
        else User.objects.filter(pk=user.pk)
    )
    return seen.prefetch_related("groups").order_by("-created_at", "-id")


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor as its owner sees it."""

    id: UUID
    method: FactorMethod
    name: str
    created_at: dt.datetime
    last_used_at: dt.datetime | None


def factors_of(user: User) -> list[Factor]:
    """Return a person's second factors: the authenticator app first, then passkeys, oldest first."""
    apps = TotpFactor.objects.filter(user=user, confirmed=True)
    passkeys = Passkey.objects.filter(user=user).order_by("created_at", "pk")
    return [
        *(_factor(app, FactorMethod.TOTP) for app in apps),
        *(_factor(key, FactorMethod.PASSKEY) for key in passkeys),
    ]


def _factor(found: TotpFactor | Passkey, method: FactorMethod) -> Factor:
    return Factor(found.pk, method, found.name, found.created_at, found.last_used_at)


def recovery_codes_left(user: User) -> int:
    """Return how many recovery codes a person can still use."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def ip_rule_list() -> QuerySet[IPRule]:
    """Return all IP rules, newest first."""
    return IPRule.objects.select_related("user").order_by("-created_at", "-id")
