"""Wires the accounts app."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """People and machines that act."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the trail know of each sign-in to the console; the API records its own."""
        user_logged_in.connect(_signed_in, dispatch_uid="signed_in_record")


def _signed_in(user: Any, request: Any = None, **_: Any) -> None:
    # Imported here: models cannot be imported before the apps are ready.
    from audit import trail  # noqa: PLC0415
    from audit.context import actor_is  # noqa: PLC0415

    actor_is(user.pk)
    trail.record("user.signed_in", target=user)
