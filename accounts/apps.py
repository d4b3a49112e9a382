"""Wires the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and machines that act."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
