"""Grants: rights on one case or document, given to a person or a group, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from accounts.escalation import roles_of
from accounts.models import User
from accounts.roles import Role, Verb, verbs_reachable
from audit import trail
from audit.context import acting, acting_as
from documents.constants import GrantEnd
from documents.exceptions import GrantBeyondOwn, GrantNotPossible, GrantNotYours, GrantTimeInvalid
from documents.holdings import FOREVER, Holdings, Target, holdings, is_owner
from documents.models import (
    Case,
    CaseGroupObjectPermission,
    CaseUserObjectPermission,
    Document,
    DocumentGroupObjectPermission,
    DocumentUserObjectPermission,
    Grant,
)


def grant_give(
    *,
    actor: User,
    target: Target,
    to: User | Group,
    verb: Verb,
    at: dt.datetime,
    expires_at: dt.datetime | None = None,
    reason: str = "",
) -> Grant:
    """Give somebody a right on a case or document; a grant on a case reaches its documents.

    The same grant given again stays as it is; other terms replace the actor's earlier grant.

    Args:
        actor: who gives: they hold both the right to share and the right that they give.
        target: the case or document.
        to: a person, or a group whose members all receive it.
        verb: what it lets them do.
        at: when.
        expires_at: when it ends; None: when it is taken back.
        reason: what for; it becomes the purpose in the trail.

    Raises:
        GrantNotYours: the actor may not give this right.
        GrantBeyondOwn: it would outlive the actor's own right.
        GrantNotPossible: the receiver cannot hold it.
        GrantTimeInvalid: it would end before it begins.
    """
    with transaction.atomic():
        locked = target_lock(target)
        given_or_refuse(holdings(actor, locked, at=at, is_giving=True), verb, expires_at, at)
        _receive_or_refuse(actor, to, verb)
        return grant_write(
            giver=actor, target=locked, to=to, verb=verb, at=at, expires_at=expires_at, reason=reason
        )


def grant_revoke(*, actor: User, target: Target, grant: Grant, at: dt.datetime, reason: str = "") -> Grant:
    """Take a grant back; its holder's next request is refused. One that ended before stays as it is.

    Owners and roles with the right to share take any grant back, others what they gave or hold themselves.
    Broken glass is ended by whoever broke it and by roles with the right to share.

    Raises:
        GrantNotYours: the actor may not take this grant back.
    """
    with transaction.atomic():
        locked: Any = type(grant)._default_manager.select_for_update().get(pk=grant.pk)
        if not may_revoke(actor, target, locked):
            raise GrantNotYours("You may not take this grant back.")
        if locked.ended_at is None:
            _end(locked, GrantEnd.REVOKED, at, by=actor)
            record("grant.revoked", target=target, reason=reason, details=_details(locked))
    return locked  # type: ignore[no-any-return]  # a Grant


def may_revoke(actor: User, target: Target, grant: Any) -> bool:
    """Tell whether a person may take a grant back."""
    if not actor.is_active:
        return False
    is_own = grant.granted_by_id == actor.pk or getattr(grant, "user_id", None) == actor.pk
    by_role = actor.has_perm(f"documents.share_{target._meta.model_name}")
    return is_own or by_role or (is_owner(actor, target) and not grant.is_break_glass)


def given_or_refuse(held: Holdings, verb: Verb, expires_at: dt.datetime | None, at: dt.datetime) -> None:
    """Let somebody give what they hold and may share, and no longer than they hold it."""
    if expires_at is not None and expires_at <= at:
        raise GrantTimeInvalid("The grant would end before it begins.")
    limit = held.gives_until(verb)
    if limit is None:
        raise GrantNotYours(f"You may not give the right to {verb.value} this.")
    if (expires_at or FOREVER) > limit:
        raise GrantBeyondOwn(f"Your own right ends at {limit:%Y-%m-%d %H:%M} UTC; give it no longer.")


def grant_write(
    *,
    giver: User,
    target: Target,
    to: User | Group,
    verb: Verb,
    at: dt.datetime,
    expires_at: dt.datetime | None,
    reason: str,
    is_break_glass: bool = False,
) -> Grant:
    """Write one grant and its event; the caller has locked the target and asked whether it may be."""
    model = _model(target, to)
    name = target._meta.model_name
    terms: dict[str, Any] = {
        "content_object": target,
        "user" if isinstance(to, User) else "group": to,
        "permission": Permission.objects.select_related("content_type").get(
            content_type__app_label="documents", codename=f"{verb.value}_{name}"
        ),
        "granted_by": giver,
    }
    for earlier in model._default_manager.filter(**terms, ended_at__isnull=True):
        is_over = earlier.expires_at is not None and earlier.expires_at <= at
        if not is_over and (earlier.expires_at, earlier.reason) == (expires_at, reason):
            return earlier  # type: ignore[no-any-return]  # a Grant
        _end(earlier, GrantEnd.EXPIRED if is_over else GrantEnd.REPLACED, at)
    made: Grant = model._default_manager.create(
        **terms, granted_at=at, expires_at=expires_at, reason=reason, is_break_glass=is_break_glass
    )
    record("grant.given", target=target, reason=reason, details=_details(made))
    return made


def target_lock(target: Target) -> Target:
    """Lock a case or document: grants on it are given one after another."""
    if isinstance(target, Case):
        return Case.objects.select_for_update().get(pk=target.pk)
    return Document.objects.select_for_update(of=("self",)).select_related("case").get(pk=target.pk)


def record(event: str, *, target: Any, reason: str, details: Mapping[str, Any]) -> None:
    """Write an event whose reason is the purpose it was done for."""
    now = acting()
    with acting_as(replace(now, purpose=reason[:200] or now.purpose)):
        trail.record(event, target=target, details=details)


def _receive_or_refuse(actor: User, to: User | Group, verb: Verb) -> None:
    if isinstance(to, Group):
        if to.name == Role.CUSTOMER:
            raise GrantNotPossible("A grant to all customers would be no grant any more.")
        return
    if to.pk == actor.pk:
        raise GrantNotPossible("Nobody gives rights to themselves.")
    if not to.is_active:
        raise GrantNotPossible("This account is closed.")
    if not to.is_superuser and verb not in verbs_reachable(roles_of(to)):
        raise GrantNotPossible(f"The role of this account does not {verb.value} by grant.")


def _model(target: Target, to: User | Group) -> Any:
    if isinstance(target, Case):
        return CaseUserObjectPermission if isinstance(to, User) else CaseGroupObjectPermission
    return DocumentUserObjectPermission if isinstance(to, User) else DocumentGroupObjectPermission


def _end(grant: Any, because: GrantEnd, at: dt.datetime, by: User | None = None) -> None:
    grant.ended_at = grant.expires_at if because == GrantEnd.EXPIRED else at
    grant.ended_because, grant.ended_by = because, by
    grant.save(update_fields=["ended_at", "ended_because", "ended_by"])


def _details(grant: Any) -> dict[str, Any]:
    holder = f"user:{grant.user_id}" if hasattr(grant, "user_id") else f"group:{grant.group_id}"
    return {
        "grant": str(grant.pk),
        "to": holder,
        "verb": grant.verb,
        "expires_at": grant.expires_at.isoformat() if grant.expires_at else None,
        "break_glass": grant.is_break_glass,
    }
