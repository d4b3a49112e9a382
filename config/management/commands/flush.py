"""`manage.py flush`: refused; only the tests empty a database between them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush


class Command(flush.Command):
    """Django's flush, for the test database alone."""

    help = "Refused: it would remove every document and the trail with them."

    def handle(self, **options: Any) -> None:
        """Refuse, except where the settings are those of the tests."""
        if not getattr(settings, "FLUSH_ALLOWED", False):
            raise CommandError(
                "Muniment is never flushed: records go by retention, months of the trail by audit_retention. "
                "For an empty installation make a new database, or set MUNIMENT_VAR to a new folder."
            )
        super().handle(**options)
