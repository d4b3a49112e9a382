"""`manage.py sqlflush`: refused."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """In the place of Django's."""

    help = "Refused: nobody needs the statements that would remove every document."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse."""
        raise CommandError("Muniment is never flushed; see `manage.py flush`.")
