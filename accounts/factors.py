"""Who has a second factor, and who owes one."""

from __future__ import annotations

from django.conf import settings

from accounts.models import User


def owes_second_factor(user: User) -> bool:
    """Tell whether a sign-in of this person is half open until a second factor is shown."""
    return bool(settings.MFA_REQUIRED) and user.is_staff


def has_second_factor(user: User) -> bool:
    """Tell whether a second factor of this person is set up."""
    return False
