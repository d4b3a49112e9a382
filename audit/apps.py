"""Wires the audit app."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The trail: who saw and did what."""

    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks; make each save of an audited model one transaction with its entry."""
        import_module("audit.checks")
        from audit.tracking import tracking_complete  # noqa: PLC0415 - models cannot be imported before

        tracking_complete()
