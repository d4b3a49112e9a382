"""Wires the vault app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Keys and ciphertext; knows nothing of what it protects."""

    name = "vault"
    default_auto_field = "django.db.models.BigAutoField"
