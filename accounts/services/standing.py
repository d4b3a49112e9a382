"""The standing of an account: its roles, its name and address, and whether it is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from accounts.constants import SessionEnd
from accounts.escalation import (
    administrators_lock,
    gives_or_refuse,
    in_reach_or_refuse,
    not_last_or_refuse,
    roles_of,
)
from accounts.exceptions import AccountOutOfReach, AddressTaken
from accounts.models import User
from accounts.roles import Role
from accounts.services.role_news import powerful_roles_tell
from accounts.services.sessions import sessions_end_all
from audit import trail


def user_roles_change(*, actor: User, user: User, roles: Iterable[Role], at: dt.datetime) -> User:
    """Give an account exactly these roles and end its sessions; groups that are no role stay.

    Raises:
        AccountOutOfReach, OwnAccount, RoleNotYours: the actor may not do this.
        LastAdministrator: it would leave nobody to run the installation.
    """
    wanted = {role.value for role in roles}
    with transaction.atomic():
        administrators_lock()
        locked = _lock(user)
        held = roles_of(locked) & set(Role)
        changed = wanted ^ held
        if not changed:
            return locked
        in_reach_or_refuse(actor, locked)
        gives_or_refuse(actor, changed)
        if Role.ADMIN in held - wanted:
            not_last_or_refuse(locked)
        locked.groups.remove(*Group.objects.filter(name__in=held - wanted))
        locked.groups.add(*Group.objects.filter(name__in=wanted - held))
        locked.is_staff = locked.is_superuser or bool(wanted - {Role.CUSTOMER})
        locked.save(update_fields=["is_staff"])
        trail.record(
            "user.roles_changed", target=locked, details={"roles": sorted(wanted), "before": sorted(held)}
        )
        sessions_end_all(user=locked, because=SessionEnd.ROLES_CHANGED, at=at)
        powerful_roles_tell(user=locked, roles=wanted - held, by=actor, at=at)
    return locked


def user_close(*, actor: User, user: User, at: dt.datetime) -> User:
    """Close an account and end its sessions; what it did and was granted stays on record.

    Raises:
        AccountOutOfReach, OwnAccount: the actor may not do this.
        LastAdministrator: it would leave nobody to run the installation.
    """
    with transaction.atomic():
        administrators_lock()
        locked = _lock(user)
        in_reach_or_refuse(actor, locked)
        if not locked.is_active:
            return locked
        not_last_or_refuse(locked)
        locked.is_active = False
        locked.save(update_fields=["is_active"])
        trail.record("user.closed", target=locked)
        sessions_end_all(user=locked, because=SessionEnd.CLOSED, at=at)
    return locked


def user_reopen(*, actor: User, user: User) -> User:
    """Open a closed account again, with the roles it has.

    Raises:
        AccountOutOfReach, OwnAccount, RoleNotYours: the actor may not do this.
    """
    with transaction.atomic():
        locked = _lock(user)
        in_reach_or_refuse(actor, locked)
        gives_or_refuse(actor, roles_of(locked) & set(Role))
        if not locked.is_active:
            locked.is_active = True
            locked.save(update_fields=["is_active"])
            trail.record("user.reopened", target=locked)
    return locked


def user_rename(*, actor: User, user: User, full_name: str) -> User:
    """Give an account another name: one's own, or one in reach."""
    with transaction.atomic():
        locked = _lock(user)
        if locked.pk != actor.pk:
            in_reach_or_refuse(actor, locked)
        if locked.full_name != full_name:
            locked.full_name = full_name
            locked.save(update_fields=["full_name"])
            trail.record("user.renamed", target=locked)
    return locked


def user_address_change(*, actor: User, user: User, email: str, at: dt.datetime) -> User:
    """Give an account another e-mail address and end its sessions.

    Whoever holds the address can reset the password: only an owner of the installation does this.

    Raises:
        AccountOutOfReach: the actor is no superuser.
        AddressTaken: another account has the address.
    """
    with transaction.atomic():
        locked = _lock(user)
        if not (actor.is_active and actor.is_superuser):
            raise AccountOutOfReach("Only an owner of this installation changes the address of an account.")
        if locked.email == email:
            return locked
        locked.email = User.objects.normalize_email(email)
        try:
            with transaction.atomic():
                locked.save(update_fields=["email"])
        except IntegrityError as error:
            raise AddressTaken("Another account has this address.") from error
        trail.record("user.address_changed", target=locked)
        sessions_end_all(user=locked, because=SessionEnd.ADMINISTRATOR, at=at)
    return locked


def _lock(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
