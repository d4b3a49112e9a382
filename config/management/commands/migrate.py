"""`manage.py migrate`, as the owner of the tables."""

from __future__ import annotations

from django.core.management.base import CommandParser
from django.core.management.commands import migrate
from django.db import connections


class Command(migrate.Command):
    """Django's migrate; it connects as the owner where one is configured (DATABASE_OWNER_URL)."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's arguments; the default connection is the owner's."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner" if "owner" in connections else "default")
