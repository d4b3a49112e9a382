"""`manage.py seed_scale`: a made-up installation of any size, to measure on."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from accounts.models import User
from audit import trail
from documents.models import Document
from documents.scale.filling import scale_fill
from documents.scale.plan import ADMINISTRATOR, NAMED, Plan
from documents.scale.progress import Meter
from vault.keyring import kek_file_create


class Command(BaseCommand):
    """Fill an empty database, past the services, in one transaction."""

    help = (
        "Fill the database with made-up documents, people and grants, to measure on. Documents have text, "
        "values, keys and readers; files have only the newest --files of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--documents", type=int, default=10_000)
        parser.add_argument("--users", type=int, default=200)
        parser.add_argument("--grants", type=int, default=100_000)
        parser.add_argument("--seed", type=int, default=1, help="another number makes another installation")
        parser.add_argument("--files", type=int, default=0, help="so many of the newest documents get a file")
        parser.add_argument("--password", default="", help="of the named accounts; made and told by default")
        parser.add_argument("--yes", action="store_true", help="also where there are other documents")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        self._may_fill(is_sure=options["yes"])
        try:
            plan = Plan(
                **{name: options[name] for name in ("documents", "users", "grants", "seed", "files")},
                until=timezone.now(),
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        password = options["password"] or secrets.token_urlsafe(16)
        meter = Meter(self.stdout.write)
        connection = self._owner()
        if settings.VAULT_KEK_URI.startswith("file:"):
            kek_file_create(Path(urlsplit(settings.VAULT_KEK_URI).path))  # keeps one that is there
        try:
            scale_fill(connection, plan, meter=meter, hashed=make_password(password))
        except psycopg.errors.InsufficientPrivilege as error:
            raise CommandError(f"The owner of the tables has to be a superuser for this: {error}") from error
        trail.record("documents.seeded", details={"documents": plan.documents, "grants": plan.grants})
        self.stdout.write(f"{', '.join(NAMED)} sign in with the password {password}")

    def _may_fill(self, *, is_sure: bool) -> None:
        if getattr(settings, "IS_PRODUCTION", False):
            raise CommandError("This is a production's settings: nothing is made up there.")
        if User.objects.filter(email=ADMINISTRATOR).exists():
            raise CommandError("This database was seeded before.")
        if Document.objects.exists() and not is_sure:
            raise CommandError("There are other documents here. Add --yes to put made-up ones beside them.")

    def _owner(self) -> psycopg.Connection[Any]:
        owner = connections["owner" if "owner" in connections else "default"]
        owner.ensure_connection()
        connection: psycopg.Connection[Any] = owner.connection
        return connection
