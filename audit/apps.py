"""Wires the audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail: who saw and did what."""

    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"
