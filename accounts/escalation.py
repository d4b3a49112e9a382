"""What nobody may do to an account, whichever door they come through."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Q

from accounts.exceptions import AccountOutOfReach, LastAdministrator, OwnAccount, RoleNotYours
from accounts.models import User
from accounts.roles import Role, roles_given_by


def roles_of(user: User) -> frozenset[str]:
    """Return the names of the groups, roles among them, that a person holds."""
    return frozenset(user.groups.values_list("name", flat=True))


def in_reach_or_refuse(actor: User, user: User) -> None:
    """Let an open account with the right to change accounts change another; superusers are for superusers.

    Raises:
        AccountOutOfReach: the actor may not change this account.
        OwnAccount: it is the actor's own; a second administrator does it.
    """
    if user.is_service:
        raise AccountOutOfReach("This is a machine. It is looked after as a service account.")
    if actor.is_active and actor.is_superuser:
        return
    if not actor.is_active or not actor.has_perm("accounts.change_user"):
        raise AccountOutOfReach("You may not change accounts.")
    if user.is_superuser:
        raise AccountOutOfReach("Only an owner of this installation changes the account of an owner.")
    if user.pk == actor.pk:
        raise OwnAccount("Nobody changes their own roles or state. Ask another administrator.")


def factors_reset_or_refuse(actor: User, user: User) -> None:
    """Let the second factors of another account in reach be taken away; one's own never, whoever one is.

    Raises:
        AccountOutOfReach, OwnAccount: as `in_reach_or_refuse`.
    """
    if user.pk == actor.pk:
        raise OwnAccount("Nobody resets their own second factors. Ask another administrator.")
    in_reach_or_refuse(actor, user)


def gives_or_refuse(actor: User, roles: Collection[str]) -> None:
    """Let an actor give and take only the roles that their own roles give.

    Raises:
        RoleNotYours: one of the roles is not theirs to give or take.
    """
    if Role.SERVICE_ACCOUNT in roles:
        raise RoleNotYours("This role belongs to machines; people do not hold it.")
    if actor.is_active and actor.is_superuser:
        return
    given = roles_given_by(roles_of(actor)) if actor.is_active else frozenset()
    if beyond := sorted(set(roles) - given):
        raise RoleNotYours(f"You may not give or take the role {beyond[0]}.")


def administrators() -> Q:
    """Return the condition of an open account that runs this installation."""
    return Q(is_active=True) & (Q(is_superuser=True) | Q(groups__name=Role.ADMIN))


def administrators_lock() -> None:
    """Let one change of who runs the installation happen at a time, until the transaction ends.

    Call it before any row is locked and before anything is read: two administrators who close each other
    at once would else each count the other, or wait for each other's row for ever.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('accounts.administrators', 0))")


def not_last_or_refuse(user: User) -> None:
    """Keep the last open administrator and the last open superuser. Call it under `administrators_lock`.

    Raises:
        LastAdministrator: nobody else would be left.
    """
    found = list(User.objects.filter(administrators()).distinct().order_by("pk"))
    others = [administrator for administrator in found if administrator.pk != user.pk]
    is_one = len(others) < len(found)
    if is_one and not others:
        raise LastAdministrator("This is the last administrator. Make another one first.")
    if user.is_superuser and is_one and not any(other.is_superuser for other in others):
        raise LastAdministrator("This is the last owner of the installation. Make another one first.")
