"""Reads of accounts."""

from __future__ import annotations

from accounts.models import User


def user_get_by_email(email: str) -> User:
    """Return the user with this address, whatever its case.

    Raises:
        User.DoesNotExist: there is none.
    """
    return User.objects.get(email__iexact=email.strip())


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
