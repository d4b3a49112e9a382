"""Wires the audit app."""

from __future__ import annotations

from functools import wraps
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db import router, transaction


class AuditConfig(AppConfig):
    """The trail: who saw and did what."""

    name = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks; make each save of an audited model one transaction with its entry."""
        import_module("audit.checks")
        from auditlog.registry import auditlog  # noqa: PLC0415 - models cannot be imported before

        for model in auditlog.get_models():
            model.save_base = _whole(model.save_base)


def _whole(save_base: Any) -> Any:
    """Return `save_base` within a transaction.

    django-auditlog writes that a row was updated before it is: without a transaction around both, a save that
    fails would leave an entry of a change that never was, and an entry that fails a change that is not told.
    """

    @wraps(save_base)
    def save_whole(self: Any, *args: Any, **kwargs: Any) -> Any:
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using, savepoint=False):
            return save_base(self, *args, **kwargs)

    return save_whole
