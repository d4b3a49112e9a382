"""Who has a second factor, and who owes one."""

from __future__ import annotations

from django.conf import settings

from accounts.models import Passkey, TotpFactor, User


def must_have_second_factor(user: User) -> bool:
    """Tell whether a person may not be without a second factor: staff, where the installation asks for it."""
    return bool(settings.MFA_REQUIRED) and user.is_staff


def owes_second_factor(user: User) -> bool:
    """Tell whether a sign-in of this person is half open until a second factor is shown.

    Staff owe one; others owe it as soon as they have one.
    """
    return must_have_second_factor(user) or has_second_factor(user)


def has_second_factor(user: User) -> bool:
    """Tell whether a second factor of this person is set up; one query."""
    apps = TotpFactor.objects.filter(user=user, confirmed=True).values("pk")
    return bool(apps.union(Passkey.objects.filter(user=user).values("pk")).exists())
