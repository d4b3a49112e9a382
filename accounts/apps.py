"""Wires the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and machines that act."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give each sign-in to the console its session row, and the trail what it must ask."""
        # Imported here: models cannot be imported before the apps are ready.
        from accounts import receivers, trail_answers  # noqa: F401, PLC0415
