"""Giving and taking access as people ask for it: by person, by group or by address, grant or offer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Verb
from documents.exceptions import GrantNotFound, GrantNotPossible
from documents.holdings import Target
from documents.models import Case, Grant, GrantOffer
from documents.selectors import grant_tables
from documents.services.grants import grant_give, grant_revoke
from documents.services.offers import offer_make, offer_withdraw


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is to receive a right: exactly one of the three is given."""

    user_id: UUID | None = None
    group: str = ""
    email: str = ""


def access_give(
    *,
    actor: User,
    target: Target,
    to: Receiver,
    verb: Verb,
    at: dt.datetime,
    expires_at: dt.datetime | None = None,
    reason: str = "",
) -> Grant | GrantOffer:
    """Grant a right, or offer it where the actor may not see who has an account.

    Roles that see accounts name people and groups and get a grant; for everybody else an address becomes an
    offer, whether somebody has it or not.

    Raises:
        DocumentsError: as `grant_give` and `offer_make`.
    """
    holder = _holder(actor, to)
    if holder is None:
        return offer_make(
            actor=actor,
            target=target,
            email=to.email,
            verb=verb,
            at=at,
            expires_at=expires_at,
            reason=reason,
        )
    return grant_give(
        actor=actor, target=target, to=holder, verb=verb, at=at, expires_at=expires_at, reason=reason
    )


def access_revoke(*, actor: User, target: Target, grant_id: UUID, at: dt.datetime, reason: str = "") -> None:
    """Take back the grant or the offer of this id on this target.

    Raises:
        GrantNotFound: there is none on it.
        GrantNotYours: the actor may not take it back.
    """
    for model in grant_tables(target):
        grant = model._default_manager.filter(pk=grant_id, content_object=target).first()
        if grant is not None:
            grant_revoke(actor=actor, target=target, grant=grant, at=at, reason=reason)
            return
    on = {"case": target} if isinstance(target, Case) else {"document": target}
    offer = GrantOffer.objects.filter(pk=grant_id, **on).first()
    if offer is None:
        raise GrantNotFound("There is no such grant here.")
    offer_withdraw(actor=actor, target=target, offer=offer, at=at)


def _holder(actor: User, to: Receiver) -> User | Group | None:
    """Return whom the receiver names, None where that is not the actor's to know."""
    if to.group:
        found = Group.objects.filter(name=to.group).first() if actor.has_perm("auth.view_group") else None
        if found is None:
            raise GrantNotPossible("There is no such group that you may name.")
        return found
    if to.email and not actor.has_perm("accounts.view_user"):
        return None
    if to.user_id is not None and not actor.has_perm("accounts.view_user"):
        raise GrantNotPossible("Name the person by e-mail address.")
    if to.email:
        return User.objects.filter(email__iexact=to.email.strip(), is_active=True).first()
    person = User.objects.filter(pk=to.user_id).first() if to.user_id is not None else None
    if person is None:
        raise GrantNotPossible("There is no such account.")
    return person
