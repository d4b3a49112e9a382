"""People: their accounts and roles."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.exceptions import PasswordRefused
from accounts.models import User
from accounts.passwords import about_person, password_fault
from accounts.roles import Role
from accounts.services.role_news import powerful_roles_tell
from audit import trail

_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def password_generate(length: int = 20) -> str:
    """Return a random password of letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def user_create(
    *,
    email: str,
    full_name: str = "",
    password: str | None = None,
    role: Role,
    is_superuser: bool = False,
    actor: User | None = None,
    at: dt.datetime | None = None,
) -> User:
    """Create a user with a role; every role but customer may use the console.

    Args:
        email: the address to sign in with.
        full_name: what the console greets with.
        password: None: the account cannot sign in until one is set.
        role: the one role to begin with.
        is_superuser: makes an owner of the installation.
        actor: who makes it; None: the installation itself, at its first start.
        at: when, where there is an actor.

    Raises:
        PasswordRefused: the password is too short, known, or easily guessed.
    """
    if password is not None and (fault := password_fault(password, about_person(email, full_name))):
        raise PasswordRefused(fault[1])
    with transaction.atomic():
        user = User.objects.create_user(
            email,
            password,
            full_name=full_name,
            is_staff=role is not Role.CUSTOMER,
            is_superuser=is_superuser,
        )
        user.groups.add(Group.objects.get(name=role.value))
        trail.record("user.role_granted", target=user, details={"role": role.value})
        if actor is not None:
            powerful_roles_tell(user=user, roles=[role], by=actor, at=at or timezone.now())
    return user
