"""Wires Django's admin under our site, and the roles to the database."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate

from config.celery import app as celery_app
from config.checks import refuse_faults


class MunimentAdminConfig(AdminConfig):
    """The console in place of the stock admin."""

    default_site = "config.admin.ConsoleSite"


class WiringConfig(AppConfig):
    """What holds the apps together: commands, and the roles after each migrate."""

    name = "config"

    def ready(self) -> None:
        """Refuse to start production with a fault; sync roles after each migrate."""
        refuse_faults()
        post_migrate.connect(_roles_sync, dispatch_uid="roles_sync")


def _roles_sync(app_config: AppConfig, using: str, **_: Any) -> None:
    """Sync once, after the last app: tables and permissions of all models exist by then."""
    from accounts.roles import roles_sync  # noqa: PLC0415 - models cannot be imported before the apps are ready
    from audit.database_roles import rights_sync  # noqa: PLC0415 - as above
    from audit.watching import watches_sync  # noqa: PLC0415 - as above

    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if app_config is with_models[-1]:
        watches_sync(using=using)
        rights_sync(using=using, role=settings.DATABASES["default"]["USER"])
        roles_sync()


__all__ = ["MunimentAdminConfig", "WiringConfig", "celery_app"]
