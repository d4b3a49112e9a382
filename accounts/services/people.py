"""People: their accounts and roles."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from audit import trail

_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def password_generate(length: int = 20) -> str:
    """Return a random password of letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def user_create(
    *, email: str, full_name: str = "", password: str | None = None, role: Role, is_superuser: bool = False
) -> User:
    """Create a user with a role; every role but customer may use the console."""
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
    return user
