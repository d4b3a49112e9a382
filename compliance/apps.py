"""Wires the compliance app."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """Retention, holds, requests and records of processing."""

    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
