"""What a first start needs before anything can be served; a later start finds it done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from accounts.roles import Role
from accounts.selectors import administrator_exists
from accounts.services.people import password_generate, user_create
from audit.partitions import months_ensure
from audit.signing import key_file_create
from documents.demo import demo_create
from vault.keyring import kek_file_create

ADMINISTRATOR = "admin@example.com"


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """The account made at the first start; its password is shown once and kept nowhere."""

    email: str
    password: str


def prepare(*, tell: Callable[[str], object]) -> FirstAdministrator | None:
    """Make keys, tables, static files; at the first start also an administrator and sample documents.

    Args:
        tell: takes a sentence for the person at the terminal.
    """
    key = urlsplit(settings.VAULT_KEK_URI)
    if settings.IS_EMBEDDED and key.scheme == "file":
        kek_file_create(Path(key.path))
    trail_key = urlsplit(settings.TRAIL_KEY_URI)
    if settings.IS_EMBEDDED and trail_key.scheme == "file":
        key_file_create(Path(trail_key.path))
    tell("Preparing the database ...")
    call_command("migrate", verbosity=0, interactive=False)
    months_ensure(first=timezone.now().date(), count=4)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["redoc*", "gis"])
    try:
        return _first_administrator(tell)
    finally:
        # The supervisor lives on and needs no database: its pool must not hold connections.
        connections.close_all()
        if close_pool := getattr(connections["default"], "close_pool", None):
            close_pool()


def _first_administrator(tell: Callable[[str], object]) -> FirstAdministrator | None:
    if administrator_exists():
        return None
    password = password_generate()
    administrator = user_create(
        email=ADMINISTRATOR,
        full_name="Administrator",
        password=password,
        role=Role.ADMIN,
        is_superuser=True,
    )
    if settings.IS_EMBEDDED:
        tell("Making sample documents ...")
        demo_create(owner=administrator, seed=1, at=timezone.now())
    return FirstAdministrator(ADMINISTRATOR, password)
