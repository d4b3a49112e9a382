"""System checks of the trail: addresses that can be read, and a database role that owns none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError


@register(Tags.security)
def addresses_are_read(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Refuse an address of TRAIL_ANCHORS or TRAIL_ARCHIVES that means nothing."""
    from audit.anchors import sink_at  # noqa: PLC0415 - models cannot be imported before the apps are ready
    from audit.archive_store import store_at  # noqa: PLC0415 - as above

    found: list[CheckMessage] = []
    for address in settings.TRAIL_ANCHORS:
        try:
            sink_at(address)
        except ValueError as error:
            found.append(Error(str(error), id="audit.E001"))
            continue
        if address.startswith("rfc3161+") and not settings.TRAIL_TSA_CA:
            found.append(
                Error(f"{address} needs TRAIL_TSA_CA: nobody else says whom to believe.", id="audit.E002")
            )
    try:
        store_at(settings.TRAIL_ARCHIVES or "file:/unset")
    except ValueError as error:
        found.append(Error(str(error), id="audit.E003"))
    return found


@register(Tags.database, deploy=True)
def role_owns_no_trail(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Refuse to deploy with a role that could change what it wrote (`check --deploy --database default`)."""
    from audit.database_roles import owns_trail  # noqa: PLC0415 - connections are made after the apps

    if "default" not in (databases or ()):
        return []
    try:
        owns = owns_trail()
    except DatabaseError:  # not migrated yet, or not there: other checks say so
        return []
    if not owns:
        return []
    hint = "Connect as a role that owns no table, and migrate as DATABASE_OWNER_URL; see docs/AUDIT.md."
    return [Error("The application's database role owns the trail.", hint=hint, id="audit.E004")]
