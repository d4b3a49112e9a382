"""Who may sign in with address and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend


class PersonBackend(ModelBackend):
    """Open accounts of people whose address is confirmed.

    An unconfirmed one is told exactly like a wrong password: otherwise anybody could register an address with
    a password of their own, try it, and know from the answer whether the address had an account before.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        """Tell whether this account may be signed in to at all."""
        may: bool = super().user_can_authenticate(user)
        return may and not user.is_service and user.email_verified_at is not None
